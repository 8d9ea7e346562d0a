package platform_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/platform/engine"
)

// TestNamesOnTheNetworkAreOfOne has applications whose names are those of others' containers, and two that
// call what they link to by the same name: each name means one thing to whoever asks for it.
func TestNamesOnTheNetworkAreOfOne(t *testing.T) {
	t.Parallel()
	e, c := newPushEngine(), &clock{t: start()}
	s := serveEngine(t, e, c)
	first := s.post("application/", `{"image": "x", "name": "db"}`)
	second := s.post("application/", `{"image": "x", "name": "db"}`) // db-1, as the first container of db
	s.post("application/", `{"image": "x", "name": "web", "linked_to_application": [{"to_application": "`+str(first, "resource_uri")+`", "name": "store"}]}`)
	s.post("application/", `{"image": "x", "name": "shop", "linked_to_application": [{"to_application": "`+str(second, "resource_uri")+`", "name": "store"}]}`)
	e.push(engine.Event{Time: c.now(), Container: e.byName("db-1"), Kind: engine.Started})
	s.wantState(first, "Running")
	s.patch(str(first, "resource_uri"), `{"target_num_containers": 2}`) // made when it was linked to
	for name, want := range map[string]engine.Spec{
		"db-1":   {Aliases: []string{"db", "db-1"}},
		"db-2":   {Aliases: []string{"db", "db-2"}},
		"db-1-1": {Aliases: []string{str(second, "uuid"), "db-1-1"}},
		"web-1":  {Aliases: []string{"web", "web-1"}, Names: map[string]string{"store": "db"}},
		"shop-1": {Aliases: []string{"shop", "shop-1"}, Names: map[string]string{"store": str(second, "uuid")}},
	} {
		spec := e.specs[e.byName(name)]
		for i, alias := range want.Aliases { // a UUID may be before or behind the other
			if len(spec.Aliases) != len(want.Aliases) || spec.Aliases[i] != alias && spec.Aliases[1-i] != alias {
				t.Errorf("%s: aliases %v, want %v", name, spec.Aliases, want.Aliases)
			}
		}
		if diff := cmp.Diff(want.Names, spec.Names); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

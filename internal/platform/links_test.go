package platform_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/enginetest/cluster"
	"fleetop/internal/platform"
	"fleetop/internal/platform/memory"
)

// linkVars returns the link variables of an object.
func linkVars(o map[string]any) map[string]string {
	raw, _ := o["link_variables"].(map[string]any)
	out := make(map[string]string, len(raw))
	for key := range raw {
		out[key] = str(raw, key)
	}
	return out
}

// TestLinkVariablesOfOneAndTwoPorts checks the variables of an application with one port and of one
// with two, down to the letter.
func TestLinkVariablesOfOneAndTwoPorts(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	one := s.create(`{"image": "tutum/mysql", "name": "my-db.x"}`)
	uri := str(one, "resource_uri")
	dns := "my-db-x-1-admin.alpha.dev.tutum.io"
	want := map[string]string{
		"MY_DB_X_1_PORT":                "tcp://" + dns + ":49153",
		"MY_DB_X_1_PORT_3306_TCP":       "tcp://" + dns + ":49153",
		"MY_DB_X_1_PORT_3306_TCP_ADDR":  dns,
		"MY_DB_X_1_PORT_3306_TCP_PORT":  "49153",
		"MY_DB_X_1_PORT_3306_TCP_PROTO": "tcp",
		"MY_DB_X_TUTUM_API_URL":         s.url + uri,
	}
	if diff := cmp.Diff(want, linkVars(one)); diff != "" {
		t.Error(diff)
	}
	cont := s.container("my-db.x-1")
	delete(want, "MY_DB_X_TUTUM_API_URL")
	if diff := cmp.Diff(want, linkVars(s.get(str(cont, "resource_uri")))); diff != "" {
		t.Error(diff)
	}
	if cont["link_variables"] != nil {
		t.Error("link variables in a list")
	}

	two := s.create(`{"image": "x", "name": "two", "container_ports": [{"inner_port": 80}, {"inner_port": 53, "protocol": "udp"}]}`)
	got := slices.Sorted(maps.Keys(linkVars(two)))
	if diff := cmp.Diff([]string{
		"TWO_1_PORT_53_UDP", "TWO_1_PORT_53_UDP_ADDR", "TWO_1_PORT_53_UDP_PORT", "TWO_1_PORT_53_UDP_PROTO",
		"TWO_1_PORT_80_TCP", "TWO_1_PORT_80_TCP_ADDR", "TWO_1_PORT_80_TCP_PORT", "TWO_1_PORT_80_TCP_PROTO", "TWO_TUTUM_API_URL",
	}, got); diff != "" {
		t.Error(diff)
	}
}

// TestLinksGoWithTheirApplications checks what linked applications see of each other, and that it
// goes when one of them goes.
func TestLinksGoWithTheirApplications(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	db := s.create(`{"image": "tutum/mysql", "name": "db", "target_num_containers": 2}`)
	dbURI := str(db, "resource_uri")
	web := s.create(`{"image": "tutum/hello-world", "name": "web", "target_num_containers": 2,
		"container_envvars": [{"key": "MODE", "value": "x"}],
		"linked_to_application": ["` + dbURI + `", "` + s.url + dbURI + `", "` + strings.TrimSuffix(dbURI, "/") + `", "` + str(db, "uuid") + `"]}`)
	webURI := str(web, "resource_uri")
	both := func(wantTo, wantFrom []string) {
		t.Helper()
		for _, uri := range append([]string{webURI}, strs(s.get(webURI), "containers")...) {
			if diff := cmp.Diff(wantTo, strs(s.get(uri), "linked_to_application")); diff != "" {
				t.Error(diff)
			}
		}
		if diff := cmp.Diff(wantFrom, strs(s.get(dbURI), "linked_from_application")); diff != "" {
			t.Error(diff)
		}
	}
	both([]string{dbURI}, []string{webURI})

	env := func() []string {
		v := vars(s.get(str(s.container("web-1"), "resource_uri")))
		keys := slices.Sorted(maps.Keys(v))
		return slices.DeleteFunc(keys, func(k string) bool {
			return strings.HasSuffix(k, "_ADDR") || strings.HasSuffix(k, "_PROTO") || strings.HasSuffix(k, "_TCP")
		})
	}
	if diff := cmp.Diff([]string{
		"DB_1_PORT", "DB_1_PORT_3306_TCP_PORT", "DB_2_PORT", "DB_2_PORT_3306_TCP_PORT", "DB_TUTUM_API_URL",
		"MODE", "WEB_2_PORT", "WEB_2_PORT_80_TCP_PORT",
	}, env()); diff != "" {
		t.Error(diff)
	}
	if v := vars(s.get(webURI)); len(v) != 1 || v["MODE"] != "x" {
		t.Errorf("the application's own variables: %v", v)
	}

	s.post(str(s.container("db-1"), "resource_uri")+"stop/", "")
	if keys := env(); slices.Contains(keys, "DB_1_PORT") || !slices.Contains(keys, "DB_2_PORT") {
		t.Errorf("with db-1 stopped: %v", keys)
	}
	s.clock.advance(3 * time.Second)
	s.want(http.StatusAccepted, http.MethodDelete, dbURI, "")
	s.clock.advance(3 * time.Second)
	s.wantState(db, "Terminated")
	both([]string{}, []string{})
	if keys := env(); fmt.Sprint(keys) != "[MODE WEB_2_PORT WEB_2_PORT_80_TCP_PORT]" {
		t.Errorf("with db gone: %v", keys)
	}
	r := s.want(http.StatusBadRequest, http.MethodPost, "application/", `{"image": "x", "linked_to_application": ["`+dbURI+`"]}`)
	if r["application"] == nil {
		t.Errorf("a link to a terminated application: %v", r)
	}
}

// pushing is a cluster that tells of news by itself, as those of real machines do.
type pushing struct{ *cluster.Engine }

func (pushing) Changed() <-chan struct{} { return nil }

// TestContainersAreGivenNoAddressThatIsNotTheirs has containers run elsewhere than the server, which listens for its
// own machine alone: its address is in no environment. One that they reach is.
func TestContainersAreGivenNoAddressThatIsNotTheirs(t *testing.T) {
	t.Parallel()
	for public, want := range map[string]string{"": "", "https://fleet.example.com": "https://fleet.example.com"} {
		c := &clock{t: start()}
		s := serveOptions(t, platform.Options{Engine: pushing{cluster.New(c.now)}, Now: c.now, URL: public}, c)
		db := s.create(`{"image": "worker:1", "name": "db"}`)
		c.advance(time.Second)
		a := s.create(`{"image": "worker:1", "name": "web", "linked_to_application": ["` + str(db, "resource_uri") + `"]}`)
		c.advance(time.Second)
		got := ""
		env, _ := s.get(str(s.containers(a)[0], "resource_uri"))["container_envvars"].([]any)
		for _, v := range env {
			if one, _ := v.(map[string]any); str(one, "key") == "DB_TUTUM_API_URL" {
				got = strings.TrimSuffix(str(one, "value"), str(db, "resource_uri"))
			}
		}
		if got != want {
			t.Errorf("with %q: the address is %q, want %q", public, got, want)
		}
	}
}

package platform_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"fleetop/internal/platform/engine"
)

// imageEngine has an image with commands of its own.
type imageEngine struct{ *pushEngine }

func (imageEngine) Inspect(_ context.Context, ref engine.Ref, _ *engine.Auth) (engine.Tag, error) {
	return engine.Tag{Name: ref.Tag, Command: "serve --old", Entrypoint: "/init"}, nil
}

// TestTheCommandsOfAnImageStayItsOwn checks that what the image defines is shown and not given to the
// engine, so that another image under the same name brings its own.
func TestTheCommandsOfAnImageStayItsOwn(t *testing.T) {
	t.Parallel()
	e := imageEngine{newPushEngine()}
	s := serveEngine(t, e, &clock{t: start()})
	for i, test := range []struct{ body, command, entry, givenCommand, givenEntry string }{
		{``, "serve --old", "/init", "", ""},
		{`, "run_command": "", "entrypoint": ""`, "serve --old", "/init", "", ""},
		{`, "run_command": "mine 'a b'"`, "mine 'a b'", "/init", "mine 'a b'", ""},
		{`, "entrypoint": "/mine"`, "", "/mine", "", "/mine"},
		{`, "run_command": "x", "entrypoint": "/mine"`, "x", "/mine", "x", "/mine"},
	} {
		a := s.create(fmt.Sprintf(`{"image": "web", "name": "a%d"%s}`, i, test.body))
		spec := e.specs[e.byName(fmt.Sprintf("a%d-1", i))]
		if str(a, "run_command") != test.command || str(a, "entrypoint") != test.entry || spec.Command != test.givenCommand || spec.Entrypoint != test.givenEntry {
			t.Errorf("%s: shown %q %q, given %q %q", test.body, a["run_command"], a["entrypoint"], spec.Command, spec.Entrypoint)
		}
	}
	a := s.named("a0")
	e.report(engine.Changed, engine.Application{ID: str(a, "uuid"), Name: "a0", Command: "serve --new", Entrypoint: "/init", ImageCommand: true, ImageEntrypoint: true})
	if a := s.named("a0"); str(a, "run_command") != "serve --new" {
		t.Errorf("of another image it is %v", a["run_command"])
	}
	for _, field := range []string{"run_command", "entrypoint"} {
		body := fmt.Sprintf(`{"image": "web", %q: "sh -c 'exit"}`, field)
		if got := fmt.Sprint(s.want(http.StatusBadRequest, http.MethodPost, "application/", body)); !strings.Contains(got, "The command has an unclosed quote.") {
			t.Errorf("%s: %s", body, got)
		}
	}
}

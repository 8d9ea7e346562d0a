package platform_test

import (
	"strings"
	"testing"

	"fleetop/internal/platform"
	"fleetop/internal/platform/engine"
)

// noKind is an engine and nothing more; bothKinds is too much.
type noKind struct{ engine.Engine }

type bothKinds struct{ *pushEngine }

func (bothKinds) Deploy(engine.AppSpec) error     { return nil }
func (bothKinds) Apply(string, engine.Want) error { return nil }
func (bothKinds) Terminate(string) error          { return nil }

// TestAnEngineIsOfOneKind checks that a platform takes an engine that runs containers or one that
// keeps applications, and says so of all others.
func TestAnEngineIsOfOneKind(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]engine.Engine{
		"push engine is neither a Runner nor an Orchestrator": noKind{newPushEngine()},
		"push engine is both a Runner and an Orchestrator":    bothKinds{newPushEngine()},
	} {
		if _, err := platform.New(platform.Options{User: "u", Key: "k", Engine: e}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

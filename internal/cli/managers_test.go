package cli

import (
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"

	"fleetop/internal/config"
)

// TestTheManagerThatAnswersIsNamed names two managers of which the first does not listen.
func TestTheManagerThatAnswersIsNamed(t *testing.T) {
	t.Parallel()
	manager := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Api-Version", "1.41")
		w.Header().Set("Content-Type", "application/json")
		if path.Base(r.URL.Path) == "swarm" {
			_, _ = w.Write([]byte("{}"))
		}
	}))
	t.Cleanup(manager.Close)
	env := Env{Getenv: func(string) string { return "" }, Home: t.TempDir()}
	answers := strings.Replace(manager.URL, "http://", "tcp://", 1)
	c, err := env.connectSwarm(t.Context(), config.Docker{Host: "tcp://127.0.0.2:9," + answers}, "fleetop", true)
	if err != nil {
		t.Fatal(err)
	}
	if c.named() != c.name {
		t.Errorf("at the moment it is %s", c.named())
	}
	if err := c.engine.Close(); err != nil {
		t.Error(err)
	}
	if c.name == "" || !strings.Contains(answers, c.name) || c.place != placeOf("tcp://127.0.0.2:9") {
		t.Errorf("named %s, kept for %s", c.name, c.place)
	}
}

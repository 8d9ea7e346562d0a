package cli

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"fleetop/internal/platform"
	"fleetop/internal/platform/memory"
)

// TestUUIDsNeverRepeatOverStarts starts the server of the command line twice with one seed: the
// fleet is the same and no uuid is.
func TestUUIDsNeverRepeatOverStarts(t *testing.T) {
	t.Parallel()
	var names [2][]string
	seen := map[string]bool{}
	for start := range names {
		own, err := simulate(memory.Options{Seed: 1, Fleet: memory.DefaultFleet()})
		if err != nil {
			t.Fatal(err)
		}
		handler, err := platform.New(platform.Options{User: "admin", Key: "key", Engine: own.engine})
		if err != nil {
			t.Fatal(err)
		}
		ask := func(method, path, body string) []byte {
			r := httptest.NewRequestWithContext(t.Context(), method, "/api/v1/"+path, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Authorization", "ApiKey admin:key")
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code >= 300 {
				t.Fatal(method, path, w.Code, w.Body)
			}
			return w.Body.Bytes()
		}
		ask(http.MethodPost, "application/", `{"image": "tutum/hello-world", "name": "new", "target_num_containers": 3}`)
		for _, list := range []string{"application/?limit=100", "container/?limit=100"} {
			var page struct {
				Objects []struct {
					UUID string `json:"uuid"`
					Name string `json:"unique_name"`
				} `json:"objects"`
			}
			if err := json.Unmarshal(ask(http.MethodGet, list, ""), &page); err != nil {
				t.Fatal(err)
			}
			for _, o := range page.Objects {
				names[start] = append(names[start], o.Name)
				if seen[o.UUID] || o.UUID == "" {
					t.Errorf("start %d: %s has the uuid %q of another object", start, o.Name, o.UUID)
				}
				seen[o.UUID] = true
			}
		}
	}
	if got, want := strings.Join(names[0], " "), strings.Join(names[1], " "); got != want || len(names[0]) < 10 {
		t.Errorf("the seed gives %s, then %s", got, want)
	}
}

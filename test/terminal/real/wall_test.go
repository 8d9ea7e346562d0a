//go:build linux

package real

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// failing is a server of a few applications, of the first of which so many containers run, of three.
func failing(t *testing.T) (words []string, running *atomic.Int64) {
	t.Helper()
	running = new(atomic.Int64)
	running.Store(3)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		var objects []string
		for i := range 9 {
			state, n := "Running", int64(3)
			if i == 0 {
				n = running.Load()
			}
			if n < 3 {
				state = "Partly running"
			}
			objects = append(objects, fmt.Sprintf(`{"uuid":"%08d-0000-4000-8000-000000000001","unique_name":"app-%d","name":"app-%d","image_name":"web","target_num_containers":3,
				"state":%q,"running_num_containers":%d,"stopped_num_containers":%d,"current_num_containers":3}`, i, i, i, state, n, 3-n))
		}
		if !strings.HasSuffix(r.URL.Path, "/application/") {
			objects = nil
		}
		_, _ = fmt.Fprintf(w, `{"meta":{"limit":25,"offset":0,"total_count":%d},"objects":[%s]}`, len(objects), strings.Join(objects, ","))
	}))
	t.Cleanup(server.Close)
	return []string{"FLEETOP_ENDPOINT=" + server.URL, "TUTUM_USER=admin", "TUTUM_APIKEY=k3y", "--interval", "1"}, running
}

// The wall looks as it was painted; a bell and the question for the terminal's name are all that it writes
// beyond what every screen does, and what the terminal answers is not taken for keys.
func TestTheWallIsShownAsItIsPainted(t *testing.T) {
	t.Parallel()
	for _, h := range hosts() {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			words, running := failing(t)
			s := start(t, h, 100, 30, append(words, "--wall")...)
			s.settle(`● app-0 `)
			running.Store(2)
			s.settle(`[!] app-0 `)
			s.press(`1 problem acknowledged`, "a")
			s.press(`╭ Help`, "?")
			s.press(`!╭ Help`, "q")
			running.Store(1)
			s.settle(`as of now`)
			s.press(`╭ Applications`, "1")
			s.press(`as of now`, "5")
			s.quit("C0 G", "CSI >q")
		})
	}
}

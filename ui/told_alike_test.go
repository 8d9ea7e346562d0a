package ui_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
)

// TestWhatContainersDoIsToldAlike has somebody else stop and start containers, and reads under Activity what is
// told of it: the same whatever list is on the screen, and whether the server tells of changes or is polled.
func TestWhatContainersDoIsToldAlike(t *testing.T) {
	t.Parallel()
	const want = `api-2 exited 0, api 3/3 → 2/3
api recovered 2/3 → 3/3, api-2 running again
api-3 exited 0, api 3/3 → 2/3
worker recovered 5/6 → 6/6, worker-4 running again
api recovered 2/3 → 3/3, api-3 running again
web-1 exited 0, web 3/3 → 2/3
web recovered 2/3 → 3/3, web-1 running again
`
	for _, waits := range []bool{false, true} {
		for key, list := range map[string]string{"1": "applications", "2": "containers", "3": "images"} {
			t.Run(fmt.Sprintf("%s, waits %v", list, waits), func(t *testing.T) {
				t.Parallel()
				inBubble(t, 200, 60, setup{waits: waits}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					d.Advance(2 * time.Second)
					d.Press(key)
					d.Advance(time.Minute)
					ids, web := uuids(t, server, "container"), uuids(t, server, "application")["web"]
					do := func(verb, name string) {
						asAnotherUser(t, server, http.MethodPost, "/api/v1/container/"+ids[name]+"/"+verb+"/")
					}
					do("stop", "api-2")
					d.Advance(14 * time.Second)
					do("start", "api-2")
					d.Advance(14 * time.Second) // so that the one is still waited for when the next happens
					do("stop", "api-3")
					d.Advance(8 * time.Second)
					do("start", "worker-4")
					d.Advance(8 * time.Second)
					do("start", "api-3")
					d.Advance(5 * time.Minute)
					do("stop", "web-1")
					server.Take()
					d.Advance(10 * time.Minute)
					asked := 0
					for _, r := range server.Take() {
						if strings.Contains(r.Query, web) {
							asked++
						}
					}
					if key == "3" && asked > 3 {
						t.Errorf("the containers are asked for %d times for one that ended", asked)
					}
					do("start", "web-1")
					d.Advance(time.Minute)
					d.Press("4")
					if waits || key == "2" { // a job that ends and is started again within a second
						d.Sees("backup-1", "exited 0, started again by itself")
					}
					told := ""
					for line := range strings.SplitSeq(d.View(), "\n") {
						fields := strings.Fields(strings.Trim(line, "│▸ "))
						if len(fields) > 2 && strings.Contains(line, "│") && fields[0] != "TIME" && fields[1] != "backup-1" {
							told = strings.Join(fields[1:], " ") + "\n" + told
						}
					}
					if told != want {
						t.Errorf("told\n%s\nwant\n%s", told, want)
					}
				})
			})
		}
	}
}

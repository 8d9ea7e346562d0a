package platform_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
)

// TestApplicationLogNamesItsContainers checks that an application's log holds those of its
// containers, each under its name.
func TestApplicationLogNamesItsContainers(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	a := s.create(`{"image": "tutum/mysql", "name": "db", "target_num_containers": 3}`)
	s.clock.advance(time.Minute)
	var want strings.Builder
	for _, c := range s.containers(a) {
		want.WriteString("======>" + str(c, "unique_name") + " <======\n" + str(s.get(str(c, "resource_uri")+"logs/"), "logs"))
	}
	got := str(s.get(str(a, "resource_uri")+"logs/"), "logs")
	if got != want.String() {
		t.Errorf("got %q\nwant %q", cutText([]byte(got)), cutText([]byte(want.String())))
	}
	if !strings.Contains(got, "ready for connections") {
		t.Error("the containers wrote nothing")
	}
}

// TestApplicationLogIsBounded checks that many long logs do not add up without end.
func TestApplicationLogIsBounded(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{Applications: []memory.Application{{
		Name: "web", Image: "r.tutum.co/shop/web", Containers: 40, Age: 48 * time.Hour,
	}}})
	logs := s.do(http.MethodGet, str(s.named("web"), "resource_uri")+"logs/", "").body
	if n := bytes.Count(logs, []byte("======>web-")); len(logs) > 18<<20 || n != 40 {
		t.Errorf("%d bytes, %d containers", len(logs), n)
	}
}

// TestLogEndsAreSentInWholeLines checks that of a long log the last MiB is sent, whole lines.
func TestLogEndsAreSentInWholeLines(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	for _, name := range []string{"web-1", "worker-3"} {
		logs := str(s.get(str(s.container(name), "resource_uri")+"logs/"), "logs")
		if len(logs) > 1<<20 || len(logs) < 1<<20-4096 || !strings.HasSuffix(logs, "\n") {
			t.Errorf("%s: %d bytes", name, len(logs))
		}
	}
}

// TestContainerWithoutOutputHasAnEmptyLog checks the log of a container that wrote nothing.
func TestContainerWithoutOutputHasAnEmptyLog(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	a := s.create(`{"image": "busybox", "name": "b"}`)
	if got, found := s.get(strs(a, "containers")[0] + "logs/")["logs"]; got != "" || !found {
		t.Errorf("logs: %v", got)
	}
	if got := str(s.get(str(a, "resource_uri")+"logs/"), "logs"); got != "======>b-1 <======\n" {
		t.Errorf("logs of the application: %q", got)
	}
}

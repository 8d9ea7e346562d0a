package engines

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/docker"
)

// moreThanKept is more events than a daemon keeps for a reader before it drops them and slows down.
const moreThanKept = 1300

// TestEventsAreReadThoughNobodyListens has a daemon tell more than it keeps for a reader who does not
// read, while nobody asks the engine for what it heard. All of it is read, so that neither is anything
// lost nor do others have to wait.
func TestEventsAreReadThoughNobodyListens(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	p := d.Proxy(t, "")
	behind := *d
	behind.Socket = p.Socket
	w := watch(t, &behind, docker.Options{TouchAll: true})
	before := p.Events()
	for i := range moreThanKept {
		name, verb := "repo=fleetop.test/a&tag=x", http.MethodPost
		path := "/images/" + enginetest.Image + "/tag?" + name
		if i%2 == 1 {
			verb, path = http.MethodDelete, "/images/fleetop.test/a:x"
		}
		if _, err := d.Ask(verb, path, nil); err != nil {
			t.Fatal(err)
		}
	}
	id := foreign(d.Docker(t, "run", "--detach", "--name", "last", enginetest.Image))
	w.eventually(id, "the last event is heard", running)
	if n := p.Events() - before; n < moreThanKept {
		t.Errorf("of %d events %d were read", moreThanKept, n)
	}
	lists := 0
	for _, what := range p.Asked() {
		if strings.HasPrefix(what, "GET /images/json") {
			lists++
		}
	}
	if lists > moreThanKept/4 {
		t.Error(fmt.Sprint("the images were listed ", lists, " times"))
	}
}

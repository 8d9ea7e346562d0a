package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// crashing is an application whose containers crash all the time and are started
// again, beside others.
func crashing() memory.Fleet {
	fleet := memory.Sized(3, 1)
	fleet.Applications = append(fleet.Applications, memory.Application{
		Name: "crash", Image: "tutum/hello-world", Command: "sleep 3; exit 3", Containers: 150, Restart: "ALWAYS", Replace: "ALWAYS", Age: time.Second,
	})
	return fleet
}

// TestWhatCrashesForEverIsStoppedAndTerminated asks for it at many moments of the
// crashing, with a countdown and without: it is sent, once, at the first try.
func TestWhatCrashesForEverIsStoppedAndTerminated(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		keys  []string
		many  bool
		grace time.Duration
		sends string
	}{
		"stop":                    {[]string{"x", "y"}, false, 0, "/stop/"},
		"terminate":               {[]string{"D", "crash", "enter"}, false, 0, "DELETE"},
		"terminate, counted down": {[]string{"D", "crash", "enter"}, false, 5 * time.Second, "DELETE"},
		"terminate many":          {[]string{"D", "2", "enter"}, true, 5 * time.Second, "DELETE"},
	} {
		for moment := range 8 {
			t.Run(fmt.Sprint(name, " ", moment), func(t *testing.T) {
				t.Parallel()
				s := setup{fleet: crashing(), options: func(o *ui.Options) { o.Grace = test.grace }}
				inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					d.Advance(time.Duration(moment)*1370*time.Millisecond + time.Second)
					uuid := uuids(t, server, "application")["crash"]
					d.Press("/")
					d.Burst("crash")
					d.Press("enter")
					if test.many {
						d.Press(" ", "esc", "esc", "G", " ", "g", " ")
					}
					server.Take()
					press(t, d, test.keys)
					d.Advance(test.grace + 8*time.Second)
					sent := 0
					for _, r := range writes(server.Take()) {
						if strings.Contains(r.String(), test.sends) && strings.Contains(r.Path, uuid) {
							sent++
						}
					}
					if sent != 1 {
						t.Errorf("sent %d times:\n%s", sent, d.View())
					}
				})
			})
		}
	}
}

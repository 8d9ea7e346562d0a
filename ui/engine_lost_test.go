package ui_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"fleetop/internal/goldentest"
	"fleetop/internal/uitest"
)

// engineAway answers that the engine is out of reach since a time, and why. The server's clock is off.
func engineAway(why string, since time.Time, off time.Duration) uitest.Fault {
	return func(r *http.Request) (*http.Response, error) {
		body := fmt.Sprintf(`{"error": %q, "since": %q}`, why, since.Add(off).Format(time.RFC3339))
		return uitest.Answer(503, "application/json", body, "Retry-After", "2", "Date", time.Now().Add(off).UTC().Format(http.TimeFormat),
			"Fleetop-Extensions", "engine")(r)
	}
}

// TestAnEngineOutOfReachIsSaidOnceWithItsAge checks that the reason of a server for its 503 stands in the header
// and under the tabs, that for how long it is so goes on between two answers, whatever the server's clock says,
// and that Activity has one entry.
func TestAnEngineOutOfReachIsSaidOnceWithItsAge(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{0, -3 * time.Hour} {
		inBubble(t, 160, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(6 * time.Second)
			server.Break("", engineAway("the swarm has no leader", time.Now().Add(-7*time.Second), off))
			d.Advance(5 * time.Second)
			d.Sees("503 for 12s: the swarm has no leader")
			for n := 13; n < 18; n++ {
				d.Advance(time.Second)
				d.Sees(fmt.Sprintf("for %ds", n))
			}
			d.Advance(62 * time.Second)
			d.Sees("NO SIGNAL", "503 for 1m: the swarm has no leader")
			if n := strings.Count(d.Frame(), "the swarm has no leader"); n != 2 { // under the tabs, and in Activity
				t.Errorf("it is said %d times:\n%s", n, d.Frame())
			}
			if off == 0 {
				goldentest.Compare(t, "screens/engine-lost-160x36.txt", d.View())
			}
			server.Break("", nil)
			d.Advance(6 * time.Second)
			d.SeesNot("NO SIGNAL")
			d.Press("4")
			if n := strings.Count(d.Frame(), "the swarm has no leader"); n != 1 {
				t.Errorf("Activity says it %d times:\n%s", n, d.Frame())
			}
		})
	}
}

// TestNothingIsDoneWhileTheEngineIsAway checks that a server that has begun nothing is believed, and that of a 503
// that says nothing of that it stays unknown.
func TestNothingIsDoneWhileTheEngineIsAway(t *testing.T) {
	t.Parallel()
	for says, fault := range map[string]uitest.Fault{
		"stop refused: 503 the swarm has no leader": engineAway("the swarm has no leader", time.Now(), 0),
		"stop unknown, it may have been done: 503 the swarm has no leader": uitest.Answer(503, "application/json",
			`{"error": "the swarm has no leader"}`, "Retry-After", "2"),
	} {
		inBubble(t, 160, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(time.Second)
			server.Break("POST", fault)
			d.Press("x", "y")
			d.Advance(time.Second)
			d.Sees(says)
			d.Press("4")
			d.Sees(says)
		})
	}
}

// TestAnAgeThatIsNotSaidIsNotMadeUp checks a 503 that says nothing of since when.
func TestAnAgeThatIsNotSaidIsNotMadeUp(t *testing.T) {
	t.Parallel()
	inBubble(t, 160, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(6 * time.Second)
		server.Break("", uitest.Answer(503, "application/json", `{"error": "no leader", "since": "yesterday"}`, "Retry-After", "2", "Fleetop-Extensions", "engine"))
		d.Advance(90 * time.Second)
		d.Sees("NO SIGNAL · 503 no leader · ")
		d.SeesNot("503 for ")
	})
}

// TestALongReasonIsWholeWhereThereIsRoom checks that the line under the tabs cuts no reason that it has room for.
func TestALongReasonIsWholeWhereThereIsRoom(t *testing.T) {
	t.Parallel()
	inBubble(t, 200, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(6 * time.Second)
		server.Break("", uitest.Answer(503, "application/json", `{"error": "no manager of the swarm answers: 10.0.0.1:2377 and 10.0.0.2:2377 hang, 10.0.0.3:2377 refuses"}`))
		d.Advance(90 * time.Second)
		d.Sees("NO SIGNAL · 503 no manager of the swarm answers: 10.0.0.1:2377 and 10.0.0.2:2377 hang, 10.0.0.3:2377 refuses · ")
		d.Resize(80, 24)
		d.Sees("NO SIGNAL · 503 no manager of the swarm answers")
	})
}

// TestTheAgeOfAnOutageStandsBeforeItsRemedy checks that for how long a server cannot answer is not read as for how
// long something is to be done.
func TestTheAgeOfAnOutageStandsBeforeItsRemedy(t *testing.T) {
	t.Parallel()
	inBubble(t, 160, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(6 * time.Second)
		server.Break("", engineAway("nothing listens on /d.sock: start Docker", time.Now(), 0))
		d.Advance(12 * time.Second)
		d.Sees("503 for 12s: nothing listens on /d.sock: start Docker")
		d.SeesNot("Docker, for", "Docker for")
	})
}

// TestWhatToDoAboutAnOutageIsReadable checks that the line under the tabs becomes two where its remedy would be cut.
func TestWhatToDoAboutAnOutageIsReadable(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		inBubble(t, size[0], size[1], setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(6 * time.Second)
			server.Break("", engineAway("Docker takes connections but does not answer: restart it, for example systemctl restart docker (unix:///run/user/1000/docker.sock)", time.Now(), 0))
			d.Advance(90 * time.Second)
			lines := strings.Split(d.Frame(), "\n")
			said := strings.Join(strings.Fields(lines[2]+" "+lines[3]), " ")
			if !strings.Contains(said, "NO SIGNAL") || !strings.Contains(said, "does not answer: restart it, for example systemctl restart docker (") {
				t.Errorf("it says %q:\n%s", said, d.Frame())
			}
			if len(lines) != size[1] {
				t.Errorf("%d lines", len(lines))
			}
		})
	}
}

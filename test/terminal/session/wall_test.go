package session

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"fleetop/internal/ptytest"
	"fleetop/internal/ptytest/vt"
)

// failing is a server of one application, of which so many containers run, of three.
func failing(t *testing.T) (env []string, running *atomic.Int64) {
	t.Helper()
	running = new(atomic.Int64)
	running.Store(3)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if !strings.HasSuffix(r.URL.Path, "/application/") {
			_, _ = fmt.Fprint(w, `{"meta":{"limit":25,"offset":0,"total_count":0},"objects":[]}`)
			return
		}
		state, n := "Running", running.Load()
		if n < 3 {
			state = "Partly running"
		}
		_, _ = fmt.Fprintf(w, `{"meta":{"limit":25,"offset":0,"total_count":1},"objects":[{"uuid":"00000001-0000-4000-8000-000000000001","unique_name":"web","name":"web",
			"state":%q,"running_num_containers":%d,"stopped_num_containers":%d,"current_num_containers":3,"target_num_containers":3,"image_name":"web"}]}`, state, n, 3-n)
	}))
	t.Cleanup(server.Close)
	return []string{"FLEETOP_ENDPOINT=" + server.URL, "TUTUM_USER=admin", "TUTUM_APIKEY=k3y"}, running
}

// A new failure rings once and changes the title of the window. A terminal that says that it passes
// notifications on is told in words, others are not. Whatever ends the program, the terminal is as it was.
func TestTheWallRings(t *testing.T) {
	t.Parallel()
	for name, notifies := range map[string]string{"WezTerm 20240203": "OSC 777", "kitty(0.35.2)": "OSC 9", "tmux 3.3a": "", "": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, running := failing(t)
			term := ptytest.Start(t, ptytest.Options{
				Path: program, Args: []string{"--wall", "--interval", "1"}, Env: env, Cols: 80, Rows: 24, Answer: name != "", Name: name,
			})
			titled := func(want string) {
				t.Helper()
				term.WaitUntil("the title is "+want, func(s *vt.Screen) bool { return strings.HasPrefix(s.Title(), want) })
			}
			term.WaitFor(`as of now`)
			titled("fleetop admin@127.0.0.1")
			running.Store(2)
			titled("! 1 problem")
			term.WaitFor(`! web`)
			if notifies != "" {
				term.WaitOutput("web 2/3: ")
			}
			term.Send("a")
			term.WaitFor(`1 problem acknowledged`)
			titled("fleetop admin@127.0.0.1")
			running.Store(3)
			term.WaitFor(`● web`)
			term.Signal(syscall.SIGTERM)
			if status := term.Wait(); status != 143 {
				t.Errorf("status %d, want 143", status)
			}
			term.CheckRestored()
			bells := regexp.MustCompile(`\x1b\][^\a]*\a`).ReplaceAllString(term.Output(), "")
			if n := strings.Count(bells, "\a"); n != 1 {
				t.Errorf("the bell rang %d times", n)
			}
			if n := strings.Count(term.Output(), "web 2/3: Partly running\a"); n != map[bool]int{true: 1}[notifies != ""] {
				t.Errorf("the desktop was told %d times", n)
			}
			term.Look(func(s *vt.Screen) {
				for _, used := range s.Used() {
					if strings.HasPrefix(used, "OSC") && used != "OSC 2" && used != notifies {
						t.Errorf("the program wrote %s", used)
					}
				}
				if !slices.Contains(s.Used(), "CSI >q") {
					t.Error("the terminal was not asked for its name")
				}
			})
		})
	}
}

// While nothing rings the terminal is not asked for its name, and nothing rings within quiet hours.
func TestTheWallIsQuiet(t *testing.T) {
	t.Parallel()
	env, running := failing(t)
	now := time.Now().UTC()
	hours := now.Add(-time.Hour).Format("15:04") + "-" + now.Add(time.Hour).Format("15:04")
	term := ptytest.Start(t, ptytest.Options{
		Path: program, Args: []string{"--interval", "1"}, Env: append(env, "TZ=UTC", "FLEETOP_WALL=yes", "FLEETOP_QUIET_HOURS="+hours),
		Cols: 80, Rows: 24, Answer: true, Name: "foot(1)",
	})
	term.WaitFor(`● web`)
	running.Store(1)
	term.WaitUntil("the title tells", func(s *vt.Screen) bool { return s.Title() == "! 1 problem" })
	term.Send("q")
	if status := term.Wait(); status != 0 {
		t.Errorf("status %d, want 0", status)
	}
	term.CheckRestored()
	term.Look(func(s *vt.Screen) {
		if slices.Contains(s.Used(), "CSI >q") || slices.Contains(s.Used(), "OSC 777") {
			t.Errorf("the program wrote %q", s.Used())
		}
	})
}

package ui_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/uitest"
)

// redeployServer is a server that records writes and answers them as it is told: with a
// status, and with policies that it changes or not.
type redeployServer struct {
	recorder
	status  int  // of redeploy
	ignores bool // changes of policies
	gone    bool // no application is known by its uuid

	guard sync.Mutex
}

func (s *redeployServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	s.guard.Lock()
	defer s.guard.Unlock()
	if r.Method == http.MethodGet {
		if s.gone && strings.Contains(r.URL.Path, webUUID) {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		s.recorder.ServeHTTP(w, r)
		return
	}
	raw, _ := io.ReadAll(r.Body)
	var body map[string]any
	_ = json.Unmarshal(raw, &body)
	s.mu.Lock()
	s.written = append(s.written, written{r.Method, r.URL.Path, body})
	s.mu.Unlock()
	if r.Method == http.MethodPost && s.status != 0 {
		w.WriteHeader(s.status)
		return
	}
	text := application(webUUID, "web", "Running")
	for key, value := range body {
		if word, ok := value.(string); ok && !s.ignores {
			for _, old := range []string{"OFF", "ON_FAILURE", "ALWAYS"} {
				text = strings.Replace(text, `"`+key+`": "`+old+`"`, `"`+key+`": "`+word+`"`, 1)
			}
		}
	}
	w.WriteHeader(http.StatusAccepted)
	_, _ = io.WriteString(w, text)
}

// command runs a command on web by the palette.
func byName(d *uitest.Driver, line string) {
	d.Press(":")
	d.Paste(line)
	d.Press("enter")
}

func TestRedeployIsSentWithAndWithoutATag(t *testing.T) {
	t.Parallel()
	for tag, body := range map[string]map[string]any{"": nil, "v2": {"tag": "v2"}} {
		server := &redeployServer{}
		inBubble(t, 120, 36, setup{handler: server}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(time.Second)
			byName(d, "redeploy web")
			d.Sees("Redeploy web", "All 2 containers of web are replaced with new ones")
			if tag != "" {
				d.Paste(tag)
			}
			d.Press("enter")
			if got := server.taken(); len(got) != 0 {
				t.Errorf("sent %v from the field", got)
			}
			d.Press("enter")
			d.Advance(time.Second)
			want := []written{{http.MethodPost, "/api/v1/application/" + webUUID + "/redeploy/", body}}
			if diff := cmp.Diff(want, server.taken()); diff != "" {
				t.Errorf("tag %q (-want +got):\n%s", tag, diff)
			}
			d.Sees("redeploy accepted")
		})
	}
}

func TestRedeployCountsDown(t *testing.T) {
	t.Parallel()
	server := &redeployServer{}
	inBubble(t, 120, 36, withGrace(setup{handler: server}), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		byName(d, "redeploy web")
		d.Paste("v2")
		d.Press("enter", "enter")
		d.Sees("Redeploying web in 5 s · z undo", "▇▇▇ redeploy 5 s")
		d.SeesNot("Redeploy web")
		byName(d, "redeploy web")
		d.Sees("redeploy web is counting down: undo it first")
		d.Press("esc")
		d.Advance(4 * time.Second)
		d.Press("z")
		d.Sees("redeploying cancelled, nothing was sent")
		d.Advance(time.Minute)
		if got := server.taken(); len(got) != 0 {
			t.Errorf("sent %v", got)
		}
		byName(d, "redeploy web")
		d.Sees("Redeploy web", "cancelled, nothing was sent", "v2") // the form was kept, on its button
		d.Press("enter")
		d.Advance(4999 * time.Millisecond)
		if got := server.taken(); len(got) != 0 {
			t.Errorf("before zero was sent %v", got)
		}
		d.Advance(time.Second)
		server.wrote(t, http.MethodPost, "/api/v1/application/"+webUUID+"/redeploy/", `{"tag": "v2"}`)
		d.Sees("redeploy accepted")
	})
}

func TestRedeployIsCheckedAgainAtZero(t *testing.T) {
	t.Parallel()
	countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string) {
		byName(d, "redeploy bench-00001")
		d.Press("enter", "enter")
		asAnotherUser(t, server, http.MethodPatch, "/api/v1/application/"+ids["bench-00001"]+"/", `{"target_num_containers": 3}`)
		server.Take()
		d.Advance(6 * time.Second)
		nothingSent(t, server)
		d.Sees("redeploy not sent: its target was 2 and is 3 now")
		byName(d, "redeploy bench-00001")
		d.Sees("nothing was sent: it")
	})
}

func TestAServerThatDoesNotKnowRedeploy(t *testing.T) {
	t.Parallel()
	for _, status := range []int{404, 405, 501} {
		server := &redeployServer{status: status}
		inBubble(t, 120, 36, setup{handler: server}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(time.Second)
			byName(d, "redeploy web")
			d.Press("enter", "enter")
			d.Advance(time.Second)
			d.Sees("this server does not know redeploy: nothing was changed")
			d.Press("esc")
			server.taken()
			byName(d, "redeploy web")
			d.Sees("this server does not know redeploy")
			d.Press("enter", "enter", "esc")
			if got := server.taken(); len(got) != 0 {
				t.Errorf("%d: asked again: %v", status, got)
			}
		})
	}
}

// A proxy may have said so, or the server be another one by now.
func TestWhatAServerDoesNotKnowIsTriedAgain(t *testing.T) {
	t.Parallel()
	for name, pass := range map[string]func(d *uitest.Driver, way *uitest.Server){
		"after a while": func(d *uitest.Driver, _ *uitest.Server) { d.Advance(5 * time.Minute) },
		"after an outage": func(d *uitest.Driver, way *uitest.Server) {
			way.Break("", uitest.Refused)
			d.Advance(10 * time.Second)
			way.Break("", nil)
			d.Press("r")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &redeployServer{status: 404}
			inBubble(t, 120, 36, setup{handler: server}, func(t *testing.T, d *uitest.Driver, way *uitest.Server) {
				d.Advance(time.Second)
				byName(d, "redeploy web")
				d.Press("enter", "enter")
				d.Advance(time.Minute)
				d.Press("esc", "esc")
				byName(d, "redeploy web")
				d.Sees("this server does not know redeploy")
				d.Press("esc", "esc")
				server.taken()
				pass(d, way)
				byName(d, "redeploy web")
				d.Press("enter", "enter")
				if got := server.taken(); len(got) != 1 {
					t.Errorf("sent %v", got)
				}
			})
		})
	}
}

func TestA404OfAnApplicationThatIsGone(t *testing.T) {
	t.Parallel()
	server := &redeployServer{status: 404, gone: true}
	inBubble(t, 120, 36, setup{handler: server}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		byName(d, "redeploy web")
		d.Press("enter", "enter")
		d.Advance(time.Second)
		d.Sees("refused: 404 not found")
		d.SeesNot("does not know")
	})
}

func TestOnlyChangedPoliciesAreSent(t *testing.T) {
	t.Parallel()
	server := &redeployServer{}
	inBubble(t, 120, 36, setup{handler: server}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		byName(d, "policies web")
		d.Sees("Policies of web", "Nothing is changed yet, so nothing will be sent.", "whatever it ended with")
		d.Press("tab", "tab", "right", "right")
		d.Sees("Destroy ALWAYS terminates every container that stops")
		d.Press("tab", "enter")
		d.Advance(time.Second)
		server.wrote(t, http.MethodPatch, "/api/v1/application/"+webUUID+"/", `{"autodestroy": "ALWAYS"}`)
		d.Sees("change the policies accepted")
	})
}

func TestAServerThatIgnoresPolicies(t *testing.T) {
	t.Parallel()
	server := &redeployServer{ignores: true}
	inBubble(t, 120, 36, setup{handler: server}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		byName(d, "policies web")
		d.Press("left", "tab", "right", "tab", "tab", "enter")
		d.Advance(time.Second)
		d.Sees("web: this server ignored the change of autorestart and autoreplace")
	})
}

func TestReadOnlyHasNoRedeployAndNoPolicies(t *testing.T) {
	t.Parallel()
	server := &redeployServer{}
	inBubble(t, 120, 36, setup{handler: server, readOnly: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		for _, line := range []string{"redeploy web", "policies web"} {
			byName(d, line)
			d.Sees("is disabled: read-only")
			d.Press("esc", "esc")
		}
		if got := server.taken(); len(got) != 0 {
			t.Errorf("sent %v", got)
		}
	})
}

func TestRedeployAndPoliciesScreens(t *testing.T) {
	t.Parallel()
	compareScreens(t, []screen{
		{name: "redeploy", keys: []string{"G", "k"}, then: func(d *uitest.Driver, _ *uitest.Server) {
			byName(d, "redeploy")
			d.Paste("v2")
		}},
		{name: "policies", keys: []string{"G", "k"}, then: func(d *uitest.Driver, _ *uitest.Server) {
			byName(d, "policies")
			d.Press("tab", "tab", "right", "right")
		}},
	})
}

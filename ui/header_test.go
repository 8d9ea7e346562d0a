package ui_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
	"fleetop/ui"
)

// TestHeaderDropsProblemsLast looks at the first two lines at every width: what
// must not be missed is there, whatever state the connection is in.
func TestHeaderDropsProblemsLast(t *testing.T) {
	t.Parallel()
	crashed := server2014{"Stopped with errors", 0, "Stopped with errors", 1}
	refused := func(_ *uitest.Driver, s *uitest.Server) { s.Break("", uitest.Refused) }
	for name, test := range map[string]struct {
		after time.Duration
		then  func(d *uitest.Driver, s *uitest.Server)
		word  string
	}{
		"well":         {time.Second, func(*uitest.Driver, *uitest.Server) {}, ""},
		"failing":      {6 * time.Second, refused, ""},
		"stale":        {20 * time.Second, refused, "stale"},
		"no signal":    {2 * time.Minute, refused, "NO SIGNAL"},
		"unauthorized": {10 * time.Second, func(_ *uitest.Driver, s *uitest.Server) { s.Break("", uitest.Answer(401, "text/html", "")) }, "NO SIGNAL"},
		"no answer":    {2 * time.Minute, func(_ *uitest.Driver, s *uitest.Server) { s.Break("", uitest.Hang) }, "NO SIGNAL"},
		"paused":       {time.Second, func(d *uitest.Driver, _ *uitest.Server) { d.Press("p") }, "paused"},
		"a long cause": {2 * time.Minute, func(_ *uitest.Driver, s *uitest.Server) {
			s.Break("", uitest.Answer(503, "application/json", `{"error": "`+strings.Repeat("down for maintenance ", 9)+`"}`))
		}, "NO SIGNAL"},
	} {
		for _, badges := range []setup{{}, {sandbox: true}, {sandbox: true, readOnly: true}} {
			t.Run(fmt.Sprintf("%s sandbox %v read-only %v", name, badges.sandbox, badges.readOnly), func(t *testing.T) {
				t.Parallel()
				badges.handler = crashed
				inBubble(t, 120, 36, badges, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					d.Advance(2 * time.Second)
					test.then(d, server)
					d.Advance(test.after)
					want := []string{"1 problem", test.word}
					if badges.sandbox {
						want = append(want, "sandbox")
					}
					if badges.readOnly {
						want = append(want, "read-only")
					}
					for w := 20; w <= 300; w++ {
						d.Resize(w, 24)
						if w < 40 { // too narrow for more
							d.Sees("1 problem", "terminal too")
							continue
						}
						lines := strings.SplitN(d.View(), "\n", 3)
						for _, word := range want {
							if !strings.Contains(lines[0]+lines[1], word) {
								t.Fatalf("at %d columns the header does not say %q:\n%s\n%s", w, word, lines[0], lines[1])
							}
						}
						if w >= 60 && !strings.Contains(lines[0], "ad") {
							t.Fatalf("at %d columns the header does not name the account:\n%s\n%s", w, lines[0], lines[1])
						}
					}
				})
			})
		}
	}
}

// TestRejectedKeyNamesTheRemedy looks at what the header says of a 401, before
// and after the first good answer.
func TestRejectedKeyNamesTheRemedy(t *testing.T) {
	t.Parallel()
	const whole = "NO SIGNAL · API key rejected (401) · check TUTUM_APIKEY or --apikey-file · r retries"
	refuse := func(s *uitest.Server) { s.Break("", uitest.Answer(http.StatusUnauthorized, "text/html", "")) }
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		refuse(server)
		d.Advance(6 * time.Second)
		d.Sees(whole, "1 problem")
		d.Resize(80, 24)
		d.Sees("API key rejected (401) · check TUTUM_APIKEY or --apikey-file", "NO SIGNAL")
		d.Resize(40, 12)
		d.Sees("NO SIGNAL", "1 problem")
		d.Resize(120, 36)
		d.Press("4")
		d.Sees("server lost: API key rejected (401): check TUTUM_APIKEY or --apikey-file")
	})
}

// TestFirstAnswerRefusedSaysWhereTheKeyCameFrom opens an account whose key is
// not accepted.
func TestFirstAnswerRefusedSaysWhereTheKeyCameFrom(t *testing.T) {
	t.Parallel()
	refused := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	s := setup{handler: refused, options: func(opt *ui.Options) { opt.KeyFrom = "~/.tutum" }}
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Sees("NO SIGNAL · API key rejected (401) · check ~/.tutum · r retries", "could not fetch: API key rejected (401): check ")
		d.Resize(40, 10)
		d.Sees("NO SIGNAL", "check ~/.tutum")
	})
}

// TestRemedyStandsInTheListWhetherItIsRetriedSoonOrNot has a proxy answer what the
// scheduler does not take for an outage.
func TestRemedyStandsInTheListWhetherItIsRetriedSoonOrNot(t *testing.T) {
	t.Parallel()
	denies := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) })
	inBubble(t, 160, 36, setup{handler: denies}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Sees("could not fetch: proxy wants a user and password (407)", "HTTP_PROXY as http://USER:PASSWORD@HOST:PORT")
	})
}

// off is a server whose clock is off by so much.
type off struct {
	http.Handler
	by time.Duration
}

func (s off) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := httptest.NewRecorder()
	s.Handler.ServeHTTP(out, r)
	for name, values := range out.Header() {
		w.Header()[name] = values
	}
	w.Header().Set("Date", time.Now().Add(s.by).UTC().Format(http.TimeFormat))
	w.WriteHeader(out.Code)
	_, _ = w.Write(out.Body.Bytes())
}

// TestSkewOfTheServerIsSaid opens a server whose clock is off.
func TestSkewOfTheServerIsSaid(t *testing.T) {
	t.Parallel()
	for by, want := range map[time.Duration]string{
		2 * time.Minute:  "server clock 2m ahead",
		-time.Hour:       "server clock 1h behind",
		10 * time.Second: "server clock 10s ahead",
		-8 * time.Second: "server clock 8s behind",
		3 * time.Second:  "",
	} {
		t.Run(by.String(), func(t *testing.T) {
			t.Parallel()
			handler := off{server2014{"Running", 3, "Running", nil}, by}
			inBubble(t, 120, 36, setup{handler: handler}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(2 * time.Second)
				if want == "" {
					d.SeesNot("server clock")
					return
				}
				d.Sees(want)
				first := strings.SplitN(d.View(), "\n", 3)[1]
				for range 100 {
					d.Advance(5 * time.Second)
					if line := strings.SplitN(d.View(), "\n", 3)[1]; line != first {
						t.Fatalf("the line of the tabs went from\n%s\nto\n%s", first, line)
					}
				}
				d.Resize(80, 24)
				d.Sees(want)
				d.Press("4")
				d.Resize(120, 36)
				d.Sees(want + ": ages and times are counted by it")
			})
		})
	}
}

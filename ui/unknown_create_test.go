package ui_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

// TestWhatMayHaveBeenCreatedIsLookedForFirst lets the answer to a create get lost,
// once the server has done it and once it has not.
func TestWhatMayHaveBeenCreatedIsLookedForFirst(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]uitest.Fault{
		"500":       uitest.Answer(http.StatusInternalServerError, "application/json", `{"error_message": "oops"}`),
		"502":       uitest.Answer(http.StatusBadGateway, "text/html", "bad gateway"),
		"503":       uitest.Answer(http.StatusServiceUnavailable, "text/plain", "later"),
		"504":       uitest.Answer(http.StatusGatewayTimeout, "text/plain", "late"),
		"520":       uitest.Answer(520, "text/plain", "odd"),
		"a reset":   uitest.Reset,
		"303":       uitest.Answer(http.StatusSeeOther, "text/plain", "", "Location", "/api/v1/application/"),
		"timed out": uitest.Hang,
	} {
		for _, done := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				handler := laterPlatform(t, memory.Fleet{})
				inBubble(t, 120, 36, setup{handler: handler}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					lostCreate(t, d, server, done, func(r *http.Request) (*http.Response, error) {
						if done {
							in := httptest.NewRequestWithContext(r.Context(), r.Method, r.URL.String(), strings.NewReader(`{"image": "tutum/mysql"}`))
							in.Header = r.Header.Clone()
							handler.ServeHTTP(httptest.NewRecorder(), in)
						}
						return fault(r)
					})
				})
			})
		}
	}
}

// lostCreate creates an application whose answer is a fault.
func lostCreate(t *testing.T, d *uitest.Driver, server *uitest.Server, done bool, fault uitest.Fault) {
	t.Helper()
	toButton := func() {
		for d.Line("▸ [ ") == "" {
			d.Press("shift+tab")
		}
	}
	newForm(d)
	d.Burst("tutum/mysql")
	toButton()
	server.Break("POST", fault)
	server.Take()
	d.Press("enter")
	d.Advance(35 * time.Second)
	if n := sentSince(server); n != 1 {
		t.Errorf("%d requests were sent, want 1", n)
	}
	d.Sees("unknown: it may have been done")
	toButton()
	if done {
		d.Sees("[ Create another ]")
		return
	}
	d.Sees("[ Look first ]")
	d.Press("enter")
	d.Advance(time.Second)
	d.SeesNot("[ Look first ]")
	if n := sentSince(server); n != 0 {
		t.Errorf("a look sent %d requests", n)
	}
	server.Break("", nil)
	toButton()
	d.Sees("[ Create ]")
	d.Advance(time.Second)
	d.Press("enter")
	d.Advance(time.Second)
	d.Sees("create accepted")
	if n := sentSince(server); n != 1 {
		t.Errorf("%d requests were sent, want 1", n)
	}
}

// TestWhatWasRefusedIsNotUnknown answers a create in the ways that say that nothing
// was done: it can be sent again at once.
func TestWhatWasRefusedIsNotUnknown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault uitest.Fault
		says  string
	}{
		"400":         {uitest.Answer(400, "application/json", `{"error": "no room"}`), "refused: 400 no room"},
		"409":         {uitest.Answer(409, "application/json", `{"error": "taken"}`), "refused: 409 taken"},
		"429":         {uitest.Answer(429, "application/json", `{"error": "slowly"}`), "refused: 429 slowly"},
		"a redirect":  {uitest.Answer(302, "text/plain", "", "Location", "https://elsewhere.example/"), "refused: "},
		"unreachable": {uitest.Refused, "failed: connection refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				newForm(d)
				d.Burst("tutum/mysql")
				d.Press("shift+tab", "shift+tab")
				server.Break("POST", test.fault)
				d.Press("enter")
				d.Advance(time.Second)
				d.Sees(test.says, "[ Create ]")
				d.SeesNot("may have been done")
			})
		})
	}
}

package ui_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// forgetful is a server that no longer says a field once it is told so.
type forgetful struct {
	server  http.Handler
	field   string
	forgets atomic.Bool
}

// ServeHTTP takes the field out of the server's answers.
func (s *forgetful) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.forgets.Load() || r.Method != http.MethodGet {
		s.server.ServeHTTP(w, r)
		return
	}
	r.Header.Del("Accept-Encoding")
	answer := httptest.NewRecorder()
	s.server.ServeHTTP(answer, r)
	answer.Header().Del("Content-Length")
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	body := answer.Body.Bytes()
	for _, key := range map[string][]string{"name": {"name", "unique_name"}, "image": {"image_name", "image_tag"}}[s.field] {
		body = bytes.ReplaceAll(body, []byte(`"`+key+`":`), []byte(`"no_`+key+`":`))
	}
	_, _ = w.Write(body)
}

// TestWhatCannotBeToldFromAnotherIsSentNothing lets the server keep silent about what
// an object was confirmed by.
func TestWhatCannotBeToldFromAnotherIsSentNothing(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"name", "image"} {
		for name, keys := range dangerous() {
			t.Run(field+" "+name, func(t *testing.T) {
				t.Parallel()
				handler := &forgetful{server: laterPlatform(t, memory.Sized(6, 2)), field: field}
				s := setup{handler: handler, options: func(o *ui.Options) { o.Grace = 5 * time.Second }}
				inBubble(t, 200, 40, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					d.Advance(time.Second)
					press(t, d, keys)
					d.Sees(" undo")
					server.Take()
					handler.forgets.Store(true)
					d.Advance(20 * time.Second)
					nothingSent(t, server)
					d.Press("4")
					d.Sees("not sent: the server does not say its "+field+" any more", "bench-00001")
				})
			})
		}
		t.Run(field+" restart", func(t *testing.T) {
			t.Parallel()
			handler := &forgetful{server: laterPlatform(t, memory.Sized(6, 2)), field: field}
			inBubble(t, 200, 40, setup{handler: handler}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				d.Press("R", "y")
				handler.forgets.Store(true)
				d.Advance(10 * time.Second)
				server.Take()
				d.Sees("waiting for Stopped (2/3)")
				d.Advance(time.Minute)
				nothingSent(t, server)
				d.Sees("gave up waiting: it is Stopped, and the server does not say its " + field + " any more")
			})
		})
	}
}

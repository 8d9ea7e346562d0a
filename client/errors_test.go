package client

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestErrorBodiesAreUnderstood(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ż", 300)
	tests := []struct {
		name, contentType, body string
		message                 string
		fields                  map[string][]string
	}{
		{"error", "application/json", `{"error": "not in a suitable state"}`, "not in a suitable state", nil},
		{"error_message", "application/json", `{"error_message": "boom"}`, "boom", nil},
		{"detail", "", `{"detail": "no"}`, "no", nil},
		{"error first", "", `{"detail": "b", "error": "a", "error_message": "c"}`, "a", nil},
		{"empty error", "", `{"error": "", "detail": "b"}`, "b", nil},
		{
			"validation", "application/json", `{"application": {"name": ["is too long", "is odd"], "image": ["is required"]}}`,
			"image: is required; name: is too long, is odd",
			map[string][]string{"image": {"is required"}, "name": {"is too long", "is odd"}},
		},
		{
			"validation by a string", "", `{"image": {"name": "is required"}}`, "name: is required",
			map[string][]string{"name": {"is required"}},
		},
		{
			"validation, nested", "", `{"application": {"container_ports": [{"inner_port": ["is no port"]}, "or so"]}}`,
			"container_ports: or so; container_ports.inner_port: is no port",
			map[string][]string{"container_ports": {"or so"}, "container_ports.inner_port": {"is no port"}},
		},
		{"validation, flat", "", `{"name": ["is required"]}`, "name: is required", map[string][]string{"name": {"is required"}}},
		{"error as an object", "", `{"error": {"name": ["bad"]}}`, "name: bad", map[string][]string{"name": {"bad"}}},
		{"nothing in it", "", `{"application": {}}`, `{"application": {}}`, nil},
		{"string", "", `"just text"`, "just text", nil},
		{"text", "text/plain", "  GET, POST\n", "GET, POST", nil},
		{"html", "text/html; charset=utf-8", "<h1>Server Error</h1>", "", nil},
		{"html, said to be text", "text/plain", "<!DOCTYPE html><p>no", "", nil},
		{"text, said to be html", "text/html", "no such thing", "no such thing", nil},
		{"empty", "text/html", "", "", nil},
		{"broken json", "application/json", `{"error": "x`, `{"error": "x`, nil},
		{"long", "", `{"error": "` + long + `"}`, strings.Repeat("ż", 199) + "…", nil},
		{"hostile", "", "{\"error\": \"a\\u001b[31mred\\u001b]0;title\\u0007\\u009b2Jb\\u202ec\\r\\n\\td\\u0000\\u200b\"}", "aredbc d", nil},
		{"key echoed", "", `{"error": "bad key ` + testKey + `"}`, "bad key [redacted]", nil},
		{"key hidden in a control", "", "bad s3cr3t-\u200bap1-k3y", "bad [redacted]", nil},
		{
			"key in a field", "", `{"x": {"` + testKey + `": ["` + testKey + `"]}}`, "[redacted]: [redacted]",
			map[string][]string{"[redacted]": {"[redacted]"}},
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, _ := answers(t, http.StatusBadRequest, tc.contentType, tc.body)
			_, err := c.Applications.Stop(t.Context(), testUUID)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatal(err)
			}
			if e.Message != tc.message {
				t.Errorf("message %q, want %q", e.Message, tc.message)
			}
			if diff := cmp.Diff(tc.fields, e.Fields); diff != "" {
				t.Error("fields (-want +got):", diff)
			}
			if e.Date.IsZero() || e.Path != "/base/api/v1/application/"+testUUID+"/stop/" {
				t.Errorf("%+v", e)
			}
		})
	}
}

func TestErrorIsOneLine(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"stop application: 400: not in a suitable state": &Error{
			Op: "stop application", Status: 400, Message: "not in a suitable state",
		},
		"list images: 404: not found":  &Error{Op: "list images", Status: 404},
		"list images: status 799":      &Error{Op: "list images", Status: 799},
		"get image: no \"x\"":          &Error{Op: "get image", Err: errors.New("no \x1b[1m\"x\"\u202e")},
		"container c: state: is wrong": &RecordError{Resource: "container", UUID: "c", Field: "state", Err: errors.New("is wrong")},
		"image #3: is wrong":           &RecordError{Resource: "image", Index: 3, Err: errors.New("is wrong")},
	} {
		if got := err.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	// A fake of this package needs no more than the status.
	if err := error(&Error{Op: "stop", Status: 400}); !errors.Is(err, ErrBadState) || errors.Is(err, ErrValidation) {
		t.Error(err)
	}
}

func TestErrorBodyIsBounded(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, strings.Repeat("x", 1<<10)); err != nil {
				return
			}
		}
	})
	var trace Trace
	c := s.client(t, WithTrace(func(tr Trace) { trace = tr }))
	_, err := c.Applications.Stop(t.Context(), testUUID)
	var e *Error
	if !errors.As(err, &e) || !errors.Is(err, ErrServer) || utf8.RuneCountInString(e.Message) != 200 {
		t.Fatal(err)
	}
	if limit := defaultLimits().errorBody; trace.Received > limit+64<<10 {
		t.Errorf("read %d bytes", trace.Received)
	}
}

func TestRetryAfterIsReadAndBounded(t *testing.T) {
	t.Parallel()
	now := time.Date(2014, time.April, 6, 18, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, " 7 ": 7 * time.Second, "0": 0, "-7": 0, "1.5": 0, "soon": 0,
		"99999999999999999999":          maxRetryAfter,
		"100000":                        maxRetryAfter,
		"Sun, 06 Apr 2014 18:01:30 GMT": 90 * time.Second,
		"Sun, 06 Apr 2014 17:01:30 GMT": 0,
		"Sun, 06 Apr 2314 17:01:30 GMT": maxRetryAfter,
	} {
		if got := parseRetryAfter(header, now); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
	for _, status := range []int{429, 503} {
		s := newServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", now.Format(http.TimeFormat))
			w.Header().Set("Retry-After", "Sun, 06 Apr 2014 18:00:09 GMT")
			w.WriteHeader(status)
		})
		_, err := s.client(t).Applications.Get(t.Context(), testUUID)
		var e *Error
		if !errors.As(err, &e) || e.RetryAfter != 9*time.Second || !e.Date.Equal(now) {
			t.Errorf("%d: %+v", status, e)
		}
	}
}

func TestErrorTextsAreCleaned(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"  a \t\n b  ":                 "a b",
		"\x1b[38;5;196mx\x1b[0m":       "x",
		"\x1b]8;;http://e\x1b\\link":   "link",
		"\x1b]52;c;AAAA\x07x":          "x",
		"\x1bP+q\x1b\\x":               "x",
		"\x1bcx\x1b":                   "x",
		"\x1b[12":                      "",
		"\x1b[12\nx":                   "x",
		"\u009b31mx":                   "x",
		"\u009d0;t\x07x":               "x",
		"\u202eevil\u2066\u061c\ufeff": "evil",
		"a\xffb":                       "a\ufffdb",
		"日本語":                          "日本語",
		"a\u2028b":                     "a b",
	} {
		if got := clean(in, 0); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := clean("abcdef", 4); got != "abc…" {
		t.Errorf("%q", got)
	}
	if got := clean("abcd", 4); got != "abcd" {
		t.Errorf("%q", got)
	}
}

// stalling returns a server that never answers, and one that stops in the middle of its answer.
func stalling(t *testing.T) map[string]*server {
	t.Helper()
	return map[string]*server{
		"no answer": newServer(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }),
		"half an answer": newServer(t, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"logs": "abc`)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}),
	}
}

func TestRequestsHaveTimeLimits(t *testing.T) {
	t.Parallel()
	for name, s := range stalling(t) {
		c := s.client(t, WithTimeout(50*time.Millisecond))
		_, err1 := c.Containers.Logs(t.Context(), testUUID)
		_, err2 := c.Containers.Stop(t.Context(), testUUID)
		hc := s.client(t, WithTimeout(0), WithHTTPClient(&http.Client{Timeout: 50 * time.Millisecond}))
		_, err3 := hc.Containers.Logs(t.Context(), testUUID)
		_, err4 := hc.Containers.Get(t.Context(), testUUID)
		for i, err := range []error{err1, err2, err3, err4} {
			var network net.Error
			if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &network) || !network.Timeout() {
				t.Errorf("%s %d: %v is no time-out", name, i+1, err)
			}
			if errors.Is(err, ErrGarbage) {
				t.Errorf("%s %d: %v is garbage", name, i+1, err)
			}
		}
	}
}

// TestCancelledRequestsSaySo gives requests up, with and without saying why.
func TestCancelledRequestsSaySo(t *testing.T) {
	t.Parallel()
	for name, s := range stalling(t) {
		for _, cause := range []error{nil, errors.New("the pane was closed")} {
			for _, do := range []func(context.Context, *Client) error{
				func(ctx context.Context, c *Client) error { _, err := c.Containers.Logs(ctx, testUUID); return err },
				func(ctx context.Context, c *Client) error { _, err := c.Containers.Get(ctx, testUUID); return err },
			} {
				ctx, cancel := context.WithCancelCause(t.Context())
				transport := cancelOnAnswer{func() { cancel(cause) }, name == "no answer"}
				err := do(ctx, s.client(t, WithHTTPClient(&http.Client{Transport: transport})))
				if !errors.Is(err, context.Canceled) || errors.Is(err, ErrGarbage) {
					t.Errorf("%s, %v: %v is no cancellation", name, cause, err)
				}
				cancel(nil)
			}
		}
	}
}

func TestErrorOfARefusedConnectionHasNoStatus(t *testing.T) {
	t.Parallel()
	dead := newServer(t, nil)
	dead.Close()
	_, err := dead.client(t).Containers.Stop(t.Context(), testUUID)
	var e *Error
	var op *net.OpError
	if !errors.As(err, &e) || e.Status != 0 || !errors.As(err, &op) || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("%v", err)
	}
}

// cancelOnAnswer cancels as soon as the answer has begun, or before if there will be none.
type cancelOnAnswer struct {
	cancel context.CancelFunc
	before bool
}

func (c cancelOnAnswer) RoundTrip(r *http.Request) (*http.Response, error) {
	if c.before {
		c.cancel()
	}
	defer c.cancel()
	return http.DefaultTransport.RoundTrip(r)
}

// TestErrorsSaySinceWhen checks since when a server says that its engine is away, so that nothing was begun.
// What is no time is none, and others may mean something else.
func TestErrorsSaySinceWhen(t *testing.T) {
	t.Parallel()
	since := time.Date(2026, 11, 29, 3, 40, 0, 0, time.UTC)
	for _, test := range []struct {
		status       int
		offers, body string
		since        time.Time
		outcome      Outcome
	}{
		{503, "engine, wait", `{"error": "no leader", "since": "2026-11-29T03:40:00Z"}`, since, Refused},
		{503, "", `{"error": "no leader", "since": "2026-11-29T03:40:00Z"}`, time.Time{}, Unknown},
		{500, "engine", `{"error": "no leader", "since": "2026-11-29T03:40:00Z"}`, since, Unknown},
		{503, "engine", `{"error": "no leader", "since": "yesterday"}`, time.Time{}, Unknown},
		{503, "engine", `{"error": "no leader", "since": 5}`, time.Time{}, Unknown},
		{503, "engine", `{"error": "no leader"}`, time.Time{}, Unknown},
		{503, "engine", `no leader`, time.Time{}, Unknown},
	} {
		c := newServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Fleetop-Extensions", test.offers)
			w.WriteHeader(test.status)
			_, _ = io.WriteString(w, test.body)
		}).client(t)
		_, err := c.Applications.Stop(t.Context(), testUUID)
		var api *Error
		if !errors.As(err, &api) || !api.Since.Equal(test.since) || api.Message != "no leader" || OutcomeOf(err) != test.outcome {
			t.Errorf("%+v: outcome %d, %+v", test, OutcomeOf(err), api)
		}
	}
}

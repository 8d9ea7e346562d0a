package platform_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
)

// TestPartsOfLogs asks for the ends of logs, with times, and since a time.
func TestPartsOfLogs(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	path := str(s.container("web-1"), "resource_uri") + "logs/"
	read := func(query string) []string { return strings.SplitAfter(str(s.get(path+query), "logs"), "\n") }
	whole := read("")
	tail := func(lines []string, n int) string { return strings.Join(lines[len(lines)-1-n:], "") }
	if got := strings.Join(read("?tail=5"), ""); got != tail(whole, 5) {
		t.Errorf("five lines: %q, want %q", got, tail(whole, 5))
	}
	stamped := read("?tail=300&timestamps=1")
	for i, line := range stamped[:300] {
		at, text, _ := strings.Cut(line, " ")
		when, err := time.Parse(time.RFC3339Nano, at)
		if err != nil || len(at) != len(engine.StampLayout) || text != whole[len(whole)-301+i] {
			t.Fatalf("line %d: %q", i, line)
		}
		if i%100 != 7 {
			continue
		}
		since := fmt.Sprintf("?since=%d.%09d", when.Unix(), when.Nanosecond())
		if got := strings.Join(read(since), ""); got != tail(whole, 300-i) {
			t.Errorf("%s: %d bytes, want %d", since, len(got), len(tail(whole, 300-i)))
		}
		if got := strings.Join(read(since+"&tail=2&timestamps=true"), ""); got != tail(stamped, 2) {
			t.Errorf("%s, two lines: %q", since, got)
		}
	}
	app := str(s.named("web"), "resource_uri") + "logs/?tail=1"
	log := str(s.get(app), "logs")
	if n := strings.Count(log, "\n"); n != 2*strings.Count(log, "======>web-") {
		t.Errorf("a line of each: %q", log)
	}
	for _, query := range []string{"?timestamps=0", "?later=1"} {
		if got := strings.Join(read(query), ""); got != strings.Join(whole, "") {
			t.Errorf("%s: %d bytes", query, len(got))
		}
	}
}

// TestWrongPartsOfLogs checks what is said of parameters that mean nothing.
func TestWrongPartsOfLogs(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	for _, of := range []string{str(s.container("web-1"), "resource_uri"), str(s.named("web"), "resource_uri")} {
		for query, want := range map[string]string{
			"tail=x":       `Invalid tail "x": it must be a number of lines from 1 to 1000000`,
			"tail=0":       `Invalid tail "0"`,
			"tail=-1":      `Invalid tail "-1"`,
			"tail=":        `Invalid tail ""`,
			"tail=1000001": `Invalid tail "1000001"`,
			"since=now":    `Invalid since "now": it must be a time in seconds since 1970, such as 1396310400 or 1396310400.25`,
			"since=-1":     `Invalid since "-1"`, "since=1.": `Invalid since "1."`, "since=1.1234567891": "Invalid since",
			"since=99999999999": "Invalid since", "since=1.5x": "Invalid since", "since=": "Invalid since",
			"timestamps=2": `Invalid timestamps "2": it must be 1 or 0`,
			"follow=yes":   `Invalid follow "yes": it must be 1 or 0`,
		} {
			r := s.do(http.MethodGet, of+"logs/?"+query, "")
			if got := str(r.object(t), "error"); r.status != http.StatusBadRequest || !strings.HasPrefix(got, want) {
				t.Errorf("%s: %d %q, want %q", query, r.status, got, want)
			}
		}
	}
}

// TestUnreadableLogs checks that a log that nobody keeps is no fault of the server, and does not hide
// those of others.
func TestUnreadableLogs(t *testing.T) {
	t.Parallel()
	e := shopEngine()
	e.logs = func() ([]byte, error) { return nil, fmt.Errorf("the log driver none keeps no logs%w", hidden{}) }
	s := serveEngine(t, e, &clock{t: start()})
	r := s.do(http.MethodGet, "container/"+uuidOf(1)+"/logs/?tail=1", "")
	if got := str(r.object(t), "error"); r.status != http.StatusBadRequest || got != "the log driver none keeps no logs" {
		t.Errorf("%d %q", r.status, got)
	}
	r = s.do(http.MethodGet, "container/"+uuidOf(1)+"/logs/?follow=1", "")
	if got := str(r.object(t), "error"); r.status != http.StatusBadRequest || got != "the log driver none keeps no logs" {
		t.Errorf("followed: %d %q", r.status, got)
	}
	want := "======>w-1 <======\nthe log driver none keeps no logs\n======>w-2 <======\nthe log driver none keeps no logs\n"
	if got := str(s.get("application/"+uuidOf(9)+"/logs/"), "logs"); got != want {
		t.Errorf("of the application: %q", got)
	}
	e.logs = func() ([]byte, error) { return nil, errors.New("no disk") }
	s.want(http.StatusInternalServerError, http.MethodGet, "container/"+uuidOf(1)+"/logs/", "")
}

// hidden is the kind of an error without its words.
type hidden struct{}

func (hidden) Error() string { return "" }
func (hidden) Unwrap() error { return engine.ErrUnreadable }

// TestReasonsStandBehindTheLog checks that why a container could not be started is the last line of
// whatever part of its log is asked for.
func TestReasonsStandBehindTheLog(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	a := s.create(`{"image": "does-not-exist", "name": "x"}`)
	s.clock.advance(time.Minute)
	path := strs(a, "containers")[0] + "logs/"
	whole := str(s.get(path), "logs")
	stamped := str(s.get(path+"?tail=1&timestamps=1&since=1"), "logs")
	at, text, _ := strings.Cut(stamped, " ")
	if _, err := time.Parse(engine.StampLayout, at); err != nil || text == "" || text != whole {
		t.Errorf("%q, and with its time %q", whole, stamped)
	}
}

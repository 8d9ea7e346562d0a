package memory

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"fleetop/internal/ptytest"
	"fleetop/internal/ptytest/vt"
)

// TestAHugeLogIsBounded fetches again and again a log that is longer than what is held.
func TestAHugeLogIsBounded(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/logs/"):
			_, _ = io.WriteString(w, `{"logs": "`)
			for n := range 1600 { // of 100 kB each
				_, _ = io.WriteString(w, strings.Repeat(fmt.Sprintf(`2026-11-28T08:00:00.%06dZ a line of a log that is longer than what is ever held of one\n`, n), 1200))
			}
			_, _ = io.WriteString(w, `"}`)
			sent.Add(1)
		case strings.HasPrefix(r.URL.Path, "/api/v1/container/0"):
			_, _ = fmt.Fprintf(w, record, 1, 1)
		default:
			_, _ = fmt.Fprintf(w, `{"meta": {"total_count": 1}, "objects": [`+record+`]}`, 1, 1)
		}
	}))
	defer server.Close()
	term := ptytest.Start(t, ptytest.Options{
		Path: program, Cols: 200, Rows: 30, Args: []string{"--interval", "1"},
		Env: []string{"FLEETOP_ENDPOINT=" + server.URL, "TUTUM_USER=admin", "TUTUM_APIKEY=k3y"},
	})
	term.WaitFor(`app-1 `)
	term.Send("2")
	term.WaitFor(`╭ Containers`)
	term.WaitFor(`▸ app-1 `)
	term.Send("l")
	for n := range int64(3) {
		term.WaitUntil("the log was sent once more", func(*vt.Screen) bool { return sent.Load() > n })
		term.WaitFor(`a line of a log`)
		term.Send("r")
	}
	peak := memory(t, term.Group(), "VmHWM")
	t.Logf("peak %d kB", peak)
	if peak > most {
		t.Errorf("it had %d kB, want at most %d", peak, most)
	}
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit status %d", code)
	}
}

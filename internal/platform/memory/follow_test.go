package memory_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
)

// TestLogsAreFollowed reads a log for an hour, while it is written: it is the log as it is read at
// once, and ends with the program, or with the context.
func TestLogsAreFollowed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, err := memory.New(memory.Options{Seed: 3})
		must(t, err)
		create(t, e, "a", "shop/worker", "")
		must(t, e.Start("a"))
		time.Sleep(time.Hour)
		drain(e)
		log, err := e.Logs(t.Context(), "a", engine.LogQuery{Tail: 5, Follow: true})
		must(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		short, err := e.Logs(ctx, "a", engine.LogQuery{Tail: 5, Follow: true, Timestamps: true})
		must(t, err)
		before := logs(t, e, "a", 0)
		time.AfterFunc(time.Hour, func() {
			drain(e) // the stop is given on what is known
			must(t, e.Stop("a"))
		})
		b, err := io.ReadAll(log)
		must(t, err)
		drain(e)
		whole := logs(t, e, "a", 0)
		if got := string(b); !strings.HasSuffix(whole, got) || len(got) < len(whole)-len(before) || !strings.HasPrefix(whole, before) {
			t.Errorf("%d bytes were followed, of %d, behind %d", len(got), len(whole), len(before))
		}
		if b, err := io.ReadAll(short); !errors.Is(err, context.DeadlineExceeded) || len(b) == 0 {
			t.Errorf("after a minute: %d bytes, %v", len(b), err)
		}
		must(t, log.Close())
	})
}

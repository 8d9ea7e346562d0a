package ui_test

import (
	"context"
	"testing"
	"time"

	"fleetop/internal/uitest"
	"fleetop/ui"
)

// Nothing waits for the answer, and only the sandbox asks.
func TestTheSandboxSaysLaterThatThisMachineRunsDocker(t *testing.T) {
	t.Parallel()
	const notice = "this machine runs Docker: fleetop --engine docker"
	for name, test := range map[string]struct {
		sandbox, runs, want bool
	}{
		"it does":     {true, true, true},
		"it does not": {true, false, false},
		"no sandbox":  {false, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := setup{sandbox: test.sandbox, options: func(o *ui.Options) {
				o.RunsDocker = func(ctx context.Context) bool {
					select {
					case <-time.After(3 * time.Second):
					case <-ctx.Done():
					}
					return test.runs
				}
			}}
			inBubble(t, 120, 36, s, func(_ *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(2 * time.Second)
				d.Sees("16/20")
				d.SeesNot(notice)
				d.Advance(2 * time.Second)
				if test.want {
					d.Sees(notice)
				} else {
					d.SeesNot(notice)
				}
			})
		})
	}
}

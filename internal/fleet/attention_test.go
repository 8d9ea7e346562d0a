package fleet

import (
	"testing"
	"time"

	"fleetop/client"
)

// exited is a container that ended with a code so many seconds after t0.
func exited(code, seconds int) func(*client.Container) {
	return func(c *client.Container) { c.ExitCode, c.StoppedAt = &code, client.Time{Time: at(seconds)} }
}

func TestAttention(t *testing.T) {
	t.Parallel()
	f := New()
	rows := []*Row{
		con("fine-1", "fine", client.StateRunning, exited(0, -10)),
		con("asked-1", "asked", client.StateRunning, exited(exitTerminate, -10)),
		con("crashed-1", "crashed", client.StateRunning, exited(1, -60)),
		con("crashed-2", "crashed", client.StateRunning, exited(1, -30)),
		con("long-1", "long", client.StateRunning, exited(1, -601)),
		con("down-1", "down", client.StateStopped, exited(1, -3600)),
		con("busy-1", "busy", client.StateStarting),
		con("gone-1", "gone", client.StateTerminated, exited(1, -5)),
	}
	f.Apply(Round{Query: allContainers(), Started: t0, Ended: t0, Pages: []Page{{Rows: rows, Count: len(rows), Total: len(rows)}}})
	apps := []*Row{
		app("fine", client.StateRunning), app("crashed", client.StateRunning), app("partly", client.StatePartlyRunning),
		app("slow", client.StateScaling), app("gone", client.StateTerminated),
	}
	f.Apply(Round{Query: allApplications(), Started: t0, Ended: t0, Pages: []Page{{Rows: apps, Count: len(apps), Total: len(apps)}}})
	for _, test := range []struct {
		row   *Row
		now   int
		want  Attention
		until int // 0 for never
	}{
		{rows[0], 0, Fine, 0},
		{rows[1], 0, Fine, 0},
		{rows[2], 0, Crashed, 540},
		{rows[2], 540, Fine, 0},
		{rows[4], 0, Fine, 0},
		{rows[5], 0, Failing, 0},
		{rows[6], 59, Fine, 60},
		{rows[6], 60, Stuck, 0},
		{rows[7], 0, Fine, 0},
		{apps[0], 0, Fine, 0},
		{apps[1], 0, Crashed, 570},
		{apps[2], 0, Failing, 0},
		{apps[3], 61, Stuck, 0},
		{apps[4], 61, Fine, 0},
	} {
		why, until := f.Attention(test.row, at(test.now))
		want := time.Time{}
		if test.until > 0 {
			want = at(test.until)
		}
		if why != test.want || !until.Equal(want) {
			t.Errorf("%s after %d s: %d until %v, want %d until %v", test.row.Name, test.now, why, until, test.want, want)
		}
	}
	for _, test := range [][2]int{{0, 2}, {60, 3}, {569, 3}, {570, 2}} {
		if s := f.Summary(at(test[0])); s.Problems != test[1] {
			t.Errorf("after %d s %d problems are counted, want %d", test[0], s.Problems, test[1])
		}
	}
	f.Apply(Round{Query: containersOf("u-crashed"), Started: at(1), Ended: at(1), Pages: []Page{{Rows: []*Row{con("crashed-3", "crashed", client.StateRunning)}, Count: 1, Total: 1}}})
	if s := f.Summary(at(2)); s.Problems != 1 {
		t.Errorf("%d problems once the containers that crashed are gone, want 1", s.Problems)
	}
}

package terminal

import (
	"bytes"
	"testing"

	"fleetop/internal/ptytest/vt"
	"fleetop/internal/terminal/paint"
)

// What is sent beside frames may be shown as text by a terminal that does not know
// it: the frame is painted whole behind it.
func TestSentBesideFramesLeavesNothing(t *testing.T) {
	t.Parallel()
	d := newLoopback(20, 3)
	o := newOutput(d, paint.NoColor, 0, nil)
	o.take("")
	o.show(frame{"first\nsecond", 20, 3})
	o.step()
	o.send("a sequence that is not known")
	o.step()
	got := d.written()
	s := vt.New(20, 3)
	s.Write(got)
	if want := "first\nsecond\n\n"; s.Text() != want || bytes.Count(got, []byte("is not known")) != 1 {
		t.Errorf("%q shows %q, want %q", got, s.Text(), want)
	}
}

// What is sent beside frames waits while the terminal is somebody else's, and
// goes out behind what takes it again.
func TestSentWhileTheTerminalIsAnothers(t *testing.T) {
	t.Parallel()
	d := newLoopback(20, 3)
	o := newOutput(d, paint.ProfileFor("xterm", func(string) string { return "" }), 0, nil)
	o.take("(taken)")
	o.step()
	o.hold()
	o.giveBack("(given back)")
	o.send("(copied)")
	o.step()
	o.take("(taken again)")
	o.step()
	if got, want := string(d.written()), "(taken)"+askSync+askRead+"(given back)(taken again)"+askSync+askRead+"(copied)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

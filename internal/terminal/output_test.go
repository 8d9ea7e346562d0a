//go:build linux || darwin

package terminal

import (
	"bytes"
	"io"
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"fleetop/internal/ptytest/vt"
	"fleetop/internal/terminal/paint"
)

// What is sent beside frames may be shown as text by a terminal that does not know
// it: the frame is painted whole behind it.
func TestSentBesideFramesLeavesNothing(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	o := newOutput(w, paint.NoColor, 0)
	o.take("")
	o.show(frame{"first\nsecond", 20, 3})
	o.step()
	o.send("a sequence that is not known")
	o.step()
	if o.own {
		_ = unix.Close(o.fd)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
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
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	o := newOutput(w, paint.ProfileFor("xterm", func(string) string { return "" }), 0)
	o.take("(taken)")
	o.step()
	o.hold()
	o.giveBack("(given back)")
	o.send("(copied)")
	o.step()
	o.take("(taken again)")
	o.step()
	if o.own {
		_ = unix.Close(o.fd)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if want := "(taken)" + askSync + askRead + "(given back)(taken again)" + askSync + askRead + "(copied)"; err != nil || string(got) != want {
		t.Errorf("%v, %q, want %q", err, got, want)
	}
}

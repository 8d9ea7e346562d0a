//go:build linux || darwin

package terminal

import (
	"io"
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"fleetop/ui/screen"
)

// What is sent beside frames waits while the terminal is somebody else's, and
// goes out behind what takes it again.
func TestSentWhileTheTerminalIsAnothers(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	o := newOutput(w, screen.CapsFor("xterm", func(string) string { return "" }), 0)
	o.take("(taken)", false)
	o.step()
	o.hold()
	o.giveBack("(given back)")
	o.send("(copied)")
	o.step()
	o.take("(taken again)", false)
	o.step()
	if o.own {
		_ = unix.Close(o.fd)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if want := "(taken)" + askRead + "(given back)(taken again)" + askRead + "(copied)"; err != nil || string(got) != want {
		t.Errorf("%v, %q, want %q", err, got, want)
	}
}

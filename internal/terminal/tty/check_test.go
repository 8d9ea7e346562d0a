package tty

import (
	"os"
	"testing"
)

// TestNoTerminal says what there is no terminal for, and over SSH how to get one.
func TestNoTerminal(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	for _, test := range []struct {
		env  map[string]string
		want string
	}{
		{nil, "standard input is not a terminal"},
		{map[string]string{"SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"}, "standard input is not a terminal: use ssh -t, as in ssh -t HOST fleetop"},
		{map[string]string{"SSH_CLIENT": "10.0.0.1 50000 22"}, "standard input is not a terminal: use ssh -t, as in ssh -t HOST fleetop"},
		// There was a terminal, but a pipe stands before it.
		{map[string]string{"SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22", "SSH_TTY": "/dev/pts/3"}, "standard input is not a terminal"},
	} {
		got := Check(r, w, func(name string) string { return test.env[name] })
		if got == nil || got.Error() != test.want {
			t.Errorf("%v: %v, want %q", test.env, got, test.want)
		}
	}
}

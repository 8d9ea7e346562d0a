package tty

import (
	"errors"
	"fmt"
	"os"
	"runtime"

	"github.com/charmbracelet/x/term"
)

// Check returns why a full-screen program cannot run on these files and in this
// environment, or nil if it can.
func Check(stdin, stdout *os.File, getenv func(string) string) error {
	switch termName := getenv("TERM"); {
	case !supported:
		return fmt.Errorf("fleetop runs on Linux and macOS, not on %s", runtime.GOOS)
	case !term.IsTerminal(stdin.Fd()):
		return errors.New("standard input is not a terminal" + remedy(getenv))
	case !term.IsTerminal(stdout.Fd()):
		return errors.New("standard output is not a terminal" + remedy(getenv))
	case termName == "":
		return errors.New("TERM is not set: set it to the name of your terminal (e.g. TERM=xterm-256color)")
	case termName == "dumb":
		return errors.New("TERM is dumb, a terminal without cursor movement: set it to the name of your terminal (e.g. TERM=xterm-256color)")
	}
	return nil
}

// remedy says how to get a terminal over SSH, if that is why there is none: sshd
// tells its name where it gave one.
func remedy(getenv func(string) string) string {
	if getenv("SSH_TTY") != "" || getenv("SSH_CONNECTION") == "" && getenv("SSH_CLIENT") == "" {
		return ""
	}
	return ": use ssh -t, as in ssh -t HOST fleetop"
}

package terminal

import (
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-osc52/v2"
	tea "github.com/charmbracelet/bubbletea"
)

// ClipboardLimit is how many bytes a terminal takes for its clipboard: in base64
// they are just under the 100,000 characters that xterm and others read.
const ClipboardLimit = 74_994

// control is a sequence that is not part of any frame, as a message. It goes out
// between two frames, by their way.
type control string

// Clipboard returns what makes the command that puts a text on the clipboard of the
// terminal that the environment names (OSC 52), or says why there is none. There is
// no answer to wait for: whether the terminal does it, nobody is told.
func Clipboard(getenv func(string) string) func(text string) (put tea.Cmd, why string) {
	return func(text string) (put tea.Cmd, why string) {
		sequence, why := clipboard(text, getenv)
		if why != "" {
			return nil, why
		}
		return func() tea.Msg { return control(sequence) }, ""
	}
}

// clipboard returns the sequence, or why there is none.
func clipboard(text string, getenv func(string) string) (sequence, why string) {
	name := getenv("TERM")
	copied := osc52.New(text)
	switch {
	case name == "linux" || strings.HasPrefix(name, "linux-"):
		return "", "a linux console has no clipboard"
	case len(text) > ClipboardLimit:
		return "", fmt.Sprintf("%d kB are more than the %d kB a terminal takes", (len(text)+999)/1000, ClipboardLimit/1000)
	case strings.HasPrefix(name, "tmux") || getenv("TMUX") != "" && getenv("STY") == "":
		// tmux takes it itself where set-clipboard is on, and else may let it
		// through to the terminal around it: each ignores what it does not take.
		return copied.String() + copied.Tmux().String(), ""
	case getenv("TMUX") != "" && getenv("STY") != "":
		// Nobody says which is inside which. screen would show what is meant for
		// tmux; tmux takes the first of these and ignores the other.
		return copied.String() + copied.Screen().String(), ""
	case getenv("STY") != "":
		return copied.Screen().String(), ""
	default:
		return copied.String(), ""
	}
}

//go:build linux

package main

import (
	"bufio"
	"fmt"
	"os"
	"os/signal"
	"strings"

	"golang.org/x/sys/unix"
)

// shell is what the worker is when it is called sh: a shell that knows
//
//	echo WORD...  write the words
//	size          write the size of the terminal, rows and columns
//	mode          write whether the terminal echoes
//	exit [CODE]   end
//
// The script ":" does nothing; any other one is taken for a wish to type. An interrupt does not end it.
func shell(args []string) {
	if len(args) > 1 && args[len(args)-1] == ":" {
		os.Exit(0)
	}
	signal.Ignore(os.Interrupt)
	lines := bufio.NewScanner(os.Stdin)
	prompt := func() { _, _ = os.Stdout.WriteString("$ ") }
	for prompt(); lines.Scan(); prompt() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		switch words[0] {
		case "echo":
			say(strings.Join(words[1:], " "))
		case "size":
			size, err := unix.IoctlGetWinsize(0, unix.TIOCGWINSZ)
			check(err)
			say(fmt.Sprintf("%d rows, %d columns", size.Row, size.Col))
		case "mode":
			mode, err := unix.IoctlGetTermios(0, unix.TCGETS)
			check(err)
			say(fmt.Sprint("echo is ", mode.Lflag&unix.ECHO != 0))
		case "exit":
			code := 0
			if len(words) > 1 {
				code = number(words[1])
			}
			os.Exit(code)
		default:
			say("sh: " + words[0] + ": not found")
		}
	}
	os.Exit(0)
}

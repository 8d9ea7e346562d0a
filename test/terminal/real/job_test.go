//go:build linux

package real

import (
	"strings"
	"testing"
)

// TestEveryTerminalShowsWhatIsPainted moves, filters, reads logs and acts in every terminal, on the
// sandbox.
func TestEveryTerminalShowsWhatIsPainted(t *testing.T) {
	t.Parallel()
	for _, h := range hosts() {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, h, 120, 36, "--interval", "60", "--grace", "60")
			s.settle(`▸ worker .*! Partly running[\s\S]*linked to db, cache[\s\S]*● worker-1 `)
			s.press(`paused`, "p")
			look(s)
			dialogs(s)
			s.press(`!paused`, "p")
			s.settle(`● worker-1 `) // Known from here on, whatever is selected.
			logs(s)
			actions(s)
			sizes(s)
			s.quit()
		})
	}
}

// look moves, filters and reads logs.
func look(s *session) {
	s.t.Helper()
	s.check("start", `▸ worker `)
	s.press(`▸ db `, "j", "j", "j", "j", "j")
	s.check("moved", `╭ db `)
	s.press(`▸ web `, "/", "we", "\r")
	s.check("filtered", `filter "we"[\s\S]*\n enter open`)
	s.press(`!filter "we"`, "\x1b")
	s.press(`▸ worker `, "g")
}

// dialogs opens what covers a part of the screen, and closes it.
func dialogs(s *session) {
	s.t.Helper()
	s.pane.send("s")
	s.check("scale", `Scale worker`)
	s.press(`!Scale worker`, "\x1b")
	s.pane.send("D")
	s.check("terminate", `Terminate worker`)
	s.press(`!Terminate worker`, "\x1b")
	s.pane.send("?")
	s.check("help", `╭ Help`)
	s.press(`!╭ Help`, "\x1b")
	s.pane.send(":")
	s.check("palette", `╭ Commands`)
	s.press(`!╭ Commands`, "\x1b")
}

// logs follows a log, and reads back in it by lines and by pages.
func logs(s *session) {
	s.t.Helper()
	s.press(`▸ api `, "g", "j", "j")
	s.press(`Logs · api · 3 containers, by time[\s\S]*api-\d `, "l")
	s.press(`paused`, "p")
	s.check("logs", `Logs · api`)
	s.prompt(strings.Repeat("k", 12))
	s.check("logs-back", `^/`)
	s.press(`!^/`, "\x1b")
	s.pane.send("\x1b[5~\x1b[5~\x1b[6~Z")
	s.check("logs-whole", `!╭ Applications`)
	s.press(`╭ Applications`, "Z")
	s.press(`!Logs · api`, "\x1b")
	s.press(`!paused`, "p")
}

// actions scales an application, and takes back that another is terminated.
func actions(s *session) {
	s.t.Helper()
	s.press(`▸ web `, "/", "web", "\r")
	s.press(`Scale web`, "s")
	s.press(`▸ web .*● Running +5/5`, "5", "\r")
	s.press(`Terminate web`, "D")
	s.press(`▸ web .*term\. \d+ s`, "web", "\r")
	s.press(`web: terminating cancelled, nothing was sent`, "z")
	s.settle(`!web: terminating cancelled`) // It goes by itself, and not in the middle of what follows.
	s.settle(`● web-5 `)
	s.press(`paused`, "p")
	s.check("acted", `▸ web .*● Running +5/5`)
}

// sizes shows the other screens, and all in other sizes.
func sizes(s *session) {
	s.t.Helper()
	s.press(`!filter "web"`, "\x1b")
	s.press(`▸ worker`, "g")
	for _, size := range [][2]int{{200, 60}, {80, 24}, {40, 12}, {120, 36}} {
		s.pane.resize(size[0], size[1])
		s.check("resized", `▸ worker`)
	}
}

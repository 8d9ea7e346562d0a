//go:build linux

package real

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/goldentest"
	"fleetop/internal/ptytest/vt"
)

// A session is the program in a host.
type session struct {
	t      *testing.T
	host   host
	dir    string
	pane   *pane
	replay *replay
}

// script runs the program as a login shell would, with nothing in its environment that tells where
// it is, and notes its terminal and how it ended.
const script = `cd %[1]s
tty >tty.new && mv tty.new tty
printf '\033[2J\033[Hbefore the program\r\n'
env -i PATH="$PATH" HOME=%[1]s LANG=C.UTF-8 DOCKER_HOST=unix:///nowhere/docker.sock TERM=xterm-256color GOCOVERDIR=%[1]s FLEETOP_TRACE_OUTPUT=%[1]s/record %[2]s
echo $? >status.new && mv status.new status
exec cat
`

// start runs the program with variables and arguments.
func start(t *testing.T, h host, w, height int, words ...string) *session {
	t.Helper()
	need(t, append([]string{"tmux"}, h.needs...)...)
	dir, err := os.MkdirTemp("", "fleetop-real-") // Short, for the names of sockets.
	if err != nil {
		t.Fatal(err)
	}
	s := &session{t: t, host: h, dir: dir, replay: &replay{t: t, path: filepath.Join(dir, "record")}}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	path := filepath.Join(dir, "run.sh")
	variables, arguments := "", ""
	for _, word := range words {
		if name, _, found := strings.Cut(word, "="); found && name == strings.ToUpper(name) {
			variables += " '" + word + "'"
		} else {
			arguments += " '" + word + "'"
		}
	}
	write(t, path, fmt.Sprintf(script, dir, variables+" "+program+arguments))
	s.pane = newPane(t, dir, w, height, h.line(t, dir, path))
	return s
}

// settle waits until the program has painted what matches a pattern and the terminal shows that,
// cell by cell. It returns what is shown. A pattern that begins with ! must not match.
func (s *session) settle(pattern string) (shown string) {
	s.t.Helper()
	pattern, not := strings.CutPrefix(pattern, "!")
	re := regexp.MustCompile("(?m)" + pattern)
	var want string
	eventually(s.t, fmt.Sprintf("%s shows %q as it was painted", s.host.name, pattern), func() bool {
		s.replay.read()
		if want = s.replay.text(); want == "" || re.MatchString(want) == not {
			return false
		}
		shown = s.pane.text()
		return alike(want, shown) && s.pane.cursor() == cursor(s.replay.screen) && !s.replay.read()
	}, func() string {
		return fmt.Sprintf("the cursor at %s, should be at %s\npainted:\n%s\npainted (-), shown (+):\n%s", s.pane.cursor(), cursor(s.replay.screen), want, difference(agreed(want, s.pane.text())))
	})
	return shown
}

// press types keys, one by one, and waits for what they lead to.
func (s *session) press(pattern string, keys ...string) {
	s.t.Helper()
	for _, key := range keys {
		s.pane.send(key)
	}
	s.settle(pattern)
}

// prompt types keys and opens the prompt behind them, which shows that all have been taken in.
func (s *session) prompt(keys string) {
	s.t.Helper()
	s.pane.send(keys + "/")
	s.settle(`^/`)
}

// check waits as settle does, then has the screen painted anew over rubbish, after which it must
// look the same. The program has to be paused. name is that of the golden frame. An answer that was
// on its way when the program was paused may still arrive: then check starts again.
func (s *session) check(name, pattern string) {
	s.t.Helper()
	for range 20 {
		s.settle(pattern)
		s.rest()
		before := s.settle(pattern)
		painted, written, clears := s.replay.text(), s.replay.written.Len(), s.replay.clears()
		colours := s.pane.cells()
		s.scribble()
		s.pane.send("\x0c")
		eventually(s.t, "all is painted anew", func() bool { s.replay.read(); return s.replay.clears() > clears }, s.pane.text)
		between, _, _ := strings.Cut(s.replay.written.String()[written:], "\x1b(B\x1b[4l")
		if controls.ReplaceAllString(between, "") != "" {
			continue
		}
		after := s.settle(pattern)
		recoloured := s.pane.cells()
		if s.replay.read() || s.replay.text() != painted {
			continue
		}
		if after != before {
			s.t.Errorf("%s looks otherwise: before (-), after ctrl+l (+):\n%s", name, difference(before, after))
		}
		if s.host.direct && !slices.Equal(recoloured, colours) {
			s.t.Errorf("%s has other colours after ctrl+l (-before, +after):\n%s", name, cmp.Diff(colours, recoloured))
		}
		goldentest.Compare(s.t, fmt.Sprintf("%s-%dx%d.txt", name, s.pane.w, s.pane.h), masked(painted))
		return
	}
	s.t.Errorf("%s does not keep still although the program is paused", name)
}

// rest waits until nothing has been written for longer than what follows the cursor takes.
func (s *session) rest() {
	s.t.Helper()
	const longest = 300 * time.Millisecond
	written, since := s.replay.written.Len(), time.Now()
	eventually(s.t, "nothing is written any more", func() bool {
		s.replay.read()
		if n := s.replay.written.Len(); n != written {
			written, since = n, time.Now()
		}
		return time.Since(since) > longest
	}, s.pane.text)
}

// controls are control sequences: the cursor is hidden before all is painted anew.
var controls = regexp.MustCompile(`\x1b\[[?0-9;$]*[a-zA-Z]`)

// scribble fills the screen with rubbish, behind the program's back.
func (s *session) scribble() {
	s.t.Helper()
	name, err := os.ReadFile(filepath.Join(s.dir, "tty"))
	if err != nil {
		s.t.Fatal(err)
	}
	tty, err := os.OpenFile(strings.TrimSpace(string(name)), os.O_WRONLY, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	defer tty.Close()
	row := strings.Repeat("#", s.pane.w)
	var rubbish strings.Builder
	for y := range s.pane.h {
		fmt.Fprintf(&rubbish, "\x1b[%dH%s", y+1, row)
	}
	if _, err := tty.WriteString(rubbish.String()); err != nil {
		s.t.Fatal(err)
	}
	last := "\n" + row + "\n"
	eventually(s.t, "the rubbish is shown", func() bool { return strings.HasSuffix(s.pane.text(), last) }, s.pane.text)
}

// quit ends the program and looks at what it leaves. It may have written also what is given, beside what
// it always may.
func (s *session) quit(also ...string) {
	s.t.Helper()
	s.pane.send("Q")
	var status []byte
	eventually(s.t, "the program has ended", func() (ended bool) {
		text, err := os.ReadFile(filepath.Join(s.dir, "status"))
		status = text
		return err == nil
	}, s.pane.text)
	if got := strings.TrimSpace(string(status)); got != "0" {
		s.t.Errorf("it ended with %s", got)
	}
	if s.host.direct {
		const want = "before the program 0 1 1 0 0\n"
		left := func() string {
			return strings.TrimSpace(s.pane.text()) + " " + s.pane.tmux("display-message", "-p", "#{alternate_on} #{cursor_flag} #{wrap_flag} #{scroll_region_upper} #{origin_flag}")
		}
		eventually(s.t, "the terminal is as it was", func() bool { return left() == want }, left)
	}
	s.replay.read()
	checkWritten(s.t, s.replay.screen, also)
}

// universal is every kind of sequence that the program writes to a terminal that has not said it
// knows more. The resets are of modes that another program may have left.
var universal = []string{
	"CR", "LF", "CSI B", "CSI H", "CSI J", "CSI K", "CSI X", "CSI m", "CSI r", "ESC M", "ESC (B", "CSI 4l", "CSI ?6l",
	"CSI ?1049h", "CSI ?1049l", "CSI ?7h", "CSI ?7l", "CSI ?25h", "CSI ?25l", "CSI ?2004h", "CSI ?2004l",
	"CSI ?1000l", "CSI ?1002l", "CSI ?1003l", "CSI ?1004l", "CSI ?1006l",
	"CSI 5n", "CSI ?2026$p", "OSC 2", "CSI t",
}

// checkWritten fails if the program wrote anything else, or not what it also may have written.
func checkWritten(t *testing.T, s *vt.Screen, also []string) {
	t.Helper()
	for _, used := range s.Used() {
		if !slices.Contains(universal, used) && !slices.Contains(also, used) {
			t.Errorf("the program wrote %s", used)
		}
	}
	for _, used := range also {
		if !slices.Contains(s.Used(), used) {
			t.Errorf("the program did not write %s", used)
		}
	}
}

// difference shows the lines that differ.
func difference(want, got string) string {
	return cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n"))
}

// disputed are graphemes whose width terminals do not agree about, or that some do not draw.
var disputed = regexp.MustCompile(`[☺⚠❤🔥👩👧👍🏽🇩🇪🪿🏴\x{e0000}-\x{e007f}\x{fe0e}\x{fe0f}\x{20e3}\x{200c}\x{200d}\x{0e33}\x{0900}-\x{097f}\x{0c80}-\x{0cff}\x{1100}-\x{11ff}ｶ\x{ff9e}\x{e0a0}ی]`)

var spaces = regexp.MustCompile(` +`)

// agreed returns two texts without what is disputed in the first. Of a row with something disputed
// all the rest is compared, except blanks.
func agreed(want, got string) (string, string) {
	wanted, shown := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i, line := range wanted {
		if disputed.MatchString(line) && i < len(shown) {
			for _, line := range []*string{&wanted[i], &shown[i]} {
				*line = spaces.ReplaceAllString(disputed.ReplaceAllString(*line, " "), " ")
			}
		}
	}
	return strings.Join(wanted, "\n"), strings.Join(shown, "\n")
}

// alike reports whether a terminal shows what it should.
func alike(want, got string) bool {
	want, got = agreed(want, got)
	return want == got
}

// The masks of text that differs between runs; each is as wide as the text.
var masks = []struct {
	what *regexp.Regexp
	as   string // repeated over the width if it is one letter, else filled up with the last one found
}{
	{regexp.MustCompile(`\d\d:\d\d:\d\d`), "hh:mm:ss"},
	{regexp.MustCompile(`since \d\d? [A-Z][a-z]{2} \d\d:\d\d ─*`), "since dd mmm hh:mm "},
	{regexp.MustCompile(`1:\d{5}\b`), "1:ppppp"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\d`), "yyyy-mm-dd"},
	{regexp.MustCompile(`[0-9a-f]{0,8}(-[0-9a-f]{4}){1,3}-[0-9a-f]{1,12}|[0-9a-f]{8}-[0-9a-f]{0,4}`), "u"}, // all of it, and what a dialog leaves
	{regexp.MustCompile(`\b[0-9a-f]{6,12}\b`), "u"},                                                        // cut short
	{regexp.MustCompile(`\d\d/\d\d running`), "nn/nn running"},
	{regexp.MustCompile(`backup +\S [A-Z][a-z ]+\d/\d`), "~"},     // It starts over and over,
	{regexp.MustCompile(` +● +\d.* \d\d/\d\d containers +`), "~"}, // which counts in the header,
	{regexp.MustCompile(`\d\d/\d\d · !`), "nn/nn · !"},            // also in a narrow one.
	{regexp.MustCompile(`\d\ds ago|\ds ago `), "~~s ago"},
	{regexp.MustCompile(`→ 5/5, [^│]*`), "~"}, // How long it took, and whether its containers had been fetched.
	{regexp.MustCompile(`\b2[67]h\b`), "~~h"},
	{regexp.MustCompile(`[·▁▂▃▄▅▆▇]{6,}`), "~"},                                      // the last hour
	{regexp.MustCompile(`\d+ errors? · l whole log [─ ]+`), "~"},                     // How much of it there is depends on the time of day.
	{regexp.MustCompile(`  CONTAINER +STATE.*|[●○◐!] \S+-\d+ +[A-Z][a-z]+ .*`), "~"}, // What each uses may be known or not.
}

// masked is a text in which runs do not differ.
func masked(text string) string {
	for _, mask := range masks {
		text = mask.what.ReplaceAllStringFunc(text, func(found string) string {
			width := utf8.RuneCountInString(found)
			if len(mask.as) == 1 {
				return strings.Repeat(mask.as, width)
			}
			last, _ := utf8.DecodeLastRuneInString(found)
			return mask.as + strings.Repeat(string(last), max(0, width-len(mask.as)))
		})
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	isLog, preview := false, -1
	for i, line := range lines {
		if at := strings.Index(line, "╭ Log ·"); at >= 0 {
			preview = utf8.RuneCountInString(line[:at])
		} else if strings.HasPrefix(line, "│ ── Log · ") {
			preview = 0
		} else if cells := []rune(line); preview >= 0 && preview < len(cells) {
			lines[i] = string(cells[:preview+1]) + "~" // what a container has said, and when it was read
			if cells[preview] == '╰' {
				preview = -1
			}
			continue
		}
		lines[i] = asOf.ReplaceAllStringFunc(line, func(found string) string {
			return " " + strings.Repeat("─", utf8.RuneCountInString(found)-1)
		})
		switch {
		case strings.HasPrefix(line, "╭"):
			isLog = strings.HasPrefix(line, "╭ Logs · api ·")
		case isLog && strings.HasPrefix(line, "│"):
			lines[i] = "│~│"
		case fetched.MatchString(line):
			lines[i] = "╰~╯"
		}
	}
	return strings.Join(lines, "\n")
}

// asOf is in the frame of a list or detail that was known when the program was paused; a detail may
// not have been.
var asOf = regexp.MustCompile(` · (?:as of )?hh:mm:ss ─*`)

// fetched is the last line of a log.
var fetched = regexp.MustCompile(`^╰.* per refresh · `)

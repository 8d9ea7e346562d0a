package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"fleetop/internal/goldentest"
	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

// scripts is a log in many scripts, with what terminals draw in their own way.
const scripts = "hindi: नमस्ते दुनिया, क्षत्रिय हिन्दी दुःख|\n" +
	"tamil: தமிழ் வணக்கம்|\n" +
	"kannada: ಬಾಂಬ್ ಕನ್ನಡ|\n" +
	"thai: น้ำ ที่นี่ ภาษาไทย|\n" +
	"arabic: مَرْحَبًا بِالعَالَم|\n" +
	"hebrew: שָׁלוֹם עוֹלָם|\n" +
	"vietnamese: Tie\u0302\u0301ng Vie\u0323\u0302t|\n" +
	"hangul: \u1112\u1161\u11ab\u1100\u1173\u11af 한글|\n" +
	"persian: می\u200cخواهم|\n" +
	"flags: 🇩🇪🇫🇷🇮🇳 half 🇩|\n" +
	"emoji: 👨\u200d👩\u200d👧 👍🏽 ❤\ufe0f 1\ufe0f\u20e3 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f|\n" +
	"tab:\tx\ty|\n" +
	"zalgo: Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309a|\n" +
	"bidi: a\u202egnp.exe \u2066x\u2069|\n" +
	"invisible: we\u200bb \ufeffx\u00ady|\n" +
	"latin-1: caf\ufffd|\n" +
	"separators: a\u2028b\u2029c|\n"

// withLog answers every fetch of a log with a text.
func withLog(platform http.Handler, log func() string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(strings.TrimRight(r.URL.Path, "/"), "logs") {
			platform.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"logs": log()})
	})
}

// openLog opens the log of web-1 with a text, on the whole screen.
func openLog(t *testing.T, w, h int, s setup, log string, test func(t *testing.T, d *uitest.Driver)) {
	t.Helper()
	s.handler = withLog(laterPlatform(t, memory.Fleet{}), func() string { return log })
	inBubble(t, w, h, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		press(t, d, []string{"2", "/", "web-1", "enter", "l", "wait", "Z"})
		test(t, d)
	})
}

func TestEveryScriptIsShown(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]setup{"colour": {theme: "default", profile: termenv.ANSI256}, "mono": {theme: "mono"}, "ascii": {ascii: true}} {
		for _, size := range [][2]int{{40, 28}, {80, 28}, {120, 36}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				openLog(t, size[0], size[1], s, scripts+"\x1b[31mred\nstill red\n\x1b[0mplain\n", func(t *testing.T, d *uitest.Driver) {
					frame := d.View()
					fits(t, frame, size[0], size[1])
					goldentest.Compare(t, fmt.Sprintf("screens/scripts-%s-%dx%d.txt", name, size[0], size[1]), frame)
					d.Press("w")
					fits(t, d.View(), size[0], size[1])
				})
			})
		}
	}
}

// What is saved and copied of a log is its text as it came, whatever the screen
// draws of it, and however it is shown.
func TestLogsAreSavedAndCopiedAsTheyCame(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ log, want string }{
		"scripts":        {scripts, scripts},
		"sequences":      {"\x1b]0;t\x07\x1b[31ma\x1b[0m\x07\x00b\n\u009b1mc\u0085\n", "ab\nc\n"},
		"CR and SGR":     {"text\r\x1b[0m\n10%\r20%\r\nCRLF\r\nx\r\x1b[K\n", "text\n20%\nCRLF\n\n"},
		"overstriking":   {"N\bNA\bA _\bx\n", "NA x\n"},
		"one long line":  {"before\n" + strings.Repeat("नमस्ते\t👨\u200d👩 ", 20_000) + "\nafter\n", "before\n" + strings.Repeat("नमस्ते\t👨\u200d👩 ", 20_000) + "\nafter\n"},
		"no end of line": {"a\tb", "a\tb\n"},
	} {
		for _, keys := range [][]string{nil, {"w"}, {"/", "a", "enter"}} {
			t.Run(name+strings.Join(keys, ""), func(t *testing.T) {
				t.Parallel()
				var c clipboard
				s := withClipboard(&c)
				openLog(t, 80, 24, s, test.log, func(t *testing.T, d *uitest.Driver) {
					press(t, d, keys)
					file := filepath.Join(t.TempDir(), "log.txt")
					d.Press("ctrl+s")
					saveAs(d, file)
					if got := content(t, file); got != test.want {
						t.Errorf("%d bytes are saved, want %d: %.300q", len(got), len(test.want), got)
					}
					d.Press("y")
					d.Sees(fmt.Sprintf("%d lines that are held", strings.Count(test.want, "\n")))
					d.Press("w")
					d.Advance(time.Second)
					if len(c.texts) != 1 || c.texts[0] != test.want {
						t.Errorf("copied %.300q", c.texts)
					}
				})
			})
		}
	}
}

func TestSearchFindsEveryScript(t *testing.T) {
	t.Parallel()
	for query, line := range map[string]string{
		"हिन्दी": "hindi", "น้ำ": "thai", "한글": "hangul", "Tiếng": "vietnamese", "🇫🇷": "flags", "👨\u200d👩\u200d👧": "emoji", ": x": "tab", "می\u200cخواهم": "persian",
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			openLog(t, 80, 36, setup{theme: "default", profile: termenv.ANSI256}, scripts, func(t *testing.T, d *uitest.Driver) {
				d.Press("/")
				d.Paste(query)
				d.Press("enter")
				d.Sees(" 1 of ")
				for l := range strings.SplitSeq(d.View(), "\n") {
					if strings.Contains(l, line+":") && !strings.Contains(l, "\x1b[") {
						t.Errorf("nothing is marked in %q", l)
					}
				}
			})
		})
	}
}

// A log that takes longer than the time limit says how it can be had.
func TestLogThatTakesTooLongSaysHowToHaveIt(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{120, 36}, {80, 24}} {
		var c clipboard
		inBubble(t, size[0], size[1], withClipboard(&c), func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(2 * time.Second)
			server.Break("logs", uitest.Hang)
			press(t, d, []string{"2", "/", "web-1", "enter", "l"})
			d.Advance(31 * time.Second)
			d.Sees("the log takes too long to fetch", "y c copies a curl command")
			d.Press("y", "c")
			d.Advance(time.Second)
			if len(c.texts) != 1 || !strings.HasPrefix(c.texts[0], "curl ") || !strings.HasSuffix(c.texts[0], "/logs/") {
				t.Errorf("copied %q", c.texts)
			}
		})
	}
}

func TestZoneThatIsNotUnderstoodIsSaid(t *testing.T) {
	t.Parallel()
	platform := withLog(laterPlatform(t, memory.Fleet{}), func() string { return "2000-01-01 00:00:00 CEST hello\n" })
	inBubble(t, 120, 36, setup{handler: platform}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		press(t, d, []string{"/", "api", "enter", "l", "wait", "Z"})
		d.Sees("by arrival", "the time zone of api-1 is not understood")
	})
}

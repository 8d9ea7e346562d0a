package ui_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"fleetop/internal/platform/memory"
	"fleetop/internal/ptytest/vt"
	"fleetop/internal/terminal/paint"
	"fleetop/internal/uitest"
	"fleetop/ui"
	"fleetop/ui/theme"
)

// painted is a frame as a terminal shows it.
func painted(frame string, w, h int, profile paint.Profile) *vt.Screen {
	p, s := paint.NewPainter(profile), vt.New(w, h)
	p.Resize(w, h)
	_, _ = s.Write(p.Paint(nil, frame))
	return s
}

// What is behind a dialog is faint and without colour, in every theme, wherever the dialog stands: all but the
// header and the footer. The rest is as it was, and so is all once the dialog is closed.
func TestDialogsDimWhatIsBehind(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		w, h  int
		keys  []string
		title string
	}{
		{200, 60, []string{"x"}, "Stop "},
		{120, 36, []string{"x"}, "Stop "},
		{120, 36, []string{"G", "ctrl+s"}, "Save"},
		{80, 24, []string{"x"}, "Stop "},
	} {
		for _, name := range theme.Names() {
			for _, profile := range []paint.Profile{paint.NoColor, paint.ANSI16, paint.TrueColor} {
				if profile == paint.NoColor && (name == "light" || name == "dark") {
					continue // what is dim there is so by its colour
				}
				t.Run(fmt.Sprint(test.w, test.keys, name, profile), func(t *testing.T) {
					t.Parallel()
					inBubble(t, test.w, test.h, setup{theme: name, profile: termenv.TrueColor}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
						d.Advance(2 * time.Second)
						press(t, d, test.keys[:len(test.keys)-1])
						before := painted(d.Frame(), test.w, test.h, profile)
						press(t, d, test.keys[len(test.keys)-1:])
						d.Sees(test.title)
						after := painted(d.Frame(), test.w, test.h, profile)
						isDimmed(t, before, after, test.title)
						d.Press("esc")
						sameScreen(t, painted(d.Frame(), test.w, test.h, profile), before)
					})
				})
			}
		}
	}
}

// isDimmed fails unless a screen is as it was before, but dim; what the dialog with a title covers is left out.
func isDimmed(t *testing.T, before, after *vt.Screen, title string) {
	t.Helper()
	w, h := after.Size()
	left, top, right, bottom := frameOf(after, title)
	quiet := after.Cell(w-1, h-2).Style // a corner of a frame
	if quiet.Attr&vt.Faint == 0 && quiet.Fg == 0 {
		t.Errorf("what is dim is %+v", quiet)
	}
	for y := range h - 1 {
		for x := range w {
			was, is := before.Cell(x, y), after.Cell(x, y)
			switch {
			case x >= left && x <= right && y >= top && y <= bottom, is.Text == " ", is.Text == "":
			case y == 0:
				if was != is {
					t.Fatalf("column %d of row %d is %+v, was %+v", x, y, is, was)
				}
			default:
				want := quiet
				want.Attr |= is.Attr & vt.Reverse // a bar stays a bar
				if was.Text != is.Text || is.Style != want {
					t.Fatalf("column %d of row %d is %+v, want it in %+v, was %+v", x, y, is, quiet, was)
				}
			}
		}
	}
}

// frameOf finds the frame with a title on a screen.
func frameOf(s *vt.Screen, title string) (left, top, right, bottom int) {
	w, h := s.Size()
	at := func(x, y int, corner string) bool { return strings.Contains(corner, s.Cell(x, y).Text) }
	for ; top < h; top++ {
		line := strings.Split(s.Text(), "\n")[top]
		if before, _, found := strings.Cut(line, title); found {
			left = len([]rune(before)) - 2
			break
		}
	}
	for right = left; right < w-1 && !at(right, top, "┐┓╮"); right++ {
	}
	for bottom = top; bottom < h-1 && !at(left, bottom, "└┗╰"); bottom++ {
	}
	return left, top, right, bottom
}

// A dialog about an object stands over the column in which the object is not, where there are two; where
// there is one it stands in the middle.
func TestDialogsStandBesideWhatTheySpeakOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		w, h  int
		keys  []string
		title string
		right bool // of the list
		seen  string
	}{
		{200, 60, []string{"x"}, "Stop ", true, "NAME"},
		{120, 36, []string{"D"}, "Terminate ", true, "NAME"},
		{120, 36, []string{"+"}, "Scale ", true, "NAME"},
		{120, 36, []string{" ", " ", "x"}, "Stop ", true, "NAME"},
		{119, 36, []string{"x"}, "Stop ", false, ""},
		{120, 36, []string{"Z", "x"}, "Stop ", false, ""},
		{120, 36, []string{"tab", "x"}, "Stop ", false, "restart "},
		{120, 36, []string{"ctrl+s"}, "Save", false, ""},
	} {
		t.Run(fmt.Sprint(test.w, test.keys), func(t *testing.T) {
			t.Parallel()
			inBubble(t, test.w, test.h, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(2 * time.Second)
				d.Press(test.keys...)
				fits(t, d.View(), test.w, test.h)
				left, _, edge, _ := frameOf(painted(d.Frame(), test.w, test.h, paint.NoColor), test.title)
				if right := left > test.w*2/5 && edge < test.w; right != test.right {
					t.Errorf("the dialog is to the right: %v\n%s", right, d.View())
				}
				d.Sees(test.seen)
			})
		})
	}
}

// While a dialog is open the last line names its keys by the words on its buttons, not the help, which cannot be
// asked for. It names no key that confirms where there is no button for it.
func TestTheFooterNamesTheKeysOfADialog(t *testing.T) {
	t.Parallel()
	drawn := regexp.MustCompile(`\[ (\S+) ([^]│]+) \]`)
	for keys, want := range map[string]string{
		"x": "y stop  n cancel", "R": "y restart  n cancel", "D": "enter terminate  esc cancel", "s": "enter scale  esc cancel  + more",
		"n": "enter next field  esc cancel  ctrl+s send", "ctrl+s": "enter save  esc cancel", "y": "enter copy  esc cancel", "c": "enter save  esc cancel",
		": s": "enter run  esc cancel", "? /": "enter keep", "?": "enter run  esc close", "G space k space x": "y stop  n cancel", "x y 4 enter": "enter close",
		"space space x k u x": "y stop  n cancel", "j x": "", "3 D": "", "x y D": "enter terminate",
	} {
		t.Run(keys, func(t *testing.T) {
			t.Parallel()
			s := setup{worst: true, options: func(o *ui.Options) { o.Grace = time.Minute }}
			inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(2 * time.Second)
				for key := range strings.FieldsSeq(keys) {
					d.Press(strings.ReplaceAll(key, "space", " "))
				}
				last := lastLine(d)
				if !strings.Contains(last, want) || strings.Contains(last, "help") && want != "" || strings.Contains(last, "accept") {
					t.Errorf("after %s the last line is %q, want %q\n%s", keys, last, want, d.View())
				}
				for _, button := range drawn.FindAllStringSubmatch(d.View(), -1) {
					if word := " " + button[1] + " " + strings.ToLower(button[2][:1]) + button[2][1:] + " "; !strings.Contains(last+" ", word) {
						t.Errorf("after %s the last line is %q, without %q", keys, last, word)
					}
				}
			})
		})
	}
}

// Where a dialog has no room for its buttons the last line has their words all the same.
func TestTheFooterOfADialogWithoutButtons(t *testing.T) {
	t.Parallel()
	for _, keys := range []string{":", ": s c a l e space", ": s t o p space w", "x", "D", "s", "y", "c", "ctrl+s", "?", "space space x"} {
		for _, size := range [][2]int{{40, 10}, {40, 12}} {
			inBubble(t, size[0], size[1], setup{worst: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(2 * time.Second)
				for key := range strings.FieldsSeq(keys) {
					d.Press(strings.ReplaceAll(key, "space", " "))
				}
				if last := lastLine(d); strings.Contains(last, "accept") || strings.Contains(last, "y yes") {
					t.Errorf("after %s at %v the last line is %q\n%s", keys, size, last, d.View())
				}
			})
		}
	}
}

// Where nothing can be confirmed any more the last line names the one button there is.
func TestTheFooterOfADialogThatIsTooLate(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{worst: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("G", "x")
		server.Edit(without("web"))
		d.Advance(10 * time.Second)
		if last := lastLine(d); !strings.HasPrefix(last, " n close ") || strings.Contains(last, "y ") {
			t.Errorf("the last line is %q\n%s", last, d.View())
		}
	})
}

// In a form the last line says what enter does: it goes on, and on the button it sends.
func TestTheFooterSaysWhatEnterDoesInAForm(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("e")
		for _, want := range []string{" enter next field ", " enter next field ", " enter save "} {
			lines := strings.Split(d.View(), "\n")
			if last := lines[len(lines)-1]; !strings.HasPrefix(last, want) || strings.Contains(last, "tab next field") {
				t.Errorf("the last line is %q, want %q", last, want)
			}
			d.Press("tab")
		}
	})
}

// Opening and closing a dialog costs few bytes, though all behind it is drawn anew.
func TestBytesOfDialogs(t *testing.T) {
	t.Parallel()
	const w, h = 200, 50
	for _, name := range []string{"default", "dark"} {
		for _, key := range []string{"x", ":", "n"} {
			t.Run(name+"/"+key, func(t *testing.T) {
				t.Parallel()
				s := setup{theme: name, profile: termenv.TrueColor, handler: laterPlatform(t, memory.Sized(100, 2))}
				inBubble(t, w, h, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
					d.Advance(2 * time.Second)
					p := paint.NewPainter(paint.ANSI256)
					p.Resize(w, h)
					start := len(p.Paint(nil, d.Frame()))
					d.Press(key)
					open := len(p.Paint(nil, d.Frame()))
					d.Press("esc")
					closed := len(p.Paint(nil, d.Frame()))
					t.Logf("%d bytes to open it, %d to close it; the whole screen takes %d", open, closed, start)
					if open > 6500 || closed > 9000 || closed > start {
						t.Error("that is too much")
					}
				})
			})
		}
	}
}

// Why nothing comes is said as before while a dialog is open.
func TestNoSignalIsNotDimmed(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{theme: "default", profile: termenv.ANSI256}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		server.Break("", uitest.Refused)
		d.Advance(134 * time.Second)
		band := strings.Split(d.Frame(), "\n")[2]
		if !strings.Contains(band, "refused") {
			t.Fatalf("the band says %q", band)
		}
		d.Press("ctrl+s")
		d.Sees("Save")
		if got := strings.Split(d.Frame(), "\n")[2]; got != band {
			t.Errorf("the band became %q, was %q", got, band)
		}
	})
}

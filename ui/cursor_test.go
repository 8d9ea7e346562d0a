package ui_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/ptytest/vt"
	"fleetop/internal/terminal/paint"
	"fleetop/internal/uitest"
)

// cursorStands fails unless the terminal's own cursor stands on the caret of the
// frame, and is hidden in a frame without one.
func cursorStands(t *testing.T, d *uitest.Driver, w, h int) {
	t.Helper()
	caret := "▏"
	if !strings.Contains(d.View(), "│") {
		caret = "" // in ASCII it looks like any other character
	}
	p, s := paint.NewPainter(paint.NoColor), vt.New(w, h)
	p.Resize(w, h)
	_, _ = s.Write(p.Paint(nil, d.Frame()))
	x, y := s.Cursor()
	switch typing := strings.Contains(d.Frame(), "\x1b[200m"); {
	case s.CursorVisible() != typing:
		t.Errorf("the cursor is visible: %v\n%s", s.CursorVisible(), d.View())
	case caret != "" && typing != strings.Contains(d.View(), caret):
		t.Errorf("a caret without the cursor, or the cursor without a caret:\n%s", d.View())
	case caret != "" && typing && s.Cell(x, y).Text != caret:
		t.Errorf("the cursor stands at %d,%d:\n%s", x, y, d.View())
	}
}

// Wherever text is typed the cursor follows it, on every size, past wide
// characters, when the beginning is cut and in the middle of the text.
func TestCursorFollowsWhatIsTyped(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{
		"filter":             {"/"},
		"search in logs":     {"l", "wait", "/"},
		"search in JSON":     {"J", "wait", "/"},
		"palette":            {":"},
		"name to terminate":  {"D", "wait"},
		"number to scale":    {"s", "wait"},
		"new application":    {"n", "wait", "tab"},
		"environment":        {"n", "wait", "tab", "tab", "tab", "tab", "tab"},
		"new image":          {"3", "n", "wait"},
		"file name":          {"ctrl+s", "wait"},
		"number of many":     {" ", "j", " ", "s", "wait"},
		"terminate many":     {" ", "j", " ", "D", "wait"},
		"edit credentials":   {"3", "j", "e", "wait"},
		"filter in ASCII":    {"/"},
		"filter with a fail": {"/", "/("},
	} {
		for _, size := range sizes() {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := setup{ascii: strings.HasSuffix(name, "ASCII")}
				inBubble(t, size[0], size[1], s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
					d.Advance(2 * time.Second)
					press(t, d, keys)
					if !strings.Contains(d.Frame(), "\x1b[200m") {
						t.Fatalf("no cursor is shown:\n%s", d.View())
					}
					for _, typed := range []string{"1", "a", "日本語", "é", strings.Repeat("long ", 60), "e\u0301"} {
						d.Paste(typed)
						cursorStands(t, d, size[0], size[1])
					}
					for _, key := range []string{"left", "left", "home", "right", "end", "backspace", "left"} {
						d.Press(key)
						cursorStands(t, d, size[0], size[1])
					}
				})
			})
		}
	}
}

// What a container prints does not move the cursor.
func TestLogsDoNotMoveTheCursor(t *testing.T) {
	t.Parallel()
	platform := laterPlatform(t, memory.Fleet{})
	prints := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(strings.TrimRight(r.URL.Path, "/"), "logs") {
			platform.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"logs": "a\x1b[200mb\x1b[1;200mc\n"})
	})
	inBubble(t, 120, 36, setup{handler: prints}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("l")
		d.Advance(2 * time.Second)
		d.Sees("api-1 ab")
		if strings.Contains(d.Frame(), "200m") {
			t.Error("the log marks the cursor")
		}
	})
}

//go:build linux

package real

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"fleetop/internal/ptytest/vt"
)

// A replay shows on an emulated terminal what the program has recorded of its output so far.
type replay struct {
	t       *testing.T
	path    string
	file    *os.File
	rest    []byte // of a line that is not complete
	screen  *vt.Screen
	written strings.Builder
}

// read takes in what has been recorded since, and tells whether there was any.
func (r *replay) read() bool {
	r.t.Helper()
	if r.file == nil {
		file, err := os.Open(r.path)
		if err != nil {
			return false // The program has not begun.
		}
		r.file = file
		r.t.Cleanup(func() { _ = file.Close() })
	}
	text, err := io.ReadAll(r.file)
	if err != nil {
		r.t.Fatal(err)
	}
	r.rest = append(r.rest, text...)
	end := bytes.LastIndexByte(r.rest, '\n') + 1
	for line := range bytes.Lines(r.rest[:end]) {
		r.event(line)
	}
	r.rest = r.rest[end:]
	return end > 0
}

func (r *replay) event(line []byte) {
	r.t.Helper()
	if r.screen == nil {
		var header struct{ Width, Height int }
		if err := json.Unmarshal(line, &header); err != nil {
			r.t.Fatalf("the header %s: %v", line, err)
		}
		r.screen = vt.New(header.Width, header.Height)
		return
	}
	var event [3]any
	if err := json.Unmarshal(line, &event); err != nil {
		r.t.Fatalf("the event %s: %v", line, err)
	}
	data, _ := event[2].(string)
	switch event[1] {
	case "o":
		r.written.WriteString(data)
		_, _ = r.screen.Write([]byte(data))
	case "r":
		var w, h int
		if _, err := fmt.Sscanf(data, "%dx%d", &w, &h); err != nil {
			r.t.Fatalf("the size %q: %v", data, err)
		}
		r.screen.Resize(w, h)
	}
}

// text is what should be seen.
func (r *replay) text() string {
	if r.screen == nil {
		return ""
	}
	return r.screen.Text()
}

// clears is how often everything was painted anew.
func (r *replay) clears() int { return strings.Count(r.written.String(), "\x1b[2J") }

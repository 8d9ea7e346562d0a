package terminal

import (
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"
	"unicode/utf8"
)

// A recorder writes down what goes to the terminal, with times, as an asciicast
// of version 2: a header, then a line of JSON for every write. It can be
// replayed. Errors end the recording.
type recorder struct {
	mu    sync.Mutex
	to    io.Writer
	start time.Time
	rest  []byte // the beginning of a character
}

// newRecorder begins a recording; nil writes nothing.
func newRecorder(to io.Writer, termName string, w, h int, now time.Time) *recorder {
	if to == nil {
		return nil
	}
	r := &recorder{to: to, start: now}
	r.line(map[string]any{"version": 2, "width": w, "height": h, "timestamp": now.Unix(), "env": map[string]string{"TERM": termName}})
	return r
}

// wrote notes what the terminal has taken.
func (r *recorder) wrote(now time.Time, p []byte) {
	if r == nil || len(p) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	p = append(r.rest, p...)
	cut := len(p)
	for i := 1; i <= min(utf8.UTFMax, len(p)); i++ {
		if b := p[len(p)-i:]; utf8.RuneStart(b[0]) {
			if !utf8.FullRune(b) {
				cut -= i
			}
			break
		}
	}
	r.rest = append([]byte(nil), p[cut:]...)
	r.event(now, "o", string(p[:cut]))
}

// resized notes a new size.
func (r *recorder) resized(now time.Time, w, h int) {
	if r != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.event(now, "r", fmt.Sprintf("%dx%d", w, h))
	}
}

func (r *recorder) event(now time.Time, kind, data string) {
	r.line([]any{json.Number(fmt.Sprintf("%.6f", now.Sub(r.start).Seconds())), kind, data})
}

func (r *recorder) line(v any) {
	if r.to == nil {
		return
	}
	text, err := json.Marshal(v)
	if err == nil {
		_, err = r.to.Write(append(text, '\n'))
	}
	if err != nil {
		r.to = nil
	}
}

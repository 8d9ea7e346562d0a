package feed

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"fleetop/client"
	"fleetop/internal/textlog"
)

// written is a log as a server has it: its lines with their times. The last one may be unfinished.
type written struct {
	lines  []string
	times  []time.Time
	first  int // of the lines, the first that the server still has
	open   bool
	reason string // when the program could not be started, which is said at the end; "" if it runs
	limit  int    // the most bytes that the server gives
	asked  []client.LogPart
	sent   int
}

// stamped returns line i as it is on the wire.
func (w *written) stamped(i int) string {
	return w.times[i].UTC().Format("2006-01-02T15:04:05.000000000Z") + " " + w.lines[i] + "\n"
}

// get gives a part of the log, as the platform does.
func (w *written) get(p client.LogPart) (client.Log, error) {
	tail := p.Lines > 0
	w.asked = append(w.asked, p)
	if w.reason != "" && tail {
		p.Lines--
	}
	from := w.first
	for from < len(w.lines) && w.times[from].Before(p.Since) {
		from++
	}
	if p.Lines > 0 || tail {
		from = max(from, len(w.lines)-p.Lines)
	}
	for size, i := 0, len(w.lines)-1; i >= from; i-- {
		if size += len(w.stamped(i)); size > w.limit {
			from = i + 1
		}
	}
	var text strings.Builder
	for i := from; i < len(w.lines); i++ {
		text.WriteString(w.stamped(i))
	}
	all := text.String()
	if w.open && w.reason == "" {
		all = strings.TrimSuffix(all, "\n")
	}
	if w.reason != "" {
		all += w.reason + " " + reasonLine + "\n"
	}
	w.sent += len(all)
	return client.Log{Chunks: [][]byte{[]byte(all[:len(all)/2]), []byte(all[len(all)/2:])}}, nil
}

const reasonLine = "Start failed: no such program"

// reader holds what was fetched of a log, as a pane does.
type reader struct {
	log  *textlog.Log
	ask  LogAsk
	more bool
}

func newReader(tail int, stamps bool) *reader {
	return &reader{log: textlog.New(textlog.Limits{}), ask: LogAsk{Tail: tail, Stamps: stamps}}
}

// poll fetches once, older lines if they are wanted, and returns what that was.
func (r *reader) poll(w *written, older bool) LogText {
	ask := r.ask
	if ask.Older = older; older {
		ask.Tail = MoreLogTail(ask.Tail)
	}
	got, _ := readLogParts(&ask, func() time.Time { return time.Time{} }, w.get) // it does not fail
	if got.Change == textlog.Restarted && r.ask.Joint.Seen() {
		r.log = textlog.New(textlog.Limits{}) // what comes behind a gap is looked at by itself
	}
	r.log.Append(0, got.Batch)
	r.log.Prepend(0, got.Older)
	if r.ask.Joint = got.Joint; got.Tail > 0 {
		r.ask.Tail, r.more = got.Tail, got.More && got.Joint.Reaches()
	}
	return got
}

// held returns the lines that are held.
func (r *reader) held() []string {
	text := r.log.Excerpt(0, r.log.Len()).Text(nil)
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	out := lines[:0]
	for _, l := range lines {
		if l != reasonLine && text != "" {
			out = append(out, l)
		}
	}
	return out
}

// TestPartsMakeTheLog lets a log grow, lose its front, begin anew and say why its program does not
// run, with a clock that stands, stumbles and is set back; whoever fetches it in parts holds an end of
// the true log: no line is missing, none is there twice. A gap is told only where there is one.
func TestPartsMakeTheLog(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := &written{limit: rapid.SampledFrom([]int{500, 5_000, 1 << 20}).Draw(t, "limit")}
		r := newReader(rapid.SampledFrom([]int{1, 10, 100}).Draw(t, "tail"), rapid.Bool().Draw(t, "stamps"))
		clock := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch rapid.IntRange(0, 11).Draw(t, "what") {
			case 0:
				w.first = rapid.IntRange(w.first, len(w.lines)).Draw(t, "first")
			case 1:
				clock = clock.Add(-time.Hour)
			case 2:
				if w.reason != "" || w.open {
					w.reason = ""
				} else {
					w.reason = clock.Format("2006-01-02T15:04:05.000000000Z")
				}
			case 3:
				if w.open {
					w.lines[len(w.lines)-1] += "+"
				}
			case 4, 5, 6:
				if w.open && rapid.Bool().Draw(t, "ends") {
					w.open = false
				}
				for range rapid.IntRange(0, 60).Draw(t, "lines") {
					if w.open || w.reason != "" {
						break
					}
					clock = clock.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 1, 5_000, -1, 1e9}).Draw(t, "ns")))
					w.lines = append(w.lines, fmt.Sprintf("line %d", len(w.lines)))
					w.times = append(w.times, clock)
					w.open = rapid.IntRange(0, 20).Draw(t, "open") == 0
				}
			default:
				before := r.held()
				got := r.poll(w, rapid.IntRange(0, 3).Draw(t, "older") == 0 && r.more)
				held := r.held()
				if got.Change == textlog.Restarted && len(before) > 0 {
					all, _ := w.get(client.LogPart{Lines: mostTail})
					last := strings.TrimSuffix(before[len(before)-1], "+")
					if text := all.String(); strings.Contains(text, " "+strings.TrimRight(last, "+")+"\n") && len(before) > 1 {
						t.Fatalf("a gap behind %q, which is there:\n%s", last, text)
					}
				}
				want := w.lines[max(len(w.lines)-len(held), 0):]
				if diff := cmp.Diff(append([]string{}, want...), append([]string{}, held...)); diff != "" {
					t.Fatalf("asked %+v, change %d:\n%s", w.asked, got.Change, diff)
				}
			}
		}
	})
}

// TestLinesOfOneTimeAreKeptApart checks that lines are counted that are the same in all, their time as
// well.
func TestLinesOfOneTimeAreKeptApart(t *testing.T) {
	t.Parallel()
	w, r := &written{limit: 1 << 20}, newReader(1000, false)
	for range 50 {
		w.lines, w.times = append(w.lines, "x"), append(w.times, time.Unix(1e9, 0))
		r.poll(w, false)
		if got := len(r.held()); got != len(w.lines) {
			t.Fatalf("%d lines are held of %d", got, len(w.lines))
		}
	}
}

// TestLaterPartsAreSmall checks what is asked for: once the last lines, then what came since, however
// long the log is, and more lines where they are wanted.
func TestLaterPartsAreSmall(t *testing.T) {
	t.Parallel()
	w, r := &written{limit: 1 << 20}, newReader(LogTail(1), false)
	add := func(n int) {
		for range n {
			w.lines = append(w.lines, fmt.Sprintf("a line of some length, number %d", len(w.lines)))
			w.times = append(w.times, time.Unix(1e9, int64(len(w.lines))*1e6))
		}
	}
	add(100_000)
	r.poll(w, false)
	first := w.sent
	if r.poll(w, false); w.sent-first > 100 || len(w.asked) != 2 {
		t.Errorf("where nothing came, %d bytes were sent: %+v", w.sent-first, w.asked)
	}
	first = w.sent
	if add(10); r.poll(w, false).Change != textlog.Appended || w.sent-first > 1_000 {
		t.Errorf("ten lines took %d bytes", w.sent-first)
	}
	if got := len(r.held()); got != LogTail(1)+10 || !r.more {
		t.Errorf("%d lines are held", got)
	}
	for _, want := range []int{4 * LogTail(1), 13_000} {
		if r.poll(w, true); len(r.held()) < want || r.more != (want < 13_000) {
			t.Errorf("%d lines are held, want %d; there are more: %v", len(r.held()), want, r.more)
		}
	}
	if many := LogTail(100) * 100; many > 20_000 || LogTail(100) < 100 || LogTail(3) < LogTail(100) {
		t.Errorf("%d lines of a hundred logs, %d of one of three", many, LogTail(3))
	}
}

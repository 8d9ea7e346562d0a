package dockerlog

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"fleetop/internal/platform/engine"
)

// frame is a frame as the daemon sends it.
func frame(kind byte, body string) string {
	header := make([]byte, frameHeader)
	header[0] = kind
	binary.BigEndian.PutUint32(header[4:], uint32(len(body)))
	return string(header) + body
}

// linesOf returns the lines that readFrames hands on, with a bar between them, and the entries.
func linesOf(t *testing.T, log string, limit int) (lines string, entries int) {
	t.Helper()
	var out []string
	entries, err := readFrames(iotest.OneByteReader(strings.NewReader(log)), limit, func(l logLine) {
		out = append(out, string(l.text))
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, "|"), entries
}

// TestFramesBecomeLines checks what is made of the frames of a log.
func TestFramesBecomeLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", entrySize-1)
	for name, test := range map[string]struct {
		log, want string
		entries   int
	}{
		"empty":           {"", "", 0},
		"both streams":    {frame(1, "out\n") + frame(2, "err\n"), "out\n|err\n", 2},
		"two in one":      {frame(1, "a\nb\n"), "a\n|b\n", 1},
		"no line feed":    {frame(1, "a\n") + frame(1, "b"), "a\n|b", 2},
		"joined":          {frame(1, long+"\xc3") + frame(2, "err\n") + frame(1, "\xbc\n"), "err\n|" + long + "ü\n", 3},
		"both go on":      {frame(2, "err") + frame(1, "out"), "out\n|err", 2},
		"daemon speaks":   {frame(1, "a\n") + frame(3, "error from daemon in stream: node down\n") + frame(1, "b\n"), "a\n|docker: error from daemon in stream: node down\n|b\n", 2},
		"empty frame":     {frame(1, "") + frame(1, "\n"), "\n", 2},
		"cut off header":  {frame(1, "a\n") + "\x01\x00\x00", "a\n", 1},
		"cut off body":    {frame(1, "a\n") + frame(1, "bcd\n")[:frameHeader+2], "a\n|bc", 2},
		"no frames":       {"just some text without any", "fleetop: the rest of this log is damaged\n", 0},
		"too long":        {frame(1, "a\n") + "\x01\x00\x00\x00\x7f\x00\x00\x00abc", "a\n|fleetop: the rest of this log is damaged\n", 1},
		"zero and escape": {frame(1, "a\x00\x1b[31mb\n"), "a\x00\x1b[31mb\n", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, entries := linesOf(t, test.log, 1<<20); got != test.want || entries != test.entries {
				t.Errorf("%q, %d entries, not %q, %d", got, entries, test.want, test.entries)
			}
		})
	}
}

// TestHugeLinesComeInParts checks that a line without an end is not gathered for ever.
func TestHugeLinesComeInParts(t *testing.T) {
	t.Parallel()
	var most, total int
	part := frame(1, strings.Repeat("x", entrySize))
	_, err := readFrames(strings.NewReader(strings.Repeat(part, 100)), 64<<10, func(l logLine) {
		most, total = max(most, len(l.text)), total+len(l.text)
	})
	if err != nil || most > 64<<10+entrySize || total != 100*entrySize {
		t.Errorf("%d bytes at most, %d in all, %v", most, total, err)
	}
}

// TestPlainLogsAreCounted checks logs without frames.
func TestPlainLogsAreCounted(t *testing.T) {
	t.Parallel()
	log := "a\r\nb\n" + strings.Repeat("x", 2*entrySize) + "\nrest"
	var out bytes.Buffer
	entries, err := readPlain(strings.NewReader(log), 1<<20, func(l logLine) { out.Write(l.text) })
	if err != nil || out.String() != log || entries != 6 {
		t.Errorf("%d bytes of %d, %d entries, %v", out.Len(), len(log), entries, err)
	}
}

// TestTimesAreTakenOut checks that each line has its time, which the daemon puts before each entry of
// one that it keeps in several.
func TestTimesAreTakenOut(t *testing.T) {
	t.Parallel()
	const (
		one = "2026-11-28T13:00:00.000000001Z"
		two = "2026-11-28T13:00:00.000000002Z"
	)
	long := strings.Repeat("x", entrySize)
	framed := frame(1, one+" "+long) + frame(2, two+" err\n") + frame(1, one+" y\n") + frame(1, two+" \n") +
		frame(1, "no time\n") + frame(3, "node down\n")
	plain := one + " " + long + one + " y\r\n" + two + " \r\n" + two + " rest"
	for name, test := range map[string]struct{ log, want string }{
		"frames": {framed, two + " 2 err\n" + one + " 1 " + long + "y\n" + two + " 1 \n" +
			"0001-01-01T00:00:00.000000000Z 1 no time\n" + two + " 2 docker: node down\n"},
		"plain": {plain, one + " 1 " + long + "y\r\n" + two + " 1 \r\n" + two + " 1 rest"},
	} {
		read := readFrames
		if name == "plain" {
			read = readPlain
		}
		q := engine.LogQuery{Timestamps: true, Streams: true}
		var out []byte
		_, err := read(iotest.OneByteReader(strings.NewReader(test.log)), 1<<20, func(l logLine) {
			out = append(q.AppendPrefix(out, l.at, l.stream), l.text...)
		})
		if err != nil || string(out) != test.want {
			t.Errorf("%s: %q, %v", name, strings.ReplaceAll(string(out), long, "LONG"), err)
		}
		if got := Select(out, &engine.LogQuery{}); strings.Contains(string(got), "2026") {
			t.Errorf("%s: a time is left in %q", name, strings.ReplaceAll(string(got), long, "LONG"))
		}
	}
}

// TestBrokenConnectionIsAnError checks that what is no end of a log is told.
func TestBrokenConnectionIsAnError(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection reset")
	r := iotest.TimeoutReader(iotest.DataErrReader(strings.NewReader(frame(1, "a\n"))))
	if _, err := readFrames(iotest.ErrReader(broken), 1, func(logLine) {}); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := readPlain(iotest.ErrReader(broken), 1, func(logLine) {}); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := readFrames(r, 1, func(logLine) {}); !errors.Is(err, iotest.ErrTimeout) && err != nil {
		t.Error(err)
	}
}

// TestRingKeepsTheEnd checks which end of a text is kept, added in parts of many lengths.
func TestRingKeepsTheEnd(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", entrySize)
	for _, test := range []struct {
		text, want string
		limit      int
	}{
		{"", "", 4},
		{"ab\ncd\n", "ab\ncd\n", 6},
		{"ab\ncd\n", "cd\n", 5},
		{"ab\ncd\n", "cd\n", 3},
		{"ab\ncd\n", "", 2},
		{"abcdefgh", "", 3},
		{"a\nb\nc", "b\nc", 3},
		{"a\nb\nc", "c", 2},
		{"ü" + long, long, entrySize + 1},
		{"ü" + long, "ü" + long, entrySize + 2},
		{"ab" + long, "b" + long, entrySize + 1},
	} {
		for step := 1; step <= max(1, len(test.text)); step += 1 + len(test.text)/10 {
			r := ring{limit: test.limit}
			for i := 0; i < len(test.text); i += step {
				r.add([]byte(test.text[i:min(i+step, len(test.text))]))
			}
			if got := string(r.text()); got != test.want {
				t.Errorf("%.9q in steps of %d, limit %d: %.9q, not %.9q", test.text, step, test.limit, got, test.want)
			}
			if r.full() != (len(test.text) > test.limit) {
				t.Errorf("%.9q in steps of %d, limit %d: full is %v", test.text, step, test.limit, r.full())
			}
		}
	}
}

// TestLastLines checks how many lines are taken.
func TestLastLines(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text, want string
		n          int
	}{
		{"a\nb\nc\n", "a\nb\nc\n", 0},
		{"a\nb\nc\n", "c\n", 1},
		{"a\nb\nc\n", "b\nc\n", 2},
		{"a\nb\nc", "b\nc", 2},
		{"a\nb\nc\n", "a\nb\nc\n", 3},
		{"a\nb\nc\n", "a\nb\nc\n", 9},
		{"\n\n", "\n", 1},
		{"", "", 1},
	} {
		if got := string(lastLines([]byte(test.text), test.n)); got != test.want {
			t.Errorf("%d lines of %q: %q, not %q", test.n, test.text, got, test.want)
		}
	}
}

// FuzzFrames checks that no log breaks the reader, that nothing is lost of what is framed, and that
// it does not matter in which parts it comes.
func FuzzFrames(f *testing.F) {
	f.Add([]byte(frame(1, "out\n")+frame(2, "err")+frame(3, "node down")+frame(1, "x")), 100)
	f.Add([]byte("no frames at all"), 1)
	f.Add([]byte(frame(1, strings.Repeat("x", 300))+"\x01\x00\x00\x00\xff\xff\xff\xff"), 16)
	f.Fuzz(func(t *testing.T, log []byte, limit int) {
		limit = max(1, limit%4096)
		read := func(one bool) (string, int) {
			var out strings.Builder
			var err error
			var n int
			add := func(l logLine) {
				if len(l.text) == 0 {
					t.Error("an empty line")
				}
				out.Write(l.text)
			}
			if one {
				n, err = readFrames(iotest.OneByteReader(bytes.NewReader(log)), limit, add)
			} else {
				n, err = readFrames(bytes.NewReader(log), limit, add)
			}
			if err != nil {
				t.Error(err)
			}
			return out.String(), n
		}
		fast, n := read(false)
		slow, m := read(true)
		if fast != slow || n != m {
			t.Errorf("%q and %q, %d and %d entries", fast, slow, n, m)
		}
		if n > len(log)/frameHeader {
			t.Errorf("%d entries in %d bytes", n, len(log))
		}
	})
}

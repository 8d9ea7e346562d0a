package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// scan decodes a log that comes in through r, in chunks of that size.
func scan(r io.Reader, chunk int, keep int64) (*logTail, error) {
	out := newLogTail(chunk, keep, -1)
	err := scanLog(answer{body: r, ended: func() bool { return false }}, 1<<20, out)
	return out, err
}

func joined(chunks [][]byte) string { return string(bytes.Join(chunks, nil)) }

func TestLogsAreDecoded(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"logs": "a\nb"}`: "a\nb",
		`{"logs":""}`:      "",
		`{"logs": null}`:   "",
		`{}`:               "",
		` { } `:            "",
		`{"other": [1, {"logs": "no"}, "x"], "logs": "yes", "last": {"a": [[], {}, -1.5e+3, true, false, null]}}`: "yes",
		"\r\n\t{\n\"logs\"\t:\r\"x\"\n}\n":                        "x",
		`{"l\u006fgs": "escaped key"}`:                            "escaped key",
		`{"logs": "first", "logs": "last"}`:                       "last",
		`{"logs": "first", "logs": null}`:                         "",
		`{"Logs": "other case"}`:                                  "",
		`{"logslogslogs": "x", "log": "y"}`:                       "",
		`{"logs": "\"\\\/\b\f\n\r\t\u0041\u00e9\u0000"}`:          "\"\\/\b\f\n\r\tAé\x00",
		`{"logs": "\ud83d\ude00 \uD83D\uDE00"}`:                   "😀 😀",
		`{"logs": "\ud83d x \ude00 \ud83d\ud83d\ude00 \ud83d\n"}`: "\ufffd x \ufffd \ufffd😀 \ufffd\n",
		`{"logs": "żółw 日本語 😀"}`:                                  "żółw 日本語 😀",
		"{\"logs\": \"a\xffb\xe6\x97c\xf0\x9f\x98\"}":             "a\ufffdb\ufffd\ufffdc\ufffd\ufffd\ufffd",
		"{\"logs\": \"\x7f\u0080\u202e\"}":                        "\x7f\u0080\u202e",
	} {
		for name, r := range map[string]io.Reader{
			"at once": strings.NewReader(body), "by the byte": iotest.OneByteReader(strings.NewReader(body)),
			"with the end": iotest.DataErrReader(strings.NewReader(body)),
		} {
			out, err := scan(r, 64, 1<<20)
			if err != nil {
				t.Errorf("%s, %s: %v", body, name, err)
				continue
			}
			chunks, length, _ := out.finish()
			if got := joined(chunks); got != want || length != int64(len(want)) {
				t.Errorf("%s, %s: %q, want %q", body, name, got, want)
			}
		}
	}
}

func TestBadLogsAreErrors(t *testing.T) {
	t.Parallel()
	for body, text := range map[string]string{
		`{"logs": 5}`:          "logs is a JSON number",
		`{"logs": ["a"]}`:      "logs is a JSON array",
		`{"logs": {"a": "b"}}`: "logs is a JSON object",
		`{"logs": true}`:       "logs is a JSON bool",
		`["logs"]`:             "is a JSON array",
		`"logs"`:               "is a JSON string",
		`null`:                 "is a JSON null",
		`<html>`:               `begins "<html>"`,
		`{"logs": "abc`:        "cut off after 13 bytes",
		`{"logs": "abc"`:       "cut off after 14 bytes",
		`{"logs"`:              "cut off after 7 bytes",
		`{`:                    "cut off after 1 bytes",
		`{"logs": "a"} x`:      "more after its end",
		`{"logs": "a"}{}`:      "more after its end",
		"{\"logs\": \"a\nb\"}": "control character",
		`{"logs": "\x"}`:       "unknown escape",
		`{"logs": "\u12g4"}`:   "not JSON",
		`{"logs": "a",}`:       "not JSON",
		`{"logs": "a" "b": 1}`: "not JSON",
		`{"a": 01}`:            "not JSON",
		`{"a": tru}`:           "not JSON",
		`{"a": [1, 2}`:         "not JSON",
		`{"a": ` + strings.Repeat("[", maxDepth+1): "nested too deeply",
		"":     "an empty body",
		"  \n": "an empty body",
	} {
		c, _ := answers(t, 200, "text/plain", body)
		_, err := c.Containers.Logs(t.Context(), testUUID)
		if !errors.Is(err, ErrGarbage) || !strings.Contains(err.Error(), text) {
			t.Errorf("%.40s: %v", body, err)
		}
	}
	c, _ := answers(t, 204, "", "")
	if log, err := c.Containers.Logs(t.Context(), testUUID); err != nil || log.Len != 0 {
		t.Errorf("%v %v", log, err)
	}
}

// TestLogChunksAreBoundedAndWhole checks that chunks keep their size and whole runes, and that the
// log keeps its bound.
func TestLogChunksAreBoundedAndWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 600, -1).Draw(t, "text")
		chunk := rapid.IntRange(utf8.UTFMax, 64).Draw(t, "chunk")
		keep := rapid.Int64Range(1, 400).Draw(t, "keep")
		body, err := json.Marshal(map[string]string{"logs": text})
		if err != nil {
			t.Fatal(err)
		}
		out, err := scan(bytes.NewReader(body), chunk, keep)
		if err != nil {
			t.Fatal(err)
		}
		chunks, length, cut := out.finish()
		whole := strings.ToValidUTF8(text, "\ufffd")
		if text != whole { // every invalid byte by itself
			whole = string([]rune(text))
		}
		got := joined(chunks)
		if int64(len(got)) != length || cut+length != int64(len(whole)) || !strings.HasSuffix(whole, got) {
			t.Fatalf("kept %q (%d) and cut %d of %q (%d)", got, length, cut, whole, len(whole))
		}
		if length > max(keep, int64(chunk)) || cut > 0 && length+int64(chunk) < keep {
			t.Fatalf("kept %d bytes in chunks of %d, should be about %d", length, chunk, keep)
		}
		for _, c := range chunks {
			if len(c) == 0 || len(c) > chunk || !utf8.Valid(c) {
				t.Fatalf("chunk %q of at most %d", c, chunk)
			}
		}
	})
}

func TestShortLogIsSmall(t *testing.T) {
	t.Parallel()
	c, _ := answers(t, 200, "application/json", `{"logs": "`+strings.Repeat("short log", 100)+`"}`)
	log, err := c.Containers.Logs(t.Context(), testUUID)
	if err != nil || len(log.Chunks) != 1 || cap(log.Chunks[0]) > 2*len(log.Chunks[0]) {
		t.Errorf("%d chunks, the first of %d bytes in %d, %v", len(log.Chunks), len(log.Chunks[0]), cap(log.Chunks[0]), err)
	}
}

// TestLongLogKeepsItsEnd reads a log that is longer than what is kept.
func TestLongLogKeepsItsEnd(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	body, err := json.Marshal(map[string]string{"logs": b.String()})
	if err != nil {
		t.Fatal(err)
	}
	small := func(c *Client) { c.limits.logKeep, c.limits.chunk = 10_000, 1000 }
	c, _ := answers(t, 200, "application/json", string(body), small, func(c *Client) {
		c.now = func() time.Time { return time.Unix(0, 0) }
	})
	log, err := c.Containers.Logs(t.Context(), testUUID)
	if err != nil {
		t.Fatal(err)
	}
	if log.Len > 10_000 || log.Len < 9_000 || log.Cut != int64(b.Len())-log.Len || log.Received != int64(len(body)) {
		t.Errorf("kept %d, cut %d of %d, received %d of %d", log.Len, log.Cut, b.Len(), log.Received, len(body))
	}
	if !strings.HasSuffix(b.String(), log.String()) {
		t.Error("what is kept is not the end")
	}
	c, _ = answers(t, 200, "application/json", string(body), small, func(c *Client) { c.limits.logStream = 20_000 })
	if _, err := c.Containers.Logs(t.Context(), testUUID); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
}

// heapWatch measures the heap as often as asked while a body is read, without the garbage that
// happens to lie around.
type heapWatch struct {
	http.RoundTripper
	every, seen, next int64
	worst             uint64
}

func (h *heapWatch) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := h.RoundTripper.RoundTrip(r)
	if err == nil {
		resp.Body = &watchedBody{resp.Body, h}
	}
	return resp, err
}

type watchedBody struct {
	io.ReadCloser
	h *heapWatch
}

func (w *watchedBody) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	w.h.seen += int64(n)
	if w.h.seen >= w.h.next || err != nil {
		w.h.worst = max(w.h.worst, heap())
		w.h.next += w.h.every
	}
	return n, err
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestLogMemory reads 50 MB of log over real HTTP, and the longest log that is read to its end, and
// checks that the heap never exceeds twice what is kept, garbage included. It cannot run beside
// other tests, and it needs a server that holds nothing of the body.
func TestLogMemory(t *testing.T) {
	lines := strings.Repeat(strings.Repeat("a line of a log, ", 6)+`\n`, 500)
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		times := 1000
		if strings.Contains(r.URL.Path, "endless") {
			times = 1600
		}
		_, _ = io.WriteString(w, `{"logs": "`)
		for range times {
			if _, err := io.WriteString(w, lines); err != nil {
				return
			}
		}
		_, _ = io.WriteString(w, `"}`)
	})
	for _, uuid := range []string{testUUID, "endless"} {
		runtime.GC()
		before := heap()
		watch := &heapWatch{RoundTripper: http.DefaultTransport, every: 1 << 20}
		log, err := s.client(t, WithHTTPClient(&http.Client{Transport: watch})).Containers.Logs(t.Context(), uuid)
		if err != nil {
			t.Fatal(err)
		}
		cost := int64(watch.worst) - int64(before)
		t.Logf("%s: %d MB read, %d MB kept, %d MB cut, %.1f MB at the worst moment",
			uuid, log.Received>>20, log.Len>>20, log.Cut>>20, float64(cost)/(1<<20))
		if cost > 2*log.Len {
			t.Errorf("%s: %d bytes for a log of %d", uuid, cost, log.Len)
		}
		if uuid == "endless" && (log.Len > 64<<20 || log.Cut == 0) || uuid != "endless" && log.Cut != 0 {
			t.Errorf("%s: kept %d, cut %d", uuid, log.Len, log.Cut)
		}
		runtime.KeepAlive(log)
	}
}

package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode"
	"unicode/utf8"
)

// A reader is where a log goes: it can be told not to take anything, or to be gone.
type reader struct {
	mu   sync.Mutex
	text bytes.Buffer
	gone bool
	gate chan struct{} // while it does not read; closed when it does again
}

func (r *reader) Write(b []byte) (int, error) {
	r.mu.Lock()
	gate := r.gate
	r.mu.Unlock()
	if gate != nil {
		<-gate
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.gone {
		return 0, errors.New("broken pipe")
	}
	return r.text.Write(b)
}

func (r *reader) set(gone bool, gate chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gone, r.gate = gone, gate
}

func (r *reader) lines() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	text := strings.TrimSuffix(r.text.String(), "\n")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// TestAReaderThatStopsCostsLinesAndNoTime logs far more than is kept while nobody reads: nothing
// waits, important records are kept, and the number of dropped ones is logged once somebody reads
// again.
func TestAReaderThatStopsCostsLinesAndNoTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		out := &reader{gate: gate}
		log := NewLog(out, "json")
		const requests, writes = 30_000, 1000
		began := time.Now()
		for i := range requests {
			log.Requests.Info("request", "n", i)
			if i%(requests/writes) == 0 {
				log.Info("write", "n", i)
			}
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("it waited for %v", took)
		}
		if size := log.queue.size; size > maxWaiting {
			t.Errorf("%d bytes wait", size)
		}
		out.set(false, nil)
		close(gate)
		log.Close(time.Hour)
		seen, dropped := map[string]int{}, 0
		for _, l := range out.lines() {
			var record struct {
				Msg              string
				Requests, Others int
			}
			if err := json.Unmarshal([]byte(l), &record); err != nil {
				t.Fatalf("%s: %v", l, err)
			}
			seen[record.Msg]++
			dropped += record.Requests
			if record.Others != 0 {
				t.Errorf("it said %s", l)
			}
		}
		if dropped == 0 || seen["request"]+dropped != requests || seen["write"] != writes {
			t.Errorf("%d requests and %d writes were written, and %d requests said to be dropped", seen["request"], seen["write"], dropped)
		}
	})
}

// TestAReaderThatIsGoneEndsNothing takes the reader away and brings one back.
func TestAReaderThatIsGoneEndsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		out := &reader{}
		log := NewLog(out, "text")
		settle := func() {
			time.Sleep(2 * gatherTime) // of the bubble's time
			synctest.Wait()
		}
		log.Print("one")
		settle()
		out.set(true, nil)
		for range 7 {
			log.Requests.Info("request")
		}
		log.Info("write")
		settle()
		out.set(false, nil)
		log.Requests.Info("request")
		settle()
		got := out.lines()
		if len(got) != 3 || got[0] != "one" || !strings.Contains(got[1], "msg=request") || !strings.HasSuffix(got[2], "requests=7 others=1") {
			t.Errorf("it wrote %q", got)
		}
		log.Close(time.Hour)
	})
}

// TestClosingALogIsBounded closes a log without a reader.
func TestClosingALogIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		log := NewLog(&reader{gate: gate}, "text")
		log.Print("one")
		began := time.Now()
		log.Close(time.Second)
		if took := time.Since(began); took != time.Second {
			t.Errorf("it took %v", took)
		}
		close(gate)
	})
}

// TestALogHoldsNoSecretAndNothingThatMovesACursor logs hostile texts.
func TestALogHoldsNoSecretAndNothingThatMovesACursor(t *testing.T) {
	t.Parallel()
	const key = "k3y+with/odd=signs%41"
	for _, format := range Formats() {
		for _, text := range []string{
			"\x1b[2J\x07\r\n\u009b31m\u202e\u2066\ufeff\x7f\x00\xff\xc2 \t\u2028",
			key, "/api/v1/" + key + "/", "/k3y%2Bwith%2Fodd%3dsigns%2541", "/%6b3y%2Bwith%2Fodd%3Dsigns%2541",
			"/%256b3y%252Bwith%252Fodd%253Dsigns%252541", strings.Repeat("x", 10_000), "%", "%4", "%zz", "a=b \"c\"\\",
		} {
			var out bytes.Buffer
			log := NewLog(&out, format, "", key)
			log.Info(text, "text", text, "any", errors.New(text), "key", text)
			log.Requests.Info("request", slog.Group("group", "text", text))
			log.Close(time.Hour)
			got := out.String()
			if strings.Contains(got, key) || strings.Contains(got, "%2Fodd") || strings.Contains(got, "%252Fodd") {
				t.Errorf("%s: %q became %s", format, text, got)
			}
			if n := strings.Count(got, "\n"); n != 2 || len(got) > 3000 {
				t.Errorf("%s: %q became %d lines of %d bytes", format, text, n, len(got))
			}
			for _, r := range strings.ReplaceAll(got, "\n", "") {
				if r < ' ' || r >= 0x7f {
					t.Errorf("%s: %q became %q", format, text, got)
					break
				}
			}
		}
	}
}

// TestALogHoldsNoSecretThatAMessageQuotes logs messages that quote a key with signs which quoting
// changes.
func TestALogHoldsNoSecretThatAMessageQuotes(t *testing.T) {
	t.Parallel()
	for _, key := range []string{`say"it"\now`, "schlüssel-geheim", "鍵鍵鍵鍵鍵鍵鍵鍵"} {
		for _, format := range Formats() {
			var out bytes.Buffer
			log := NewLog(&out, format, key)
			for _, text := range []string{key, strconv.Quote(key), strconv.QuoteToASCII(key), "/" + url.PathEscape(key)} {
				log.Info("there is no "+text, "reason", text)
			}
			log.Close(time.Hour)
			got := out.String()
			if n := strings.Count(got, redacted); n != 8 {
				t.Errorf("%s: %q became %s", format, key, got)
			}
		}
	}
}

// FuzzEscape looks for text that is more than one printable line.
func FuzzEscape(f *testing.F) {
	f.Add("a\x1b[1m\n\u009b")
	f.Add(strings.Repeat("a", maxText-1) + "\x1b") // the last one goes beyond
	f.Fuzz(func(t *testing.T, text string) {
		got := escape(text)
		isHidden := func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) }
		if len(got) > maxText+20 || strings.ContainsFunc(got, isHidden) {
			t.Errorf("%q became %q", text, got)
		}
		clean := newCleaner([]string{text})
		if text != "" && len(text) > 8 && strings.Contains(clean.text("/"+text+"/"), text) {
			t.Errorf("%q is in %q", text, clean.text("/"+text+"/"))
		}
	})
}

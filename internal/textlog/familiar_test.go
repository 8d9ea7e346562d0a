package textlog

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// familiarLines are lines whose beginnings are remembered.
func familiarLines() []string {
	return []string{
		`2014-04-06T17:59:42.123Z INFO request served`,
		"\x1b[2m2014-04-06 17:59:42\x1b[0m \x1b[31mERROR\x1b[0m gone away",
		`{"time":"2014-04-06T17:59:42.123Z","level":"info","msg":"served"}`,
		`{"level":"error","ts":1396807182.5123,"msg":"cart is gone"}`,
		`{"level":30,"time":1396807182123,"pid":1,"msg":"listening"}`,
		`{"t":{"$date":"2014-04-06T17:59:42.123+00:00"},"s":"W","c":"NETWORK","msg":"Slow query"}`,
		`time="2014-04-06T17:59:42Z" level=warning msg="cart is gone" user=17`,
		`ts=2014-04-06T17:59:42.123Z level=info msg="Server is ready."`,
		`E0406 17:59:42.123456       1 reflector.go:138] Failed to watch`,
		`E0406 17:59:42.123456 17 main.go:1 started`,
		`E0406 17:59:42.123456 17:main.go:1 started`,
		`2014-04-06 17:59:42,123 [http-8080-3] WARN  com.shop.Cart - slow`,
		`2014-04-06 17:59:42,123 - shop.cart - ERROR - cart is gone`,
		`[2014-04-06 17:59:42,123: ERROR/ForkPoolWorker-3] Task a.b[1] raised`,
		`[2014-04-06 17:59:42,123: INFO/MainProcess] Received task: a.b[1]`,
		`2014/04/06 17:59:42 [error] 12#0: *5 connect() failed`,
		`[Sun Apr 06 17:59:42.123456 2014] [core:error] [pid 12] AH00124: too many`,
		`<11>1 2014-04-06T17:59:42.123Z web app 12 - - cart is gone`,
		`140406 17:59:42 [ERROR] Can't start server`,
		`2014-04-06 17:59:42.123 UTC [12] ERROR:  relation "x" does not exist`,
		`1:M 06 Apr 2014 17:59:42.123 # Out Of Memory allocating 12 bytes`,
		`2014-04-06T17:59:42.123+0000 I NETWORK  [listener] connection accepted`,
		`E, [2014-04-06T17:59:42.123456 #12] ERROR -- : cart is gone`,
		`[2014-04-06T17:59:42Z ERROR shop::cart] gone with the wind`,
	}
}

// checkFamiliar reads a line after another, which it may begin like, and compares with reading it alone.
// It reports whether the beginning was known.
func checkFamiliar(t *testing.T, before, line string) bool {
	t.Helper()
	for _, state := range []trace{noLine, afterLine, afterError, inPython, inDump} {
		b := builder{}
		b.trace = state
		b.read([]byte(before), true)
		after := b.trace
		_, _, known := b.familiar.find([]byte(line))
		got := b.read([]byte(line), true)
		want := traitOf([]byte(line), true, &after)
		if got != want || b.trace != after {
			t.Fatalf("behind %q, in the state %d\n%q is %b (%d)\nwant %b (%d)", before, state, line, got, b.trace, want, after)
		}
		if known {
			return true
		}
	}
	return false
}

// TestFamiliarBeginnings reads lines that begin like the one before, but for the time, and lines in which
// any byte is another one: what comes of each is as if it were alone.
func TestFamiliarBeginnings(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, line := range familiarLines() {
		later := strings.NewReplacer("59:42", "58:07", "1396807182", "1396809999").Replace(line)
		if known := checkFamiliar(t, line, later); known == (line[0] == '<') { // behind a priority the word after the time may be a zone
			t.Errorf("%q is known: %v", later, known)
		}
		for i := range line {
			for _, c := range `0123456789 :-[]{}<>"=,|aAzZ` + "\x1b\t#*." {
				checkFamiliar(t, line, line[:i]+string(c)+line[i+1:])
			}
			checkFamiliar(t, line, line[:i])
			checkFamiliar(t, line, line[:i]+line[i+1:])
		}
		for range 2000 {
			b := []byte(line)
			for range 1 + random.IntN(4) {
				if i := random.IntN(len(b)); isDigit(b[i]) || random.IntN(4) == 0 {
					b[i] = fmt.Appendf(nil, "0123456789 :-]IEaA\"}")[random.IntN(20)]
				}
			}
			checkFamiliar(t, line, string(b))
		}
	}
}

// FuzzFamiliar is the same for hostile lines.
func FuzzFamiliar(f *testing.F) {
	f.Add("<11>1 2014-04-06T17:00:00.003A a", "<11>1 2014-04-06T17:00:00.003Z a000000000000")
	f.Add("\x1b[2m2014-04-06 17:00:00\x1b[0m \x1b[31mERROR\x1b[0", "\x1b[2m2014-04-06 17:00:00\x1b[0m \x1b[31mERROR\x1b[0m")
	for _, line := range familiarLines() {
		f.Add(line, strings.ReplaceAll(line, "59:42", "58:07"))
		f.Add(line, strings.ReplaceAll(line, "2", "9"))
	}
	f.Fuzz(func(t *testing.T, before, line string) { checkFamiliar(t, before, line) })
}

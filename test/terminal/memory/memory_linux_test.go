// Package memory measures the built program on servers that send without end.
package memory

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"fleetop/internal/ptytest"
)

// program is the path of the built program.
var program string

func TestMain(m *testing.M) { os.Exit(ptytest.Main(m, &program)) }

const (
	// most is how much memory the program may ever have, in kB.
	most = 150_000
	// rest is how much it may have once the server is well again, in kB.
	rest = 75_000
	// flood is how much a server sends that does not stop by itself, in bytes.
	flood = 512 << 20
)

// record is a record of a list as any other.
const record = `{"uuid": "%08d-0000-4000-8000-000000000000", "name": "app", "unique_name": "app-%d", "state": "Running",
"container_ports": [{"inner_port": 80, "protocol": "tcp"}], "target_num_containers": 1, "running_num_containers": 1}`

// endless writes what begins a body, then a part of it again and again.
func endless(w io.Writer, begin string, part func(n int) string) {
	_, err := io.WriteString(w, begin)
	for n, sent := 0, 0; err == nil && sent < flood; n++ {
		var written int
		written, err = io.WriteString(w, part(n))
		sent += written
	}
}

func constant(s string) func(int) string { return func(int) string { return s } }

// inBounds names a body that is read as a whole.
const inBounds = "just small enough"

// floods are the bodies of servers that do not stop.
func floods() map[string]func(w io.Writer) {
	megabyte := func(s string) func(int) string { return constant(strings.Repeat(s, 1<<20/len(s))) }
	return map[string]func(w io.Writer){
		"records": func(w io.Writer) {
			endless(w, `{"objects": [`, func(n int) string { return fmt.Sprintf(record+",", n, n) })
		},
		"one text":        func(w io.Writer) { endless(w, `{"objects": [{"uuid": "`, megabyte("x")) },
		"empty records":   func(w io.Writer) { endless(w, `{"objects": [{}`, megabyte(",{}")) },
		"records of null": func(w io.Writer) { endless(w, `{"objects": [null`, megabyte(",null")) },
		"wrong records":   func(w io.Writer) { endless(w, `{"objects": [5`, megabyte(",5")) },
		"ports of null":   func(w io.Writer) { endless(w, `{"objects": [{"uuid": "a", "container_ports": [5`, megabyte(",0")) },
		"nested lists":    func(w io.Writer) { endless(w, `{"objects": `, megabyte("[")) },
		"many members":    func(w io.Writer) { endless(w, `{"objects": [{"link_variables": {"a": ""`, megabyte(`,"b":""`)) },
		"blanks":          func(w io.Writer) { endless(w, " ", megabyte(" ")) },
		inBounds: func(w io.Writer) {
			_, _ = io.WriteString(w, `{"objects": [{}`+strings.Repeat(",{}", 24_000)+`,{"uuid": "`+strings.Repeat("x", 7<<20)+`"}]}`)
		},
	}
}

// memory returns a figure of the program's memory, in kB.
func memory(t *testing.T, pid int, figure string) int {
	t.Helper()
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, figure+":"); ok {
			kB, err := strconv.Atoi(strings.Fields(value)[0])
			if err != nil {
				t.Fatal(err)
			}
			return kB
		}
	}
	t.Fatalf("no %s in\n%s", figure, status)
	return 0
}

// TestAFloodIsBoundedAndGivenBack opens the program on servers whose lists do not end, plain and
// packed, and lets them become well.
func TestAFloodIsBoundedAndGivenBack(t *testing.T) {
	t.Parallel()
	for name, send := range floods() {
		for _, packed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, packed %v", name, packed), func(t *testing.T) {
				t.Parallel()
				const says = `answer too large|not an answer of this API|unreadable`
				peak, now := open(t, send, packed, says)
				if peak > most {
					t.Errorf("it had %d kB, want at most %d", peak, most)
				}
				if now > rest && name != inBounds { // that is read, and the collector's
					t.Errorf("it still has %d kB, want at most %d", now, rest)
				}
			})
		}
	}
}

// open opens the program on a server that sends a flood, waits until it says something of that, and
// then for the list of a server that is well. It returns the most memory that the program had, and
// what it has, in kB.
func open(t *testing.T, send func(io.Writer), packed bool, says string) (peak, now int) {
	t.Helper()
	var well atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		switch {
		case well.Load():
			_, _ = fmt.Fprintf(w, `{"meta": {"total_count": 1}, "objects": [`+record+`]}`, 1, 1)
		case packed:
			w.Header().Set("Content-Encoding", "gzip")
			z, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
			if err != nil {
				t.Error(err)
				return
			}
			send(z)
			_ = z.Close() // the reader may have gone
		default:
			send(w)
		}
	}))
	defer server.Close()
	term := ptytest.Start(t, ptytest.Options{
		Path: program, Cols: 200, Rows: 30, Args: []string{"--interval", "1"},
		Env: []string{"FLEETOP_ENDPOINT=" + server.URL, "TUTUM_USER=admin", "TUTUM_APIKEY=k3y"},
	})
	term.WaitFor(says)
	well.Store(true)
	term.Send("r")
	term.WaitFor(`app-1 `)
	peak, now = memory(t, term.Group(), "VmHWM"), memory(t, term.Group(), "VmRSS")
	t.Logf("peak %d kB, now %d kB", peak, now)
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit status %d", code)
	}
	return peak, now
}

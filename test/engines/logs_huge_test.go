package engines

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"fleetop/internal/enginetest"
)

// TestHugeLogsAreOpened opens a log of 200 MB in the built program beside many other containers, goes up
// in it, and saves memory: nothing reads it as a whole.
func TestHugeLogsAreOpened(t *testing.T) {
	t.Parallel()
	const (
		size = 200_000_000
		last = `line 500000 \.\.\.`
		most = 60_000 // kB, of the program with the engine in it
	)
	d := enginetest.Start(t)
	n := many(t, 20)
	d.Many(t, "many", enginetest.Image, n, false)
	d.Docker(t, "run", "-d", "--name", "huge", enginetest.Image, "fill="+strconv.Itoa(size), "touch=/done", "every=1s")
	for end := time.Now().Add(2 * time.Minute); ; {
		if strings.Contains(d.Docker(t, "logs", "--tail", "1", "huge"), "tick") {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the log does not get long enough")
		}
	}
	term := onDocker(t, d)
	term.WaitFor(fmt.Sprintf(`1 Applications %d\b`, n+1))
	term.Send("/", "huge", "\r")
	term.WaitFor(`▸ huge .*● Running`)
	begin := time.Now()
	term.Send("l")
	term.WaitFor(last)
	t.Logf("the end of the log was there after %v", time.Since(begin))
	term.WaitFor(`last 2,000\+ lines`)
	term.Send("g")
	term.WaitGone(`last 2,000\+ lines|fetching older`)
	term.Send("G")
	term.WaitFor(`tick \d+`)
	status, err := os.ReadFile("/proc/" + strconv.Itoa(term.Group()) + "/status")
	if err != nil {
		t.Fatal(err)
	}
	peak, err := strconv.Atoi(regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindStringSubmatch(string(status))[1])
	if t.Logf("with %d containers the program had at the most %d kB", n+1, peak); err != nil || peak > most {
		t.Errorf("the program had %d kB, %v", peak, err)
	}
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit status %d", code)
	}
}

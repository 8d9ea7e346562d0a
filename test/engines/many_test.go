package engines

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"fleetop/client"
	"fleetop/internal/enginetest"
	"fleetop/internal/platform/engine"
)

// manyVariable says how many containers there are in the tests of many.
const manyVariable = "FLEETOP_TEST_CONTAINERS"

// many returns how many containers there are to be, usual if nothing else is said.
func many(t *testing.T, usual int) int {
	t.Helper()
	s := os.Getenv(manyVariable)
	if s == "" {
		return usual
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// running is a condition: that a container runs.
func running(c engine.Container, _ engine.Application) bool { return c.Running }

// TestManyContainers has the program show more containers than a page holds, a tenth of which run, and follow storms
// of events about them. It logs what a process with the engine, the server and the screen in it takes.
func TestManyContainers(t *testing.T) {
	t.Parallel()
	n := many(t, 1000)
	run := n / 10
	rest := n - run
	d := enginetest.Start(t)
	d.Many(t, "many", enginetest.Image, rest, false)
	d.Many(t, "busy", enginetest.Image, run, true, "out=up")
	d.Docker(t, "run", "--detach", "--name", "up", enginetest.Image, "out=up")
	term := onDocker(t, d)
	term.WaitFor(fmt.Sprintf(`1 Applications %d\b`, n+1))
	term.Send("G")
	term.WaitFor(fmt.Sprintf(`%d of %d `, n+1, n+1))
	term.WaitFor(`up .*● Running`)

	// Two events for each container, as fast as the daemon tells them.
	for i := 1; i <= rest; i++ {
		if _, err := d.Ask(http.MethodPost, fmt.Sprintf("/containers/many-%04d/rename?name=new-%04d", i, i), nil); err != nil {
			t.Fatal(err)
		}
	}
	term.Send("/", "new-", "\r")
	term.WaitFor(fmt.Sprintf(`%d of %d`, rest, n+1))
	d.Docker(t, "kill", "up")
	term.Send("/", "\x15", "up", "\r")
	term.WaitFor(`up .*Stopped`)
	logMemory(t, term.Group(), n)

	a := serve(t, d)
	a.until("the server has all containers", func() bool {
		page, err := a.Containers.List(t.Context(), client.ContainerFilter{}, client.ListOptions{Limit: 1})
		return err == nil && page.Meta.Total == n+1
	})
}

// logMemory logs the most memory that a process had.
func logMemory(t *testing.T, pid, n int) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "VmHWM:") || strings.HasPrefix(line, "VmRSS:") {
			t.Logf("with %d containers: %s", n+1, strings.Join(strings.Fields(line), " "))
		}
	}
}

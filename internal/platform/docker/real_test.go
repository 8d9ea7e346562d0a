package docker

import (
	"fmt"
	"strings"
	"testing"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/engine"
)

// isEdge selects the edges of a container.
func isEdge(id string) func(engine.Event) bool {
	return func(ev engine.Event) bool { return ev.Container == id && ev.App == nil }
}

// TestEdges checks what is reported of what people do to containers.
func TestEdges(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	w := open(t, local(d))
	for i, test := range []struct {
		name string
		run  string // of docker run
		do   string // commands of docker, NAME stands for the container
		want string
	}{
		{"stop", "", "start NAME; stop NAME", "started; exited 0 asked"},
		{"kill", "", "start NAME; kill NAME", "started; exited 137 asked"},
		{"hang-up", "", "start NAME; kill -s HUP NAME", "started; exited 2"},
		{"restart", "", "start NAME; restart NAME", "started; exited 0 asked; started"},
		{"crash", "wait=100ms exit=3", "start NAME", "started; exited 3"},
		{"crash again", "--restart on-failure:2 IMAGE wait=100ms exit=3", "start NAME", "started; exited 3 restarting; started; exited 3 restarting; started; exited 3"},
		{"pause, then stop", "", "start NAME; pause NAME; stop NAME", "started; exited 0 asked"},
		{"removed", "", "start NAME; rm -f NAME", "started; exited 137 asked; removed"},
		{"removes itself", "--rm IMAGE", "start NAME; stop NAME", "started; exited 0 asked; removed"},
		{"no such program", "--entrypoint /nothing IMAGE", "start NAME", "failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			name := fmt.Sprintf("edges-%d", i)
			args := test.run
			if !strings.Contains(args, "IMAGE") {
				args = "IMAGE " + args
			}
			args = "create --name " + name + " " + strings.ReplaceAll(args, "IMAGE", enginetest.Image)
			w.t = t
			native := d.Docker(t, strings.Fields(args)...)
			id := containerUUID(native)
			w.found(name, func(a *engine.Application) bool { return a.Containers[0].ID == id })
			for command := range strings.SplitSeq(test.do, "; ") {
				_, _ = d.Try(strings.Fields(strings.ReplaceAll(command, "NAME", name))...)
			}
			for want := range strings.SplitSeq(test.want, "; ") {
				if got := edgeWords(w.next(isEdge(id))); got != want {
					t.Fatalf("%s, want %s of %s", got, want, test.want)
				}
			}
		})
	}
}

func edgeWords(ev engine.Event) string {
	switch ev.Kind {
	case engine.Started:
		return "started"
	case engine.Removed:
		return "removed"
	case engine.Failed:
		return "failed"
	case engine.Exited:
		s := fmt.Sprintf("exited %d", ev.ExitCode)
		for _, flag := range []struct {
			is   bool
			word string
		}{{ev.Asked, " asked"}, {ev.Restarting, " restarting"}, {ev.OutOfMemory, " out of memory"}} {
			if flag.is {
				s += flag.word
			}
		}
		return s
	default:
		return fmt.Sprint(ev.Kind)
	}
}

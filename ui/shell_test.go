package ui_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// shells notes in which containers shells are opened, each of which ends at once.
type shells struct {
	opened []string
	err    error
}

func (s *shells) open(_ context.Context, uuid string) error {
	s.opened = append(s.opened, uuid)
	return s.err
}

// oneAndTwo are applications of one container and of two, and one that is stopped.
func oneAndTwo() memory.Fleet {
	fleet := memory.Fleet{}
	for name, containers := range map[string]int{"one": 1, "two": 2} {
		fleet.Applications = append(fleet.Applications, memory.Application{Name: name, Image: "tutum/hello-world", Containers: containers, Age: time.Hour})
	}
	slices.SortFunc(fleet.Applications, func(a, b memory.Application) int { return a.Containers - b.Containers })
	return fleet
}

func TestAShellIsOpenedInTheContainerThatIsMeant(t *testing.T) {
	t.Parallel()
	var s shells
	setup := setup{fleet: oneAndTwo(), options: func(o *ui.Options) { o.Host.Shell = s.open }}
	inBubble(t, 120, 36, setup, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		containers := uuids(t, server, "container")
		check := func(want ...string) {
			t.Helper()
			d.Advance(time.Second)
			for i := range want {
				want[i] = containers[want[i]]
			}
			if !slices.Equal(s.opened, want) {
				t.Fatalf("shells were opened in %q, want %q of %v", s.opened, want, containers)
			}
		}
		server.Take()
		d.Sees("▸ one", "S shell")
		d.Press("S")
		check("one-1")
		d.Sees("the shell in one-1 has ended")
		d.Press("j", "S")
		d.Sees("choose a container of two: S opens a shell in it")
		check("one-1")
		d.Sees("▸ two-1")
		d.Press("j", "S")
		check("one-1", "two-2")
		s.err = errors.New("there is \x1b[2J none")
		d.Press("S")
		check("one-1", "two-2", "two-2")
		d.Sees("two-2: shell: there is")
		if sent := writes(server.Take()); len(sent) > 0 {
			t.Errorf("%v was sent", sent)
		}
	})
}

// TestWhereThereIsNoShell checks the reasons: another server, what does not run, a countdown that
// nobody could see, and read-only.
func TestWhereThereIsNoShell(t *testing.T) {
	t.Parallel()
	var s shells
	has := func(o *ui.Options) { o.Host.Shell, o.Grace = s.open, 5*time.Second }
	for name, test := range map[string]struct {
		setup setup
		keys  []string
		want  string
	}{
		"another server": {setup{fleet: oneAndTwo()}, []string{"S"}, "no shell: only fleetop --engine docker can open one"},
		"read-only":      {setup{fleet: oneAndTwo(), readOnly: true, options: has}, []string{"S"}, "Shell is disabled: read-only"},
		"an image":       {setup{options: has}, []string{"3", "wait", "S"}, "no shell: this is an image; choose a container"},
		"stopped": {
			setup{fleet: oneAndTwo(), options: has}, []string{"x", "y", "wait", "S"}, "no shell: one has no container that runs",
		},
		"a stopped container": {
			setup{fleet: oneAndTwo(), options: has}, []string{"x", "y", "wait", "enter", "wait", "S"}, "no shell: one-1 is Stopped, it has to run",
		},
		"a countdown": {
			setup{fleet: oneAndTwo(), options: has}, []string{" ", "x", "y", "j", "S"}, "an action is counting down",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, test.setup, func(_ *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(2 * time.Second)
				for _, key := range test.keys {
					if key == "wait" {
						d.Advance(20 * time.Second)
						continue
					}
					d.Press(key)
				}
				d.Sees(test.want)
			})
		})
	}
	if len(s.opened) > 0 {
		t.Errorf("shells were opened in %q", s.opened)
	}
}

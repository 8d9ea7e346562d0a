package recorder

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

// restarted is the same fleet, watched by a program that begins now.
func (w *world) restarted(s Snapshot, watched bool) *world {
	w.t.Helper()
	data, err := s.Encode()
	if err != nil {
		w.t.Fatal(err)
	}
	s, err = ParseSnapshot(data)
	if err != nil {
		w.t.Fatal(err)
	}
	next := newWorld(w.t, slices.Clone(w.apps)...)
	next.now = w.now
	next.r.Resume(&s, watched, next.now)
	return next
}

func (w *world) snapshot() Snapshot {
	w.t.Helper()
	s, known := w.r.Snapshot(w.now)
	if !known {
		w.t.Fatal("there is no snapshot")
	}
	return s
}

// eventful is a fleet half an hour after watching began, and its snapshot; then something happens while
// nobody watches.
func eventful(t *testing.T) (*world, Snapshot) {
	t.Helper()
	w := newWorld(t, application("web", 3), application("db", 1), application("old", 1), application("moving", 1))
	if _, known := w.r.Snapshot(w.now); known {
		t.Error("there is a snapshot before anything is known")
	}
	w.poll()
	w.pass(30 * time.Minute)
	w.set("db", client.StateNotRunning, 0)
	w.pass(interval)
	s := w.snapshot()
	w.now = w.now.Add(20 * time.Minute)
	w.set("web", client.StatePartlyRunning, 2)
	w.app("web").ImageName = "web:2"
	w.set("moving", client.StateStarting, 0)
	w.apps = append(w.apps[:2], w.apps[3], application("new", 1))
	return w, s
}

func TestWhatChangedBetweenTwoRunsIsTold(t *testing.T) {
	t.Parallel()
	w, s := eventful(t)
	next := w.restarted(s, false)
	next.poll()
	next.pass(interval)
	next.set("moving", client.StateStopped, 0)
	next.pass(time.Minute)
	got := next.story()
	slices.Sort(got)
	want := []string{
		"50m10s moving: stopped 1/1 > 0/1",
		"50m5s new: new: Running 1/1",
		"50m5s not watched for 20m: fleetop was not running",
		"50m5s old: gone, was Running 1/1",
		"50m5s web: degraded 3/3 > 2/3",
		"50m5s web: redeployed web:1 > web:2",
	}
	// "moving" is told once it has settled, one poll later than the others.
	for i, line := range got {
		if strings.Contains(line, "moving") {
			got[i] = want[0]
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("told\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
	next.wantRibbon("over a restart", "web", " wwwwwww   P")
	next.wantRibbon("over a restart", "db", " wwwwwwF   F")
	if p, sick := next.r.Problem(id("db")); !sick || !p.Since.Equal(s.Time) {
		t.Errorf("a problem that goes on is %t, since %s", sick, p.Since)
	}
}

// Where the snapshot comes later than the first poll it is the same.
func TestASnapshotMayComeLate(t *testing.T) {
	t.Parallel()
	w, s := eventful(t)
	early := w.restarted(s, false)
	early.poll()
	late := newWorld(t, slices.Clone(w.apps)...)
	late.now = w.now
	late.poll()
	late.r.Resume(&s, false, late.now)
	told, want := late.story(), early.story()
	slices.Sort(told)
	slices.Sort(want)
	if !slices.Equal(told, want) {
		t.Errorf("told\n\t%s\nwant\n\t%s", strings.Join(told, "\n\t"), strings.Join(want, "\n\t"))
	}
	late.wantRibbon("late", "web", early.ribbon("web"))
}

// What another program has watched it has told.
func TestWhatAnotherProgramWatchedIsNotToldAgain(t *testing.T) {
	t.Parallel()
	w, s := eventful(t)
	next := w.restarted(s, true)
	next.poll()
	next.pass(interval)
	if got := next.story(); len(got) != 0 {
		t.Errorf("told\n\t%s", strings.Join(got, "\n\t"))
	}
	next.set("new", client.StateStopped, 0)
	next.pass(interval)
	if got := next.story(); len(got) != 1 {
		t.Errorf("later told\n\t%s", strings.Join(got, "\n\t"))
	}
}

// A server that was set up anew has nothing of what was there.
func TestAnotherFleetUnderTheSameAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 100 {
		w.apps = append(w.apps, application("app-"+string(rune('a'+i%26))+strings.Repeat("x", i/26), 1))
	}
	w.poll()
	s := w.snapshot()
	w.apps = []client.Application{application("web", 1)}
	next := w.restarted(s, false)
	next.poll()
	if got := next.story(); len(got) != 2 || !strings.Contains(got[0]+got[1], "100 applications: gone, was Running 1/1") {
		t.Errorf("told\n\t%s", strings.Join(got, "\n\t"))
	}
}

func FuzzSnapshot(f *testing.F) {
	f.Add([]byte(`{"version":1,"time":"2026-11-28T04:30:00Z","watched":[5933000,-3,99999999999],"applications":{"uuid-web":{"name":"web","state":"Running","running":1,"target":2,"hour":"001122334455"},"x":{"hour":"zzzzzzzzzzzz"}}}`))
	f.Add([]byte(`{"version":2}`))
	f.Add([]byte(`{`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ParseSnapshot(data)
		if err != nil {
			return
		}
		w := newWorld(t, application("web", 1))
		w.poll()
		w.r.Resume(&s, false, w.now)
		w.pass(interval)
		w.story()
		for _, l := range w.r.Ribbon(id("web"), w.now) {
			if l > Failed {
				t.Errorf("a level of %d", l)
			}
		}
	})
}

// A job that ends every few minutes is told once an hour, with how often.
func TestAJobThatEndsEveryFewMinutesIsToldOnceAnHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("backup", 1))
	w.app("backup").Started = client.Time{Time: begin}
	w.poll()
	for range 36 {
		w.pass(5 * time.Minute)
		w.app("backup").Started = client.Time{Time: w.now}
		w.pass(interval)
		for _, q := range w.r.Wants() {
			w.containers(q.Application[len("uuid-"):], client.Container{UUID: "c", UniqueName: "backup-1", State: client.StateRunning, ExitCode: code(0), Started: client.Time{Time: w.now}})
		}
	}
	got := w.story()
	if len(got) < 3 || len(got) > 4 || !strings.HasSuffix(got[0], "backup-1: exited 0, started again by itself") || !strings.HasSuffix(got[1], "started again by itself, 12 times") {
		t.Errorf("told\n\t%s", strings.Join(got, "\n\t"))
	}
	if e := w.log.Entries()[0]; e.Outcome() != activity.Neutral || e.Of.ID != (fleet.ID{Kind: fleet.Applications, Key: "uuid-backup"}) {
		t.Errorf("the entry is %+v", e)
	}
	w.wantRibbon("it ends well every five minutes", "backup", "wwwwwwwwwwww")
}

// Containers that were looked at when the program ended are compared with those that come at the next start.
func TestContainersAreComparedWithTheLastRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("web", 3), application("db", 1), application("api", 2))
	w.poll()
	three, one, two := running("web", 3), running("db", 1), running("api", 2)
	w.look(time.Minute, "db", one...)
	w.pass(time.Hour) // nobody looks at db any more
	w.look(time.Minute, "api", two...)
	w.look(10*time.Second, "web", three...)
	s := w.snapshot()
	for name, want := range map[string]int{"web": 3, "api": 2, "db": 0} {
		if got := len(s.Apps["uuid-"+name].Containers); got != want {
			t.Errorf("the snapshot has %d containers of %s, want %d", got, name, want)
		}
	}
	w.now = w.now.Add(20 * time.Minute)
	w.set("web", client.StatePartlyRunning, 2)
	three[1] = w.ended("web-2", 137)
	two[0].UUID += "-new"
	one[0].UUID += "-new"
	next := w.restarted(s, false)
	next.poll()
	next.now = next.now.Add(interval)
	next.containers("web", three...)
	next.containers("api", two...)
	next.containers("db", one...)
	next.look(time.Minute, "api", two...)
	got := next.story()
	want := []string{"not watched for 20m: fleetop was not running", "web-2: exited 137 (SIGKILL, out of memory?), web 3/3 > 2/3", "api: replaced api-1"}
	for i, end := range want {
		if len(got) != len(want) || !strings.HasSuffix(got[i], end) {
			t.Fatalf("told\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
		}
	}
}

// What comes later says nothing of the time between two runs, and what another program watched it has told.
func TestContainersThatComeLateAreNotCompared(t *testing.T) {
	t.Parallel()
	for name, watched := range map[string]bool{"late": false, "watched": true} {
		w := newWorld(t, application("web", 3))
		w.poll()
		three := running("web", 3)
		w.look(time.Minute, "web", three...)
		s := w.snapshot()
		three[0].UUID += "-new"
		next := w.restarted(s, watched)
		next.poll()
		if !watched {
			next.pass(10 * time.Minute)
		}
		next.look(time.Minute, "web", three...)
		if got := next.story(); len(got) != 0 {
			t.Errorf("%s: told\n\t%s", name, strings.Join(got, "\n\t"))
		}
	}
}

// A snapshot has no more containers than it may, and of each application all or none.
func TestASnapshotIsBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, application("a", 1500), application("b", 1000), application("c", 400))
	w.poll()
	w.look(10*time.Second, "a", running("a", 1500)...)
	w.look(10*time.Second, "b", running("b", 1000)...)
	w.look(10*time.Second, "c", running("c", 400)...)
	s := w.snapshot()
	for name, want := range map[string]int{"a": 1500, "b": 0, "c": 400} {
		if got := len(s.Apps["uuid-"+name].Containers); got != want {
			t.Errorf("the snapshot has %d containers of %s, want %d", got, name, want)
		}
	}
	if data, err := s.Encode(); err != nil || len(data) > 400_000 {
		t.Errorf("it takes %d bytes, %v", len(data), err)
	}
}

// TestASecondProgramTellsNoBeginning has lists come that are not whole at first, as an engine gives them that
// was just asked what it has, to a program that begins while another watches and to one that is alone.
func TestASecondProgramTellsNoBeginning(t *testing.T) {
	t.Parallel()
	for watched, want := range map[bool]int{true: 0, false: 2} {
		w := newWorld(t, application("web", 1))
		if watched {
			w.r.Resume(nil, true, w.now)
		}
		w.poll()
		w.now = w.now.Add(time.Second)
		w.app("web").PublicDNS = "vm"
		w.apps = append(w.apps, application("failer", 1))
		w.poll()
		if got := w.story(); len(got) != want {
			t.Errorf("another watches: %v: told %q", watched, got)
		}
		w.now = w.now.Add(beginning)
		w.apps = append(w.apps, application("later", 1))
		w.poll()
		if got := w.story(); len(got) != want+1 || !strings.Contains(got[want], "later: new") {
			t.Errorf("another watches: %v: later told %q", watched, got)
		}
	}
}

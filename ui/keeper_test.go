package ui_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// disk keeps what happened as files would, for one run after the other.
type disk struct {
	mu       sync.Mutex
	lines    []byte
	snapshot []byte
	watched  bool  // another program keeps what polls show
	fault    error // of writing
	hangs    chan struct{}
	writes   int
}

func (k *disk) lend(o *ui.Options) {
	o.Host.LoadHistory = func() ([]byte, []byte, bool, error) {
		k.mu.Lock()
		defer k.mu.Unlock()
		return bytes.Clone(k.lines), bytes.Clone(k.snapshot), k.watched, nil
	}
	o.Host.KeepHistory = k.keep
}

func (k *disk) keep(all, own, snapshot []byte) error {
	k.mu.Lock()
	hangs := k.hangs
	k.mu.Unlock()
	if hangs != nil {
		<-hangs
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.writes++
	switch {
	case k.fault != nil:
		return k.fault
	case k.watched:
		k.lines = append(k.lines, own...)
	default:
		k.lines = append(k.lines, all...)
		if snapshot != nil {
			k.snapshot = bytes.Clone(snapshot)
		}
	}
	return nil
}

func (k *disk) set(change func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	change()
}

func (k *disk) text() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return string(k.lines)
}

// run is one run of the program over a disk; it ends well.
func (k *disk) run(t *testing.T, s setup, test func(t *testing.T, d *uitest.Driver, server *uitest.Server)) {
	t.Helper()
	more := s.options
	s.options = func(o *ui.Options) {
		k.lend(o)
		if more != nil {
			more(o)
		}
	}
	inBubbleOf(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, model *ui.Model, server *uitest.Server) {
		test(t, d, server)
		if err := model.EndHistory(); err != nil {
			t.Error(err)
		}
	})
}

// failed makes a server say that an application that runs does not.
func failed(name string) func(body string) string {
	return func(body string) string {
		at := strings.Index(body, `"unique_name": "`+name+`"`)
		if at < 0 {
			at = strings.Index(body, `"unique_name":"`+name+`"`)
		}
		if at < 0 {
			return body
		}
		from := strings.LastIndex(body[:at], "{")
		end := at + strings.Index(body[at:], "}")
		return body[:from] + strings.ReplaceAll(body[from:end], "Running", "Not running") + body[end:]
	}
}

func TestWhatHappenedOutlivesTheProgram(t *testing.T) {
	t.Parallel()
	k := &disk{}
	fleet := setup{fleet: memory.Sized(6, 2)}
	k.run(t, fleet, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("x", "y")
		d.Advance(time.Minute)
		d.Press("4")
		d.Sees("stopped 2/2 → 0/2, by you")
	})
	kept := k.text()
	for _, want := range []string{`"event":"requested"`, `"event":"changed"`, `"by":"you"`, `"event":"closed"`} {
		if strings.Count(kept, want) != 1 {
			t.Errorf("what was kept has %s %d times:\n%s", want, strings.Count(kept, want), kept)
		}
	}
	if strings.Contains(kept, testKey) || strings.Contains(string(k.snapshot), testKey) {
		t.Error("the key was kept")
	}
	// The next run begins with the same fleet in which nothing is stopped, as if somebody had started it.
	k.run(t, fleet, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Sees("1 thing happened while you were away (4 shows)")
		d.Press("4")
		d.Sees("bench-00001", "started 0/2 → 2/2", "stopped 2/2 → 0/2, by you", "fleetop was closed")
	})
}

func TestWhatHappenedWhileNobodyWasThereIsSaid(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{fleet: memory.Sized(6, 1)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("j")
		server.Edit(failed("bench-00003"))
		d.Advance(4 * time.Minute)
		d.Press("j")
		d.SeesNot("while you were away")
		server.Edit(failed("bench-00004"))
		d.Advance(6 * time.Minute)
		d.Press("j")
		d.Sees("2 things happened while you were away (4 shows)")
		d.Advance(6 * time.Minute)
		d.Press("j")
		d.SeesNot("while you were away")
	})
}

// The one that holds the lock keeps what polls show; the other keeps what its user does.
func TestOfTwoProgramsOneKeepsWhatPollsShow(t *testing.T) {
	t.Parallel()
	k := &disk{watched: true}
	k.run(t, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Edit(failed("bench-00005"))
		d.Press("x", "y")
		d.Advance(5 * time.Minute)
		d.Press("4")
		d.Sees("Running → Not running", "by you")
	})
	if kept := k.text(); strings.Contains(kept, `"changed"`) || strings.Count(kept, `"requested"`) != 1 || k.snapshot != nil {
		t.Errorf("what was kept by the second program:\n%s\n%s", kept, k.snapshot)
	}
}

func TestADiskThatTakesNothingIsSaidOnce(t *testing.T) {
	t.Parallel()
	k := &disk{fault: errors.New("no space left on device")}
	k.run(t, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Sees("what happens is not kept: no space left on device")
		d.Press("x", "y")
		d.Advance(time.Hour)
		d.Press("4")
		if n := strings.Count(d.View(), "no space left"); n != 1 {
			t.Errorf("it is said %d times", n)
		}
		if k.writes > 100 {
			t.Errorf("%d attempts in an hour", k.writes)
		}
		k.set(func() { k.fault = nil })
		d.Advance(2 * time.Minute)
		if kept := k.text(); strings.Count(kept, `"requested"`) != 1 || strings.Count(kept, `"not kept`) != 0 {
			t.Errorf("what was kept once there was room:\n%s", kept)
		}
	})
}

func TestADiskThatHangsHoldsNothingUp(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{fleet: memory.Sized(6, 2), options: func(o *ui.Options) {
		ctx := o.Context
		o.Host.LoadHistory = func() ([]byte, []byte, bool, error) {
			<-ctx.Done()
			return nil, nil, false, ctx.Err()
		}
		o.Host.KeepHistory = func(_, _, _ []byte) error { panic("nothing is to be written before what is there is known") }
	}}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Sees("bench-00001")
		d.Press("x", "y")
		d.Advance(20 * time.Second)
		d.Press("4")
		d.Sees("by you", "what happens is not kept: the disk does not answer")
	})
}

// What cannot be read is left out: a torn line, a line of another version, a snapshot that is none.
func TestWhatCannotBeReadIsLeftOut(t *testing.T) {
	t.Parallel()
	k := &disk{
		lines:    []byte("{\"time\":\"1999-12-31T23:00:00Z\",\"event\":\"changed\",\"kind\":\"application\",\"id\":\"x\",\"name\":\"web\\u001b[2J\",\"from\":\"a\",\"to\":\"b\"}\n{\"time\":\"1999-12-31T23:00:01Z\",\"event\":\"landed-on-the-moon\"}\n\x00\xff{{{\n{\"time\":\"19"),
		snapshot: []byte(`{"version":1,"time":"19`),
	}
	k.run(t, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("4")
		d.Sees("Fri 31 Dec", "23:00:00", "a → b", "1 of 1")
	})
}

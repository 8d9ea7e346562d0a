package ui

import (
	"testing"
	"time"

	"fleetop/ui/command"
	"fleetop/ui/dialog"
)

// stub is a dialog about something that changes.
type stub struct {
	changed time.Time
	ahead   bool
}

func (d *stub) Title() string                               { return "stub" }
func (d *stub) Scope() command.Scope                        { return command.YesNo }
func (d *stub) Do(command.ID, dialog.Context) dialog.Answer { return dialog.Answer{} }
func (d *stub) Lines(int, dialog.Context) []string          { return nil }
func (d *stub) Traits() dialog.Traits {
	return dialog.Traits{Ahead: d.ahead, Changed: func(dialog.Context) time.Time { return d.changed }}
}

// hand presses keys in front of a guard.
type hand struct {
	guard
	now  time.Time
	open dialog.Dialog
}

func newHand(open dialog.Dialog) *hand {
	return &hand{now: time.Date(2014, 4, 6, 18, 0, 0, 0, time.UTC), open: open}
}

// confirms presses a key some time after the last one, and says whether it confirms.
func (h *hand) confirms(key string, after time.Duration) bool {
	h.now = h.now.Add(after)
	h.press(key, h.now, h.open)
	h.watch(h.open, dialog.Context{})
	return h.passes(dialog.Answer{Closes: true, Guarded: "sent"}, h.now)
}

func TestAKeyThatIsHeldConfirmsNothing(t *testing.T) {
	t.Parallel()
	h := newHand(nil)
	h.press("enter", h.now, nil)
	h.open = &stub{} // which it has opened
	for _, after := range []time.Duration{500 * time.Millisecond, 30 * time.Millisecond, 30 * time.Millisecond} {
		if h.confirms("enter", after) || h.why != "the key was held or hit twice: nothing was sent. Press it again." {
			t.Errorf("a press of the run that has opened the dialog confirms it; said is %q", h.why)
		}
	}
	if !h.confirms("enter", runGap) || h.why != "" {
		t.Errorf("the key was let go, and confirms nothing: %q", h.why)
	}
	if h.confirms("enter", 500*time.Millisecond) {
		t.Error("a run confirms twice")
	}
	if !h.confirms("y", 0) {
		t.Error("another key confirms nothing")
	}
}

func TestAPressAimedAtWhatStoodThereBeforeConfirmsNothing(t *testing.T) {
	t.Parallel()
	d := &stub{}
	h := newHand(d)
	d.changed = h.now.Add(10 * time.Second)
	const says = "it changed just before that key: nothing was sent. Press it again."
	if h.confirms("y", 10*time.Second+readingTime-1) || h.why != says {
		t.Errorf("a press behind a change confirms; said is %q", h.why)
	}
	if h.confirms("y", 30*time.Millisecond) || h.why != says {
		t.Errorf("the key is held, and confirms; said is %q", h.why)
	}
	if !h.confirms("enter", 0) {
		t.Error("the second press for the same change confirms nothing")
	}
	d.changed = h.now.Add(time.Minute)
	if !h.confirms("y", time.Minute+readingTime) {
		t.Error("a press for what has stood there for a second confirms nothing")
	}
	d.changed = h.now.Add(time.Minute)
	h.confirms("y", time.Minute)
	d.changed = h.now.Add(time.Millisecond)
	if h.watch(d, dialog.Context{}); h.why != "" {
		t.Errorf("it has changed again, and still says %q", h.why)
	}
	if h.confirms("n", time.Millisecond) {
		t.Error("a press behind the second change confirms")
	}
}

func TestWhatSpendsARunKeepsItFromConfirming(t *testing.T) {
	t.Parallel()
	h := newHand(&stub{})
	h.press("enter", h.now, h.open)
	h.watch(h.open, dialog.Context{})
	if !h.passes(dialog.Answer{Spends: true}, h.now) {
		t.Error("what confirms nothing is swallowed")
	}
	if h.confirms("enter", 650*time.Millisecond) {
		t.Error("the key that leads to a button presses it")
	}
	if !h.confirms("enter", runGap) {
		t.Error("the button cannot be pressed")
	}
}

func TestKeysTypedBeforeADialogWasSeenAreDropped(t *testing.T) {
	t.Parallel()
	var g guard
	one, other := &stub{}, &stub{}
	for _, test := range []struct {
		name        string
		before, now any
		want        bool
	}{
		{"nothing opens", nil, nil, false},
		{"it stays", one, one, false},
		{"it opens", nil, one, true},
		{"it opens over another", other, one, true},
		{"it closes", one, nil, false},
		{"it may be typed into", nil, &stub{ahead: true}, false},
	} {
		if got := g.drops(test.before, test.now); got != test.want {
			t.Errorf("%s: dropped is %v", test.name, got)
		}
	}
}

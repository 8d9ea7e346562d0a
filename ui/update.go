package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/internal/terminal"
	"fleetop/internal/terminal/keys"
	"fleetop/internal/text"
	"fleetop/ui/dialog"
)

// clockJump is how late a timer may be before it means that the machine slept
// or the clock was set.
const clockJump = 5 * time.Second

// Update implements tea.Model.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.now = m.opt.Now()
	var cmd tea.Cmd
	touched := m.touched(msg)
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.panes.resize(msg.Width, msg.Height)
	case tea.KeyMsg:
		cmd = m.key(msg)
	case keys.Burst:
		cmd = m.burst(msg)
	case tea.ResumeMsg:
		m.pollNow()
		cmd = tea.ClearScreen
	case woke:
		if !m.wakes(msg) {
			return m, nil
		}
	case listFetched:
		cmd = m.listFetched(msg)
	case detailFetched:
		m.detailFetched(msg)
	case logFetched:
		m.logFetched(msg)
	case actionDone:
		m.actionDone(msg)
		m.restartReplied(msg)
	case settingsLoaded:
		cmd = m.settingsLoaded(msg)
	case settingsSaved:
		cmd = m.settingsSaved(msg)
	default:
		var known bool
		if cmd, known = m.answered(msg); !known {
			return m, nil
		}
	}
	m.drawn.touch(touched)
	if m.quitting {
		return m, tea.Batch(cmd, tea.Quit)
	}
	return m, tea.Batch(cmd, m.settle())
}

// answered takes in what was asked for once, most of it by dialogs; false when
// it is none of that.
func (m *Model) answered(msg tea.Msg) (cmd tea.Cmd, known bool) {
	switch msg := msg.(type) {
	case terminal.Shown:
		m.shown = max(m.shown, terminal.Ask(msg))
	case rawFetched:
		m.rawFetched(msg)
	case copyReady:
		return m.copyReady(msg), true
	case copyKept:
		m.copyKept(msg)
	case saved:
		m.saved(msg)
	case formDone:
		m.formDone(msg)
	case formEdited:
		m.formEdited(msg)
	case likeFetched:
		m.likeFetched(msg)
	default:
		return nil, false
	}
	return nil, true
}

// touched is what a message, not yet taken in, changes on the screen for
// certain. A timer only starts polls or moves the clock in the header, and so
// does an answer that is what it was.
func (m *Model) touched(msg tea.Msg) part {
	switch msg := msg.(type) {
	case woke:
		switch {
		case m.connection.jumped:
			return everything
		case m.now.Before(m.wake.draws):
			return nothing
		}
		return clock
	case detailFetched:
		if msg.err == nil && msg.row == nil && m.fleet.Detail(msg.job.Key.ID).Sound() {
			return nothing
		}
	case listFetched:
		switch same := msg.err == nil && m.fleet.List(msg.job.Key.Query).Equal(msg.round); {
		case !same:
			return everything
		case msg.job.Key == applicationList && m.connection.err == nil:
			return clock
		case msg.job.Key != applicationList:
			return nothing
		}
	}
	return everything
}

// settle brings everything in line with what has just changed: panes show what
// is known, what is on the screen is polled, and the next moment at which
// something has to happen is waited for.
func (m *Model) settle() tea.Cmd {
	m.heedReplaced()
	m.settleDoubts()
	restarts := m.goOnRestarting()
	look := m.look
	m.look.Now, m.look.Trouble = m.now, m.trouble()
	m.look.Retry = ""
	if remedy := m.remedy(); remedy != "" {
		m.look.Retry = ": " + remedy
	}
	if at, down := m.poll.Down(); down {
		m.look.Retry += ", retry in " + text.Span(at.Sub(m.now).Round(time.Second))
	}
	m.recordSaid()
	if m.panes.refresh(&m.look) {
		m.drawn.all = true
	}
	together(m.fleet.Overdue(m.now), func(name string, verb fleet.Verb, names string) {
		m.fail(name, string(verb)+" unconfirmed: no poll has shown it for a minute"+names)
	})
	m.lookAtCountdowns()
	sent := m.sendOrders()
	m.panes.notePlace()
	if w, ok := m.dialog.(dialog.Watcher); ok {
		w.Watch(m.dialogContext())
	}
	if m.messages.expire(m.now) {
		m.drawn.all = true
	}
	m.dropAsked()
	asked, polls := m.askTerminal(), m.startPolls()
	if m.look.Fresh = m.judge(); m.look.Fresh.Seen() != look.Fresh.Seen() || m.look.Trouble != look.Trouble || m.look.Retry != look.Retry {
		m.drawn.all = true
	}
	return tea.Batch(restarts, sent, asked, polls, m.arm())
}

// answerSlack is how much later the age in the header changes while the answer
// that makes it nothing is on its way, or about to be asked for.
const answerSlack = 200 * time.Millisecond

// wake is the one timer: it fires when the next poll is due, when the age in
// the header changes, when a message goes away, or when a countdown goes on.
type wake struct {
	generation uint64
	at         time.Time
	draws      time.Time // when time alone changes something on the screen
}

// woke says that the timer of that generation has fired.
type woke struct{ generation uint64 }

// wakes takes in the timer; false when it is not the one that is waited for.
func (m *Model) wakes(msg woke) bool {
	if msg.generation != m.wake.generation {
		return false
	}
	late := m.now.Sub(m.wake.at)
	m.wake.at = time.Time{}
	if late > clockJump || late < -clockJump {
		if m.connection.jumped = !m.poll.Paused(); m.connection.jumped {
			m.connection.jumpedAt = m.now
		}
		m.drawn.all = true
		m.pollNow()
	}
	return true
}

// arm sets the timer to the next moment at which something has to happen.
func (m *Model) arm() tea.Cmd {
	at := m.nextDraw()
	m.wake.draws = at
	if poll, ok := m.poll.Next(); ok && poll.Before(at) {
		at = poll
	}
	if at.Before(m.now) {
		at = m.now
	}
	if at.Equal(m.wake.at) {
		return nil
	}
	m.wake.generation++
	m.wake.at = at.Round(0) // of the wall clock, which goes on while the machine sleeps
	return m.io.ring(at.Sub(m.now), m.wake.generation)
}

// nextDraw is the next moment at which time alone changes what is shown: the
// age of the data, other ages at least every minute, a message that goes away, a
// countdown.
func (m *Model) nextDraw() time.Time {
	at := m.now.Add(time.Minute)
	if !m.poll.Paused() {
		at = m.nextAge()
	}
	if until := m.messages.until; !until.IsZero() && until.Before(at) {
		at = until
	}
	if tick, ok := m.nextTick(); ok && tick.Before(at) {
		at = tick
	}
	return m.nextRestart(at)
}

// nextAge is when the age in the header changes next.
func (m *Model) nextAge() time.Time {
	at := m.now.Add(time.Second - m.now.Sub(m.connection.good(m.fleet))%time.Second)
	soon := m.now.Add(answerSlack)
	if poll, due := m.poll.At(applicationList); due && !poll.After(at) {
		soon = poll.Add(answerSlack) // The timer may be late for both.
	} else if !m.poll.InFlight(applicationList) {
		return at
	}
	if at.Before(soon) {
		return soon
	}
	return at
}

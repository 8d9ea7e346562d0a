package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/ui/fleet"
	"fleetop/ui/pane"
	"fleetop/ui/screen/keys"
)

// clockJump is how late a timer may be before it means that the machine slept
// or the clock was set.
const clockJump = 5 * time.Second

// Update implements tea.Model.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.now = m.opt.Now()
	var cmd tea.Cmd
	quiet := m.quiet(msg)
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
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
	case keyRead:
		m.keyRead(msg)
	default:
		return m, nil
	}
	m.dirty = m.dirty || !quiet
	if m.quitting {
		return m, tea.Batch(cmd, tea.Quit)
	}
	return m, tea.Batch(cmd, m.settle())
}

// quiet is whether a message, not yet taken in, changes nothing on the screen:
// a timer that only starts polls, or an answer that is what it was. The list of
// applications always changes the clock in the header.
func (m *Model) quiet(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case woke:
		return m.now.Before(m.wake.draws) && !m.connection.jumped
	case detailFetched:
		d := m.fleet.Detail(msg.job.Key.id)
		return msg.err == nil && msg.row == nil && d != nil && d.Err == nil && !d.Gone && !d.Good.IsZero()
	case listFetched:
		l := m.fleet.List(msg.job.Key.query)
		return msg.err == nil && msg.job.Key != applicationList && l.Equal(msg.round)
	}
	return false
}

// settle brings everything in line with what has just changed: panes show what
// is known, what is on the screen is polled, and the next moment at which
// something has to happen is waited for.
func (m *Model) settle() tea.Cmd {
	m.look.Now, m.look.Stale, m.look.Trouble = m.now, m.freshness() >= stale, m.trouble()
	m.look.Retry = ""
	if at, down := m.poll.Down(); down {
		m.look.Retry = ", retry in " + pane.Span(at.Sub(m.now).Round(time.Second))
	}
	for _, l := range m.lists {
		l.Refresh(&m.look)
	}
	if m.drill != nil {
		m.drill.Refresh(&m.look)
	}
	if row := m.selected(); row != nil {
		m.detail.Show(row.ID)
	} else if m.list().Activity || m.fleet.List(m.list().Query) != nil {
		m.detail.Show(fleet.ID{})
	}
	if m.logs != nil && m.logs.Merged() {
		if list := m.fleet.List(fleet.Query{Kind: fleet.Containers, Application: m.logs.ID.Key}); list != nil {
			m.logs.SetContainers(list.Rows)
		}
	}
	for _, p := range m.fleet.Overdue(m.now) {
		m.fail(p.Name, string(p.Verb)+" unconfirmed: no poll has shown it for a minute")
	}
	m.expireToast()
	return tea.Batch(m.startPolls(), m.arm())
}

// resize takes in the size of the terminal.
func (m *Model) resize(w, h int) {
	m.width, m.height = w, h
	if !m.sized {
		m.sized = true
		m.detailOpen = w >= stackedWidth && h >= detailHeight
	}
}

// inFlightSlack is how much later the age in the header changes while the
// answer that makes it nothing is on its way.
const inFlightSlack = 200 * time.Millisecond

// wake is the one timer: it fires when the next poll is due, when the age in
// the header changes, or when a message goes away.
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
		m.connection.jumped = !m.poll.Paused()
		m.dirty = true
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
// age of the data, other ages at least every minute, a message that goes away.
func (m *Model) nextDraw() time.Time {
	at := m.now.Add(time.Minute)
	if !m.poll.Paused() {
		at = m.now.Add(time.Second - m.now.Sub(m.connection.good(m.fleet))%time.Second)
		if soon := m.now.Add(inFlightSlack); at.Before(soon) && m.poll.InFlight(applicationList) {
			at = soon
		}
	}
	if until := m.toast.until; !until.IsZero() && until.Before(at) {
		at = until
	}
	return at
}

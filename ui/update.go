package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/activity"
	"fleetop/internal/feed"
	"fleetop/internal/orders"
	"fleetop/internal/terminal"
	"fleetop/internal/terminal/keys"
	"fleetop/internal/text"
)

// Update implements tea.Model.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.now = m.opt.Now()
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.panes.resize(msg.Width, msg.Height)
	case tea.KeyMsg:
		m.panes.beside.preview.Looked(m.now)
		cmd = m.key(msg)
	case keys.Burst:
		m.panes.beside.preview.Looked(m.now)
		cmd = m.burst(msg)
	case tea.ResumeMsg:
		m.recorder.Blame("fleetop was suspended")
		m.pollNow()
		cmd = tea.ClearScreen
	case woke:
		if !m.woke(msg) {
			return m, nil
		}
	case feed.Answer:
		m.fetched(msg)
	case orders.Result:
		m.answeredWrite(msg)
	case noted:
		m.note(string(msg))
		cmd = m.io.hear()
	case viewsLoaded:
		cmd = m.viewsLoaded(msg)
	case viewsSaved:
		cmd = m.viewsSaved(msg)
	default:
		if !m.answered(msg) {
			return m, nil
		}
	}
	switch msg.(type) {
	case woke, feed.Answer: // they have said what they change on the screen
	default:
		m.drawn.all = true
	}
	if m.quitting {
		return m, tea.Batch(cmd, tea.Quit)
	}
	return m, tea.Batch(cmd, m.settle())
}

// answered takes in what was asked for once, most of it by dialogs; false when
// it is none of that.
func (m *Model) answered(msg tea.Msg) (known bool) {
	switch msg := msg.(type) {
	case terminal.Shown:
		m.book.Read(int(msg))
	case dockerFound:
		m.panes.banner.runsDocker = true
	case rawFetched:
		m.rawFetched(msg)
	case copied:
		m.copied(msg)
	case saved:
		m.saved(msg)
	case historyLoaded:
		m.historyLoaded(msg)
	case historyKept:
		m.historyKept(msg)
	case shellEnded:
		m.shellEnded(msg)
	case shellOfSeveral:
		m.chooseForShell(msg.app)
	case formDone:
		m.formDone(msg)
	case formEdited:
		m.notePanic(msg.err)
		msg.fill(m.dialogContext())
	case likeFetched:
		msg.fill()
	default:
		return false
	}
	return true
}

// settle brings everything in line with what has just changed: panes show what
// is known, what is on the screen is polled, and the next moment at which
// something has to happen is waited for.
func (m *Model) settle() tea.Cmd {
	m.heedReplaced()
	m.record(m.forms.find(m.fleet)...)
	sent := m.advance()
	look := m.look
	c := m.feed.Connection(m.now)
	m.look.Now, m.look.Trouble = m.now, trouble(c)
	m.look.Retry = ""
	if remedy := remedy(c, &m.opt); remedy != "" {
		m.look.Retry = ": " + remedy
	}
	if c.Down {
		m.look.Retry += ", retry in " + text.Span(c.Retry.Sub(m.now).Round(time.Second))
	}
	m.panes.silent = c.Signal == feed.NoSignal && !c.Paused
	if m.panes.silent {
		h := m.header()
		m.panes.why = h.whyWidth()
	}
	m.look.Paused, m.look.Unmeasured = c.Paused, m.feed.UsageCause()
	m.panes.offered(m.feed.Measures(), m.feed.Clustered(), &m.look)
	if m.panes.refresh(&m.look) {
		m.drawn.all = true
	}
	m.report(failure, together(m.fleet.Overdue(m.now), activity.Unconfirmed)...)
	if m.panes.list().Activity && !m.panes.wall.on {
		m.activity.Read()
	}
	m.panes.notePlace()
	m.guard.watch(m.dialog, m.dialogContext())
	if m.messages.expire(m.now) || m.panes.banner.pass(m.now) {
		m.drawn.all = true
	}
	told := m.watchWall()
	polls := tea.Batch(m.startPolls(), m.io.rawOf(&m.panes, &m.look))
	m.look.Fresh = m.panes.freshness(m.feed, m.now)
	if m.panes.silent {
		m.look.Fresh = allDim(m.look.Fresh, m.look.Trouble)
	}
	if m.look.Fresh.Seen() != look.Fresh.Seen() || m.look.Trouble != look.Trouble || m.look.Retry != look.Retry {
		m.drawn.all = true
	}
	return tea.Batch(sent, told, polls, m.io.keepHistory(m.keep()), m.arm())
}

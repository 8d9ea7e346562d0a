package ui

import (
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/recorder"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
	"fleetop/ui/wall"
)

// wallScreen is the wall: whether it is what is shown, and what the terminal was told because of it.
type wallScreen struct {
	wall.Wall
	on    bool
	title string // of the window, "" for its usual one
}

// wallRows are the commands that the wall alone has, and the one that shows it. While it is shown
// nothing can be written (requests.setWrites).
func wallRows() []row {
	return []row{
		{command: command.ShowWall, blocked: func(m *Model, _ asked) string { return m.whyNoWall() }, does: quietly(func(m *Model, _ asked) {
			m.showWall(true)
		})},
		{command: command.Acknowledge, blocked: func(m *Model, _ asked) string {
			return because(m.panes.wall.Problems() == 0, "there is no problem to acknowledge")
		}, does: quietly(func(m *Model, _ asked) {
			n, changes := m.panes.wall.Acknowledge(), " acknowledged until it changes"
			if n > 1 {
				changes = " acknowledged until they change"
			}
			m.say(info, text.Count(n, "problem")+changes)
		})},
	}
}

// whyNoWall says why the wall cannot be shown now, "" where it can: nothing is sent while it is shown.
func (m *Model) whyNoWall() string {
	const opens = ": the wall opens once it is "
	starts, forms := startsToCome(&m.book), m.forms.awaited(m.fleet)
	switch {
	case len(m.book.Counting()) > 0:
		return "an action is counting down" + opens + "sent or undone"
	case len(starts) > 0:
		return starts[0] + " is still to come" + opens + "sent"
	case !m.book.Idle():
		return "an action is being sent" + opens + "answered"
	case len(forms) > 0:
		return forms[0] + " is being sent" + opens + "answered"
	default:
		return ""
	}
}

// showWall shows the wall, or the panes again. It says whether that changed anything.
func (m *Model) showWall(on bool) bool {
	s := &m.panes.wall
	if s.on == on {
		return false
	}
	m.io.setWrites(!on)
	if s.on = on; on {
		s.Open(m.now)
	}
	return true
}

// watchWall brings the wall in line with what is known, and has new problems heard.
func (m *Model) watchWall() tea.Cmd {
	s, title := &m.panes.wall, ""
	var heard tea.Cmd
	if s.on {
		apps, whole := wallApps(m.fleet, m.recorder, m.now, m.theme)
		news := s.See(m.now, apps, whole, m.fleet.Summary(m.now).RunningText(), m.wallSignal())
		m.drawn.all = m.drawn.all || news.Drawn
		if quiet := m.opt.Quiet; len(news.Rings) > 0 && (quiet == nil || !quiet(m.now.In(m.opt.Location))) {
			heard = m.io.ring(ringWords(news.Rings))
		}
		if n := s.Problems(); n > 0 {
			title = "! " + text.Count(n, "problem")
		}
	}
	if title == s.title {
		return heard
	}
	s.title = title
	return tea.Batch(heard, m.io.title(title))
}

// ringWords say what is new, for the desktop.
func ringWords(rings []wall.App) string {
	words := text.Join(" ", rings[0].Name, rings[0].Running+"/"+rings[0].Target)
	if reason := rings[0].Reason; reason != "" {
		words += ": " + reason
	}
	if more := len(rings) - 1; more > 0 {
		words += fmt.Sprintf(", and %d more", more)
	}
	return text.Clean(words)
}

// wallSignal says how fresh the list of applications is.
func (m *Model) wallSignal() wall.Signal {
	c := m.feed.Connection(m.now)
	s := wall.Signal{Known: c.Known, Good: c.Good, Every: m.opt.Interval, Live: c.Live && !c.Down, Paused: c.Paused, Lost: m.fleet.Summary(m.now).Lost}
	switch c.Signal {
	case feed.Connecting:
		s.Level = wall.Connecting
	case feed.Fresh:
		s.Level = wall.Fresh
	case feed.Stale:
		s.Level = wall.Stale
	case feed.NoSignal:
		s.Level = wall.NoSignal
	}
	switch {
	case c.Err != nil:
		s.Cause, s.Remedy = lasting(feed.Cause(c.Err), c, m.now), remedy(c, &m.opt)
	case c.Waited > 0:
		s.Cause = "no answer"
	}
	return s
}

// wallApps are the applications as the wall shows them, in the order of their names; whole says that
// there are no others.
func wallApps(f *fleet.Fleet, r *recorder.Recorder, now time.Time, th *theme.Theme) (apps []wall.App, whole bool) {
	l := f.List(feed.Applications.Query)
	if l == nil {
		return nil, false
	}
	apps = make([]wall.App, 0, len(l.Rows))
	for _, row := range l.Rows {
		if !row.Gone() {
			apps = append(apps, wallApp(f, r, row, now, th))
		}
	}
	return apps, l.Whole()
}

// wallApp is an application as the wall shows it.
func wallApp(f *fleet.Fleet, r *recorder.Recorder, row *fleet.Row, now time.Time, th *theme.Theme) wall.App {
	a := row.Application
	why, _ := f.Attention(row, now)
	glyph, more, style := pane.Condition(row, why, th)
	app := wall.App{Key: row.ID.Key, Name: row.Name, Severity: pane.Severity(row, f), Glyph: glyph, Style: style, Reason: string(row.State()) + more}
	app.Running, app.Target = fleet.RunningParts(row)
	app.Ribbon = r.Ribbon(row.ID, now)
	since := a.Started.Time
	switch state := row.State(); {
	case why != fleet.Fine:
		app.Health, app.Sign = wall.Bad, fmt.Sprintf("%s %s/%s", state, app.Running, app.Target)
		if why == fleet.Crashed || why == fleet.Looping { // its numbers go up and down
			app.Sign = more
		}
		p, _ := r.Problem(row.ID)
		if since = p.Since; p.Words() != "" {
			app.Reason = p.Words()
		}
	case state == client.StateRunning:
		app.Health, app.Reason = wall.Well, ""
	case state == client.StateStopped:
		app.Health, since = wall.Stopped, a.StoppedAt.Time
	default:
		app.Health, since = wall.Moving, time.Time{}
	}
	if !since.IsZero() {
		app.Since = since.Add(now.Sub(f.ServerTime(now)))
	}
	return app
}

// move turns the pages.
func (s *wallScreen) move(id command.ID, now time.Time) {
	switch id {
	case command.Top:
		s.Page(now, -s.Shown())
	case command.Bottom:
		s.Page(now, s.Pages()-1-s.Shown())
	case command.Left, command.PageUp:
		s.Page(now, -1)
	default:
		s.Page(now, 1)
	}
}

// drawWall draws the wall over the whole screen.
func (m *Model) drawWall() []string {
	look := wall.Look{Theme: m.theme, Now: m.now, Location: m.opt.Location, Account: m.opt.User + "@" + m.opt.server(), Nothing: m.look.Connecting}
	if m.opt.Engine != "" {
		look.Account = m.opt.Engine + " " + m.opt.server()
	}
	if m.opt.Sandbox {
		look.Badges = append(look.Badges, "sandbox")
	}
	if m.fleet.Summary(m.now).Known {
		look.Nothing = "no applications" + pane.OwnOnly(m.fleet)
	} else if m.look.Trouble != "" {
		look.Nothing = "could not fetch: " + m.look.Trouble
	}
	look.Hint = m.look.Key(command.ShowHelp) + " keys"
	if m.panes.wall.Problems() > 0 {
		look.Hint = m.look.Key(command.Acknowledge) + " acknowledge"
	}
	if kind, words := m.messages.current(); kind != failure {
		look.Message = words
	}
	return m.panes.wall.Lines(look)
}

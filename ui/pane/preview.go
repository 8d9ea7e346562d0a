package pane

import (
	"slices"
	"strings"
	"time"

	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/internal/textlog"
	"fleetop/ui/command"
)

const (
	// previewEvery is the time between two fetches of the log of which the last lines are shown.
	previewEvery = 30 * time.Second
	// emptyEvery is the same of a log in which nothing stands yet, until nobody was there for emptyFor.
	emptyEvery = 5 * time.Second
	emptyFor   = time.Minute
	// previewTail is how many lines are fetched of it, where the server gives parts.
	previewTail = 200
	// previewMost is how large a log may be that is fetched again and again.
	previewMost = 256_000
	// readLately is how long ago a log may have been read without a word.
	readLately = time.Minute
	// previewsKept is of how many containers the last lines are kept, to be shown at once when the cursor
	// comes back.
	previewsKept = 16
)

// previewLimits bounds what is kept of each.
func previewLimits() textlog.Limits { return textlog.Limits{Lines: 400, Bytes: 256 << 10} }

// Preview is the last lines of the log of one container. It has a budget: a log is fetched once, again when
// the container changes or somebody looks again after a while, never when it is large or its container has
// ended; one that is empty is fetched again soon. While nobody is there nothing is fetched.
type Preview struct {
	logs   *Logs // nil for none
	kept   []*Logs
	looked time.Time // when somebody was there last
	look   LogLook
}

// Looked takes in that somebody is there.
func (p *Preview) Looked(now time.Time) { p.looked = now }

// Show turns to a container, nil for none.
func (p *Preview) Show(r *fleet.Row) {
	if r == nil {
		p.logs = nil
		return
	}
	i := slices.IndexFunc(p.kept, func(l *Logs) bool { return l.ID == r.ID })
	if i < 0 {
		if i = len(p.kept); i == previewsKept {
			p.kept = slices.Delete(p.kept, 0, 1)
			i--
		}
		last := newLogs(r, previewLimits(), &p.look)
		last.glance = true
		p.kept = append(p.kept, last)
	}
	p.logs = p.kept[i]
	p.logs.SetContainers([]*fleet.Row{r})
	p.kept = append(slices.Delete(p.kept, i, i+1), p.logs)
}

// Of returns the container of which it is, "" for none.
func (p *Preview) Of() string {
	if p.logs == nil {
		return ""
	}
	return p.logs.ID.Key
}

// source is the container of which it is, nil for none.
func (p *Preview) source() *logSource {
	if p.logs == nil || len(p.logs.source) == 0 {
		return nil
	}
	return p.logs.source[0]
}

// size is how large its log was when it came last.
func (p *Preview) size() int64 {
	if s := p.source(); s != nil {
		return max(s.last.Size, s.last.Received)
	}
	return 0
}

// Large says whether its log is too large to be fetched again.
func (p *Preview) Large() bool { return p.size() > previewMost }

// Due returns how far apart fetches of its log are now; false where it is not to be fetched.
func (p *Preview) Due() (every time.Duration, due bool) {
	s := p.source()
	switch {
	case s == nil || !s.goesOn() || p.Large():
		return 0, false
	case !s.fetched || s.read != s.life || s.err != nil:
		return feed.LogPause(0), true
	case p.logs.log.Len() == 0:
		return emptyEvery, s.last.At.Sub(p.looked) < emptyFor
	default:
		return previewEvery, p.looked.Sub(s.last.At) >= previewEvery
	}
}

// Ask returns what a fetch that begins now has to know.
func (p *Preview) Ask(uuid string) feed.LogAsk {
	if p.Of() != uuid {
		return feed.LogAsk{Limits: previewLimits(), Tail: previewTail}
	}
	ask := p.logs.Ask(uuid)
	ask.Limits, ask.Tail, ask.Older, ask.Unread = previewLimits(), previewTail, false, false
	return ask
}

// Apply takes in a fetch.
func (p *Preview) Apply(uuid string, f feed.LogText) {
	if l := p.find(uuid); l != nil {
		l.Apply(uuid, f)
	}
}

// Fail notes that a log could not be fetched; gone when there is no such container.
func (p *Preview) Fail(uuid string, err error, gone bool) {
	if l := p.find(uuid); l != nil {
		l.Fail(uuid, err, gone)
	}
}

func (p *Preview) find(uuid string) *Logs {
	for _, l := range p.kept {
		if l.ID.Key == uuid {
			return l
		}
	}
	return nil
}

// Forget forgets a container in whose place another stands.
func (p *Preview) Forget(id fleet.ID) {
	p.kept = slices.DeleteFunc(p.kept, func(l *Logs) bool { return l.ID == id })
	if p.logs != nil && p.logs.ID == id {
		p.logs = nil
	}
}

// Known is what is known of it, for judging how fresh it is.
func (p *Preview) Known() (good time.Time, uuid string, err error) {
	if p.logs == nil {
		return time.Time{}, "", nil
	}
	good, uuid, _, err = p.logs.Oldest()
	return good, uuid, err
}

// Title stands in the frame.
func (p *Preview) Title(c *Context) string {
	if p.logs == nil || c.Moving {
		return "Log"
	}
	title := "Log " + c.Theme.Glyphs.Dot + " " + p.logs.Name
	s := p.source()
	if s == nil || !s.fetched || !s.goesOn() {
		return title
	}
	if age := c.Now.Sub(s.last.At); age < readLately {
		c.Ages.Until(readLately - age)
		return title
	}
	return title + " " + c.Theme.Glyphs.Dot + " read at " + c.Moment(s.last.At)
}

// Foot says what the whole log is, and how to see it.
func (p *Preview) Foot(c *Context) string {
	key := c.Keys.Label(command.OpenLogs, " ", 1, c.Theme.Glyphs.ASCII)
	dot := " " + c.Theme.Glyphs.Dot + " "
	errors := ""
	if p.logs != nil && !c.Moving {
		if n := p.logs.log.Errors(); n > 0 {
			errors = counted(n, "error") + dot
		}
	}
	if p.Large() && !c.Moving {
		return errors + text.Bytes(p.size()) + " log" + dot + key + " loads it"
	}
	return errors + key + " whole log"
}

// Rule is a line of w cells above the last lines, where they have no frame of their own.
func (p *Preview) Rule(w int, c *Context) string {
	content := strings.Repeat(c.Theme.Glyphs.Horizontal, 2) + " " + text.Join(" "+c.Theme.Glyphs.Dot+" ", p.Title(c), p.Foot(c)) + " "
	b := text.AppendFitWords(nil, content, min(text.Width(content), w), c.Theme.Glyphs.Ellipsis)
	for range max(w-text.Width(content), 0) {
		b = append(b, c.Theme.Glyphs.Horizontal...)
	}
	return c.Theme.Label.Render(string(b))
}

// Lines draws the last lines: exactly h lines of exactly w cells. While the cursor moves there are none.
func (p *Preview) Lines(w, h int, c *Context) []string {
	if p.logs != nil && !c.Moving {
		of := *c
		of.Fresh.Logs = c.Fresh.Preview
		return p.logs.Lines(w, h, &of)
	}
	lines := make([]string, h)
	for i := range lines {
		lines[i] = string(text.AppendSpaces(nil, w))
	}
	return lines
}

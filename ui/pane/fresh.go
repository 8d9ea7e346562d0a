package pane

import (
	"strconv"
	"strings"
	"time"

	"fleetop/internal/feed"
	"fleetop/internal/text"
)

// Fresh is how fresh what each pane shows is; Beside is that of the containers
// in the detail of an application, Preview that of the last lines of a log.
type Fresh struct{ List, Detail, Beside, Logs, Preview feed.Status }

// Seen is the part of it that can be seen.
func (f Fresh) Seen() Fresh {
	return Fresh{f.List.Seen(), f.Detail.Seen(), f.Beside.Seen(), f.Logs.Seen(), f.Preview.Seen()}
}

// causeMost is how wide the cause of a failure in a frame may be.
const causeMost = 40

// AsOf says of when something is that is not as it is now: "as of 19:40:07 (503
// busy)"; "" where it is.
func (c *Context) AsOf(s feed.Status) string {
	if !s.Known || !s.Says && !s.Old {
		return ""
	}
	out := "as of " + c.Moment(s.AsOf)
	if s.Cause != "" {
		out += " (" + c.cause(s.Cause) + ")"
	}
	return out
}

// besideAsOf says how old the containers in the detail of an application are, "" where they are
// fresh or the frame says it already: both were fetched within one interval, and fail alike.
func (c *Context) besideAsOf() string {
	beside, detail := c.Fresh.Beside, c.Fresh.Detail
	apart := beside.AsOf.Sub(detail.AsOf).Abs()
	if c.AsOf(detail) != "" && beside.Cause == detail.Cause && apart <= beside.Every {
		return ""
	}
	return c.AsOf(beside)
}

// Moment writes a time of the last day as that of a clock.
func (c *Context) Moment(t time.Time) string {
	if age := c.Now.Sub(t); age > 20*time.Hour || age < -time.Hour {
		return t.In(c.Location).Format("2006-01-02 15:04:05")
	}
	return t.In(c.Location).Format("15:04:05")
}

func (c *Context) cause(why string) string {
	if text.Width(why) > causeMost {
		return strings.TrimRight(string(text.AppendFit(nil, why, causeMost, c.Theme.Glyphs.Ellipsis)), " ")
	}
	return why
}

// ages says how fresh a pane is, from the longest to the shortest way; nothing
// where that need not be said.
func (c *Context) ages(s feed.Status) []string {
	if !s.Says {
		return nil
	}
	of, clock := "as of "+c.Moment(s.AsOf), c.Moment(s.AsOf)
	var lost, retry string
	cause, short := c.cause(s.Cause), c.cause(s.Brief)
	switch {
	case s.Lost > 0:
		of, lost = "", missing(s)
	case cause == "" && s.Awaited > 0:
		cause = "no answer for " + text.Span(s.Awaited)
		short = cause
	}
	if s.Retry > 0 {
		retry = "retry in " + text.Span(s.Retry)
	}
	dot := " " + c.Theme.Glyphs.Dot + " "
	var out []string
	for _, parts := range [][]string{{of, lost, cause, retry}, {of, lost, short, retry}, {of, lost, short}, {of, lost}} {
		out = append(out, text.Join(dot, parts...))
	}
	if s.Lost > 0 {
		return append(out, "incomplete")
	}
	return append(out, clock, "old")
}

// missing says how much of a list could not be fetched.
func missing(s feed.Status) string {
	if s.Of > s.Lost {
		return "incomplete: " + strconv.Itoa(s.Lost) + " of " + strconv.Itoa(s.Of) + " missing"
	}
	return "incomplete"
}

// leastTitle is how many cells of a title are left beside how old it is.
const leastTitle = 8

// Titled returns the title of a frame of w cells, with how fresh its pane is where
// that has to be said: the first of the titles and the longest way that leaves it
// whole, else the last of them, cut, and the shortest way.
func (c *Context) Titled(s feed.Status, w int, titles ...string) string {
	dot, room := " "+c.Theme.Glyphs.Dot+" ", w-4
	ages := c.ages(s)
	for i, title := range titles {
		if len(ages) == 0 && text.Width(text.ShortWords(title, text.NameLeast, c.Theme.Glyphs.Ellipsis)) <= room {
			return title // the frame cuts its names
		}
		brief := ages
		if i < len(titles)-1 { // why it is old outranks how many there are
			brief = ages[:min(3, len(ages))]
		}
		for _, age := range brief {
			if text.Width(title)+text.Width(dot)+text.Width(age) <= room {
				return title + dot + age
			}
		}
	}
	last := titles[len(titles)-1]
	if len(ages) == 0 {
		return last
	}
	for _, age := range ages[min(3, len(ages)-1):] {
		if left := room - text.Width(dot) - text.Width(age); left >= leastTitle {
			return strings.TrimRight(string(text.AppendFitMiddle(nil, last, left, c.Theme.Glyphs.Ellipsis)), " ") + dot + age
		}
	}
	return ages[len(ages)-1]
}

// couldNotFetch says why something is not there at all, "" where that is not known.
func (c *Context) couldNotFetch(s feed.Status) string {
	switch {
	case c.Trouble != "" && (s.Cause == "" || s.Cause == c.Trouble):
		return "could not fetch: " + c.Trouble + c.Retry
	case s.Cause != "" && s.Retry > 0:
		return "could not fetch: " + s.Cause + ", retry in " + text.Span(s.Retry)
	case s.Cause != "":
		return "could not fetch: " + s.Cause
	default:
		return ""
	}
}

package pane

import (
	"time"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/internal/recorder"
	"fleetop/internal/text"
)

// historyTab is the name of the tab that shows what happened to an object.
const historyTab = "History"

// past is what happened to an object, in facts that are made once.
type past struct {
	of      fleet.ID
	version int // of the log
	day     string
	facts   []fact
}

// history returns what happened to the object and, of an application, to its containers, the newest
// first, with a heading for each day but today.
func (d *Detail) history(c *Context) []fact {
	p, today := &d.past, dayOf(c.Now, c.Location)
	if p.of == d.id && p.version == c.Activity.Version() && p.day == today && p.facts != nil {
		return p.facts
	}
	*p = past{of: d.id, version: c.Activity.Version(), day: today}
	name, of := d.Title(c), fleet.ID{}
	if row := d.row(c); row != nil && row.Container != nil {
		of = fleet.ID{Kind: fleet.Applications, Key: row.ApplicationUUID()}
	}
	entries := c.Activity.Entries()
	for i := len(entries) - 1; i >= 0; i-- {
		e := &entries[i]
		if !e.About(d.id, of, name) && !e.Gap() {
			continue
		}
		if day := dayOf(e.Time, c.Location); day != today {
			today = day
			p.facts = append(p.facts, fact{label: day, heading: true})
		}
		said := e.Words(c.Theme.Glyphs.Arrow)
		if e.Object.ID != d.id && e.Object.Name != "" {
			said = e.Sentence(c.Theme.Glyphs.Arrow)
		}
		p.facts = append(p.facts, fact{label: e.Time.In(c.Location).Format("15:04:05"), value: said, style: entryStyle(e)})
	}
	if len(p.facts) == 0 {
		p.facts = []fact{{label: "Nothing has happened to it since fleetop began to watch.", heading: true}}
	}
	return p.facts
}

// hour says how an application was in the last hour.
func (d *Detail) hour(c *Context) []fact {
	if d.id.Kind != fleet.Applications {
		return nil
	}
	r := c.Recorder.Ribbon(d.id, c.Now)
	c.Ages.Until(recorder.Left(c.Now))
	return []fact{{label: "Last hour", value: RibbonText(r, &c.Theme.Glyphs), style: RibbonStyle(r)}}
}

// moments are when entries happened, as a column: with the day where that is not today, and as wide as
// the widest of them.
func moments(entries []activity.Entry, now time.Time, loc *time.Location) (of func(e *activity.Entry) string, width int) {
	today, short, long := dayOf(now, loc), "15:04:05", "2 Jan 15:04"
	width = len(short)
	for i := range entries {
		if dayOf(entries[i].Time, loc) != today {
			width = len(" 2 Jan 15:04")
		}
	}
	return func(e *activity.Entry) string {
		format := short
		if dayOf(e.Time, loc) != today {
			format = long
		}
		return string(text.AppendFitRight(nil, e.Time.In(loc).Format(format), width, ""))
	}, width
}

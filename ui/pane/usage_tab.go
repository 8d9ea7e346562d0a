package pane

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// usageTab is the name of the tab that shows what an object uses.
const usageTab = "Usage"

// SetMeasured says whether the server tells what objects use: only then there is a tab for it.
func (d *Detail) SetMeasured(measured bool) {
	name := d.tabs()[d.tab]
	d.measured = measured
	d.tab = max(slices.Index(d.tabs(), name), 0)
}

// ShowsUsage says whether what the object uses is on the screen where the detail is.
func (d *Detail) ShowsUsage() bool { return d.id.Key != "" && d.tabs()[d.tab] == usageTab }

// usageFacts say what an object uses and has used. room is how many cells there are for a value.
func usageFacts(r *fleet.Row, room int, c *Context) []fact {
	f := newFacts(c)
	u, known := usage(r, c.Fleet, c.Paused, c.Now, c.Ages)
	history := c.Fleet.UsageHistory(r.ID)
	if !known {
		f.warn("Now", c.unmeasured(r))
		if len(history) == 0 {
			return f.list
		}
	}
	cpu := newCurve(history, room, func(u fleet.Usage) float64 { return u.CPU })
	memory := newCurve(history, room, func(u fleet.Usage) float64 { return float64(u.Memory) })
	f.add("CPU", cpuWords(u, known, cpu))
	f.add("", cpu.draw(cpu.most, c.Theme.Glyphs.Bars))
	f.add("Memory", memoryWords(u, known, memory))
	most := memory.most
	if limit := float64(history[len(history)-1].Limit); limit > 0 {
		most = limit
	}
	f.add("", memory.draw(most, c.Theme.Glyphs.Bars))
	if known {
		f.others(u)
	}
	f.add("Shown", fmt.Sprintf("the last %s, %s a character; gaps were not measured", text.Span(time.Duration(cpu.cells)*fleet.UsageEvery), text.Span(fleet.UsageEvery)))
	if r.Application != nil {
		f.add("Sum of", "its containers that run")
	}
	return f.list
}

// others say what has no curve.
func (f *facts) others(u fleet.Usage) {
	if u.Processes >= 0 {
		f.add("Processes", strconv.FormatInt(u.Processes, 10))
	}
	if u.Received >= 0 && u.Sent >= 0 {
		f.add("Network", brief(u.Received)+" received, "+brief(u.Sent)+" sent")
	}
}

// unmeasured says why it is not known what an object uses.
func (c *Context) unmeasured(r *fleet.Row) string {
	asked := c.Fleet.UsageAsked(r.ID)
	switch {
	case c.Unmeasured != "":
		return "could not be measured: " + c.Unmeasured
	case !measurable(r) && r.State() != client.StateStarting:
		return "nothing of it runs"
	case c.Paused:
		return "not measured: polling is paused"
	case asked.IsZero() || c.Now.Sub(asked) > 2*fleet.UsageEvery:
		return "not measured yet"
	default:
		return "the server does not tell"
	}
}

// percent writes processor time in whole percents of a core.
func percent(n float64) string { return strconv.FormatFloat(n, 'f', 0, 64) + "%" }

func cpuWords(u fleet.Usage, known bool, c curve) string {
	exact := func(n float64) string { return strconv.FormatFloat(n, 'f', 1, 64) + " %" }
	now := ""
	switch {
	case known && u.CPU >= 0:
		now = exact(u.CPU) + " of a core"
	case known:
		now = "not known before it was measured twice"
	}
	if c.none {
		return now
	}
	return text.Join(", ", now, "peak "+exact(c.most))
}

func memoryWords(u fleet.Usage, known bool, c curve) string {
	now := ""
	if known && u.Memory >= 0 {
		now = brief(u.Memory)
		if u.Limit > 0 {
			now += fmt.Sprintf(" of %s (%.0f %%)", brief(u.Limit), 100*float64(u.Memory)/float64(u.Limit))
		} else {
			now += " without a limit"
		}
	}
	if c.none {
		return now
	}
	return text.Join(", ", now, "peak "+brief(int64(c.most)))
}

// curve is a value over time, a cell for each moment, the newest last; NaN where it is not known.
type curve struct {
	values []float64
	most   float64
	none   bool
	cells  int
}

// newCurve takes a value out of measurements, as far back as there is room.
func newCurve(history []fleet.Usage, room int, value func(fleet.Usage) float64) curve {
	c := curve{none: true, cells: max(min(room, fleet.UsageSamples), 1)}
	c.values = make([]float64, c.cells)
	for i := range c.values {
		c.values[i] = math.NaN()
	}
	if len(history) == 0 {
		return c
	}
	newest := history[len(history)-1].At
	for _, u := range history {
		v := value(u)
		at := c.cells - 1 - int((newest.Sub(u.At)+fleet.UsageEvery/2)/fleet.UsageEvery)
		if v < 0 || at < 0 || at >= c.cells {
			continue
		}
		c.values[at], c.none = v, false
		c.most = max(c.most, v)
	}
	return c
}

// draw draws the curve from nothing to a value in a line of bars; what is before the first that is
// known is left out.
func (c curve) draw(most float64, bars string) string {
	signs := []rune(bars)
	var b strings.Builder
	for _, v := range c.values {
		switch {
		case math.IsNaN(v) && b.Len() == 0:
		case math.IsNaN(v):
			b.WriteByte(' ')
		case most <= 0:
			b.WriteRune(signs[0])
		default:
			b.WriteRune(signs[min(int(v/most*float64(len(signs))), len(signs)-1)])
		}
	}
	return b.String()
}

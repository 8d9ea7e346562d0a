package pane

import (
	"slices"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
)

// jsonTab is the name of the tab that shows an object as the API gives it.
const jsonTab = "JSON"

// document is the JSON of an object in a tab of its detail.
type document struct {
	*JSON
	of uint64 // the version of the record when it was asked for
}

// ShowsJSON returns the JSON that is on the screen where the detail is; nil for none.
func (d *Detail) ShowsJSON() *JSON {
	if d.id.Key == "" || d.tabs()[d.tab] != jsonTab {
		return nil
	}
	return d.document.JSON
}

// JSON returns the JSON of an object as far as the detail has it.
func (d *Detail) JSON(id fleet.ID) *JSON {
	if id != d.id {
		return nil
	}
	return d.document.JSON
}

// AsksJSON says whether the object is to be fetched as the API gives it: the tab that shows it is open, and the
// record is another one than when it was asked for last. It is asked for once.
func (d *Detail) AsksJSON(c *Context) (id fleet.ID, asks bool) {
	row := c.Fleet.Row(d.id)
	switch {
	case row == nil || c.Moving || d.tabs()[d.tab] != jsonTab:
		return fleet.ID{}, false
	case d.document.JSON == nil:
		d.document.JSON = NewJSON(d.id, row.Name)
	case d.document.of == row.Version || !d.document.Fetching():
		return fleet.ID{}, false
	}
	d.document.of = row.Version
	return d.id, true
}

// RefreshJSON has the JSON fetched again where it is shown.
func (d *Detail) RefreshJSON() {
	if d.ShowsJSON() != nil {
		d.document.of = 0
	}
}

// drawsJSON says whether the JSON stands in the detail, and not a word about why there is nothing.
func (d *Detail) drawsJSON(c *Context) bool {
	return !c.Moving && d.ShowsJSON() != nil && d.row(c) != nil
}

// jsonLines draws the JSON: exactly h lines of exactly w cells.
func (d *Detail) jsonLines(w, h int, c *Context) []string {
	lines := slices.Grow(d.document.Lines(w, h, c), h)[:h]
	for i, line := range lines {
		if n := text.Width(line); n < w {
			lines[i] = string(text.AppendSpaces([]byte(line), w-n))
		} else if n > w {
			lines[i] = text.CutSGR(line, 0, w)
		}
	}
	return lines
}

// jsonFoot says in w cells, as far as there is room, where in the JSON the cursor is, what the keys do there, and
// when it came.
func (d *Detail) jsonFoot(w int, tabs string, c *Context) string {
	parts := d.document.says(c)
	if at := d.document.doc.AsOf; at != "" {
		parts = append(parts, "as of "+at)
	}
	parts = append(parts, tabs)
	dot := " " + c.Theme.Glyphs.Dot + " "
	for len(parts) > 1 && text.Width(text.Join(dot, parts...)) > w {
		parts = parts[:len(parts)-1]
	}
	return text.Join(dot, parts...)
}

// doJSON moves within the JSON or changes how it is shown; false where it is not shown.
func (d *Detail) doJSON(id command.ID) bool {
	v := d.ShowsJSON()
	if v != nil {
		v.Do(id)
	}
	return v != nil
}

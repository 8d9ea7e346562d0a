package pane

import (
	"encoding/json"
	"slices"

	"fleetop/internal/fleet"
	"fleetop/internal/jsontext"
	"fleetop/internal/text"
	"fleetop/internal/textlog"
)

// shown is the document as it is shown, with what is folded in full.
func (d *JSON) shown() drawn {
	if d.revealed {
		return d.doc.open
	}
	return d.doc.hidden
}

// fill puts the lines into a new view, and what is folded in one line each.
func (d *JSON) fill() {
	all := d.shown()
	d.outer = nil
	for _, f := range all.Folds {
		if n := len(d.outer); d.folded[f.First] && (n == 0 || f.First > d.outer[n-1].Last) {
			d.outer = append(d.outer, f)
		}
	}
	if d.outer == nil {
		d.show(all.batch)
		return
	}
	if d.whole == nil {
		log := textlog.New(textlog.Limits{})
		log.Append(0, all.batch)
		d.whole = textlog.NewView(log)
	}
	d.whole.SetSearch(d.Search())
	d.show(batchOf(all.Folded(d.outer)))
}

// lineOf returns the line of the whole text that a line in the view is.
func (d *JSON) lineOf(line int) int {
	for _, f := range d.outer {
		if f.First >= line {
			break
		}
		line += f.Last - f.First
	}
	return line
}

// seenAt returns the line in the view that a line of the whole text is, or is folded into.
func (d *JSON) seenAt(line int) int {
	folded := 0
	for _, f := range d.outer {
		switch {
		case line > f.Last:
			folded += f.Last - f.First
		case line >= f.First:
			return f.First - folded
		}
	}
	return line - folded
}

// line returns the line of the whole text under the cursor.
func (d *JSON) line() int { return d.lineOf(d.view.Position() - 1) }

// lines is how many lines the whole text has.
func (d *JSON) lines() int {
	n := d.log.Lines(d.log.Len())
	for _, f := range d.outer {
		n += f.Last - f.First
	}
	return n
}

// under returns what begins or ends under the cursor, and can be folded.
func (d *JSON) under() (jsontext.Fold, bool) {
	folds, line := d.shown().Folds, d.line()
	i := slices.IndexFunc(folds, func(f jsontext.Fold) bool { return f.First == line || f.Last == line })
	if i < 0 {
		return jsontext.Fold{}, false
	}
	return folds[i], true
}

// top returns the line of the whole text that is the first in view.
func (d *JSON) top() int { return d.lineOf(d.log.Lines(d.view.Line()+1) - 1) }

// Fold folds or unfolds the object or the list that begins or ends under the cursor; false where none does.
func (d *JSON) Fold() bool {
	f, ok := d.under()
	if ok {
		d.setFolded(!d.folded[f.First], f.First, f.First)
	}
	return ok
}

// Point puts the cursor on what is on a line of the pane; again says that it was there already.
func (d *JSON) Point(line int) (again bool) {
	was := d.view.Position()
	return d.view.Point(line) && d.view.Position() == was
}

// setFolded folds or unfolds what begins in lines. What is in sight stays, as far as it is there, and so does the
// cursor, or goes to a line.
func (d *JSON) setFolded(folded bool, line int, first ...int) {
	top, search := d.top(), d.Search()
	if d.folded == nil {
		d.folded = map[int]bool{}
	}
	for _, f := range first {
		d.folded[f] = folded
	}
	d.fill()
	d.view.SetSearch(search)
	d.view.Place(d.seenAt(top), d.seenAt(line))
}

// unfoldMatches unfolds what is searched for is found in.
func (d *JSON) unfoldMatches() {
	if d.foldedMatches() == 0 {
		return
	}
	var found []int
	for _, f := range d.shown().Folds {
		if d.folded[f.First] && d.whole.MatchesIn(f.First+1, f.Last) > 0 {
			found = append(found, f.First)
		}
	}
	d.setFolded(false, d.line(), found...)
}

// foldedMatches is how many matches are in what is folded.
func (d *JSON) foldedMatches() (n int) {
	for _, f := range d.outer {
		n += d.whole.MatchesIn(f.First+1, f.Last)
	}
	return n
}

// Address returns the object whose address in the API is the value under the cursor; false where it is none.
func (d *JSON) Address() (fleet.ID, bool) {
	var value []byte
	for s := jsontext.Scan([]byte(d.view.Selected().Text(nil))); ; {
		t, more := s.Next()
		if !more {
			break
		}
		switch {
		case t.Kind == jsontext.String:
			value = t.Text
		case t.Kind == jsontext.Mark && t.Text[0] == ':':
			value = nil // it was a key
		}
	}
	var uri string
	if json.Unmarshal(value, &uri) != nil {
		return fleet.ID{}, false
	}
	return fleet.IDAt(uri)
}

// Nothing says why there is nothing to fold or to open under the cursor, "" where there is.
func (d *JSON) Nothing(known *fleet.Fleet) string {
	if _, ok := d.under(); ok {
		return ""
	}
	switch id, ok := d.Address(); {
	case !ok:
		return "in this line is nothing to fold, and no address to open"
	case known.Row(id) == nil && id.Kind == fleet.Images:
		return "image " + text.Clean(id.Key) + " is not in what was fetched"
	case known.Row(id) == nil:
		return id.Kind.String() + " " + text.Clean(fleet.Short(id.Key)) + " is not in what was fetched"
	default:
		return ""
	}
}

// enters says what the key that folds does here, "" for nothing.
func (d *JSON) enters(c *Context) string {
	if f, ok := d.under(); ok && d.folded[f.First] {
		return "unfolds"
	} else if ok {
		return "folds"
	}
	if id, ok := d.Address(); ok {
		if row := c.Fleet.Row(id); row != nil {
			return "opens " + text.Clean(row.Name)
		}
	}
	return ""
}

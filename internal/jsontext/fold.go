package jsontext

import "fleetop/internal/text"

// Fold is an object or a list with anything in it, which can be folded into one line.
type Fold struct {
	First, Last int // its lines, counted from 0
	Parts       int // how many members or elements it has

	from, to int // what folding leaves out of the text
}

// Alike says whether another one has the same lines and as many parts.
func (f Fold) Alike(g Fold) bool { return f.First == g.First && f.Last == g.Last && f.Parts == g.Parts }

// begins notes that an object or a list begins, behind its mark.
func (w *writer) begins() {
	w.nested = append(w.nested, len(w.folds))
	w.folds = append(w.folds, Fold{First: w.lines, Parts: 1, from: len(w.b)})
}

// ends notes that the innermost one ends, before its mark. One that is empty is none to fold.
func (w *writer) ends(empty bool) {
	last := w.nested[len(w.nested)-1]
	w.nested = w.nested[:len(w.nested)-1]
	if empty {
		w.folds = w.folds[:last]
		return
	}
	w.line()
	w.folds[last].Last, w.folds[last].to = w.lines, len(w.b)
}

// Folded returns the text with some of its folds folded, in their order and none within another.
func (d Drawn) Folded(folds []Fold) []byte {
	out := make([]byte, 0, len(d.Text))
	at := 0
	for _, f := range folds {
		out = append(append(out, d.Text[at:f.from]...), d.look.Ellipsis...)
		out = append(append(out, d.Text[f.to]), ' ')
		out = append(append(append(out, d.look.Key...), d.Parts(f)...), d.look.Close...)
		if at = f.to + 1; at < len(d.Text) && d.Text[at] == ',' {
			at++
		}
	}
	return append(out, d.Text[at:]...)
}

// Parts says how much there is in a fold.
func (d Drawn) Parts(f Fold) string {
	if d.Text[f.to] == '}' {
		return text.Count(f.Parts, "key")
	}
	return text.Count(f.Parts, "item")
}

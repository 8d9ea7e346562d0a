// Package scroll knows which part of some lines is in sight.
package scroll

// Window is a part of some lines. The zero value is at their beginning.
type Window struct {
	At            int // the first line in sight
	Height, Total int // as they were drawn last
}

// Lines returns what is in sight of all lines, at most height of them. It keeps the window within them.
func (w *Window) Lines(all []string, height int) []string {
	w.Total, w.Height = len(all), height
	w.Scroll(0)
	return all[w.At:min(w.At+height, len(all))]
}

// Scroll moves the window by lines, as far as there are any.
func (w *Window) Scroll(lines int) { w.At = max(min(w.At+lines, w.Total-w.Height), 0) }

// HalfPage moves the window by half of what it shows.
func (w *Window) HalfPage(by int) { w.Scroll(by * (w.Height / 2)) }

// Page moves the window by what it shows.
func (w *Window) Page(by int) { w.Scroll(by * w.Height) }

// Top moves the window to the beginning.
func (w *Window) Top() { w.Scroll(-w.Total) }

// Bottom moves the window to the end.
func (w *Window) Bottom() { w.Scroll(w.Total) }

// Pan does nothing: the lines are as wide as what shows them.
func (w *Window) Pan(int) {}

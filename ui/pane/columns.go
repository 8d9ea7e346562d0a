package pane

import (
	"time"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/kit/grid"
)

// applicationName is the column whose text comes from another list.
const applicationName = "application"

// column is a column of a list: how wide it is, and what stands in it.
type column struct {
	grid.Column
	text func(r *fleet.Row, s *source) (string, grid.Style)
	// more is what is said where there is room for it, "" for nothing more.
	more func(r *fleet.Row, s *source) string
	// brief is said instead where there is no room for that, "" for the text as it is.
	brief func(r *fleet.Row, s *source) string
	// badges says that what is under way with the object is added.
	badges bool
	// words is the text without glyphs, where there are any.
	words func(r *fleet.Row) string
	// key is where a row stands in the order of this column, where that is not
	// the natural order of its text.
	key func(r *fleet.Row, s *source) rank
	// measured says that it shows what objects use.
	measured bool
	// moves says that it changes while the record does not.
	moves bool
	// off says that it is shown only where it is chosen.
	off bool
	// name is what it is called in a [View], where that is not its title.
	name string
}

func plain(content func(r *fleet.Row) string) func(*fleet.Row, *source) (string, grid.Style) {
	return func(r *fleet.Row, _ *source) (string, grid.Style) { return content(r), rowStyle(r) }
}

func rowStyle(r *fleet.Row) grid.Style {
	if r.Gone() {
		return styleQuiet
	}
	return stylePlain
}

func nameColumn() column {
	return column{
		Column: grid.Column{Title: "NAME", Min: 8, Ideal: 10, Full: 32, Weight: 3, Middle: true, Keep: 100},
		text:   plain(func(r *fleet.Row) string { return r.Name }),
		key:    func(r *fleet.Row, _ *source) rank { return rank{text: r.SortKey()} },
	}
}

// stateColumn has room for most states from the start, so that the columns stay where they are when a
// state changes, and for what is under way.
func stateColumn() column {
	return column{
		Column: grid.Column{Title: "STATE", Min: 13, Ideal: 16, Roomy: 21, Never: true, Glyph: true, Keep: 101},
		text:   stateCell, more: stateInFull, brief: stateInBrief, badges: true, words: func(r *fleet.Row) string { return string(r.State()) }, key: severity,
	}
}

func ageColumn() column {
	return column{Column: grid.Column{Title: "AGE", Min: 4, Ideal: 4, Roomy: 7, Right: true, Keep: 70}, text: ageCell, more: endCell, key: youth}
}

func stateCell(r *fleet.Row, s *source) (string, grid.Style) {
	glyph, _, style := condition(r, s.attention(r), s.theme)
	return glyph + " " + string(r.State()), style
}

// stateInFull is the state with what is known beyond it.
func stateInFull(r *fleet.Row, s *source) string {
	glyph, more, _ := condition(r, s.attention(r), s.theme)
	return glyph + " " + string(r.State()) + more
}

// stateInBrief is what matters more than that something runs: it is paused, or not well.
func stateInBrief(r *fleet.Row, s *source) string {
	word := fleet.Condition(r)
	if r.State() != client.StateRunning || word != "paused" && word != "unhealthy" {
		return ""
	}
	glyph, _, _ := condition(r, s.attention(r), s.theme)
	return glyph + " " + word
}

// ageCell is the time since the object was deployed, or since it is gone.
func ageCell(r *fleet.Row, s *source) (string, grid.Style) {
	if ended := endOf(r); r.Gone() && !ended.IsZero() {
		return s.ages.Age(ended, s.now), rowStyle(r)
	}
	return s.ages.Age(deployedAt(r), s.now), rowStyle(r)
}

// endCell says how long ago the object was destroyed.
func endCell(r *fleet.Row, s *source) string {
	if ended := endOf(r); r.Gone() && !ended.IsZero() {
		return s.ages.Age(ended, s.now) + " ago"
	}
	return ""
}

func deployedAt(r *fleet.Row) time.Time {
	switch {
	case r.Application != nil:
		return r.Application.Deployed.Time
	case r.Container != nil:
		return r.Container.Deployed.Time
	default:
		return time.Time{}
	}
}

// endOf is when the object was destroyed, the zero time if it was not.
func endOf(r *fleet.Row) time.Time {
	switch {
	case r.Application != nil:
		return r.Application.Destroyed.Time
	case r.Container != nil:
		return r.Container.Destroyed.Time
	default:
		return time.Time{}
	}
}

// The order of the columns: what is counted and measured stands together, in front of what is read.
func applicationColumns() []column {
	return []column{
		nameColumn(), stateColumn(),
		{Column: grid.Column{Title: "RUN", Min: 4, Ideal: 4, Full: 9, Keep: 90}, name: "running", text: runningCell, key: runningRank},
		hourColumn(),
		{Column: grid.Column{Title: "SIZE", Min: 4, Ideal: 4, Varies: true, Keep: 40}, text: plain(func(r *fleet.Row) string { return string(r.Application.Size) }), key: sizeRank},
		ageColumn(),
		{Column: grid.Column{Title: "IMAGE", Min: 8, Full: 24, Weight: 2, Middle: true, Common: true, Varies: true, Keep: 60}, text: plain(func(r *fleet.Row) string { return fleet.ShortImage(r.Application.ImageName) }), words: func(r *fleet.Row) string { return r.Application.ImageName }},
		whyColumn(50),
		{Column: grid.Column{Title: "PORTS", Min: 8, Full: 24, Keep: 20}, text: plain(fleet.PortsText), off: true},
		commandColumn(func(r *fleet.Row) string { return r.Application.RunCommand }),
		uuidColumn(),
	}
}

// whyTitle is the title of the column that says why something needs attention.
const whyTitle = "ADDRESS / WHY"

// whyColumn says why an object needs attention; of one that does not, where it can be reached.
func whyColumn(keep int) column {
	return column{
		Column: grid.Column{Title: whyTitle, Min: 13, Full: 24, Weight: 1, Middle: true, Common: true, Varies: true, Keep: keep},
		name:   "address", text: whyCell, words: fleet.Address,
	}
}

func whyCell(r *fleet.Row, s *source) (string, grid.Style) {
	if why, style := s.why(r); why != "" {
		return why, style
	}
	if address := fleet.Address(r); address != "" {
		return address, rowStyle(r)
	}
	if r.Application != nil {
		return fleet.PortsText(r), rowStyle(r)
	}
	return "", rowStyle(r)
}

// why says in a few words why an object needs attention, and since when: "137 · 55m ago"; "" where it
// does not, or where nothing is known beyond its state.
func (s *source) why(r *fleet.Row) (string, grid.Style) {
	if s.attention(r) == fleet.Fine {
		return "", stylePlain
	}
	said, since := "", time.Time{}
	if p, known := s.recorder.Problem(r.ID); r.Application != nil && known {
		said, since = p.Short(), p.Since
	} else if c := r.Container; c != nil {
		said, since = endMeaning(c), c.StoppedAt.Time
	}
	if ago := s.ages.Age(since, s.now); ago != "" {
		said = text.Join(" "+s.theme.Glyphs.Dot+" ", said, ago+" ago")
	}
	return said, styleBad
}

func commandColumn(of func(r *fleet.Row) string) column {
	return column{Column: grid.Column{Title: "COMMAND", Min: 8, Full: 24, Weight: 1, Keep: 10}, text: plain(of), off: true}
}

func runningCell(r *fleet.Row, s *source) (string, grid.Style) {
	style := rowStyle(r)
	if a := r.Application; a.Running < a.Target && s.fleet.Failing(r) {
		style = styleWarn
	}
	return fleet.RunningText(r), style
}

func containerColumns() []column {
	return []column{
		nameColumn(), stateColumn(),
		{Column: grid.Column{Title: "EXIT", Min: 4, Ideal: 4, Right: true, Keep: 90}, text: exitCell, key: exitRank},
		{Column: grid.Column{Title: "SIZE", Min: 4, Ideal: 4, Varies: true, Keep: 30}, text: plain(func(r *fleet.Row) string { return string(r.Container.Size) }), key: sizeRank},
		ageColumn(),
		{Column: grid.Column{Title: "IMAGE", Min: 8, Full: 24, Weight: 2, Middle: true, Common: true, Varies: true, Keep: 50}, text: plain(func(r *fleet.Row) string { return fleet.ShortImage(r.Container.ImageName) }), words: func(r *fleet.Row) string { return r.Container.ImageName }},
		{Column: grid.Column{Title: "PORTS", Min: 8, Full: 24, Varies: true, Keep: 38}, text: plain(fleet.PortsText)},
		{Column: grid.Column{Title: "APPLICATION", Min: 8, Full: 24, Middle: true, Varies: true, Keep: 25}, text: applicationCell},
		whyColumn(45),
		commandColumn(func(r *fleet.Row) string { return r.Container.RunCommand }),
		uuidColumn(),
	}
}

// nodeColumn is there where the server has several machines, and drawn where they differ.
func nodeColumn() column {
	return column{
		Column: grid.Column{Title: "NODE", Min: 8, Full: 20, Middle: true, Varies: true, Keep: 75},
		text:   plain(func(r *fleet.Row) string { return r.Container.Node }),
	}
}

func exitCell(r *fleet.Row, s *source) (string, grid.Style) {
	content, style := fleet.ExitText(r), rowStyle(r)
	if s.fleet.Failing(r) {
		style = styleBad
	}
	return content, style
}

// applicationCell names the application of a container: as the application
// list has it, else by the name the container carries.
func applicationCell(r *fleet.Row, s *source) (string, grid.Style) {
	if app := s.fleet.Row(fleet.ID{Kind: fleet.Applications, Key: r.ApplicationUUID()}); app != nil {
		return app.Name, rowStyle(r)
	}
	return r.Container.Name, rowStyle(r)
}

func uuidColumn() column {
	return column{
		Column: grid.Column{Title: "UUID", Min: 8, Ideal: 8, Keep: 5},
		text:   plain(func(r *fleet.Row) string { return text.Clean(fleet.Short(r.ID.Key)) }),
		words:  func(r *fleet.Row) string { return text.Clean(r.ID.Key) },
		off:    true,
	}
}

// imageText is how far the pull of an image is, why the last one failed, or its description.
func imageText(r *fleet.Row, _ *source) (string, grid.Style) {
	switch i := r.Image; {
	case i.Pulling != "":
		return i.Pulling, styleWarn
	case i.Fault != "":
		return i.Fault, styleBad
	default:
		return i.Description, stylePlain
	}
}

func imageColumns() []column {
	return []column{
		{Column: grid.Column{Title: "NAME", Min: 8, Ideal: 10, Full: 40, Weight: 3, Middle: true, Keep: 100}, text: plain(func(r *fleet.Row) string { return r.Name })},
		{Column: grid.Column{Title: "KIND", Min: 4, Ideal: 10, Never: true, Keep: 99}, text: plain(fleet.ImageKind)},
		{Column: grid.Column{Title: "TAGS", Min: 8, Full: 24, Weight: 1, Varies: true, Keep: 50}, text: plain(fleet.TagsText)},
		{Column: grid.Column{Title: "DESCRIPTION", Min: 11, Full: 30, Weight: 3, Varies: true, Keep: 40}, text: imageText},
		{Column: grid.Column{Title: "REGISTRY", Min: 8, Full: 24, Varies: true, Keep: 30}, text: plain(fleet.RegistryText)},
	}
}

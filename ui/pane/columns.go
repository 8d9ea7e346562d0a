package pane

import (
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/kit/grid"
)

// applicationTitle is the column whose text comes from another list.
const applicationTitle = "APPLICATION"

// column is a column of a list: how wide it is, and what stands in it.
type column struct {
	grid.Column
	text func(r *fleet.Row, s *source) (string, grid.Style)
	// badges says that what is under way with the object is added.
	badges bool
	// words is the text without glyphs, where there are any.
	words func(r *fleet.Row) string
	// key is where a row stands in the order of this column, where that is not
	// the natural order of its text.
	key func(r *fleet.Row, s *source) rank
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
		Column: grid.Column{Title: "NAME", Min: 8, Ideal: 18, Full: 24, Weight: 3, Middle: true, Keep: 100},
		text:   plain(func(r *fleet.Row) string { return r.Name }),
		key:    func(r *fleet.Row, _ *source) rank { return rank{text: r.SortKey()} },
	}
}

// stateColumn has room for what is under way from the start, at least for "term. 5 s",
// and before any other column grows for "terminate 5 s".
func stateColumn() column {
	return column{Column: grid.Column{Title: "STATE", Min: 13, Ideal: 16, Never: true, Keep: 101}, text: stateCell, badges: true, words: func(r *fleet.Row) string { return string(r.State()) }, key: severity}
}

func ageColumn() column {
	return column{Column: grid.Column{Title: "AGE", Min: 4, Ideal: 4, Right: true, Keep: 40}, text: ageCell, key: youth}
}

func stateCell(r *fleet.Row, s *source) (string, grid.Style) {
	glyph, more, style := condition(r, s.attention(r), s.theme)
	content := glyph + " " + string(r.State()) + more
	if ended := s.ages.Age(endOf(r), s.now); ended != "" && r.Gone() {
		content += " " + ended + " ago"
	}
	return content, style
}

// ageCell is the time since the object was deployed.
func ageCell(r *fleet.Row, s *source) (string, grid.Style) {
	return s.ages.Age(deployedAt(r), s.now), rowStyle(r)
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

func applicationColumns() []column {
	return []column{
		nameColumn(), stateColumn(),
		{Column: grid.Column{Title: "RUNNING", Min: 7, Ideal: 7, Keep: 90}, text: runningCell, key: runningRank},
		{Column: grid.Column{Title: "SIZE", Min: 4, Ideal: 4, Keep: 50}, text: plain(func(r *fleet.Row) string { return string(r.Application.Size) }), key: sizeRank},
		{Column: grid.Column{Title: "IMAGE", Min: 10, Ideal: 16, Weight: 2, Middle: true, Keep: 60}, text: plain(func(r *fleet.Row) string { return fleet.ShortImage(r.Application.ImageName) }), words: func(r *fleet.Row) string { return r.Application.ImageName }},
		ageColumn(),
		{Column: grid.Column{Title: "ADDRESS", Min: 12, Ideal: 24, Weight: 1, Middle: true, Keep: 30}, text: plain(fleet.Address)},
		{Column: grid.Column{Title: "PORTS", Min: 8, Ideal: 14, Keep: 20}, text: plain(fleet.PortsText)},
		{Column: grid.Column{Title: "COMMAND", Min: 8, Ideal: 16, Weight: 1, Keep: 10}, text: plain(func(r *fleet.Row) string { return r.Application.RunCommand })},
		uuidColumn(),
	}
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
		{Column: grid.Column{Title: "EXIT", Min: 4, Ideal: 4, Right: true, Keep: 80}, text: exitCell, key: exitRank},
		ageColumn(),
		{Column: grid.Column{Title: "IMAGE", Min: 10, Ideal: 16, Weight: 2, Middle: true, Keep: 35}, text: plain(func(r *fleet.Row) string { return fleet.ShortImage(r.Container.ImageName) }), words: func(r *fleet.Row) string { return r.Container.ImageName }},
		{Column: grid.Column{Title: "PORTS", Min: 15, Ideal: 15, Keep: 38}, text: plain(fleet.PortsText)},
		{Column: grid.Column{Title: "SIZE", Min: 4, Ideal: 4, Keep: 30}, text: plain(func(r *fleet.Row) string { return string(r.Container.Size) }), key: sizeRank},
		{Column: grid.Column{Title: applicationTitle, Min: 11, Ideal: 14, Middle: true, Keep: 25}, text: applicationCell},
		{Column: grid.Column{Title: "ADDRESS", Min: 12, Ideal: 24, Weight: 1, Middle: true, Keep: 20}, text: plain(fleet.Address)},
		{Column: grid.Column{Title: "COMMAND", Min: 8, Ideal: 16, Weight: 1, Keep: 10}, text: plain(func(r *fleet.Row) string { return r.Container.RunCommand })},
		uuidColumn(),
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
	}
}

func imageColumns() []column {
	return []column{
		{Column: grid.Column{Title: "NAME", Min: 8, Ideal: 28, Full: 28, Weight: 3, Middle: true, Keep: 100}, text: plain(func(r *fleet.Row) string { return r.Name })},
		{Column: grid.Column{Title: "KIND", Min: 9, Ideal: 9, Never: true, Keep: 99}, text: plain(fleet.ImageKind)},
		{Column: grid.Column{Title: "TAGS", Min: 8, Ideal: 16, Weight: 1, Keep: 50}, text: plain(fleet.TagsText)},
		{Column: grid.Column{Title: "DESCRIPTION", Min: 11, Ideal: 30, Weight: 3, Keep: 40}, text: plain(func(r *fleet.Row) string { return r.Image.Description })},
		{Column: grid.Column{Title: "REGISTRY", Min: 10, Ideal: 16, Keep: 30}, text: plain(fleet.RegistryText)},
	}
}

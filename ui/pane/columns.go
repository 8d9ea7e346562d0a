package pane

import (
	"strconv"
	"strings"
	"time"

	"fleetop/ui/fleet"
	"fleetop/ui/kit/cell"
	"fleetop/ui/kit/grid"
	"fleetop/ui/theme"
)

// column is a column of a list: how wide it is, and what stands in it.
type column struct {
	grid.Column
	text func(r *fleet.Row, s *source) (string, grid.Style)
}

func plain(text func(r *fleet.Row) string) func(*fleet.Row, *source) (string, grid.Style) {
	return func(r *fleet.Row, _ *source) (string, grid.Style) { return text(r), rowStyle(r) }
}

func rowStyle(r *fleet.Row) grid.Style {
	if r.Gone() {
		return styleQuiet
	}
	return stylePlain
}

func nameColumn() column {
	return column{
		grid.Column{Title: "NAME", Min: 8, Ideal: 18, Full: 24, Weight: 3, Middle: true, Keep: 100},
		plain(func(r *fleet.Row) string { return r.Name }),
	}
}

func stateColumn() column {
	return column{grid.Column{Title: "STATE", Min: 10, Ideal: 17, Never: true, Keep: 99}, stateCell}
}

func ageColumn() column {
	return column{grid.Column{Title: "AGE", Min: 4, Ideal: 4, Right: true, Keep: 40}, ageCell}
}

func stateCell(r *fleet.Row, s *source) (string, grid.Style) {
	state := r.State()
	glyph := StateGlyph(state, &s.theme.Glyphs)
	if r.Problem() {
		glyph = s.theme.Glyphs.Failed
	}
	text := glyph + " " + string(state)
	if p := s.fleet.Pending(r.ID); p != nil {
		return text + " " + s.theme.Glyphs.Pending + " " + p.Mark(s.now), styleBusy
	}
	if ended := Age(endOf(r), s.now); ended != "" && r.Gone() {
		text += " " + ended + " ago"
	}
	if r.Container != nil && r.Problem() {
		return text, styleBad
	}
	return text, stateStyle(state)
}

// ageCell is the time since the object was deployed.
func ageCell(r *fleet.Row, s *source) (string, grid.Style) {
	return Age(deployedAt(r), s.now), rowStyle(r)
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
		{grid.Column{Title: "RUNNING", Min: 7, Ideal: 7, Keep: 90}, runningCell},
		{grid.Column{Title: "SIZE", Min: 4, Ideal: 4, Keep: 50}, plain(func(r *fleet.Row) string { return string(r.Application.Size) })},
		{grid.Column{Title: "IMAGE", Min: 10, Ideal: 16, Weight: 2, Middle: true, Keep: 60}, plain(func(r *fleet.Row) string { return fleet.ShortImage(r.Application.ImageName) })},
		ageColumn(),
		{grid.Column{Title: "ADDRESS", Min: 12, Ideal: 24, Weight: 1, Middle: true, Keep: 30}, plain(fleet.Address)},
		{grid.Column{Title: "PORTS", Min: 8, Ideal: 14, Keep: 20}, plain(fleet.PortsText)},
		{grid.Column{Title: "COMMAND", Min: 8, Ideal: 16, Weight: 1, Keep: 10}, plain(func(r *fleet.Row) string { return r.Application.RunCommand })},
		uuidColumn(),
	}
}

func runningCell(r *fleet.Row, _ *source) (string, grid.Style) {
	style := rowStyle(r)
	if a := r.Application; !r.Gone() && a.Running < a.Target && !r.State().InTransition() && r.Problem() {
		style = styleWarn
	}
	return fleet.RunningText(r), style
}

func containerColumns() []column {
	return []column{
		nameColumn(), stateColumn(),
		{grid.Column{Title: "EXIT", Min: 4, Ideal: 4, Right: true, Keep: 80}, exitCell},
		ageColumn(),
		{grid.Column{Title: "IMAGE", Min: 10, Ideal: 16, Weight: 2, Middle: true, Keep: 35}, plain(func(r *fleet.Row) string { return fleet.ShortImage(r.Container.ImageName) })},
		{grid.Column{Title: "PORTS", Min: 15, Ideal: 15, Keep: 38}, plain(fleet.PortsText)},
		{grid.Column{Title: "SIZE", Min: 4, Ideal: 4, Keep: 30}, plain(func(r *fleet.Row) string { return string(r.Container.Size) })},
		{grid.Column{Title: "APPLICATION", Min: 11, Ideal: 14, Middle: true, Keep: 25}, applicationCell},
		{grid.Column{Title: "ADDRESS", Min: 12, Ideal: 24, Weight: 1, Middle: true, Keep: 20}, plain(fleet.Address)},
		{grid.Column{Title: "COMMAND", Min: 8, Ideal: 16, Weight: 1, Keep: 10}, plain(func(r *fleet.Row) string { return r.Container.RunCommand })},
		uuidColumn(),
	}
}

func exitCell(r *fleet.Row, _ *source) (string, grid.Style) {
	text, style := fleet.ExitText(r), rowStyle(r)
	if r.Problem() {
		style = styleBad
	}
	return text, style
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
		grid.Column{Title: "UUID", Min: 8, Ideal: 8, Keep: 5},
		plain(func(r *fleet.Row) string { return cell.Clean(fleet.Short(r.ID.Key)) }),
	}
}

func imageColumns() []column {
	return []column{
		{grid.Column{Title: "NAME", Min: 8, Ideal: 28, Full: 28, Weight: 3, Middle: true, Keep: 100}, plain(func(r *fleet.Row) string { return r.Name })},
		{grid.Column{Title: "KIND", Min: 9, Ideal: 9, Never: true, Keep: 99}, plain(fleet.ImageKind)},
		{grid.Column{Title: "TAGS", Min: 8, Ideal: 16, Weight: 1, Keep: 50}, plain(fleet.TagsText)},
		{grid.Column{Title: "DESCRIPTION", Min: 11, Ideal: 30, Weight: 3, Keep: 40}, plain(func(r *fleet.Row) string { return r.Image.Description })},
		{grid.Column{Title: "REGISTRY", Min: 10, Ideal: 16, Keep: 30}, plain(fleet.RegistryText)},
	}
}

// source gives the rows of a list to its grid, as they look at one moment.
type source struct {
	rows    []*fleet.Row
	fleet   *fleet.Fleet
	columns []column
	theme   *theme.Theme
	now     time.Time // by the server's clock
}

func (s *source) Len() int              { return len(s.rows) }
func (s *source) Key(i int) string      { return s.rows[i].ID.Key }
func (s *source) Haystack(i int) string { return s.rows[i].Haystack() }
func (s *source) Cell(i, col int) (string, grid.Style) {
	return s.columns[col].text(s.rows[i], s)
}

// Version changes with the record, with its age as it is written, with what is
// pending, and with the name of the application it belongs to.
func (s *source) Version(i int) uint64 {
	r := s.rows[i]
	v := mix(r.Version, Age(deployedAt(r), s.now))
	if r.Gone() {
		v = mix(v, Age(endOf(r), s.now))
	}
	if p := s.fleet.Pending(r.ID); p != nil {
		v = mix(v, p.Mark(s.now))
	}
	if r.Container != nil {
		name, _ := applicationCell(r, s)
		v = mix(v, name)
	}
	return v
}

func mix(v uint64, text string) uint64 {
	for i := range len(text) {
		v = v*31 + uint64(text[i])
	}
	return v
}

// activitySource gives the entries of Activity to a grid, newest first.
type activitySource struct {
	entries []fleet.Entry
	loc     *time.Location
}

func activityColumns() []grid.Column {
	return []grid.Column{
		{Title: "TIME", Min: 8, Ideal: 8, Never: true, Keep: 100},
		{Title: "OBJECT", Min: 8, Ideal: 18, Weight: 1, Middle: true, Keep: 90},
		{Title: "WHAT", Min: 10, Ideal: 60, Weight: 6, Keep: 99},
	}
}

func (s *activitySource) at(i int) fleet.Entry { return s.entries[len(s.entries)-1-i] }
func (s *activitySource) Len() int             { return len(s.entries) }
func (s *activitySource) Key(i int) string     { return strconv.Itoa(s.at(i).Number) }
func (s *activitySource) Version(int) uint64   { return 1 }

func (s *activitySource) Haystack(i int) string {
	e := s.at(i)
	return strings.ToLower(e.Name + "\n" + e.Text)
}

func (s *activitySource) Cell(i, col int) (string, grid.Style) {
	e := s.at(i)
	style := stylePlain
	if e.Failed {
		style = styleBad
	}
	switch col {
	case 0:
		return e.Time.In(s.loc).Format("15:04:05"), styleQuiet
	case 1:
		return e.Name, stylePlain
	default:
		return e.Text, style
	}
}

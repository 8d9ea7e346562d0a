package dialog

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/text"
	"fleetop/ui/command"
)

// Actions is the request to do one thing to many objects, each once, in this
// order.
type Actions []Action

func (Actions) request() {}

// Orders returns them as they are carried out.
func (a Actions) Orders() []orders.Action {
	out := make([]orders.Action, len(a))
	for i := range a {
		out[i] = orders.Action(a[i])
	}
	return out
}

// Marked are the objects a dialog is about when they are many: those that are
// marked in one list, in its order.
type Marked struct {
	Rows   []*fleet.Row
	Hidden map[fleet.ID]bool // by the filter of the list
}

// bulk is what the dialogs about many objects share. Which of them it is
// possible for is found anew whenever something is drawn or answered: they may
// change or go away while the dialog is open.
type bulk struct {
	watchMany
	verb   fleet.Verb
	marked Marked
	count  int // of the objects it is possible for, as they were counted last
}

func newBulk(verb fleet.Verb, marked Marked, c Context) bulk {
	b := bulk{watchMany: newWatchMany(marked.Rows), verb: verb, marked: marked}
	b.survey(c)
	return b
}

// survey is which of the marked objects something is possible for, and why it
// is not for the others.
type survey struct {
	can     []*fleet.Row
	cannot  []string // "db (already Stopped)"
	changed []string // "web is Stopped now": since the dialog was opened
	hidden  int      // of those that can
}

func (b *bulk) survey(c Context) survey {
	b.Watch(c)
	var s survey
	for i, was := range b.marked.Rows {
		if why := impossible(c, Action{Verb: b.verb, ID: was.ID, Seen: was.Identity()}, was.Name); why != "" {
			s.cannot = append(s.cannot, skipped(was.Name, strings.TrimSuffix(strings.TrimSuffix(why, ": there is nothing to "+string(b.verb)), lookAgain)))
			continue
		}
		now := row(c, was.ID)
		s.can = append(s.can, now)
		if b.marked.Hidden[was.ID] {
			s.hidden++
		}
		if seen := &b.sights[i]; seen.last != seen.opened {
			if what := seen.last.short(seen.opened, c.Theme.Glyphs.Arrow); what != "" {
				s.changed = append(s.changed, now.Name+" "+what)
			}
		}
	}
	b.count = len(s.can)
	return s
}

// mostDetails is of how many objects the details are asked for, so that few
// requests are enough.
const mostDetails = 12

// Subjects implements Detailed: only applications are linked to, and not to be
// started or scaled.
func (b *bulk) Subjects() []fleet.ID {
	if len(b.sights) > mostDetails || b.kind() != fleet.Applications || b.verb == fleet.Start || b.verb == fleet.Scale {
		return nil
	}
	ids := make([]fleet.ID, len(b.sights))
	for i := range b.sights {
		ids[i] = b.sights[i].id
	}
	return ids
}

// kind is what all of the objects are.
func (b *bulk) kind() fleet.Kind { return b.marked.Rows[0].ID.Kind }

// title names what is to be done, and to how many.
func (b *bulk) title() string {
	verb := string(b.verb)
	return strings.ToUpper(verb[:1]) + verb[1:] + " " + objects(b.count, b.kind())
}

// skipped names an object and why nothing is done to it: "blog (already Stopped)".
func skipped(name, why string) string {
	if is, ok := strings.CutPrefix(why, name+" is "); ok {
		return name + " (" + is + ")"
	}
	return why
}

// actions is the request for some of the objects.
func (b *bulk) actions(rows []*fleet.Row, target int) Actions {
	out := make(Actions, len(rows))
	for i, r := range rows {
		out[i] = Action{Verb: b.verb, ID: r.ID, Target: target, Seen: r.Identity()}
	}
	return out
}

// none draws why nothing can be done to any of the objects.
func (b *bulk) none(s survey, w int, c Context, closes command.ID) []string {
	lines := listed("None of them can be "+b.verb.Participle()+": ", s.cannot, "; ", w, wholeList, c)
	for i, l := range lines {
		lines[i] = c.Theme.Warn.Render(l)
	}
	return b.draw(pageOf([]string{hints(w, c, "", closes)}, lines), nil, w, c)
}

// notes draws what is to be known beside the names: what is skipped, what has
// changed, what the filter hides; each on at most so many lines.
func (b *bulk) notes(s survey, w, most int, c Context) []string {
	var out []string
	add := func(lines []string) {
		for _, l := range lines {
			out = append(out, c.Theme.Warn.Render(l))
		}
	}
	switch {
	case s.hidden == 1 && len(s.can) == 1:
		add([]string{"It is hidden by the filter."})
	case s.hidden > 0:
		add(wrap(fmt.Sprintf("%d of them %s hidden by the filter.", s.hidden, isOrAre(s.hidden)), w))
	}
	if len(s.cannot) > 0 {
		add(listed("Skipped: ", s.cannot, "; ", w, most, c))
	}
	if len(s.changed) > 0 {
		add(listed("Changed meanwhile: ", s.changed, "; ", w, most, c))
	}
	return out
}

// wholeList is on how many lines a list stands at most where it is read in full.
const wholeList = 200

// fitted draws a page whose body has lists: on as many lines each as there is
// room for, and in full once it is scrolled. body is given that number.
func (b *bulk) fitted(p page, w int, c Context, body func(most int) []string) []string {
	said := b.first(w, c)
	draw := func(most int) []string { return slices.Concat(said, body(most)) }
	fits := func(lines []string) bool {
		return c.Height <= 0 || filled(p.head)+filled(lines)+filled(p.end) <= c.Height
	}
	all := draw(wholeList)
	if p.body = all; len(all) <= maxLines && fits(all) {
		return b.draw(p, nil, w, c)
	}
	for most := 4; most > 0; most-- {
		if p.body = draw(most); fits(p.body) {
			break
		}
	}
	if slices.Equal(all, p.body) {
		all = nil
	}
	return b.draw(p, all, w, c)
}

// listed joins names, or what is said of each, after a lead on at most so many
// lines of w cells. Where not all of it fits the names are cut in their middle;
// those that do not fit even so are counted: "web, db and 5 more".
func listed(lead string, items []string, by string, w, most int, c Context) []string {
	if most >= wholeList {
		return listedWhole(lead, items, by, w, most, c)
	}
	long := 0
	for _, item := range items {
		long = max(long, text.Width(item))
	}
	short := func(most int) []string {
		out := make([]string, len(items))
		for i := range items {
			out[i] = text.ShortWords(items[i], most, c.Theme.Glyphs.Ellipsis)
		}
		return out
	}
	// No more is cut off than is needed to name all.
	less := sort.Search(max(long-text.NameLeast, 0), func(less int) bool {
		_, cut := text.Wrap(lead+strings.Join(short(long-less), by), max(w, 1), most)
		return !cut
	})
	return listedWhole(lead, short(max(long-less, text.NameLeast)), by, w, most, c)
}

// listedWhole joins words after a lead on at most so many lines of w cells; those
// that do not fit are counted: "web, db and 5 more".
func listedWhole(lead string, items []string, by string, w, most int, c Context) []string {
	draw := func(n int) ([]string, bool) {
		content := lead + strings.Join(items[:n], by)
		if left := len(items) - n; left > 0 && n > 0 {
			content += fmt.Sprintf(" and %d more", left)
		} else if left > 0 {
			content += strconv.Itoa(left)
		}
		lines, cut := text.Wrap(content, max(w, 1), most)
		return lines, !cut
	}
	// How many fit; the last of all needs no "and 1 more" behind it.
	best, fits := draw(len(items))
	if !fits {
		n := sort.Search(len(items)-1, func(n int) bool { _, fits := draw(n + 1); return !fits })
		best, _ = draw(n)
	}
	if n := len(items); n == 0 || best[0] != lead+strconv.Itoa(n) {
		return best
	}
	// Not even one: its beginning and its end, where there is room for them.
	rest := ""
	if len(items) > 1 {
		rest = fmt.Sprintf(" and %d more", len(items)-1)
	}
	if room := w - text.Width(lead) - text.Width(rest); room >= leastName {
		best = []string{lead + text.Middle(text.Words(items[0], room, c.Theme.Glyphs.Ellipsis), room, c.Theme.Glyphs.Ellipsis) + rest}
	}
	return best
}

// leastName is how many cells of a name say something.
const leastName = 8

// names returns the names of rows.
func names(rows []*fleet.Row) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.Name
	}
	return out
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// objects is a number of objects with the noun: "1 application", "3 containers".
func objects(n int, k fleet.Kind) string {
	if n == 1 {
		return "1 " + k.String()
	}
	return fmt.Sprintf("%d %ss", n, k)
}

// radius is what is known of the reach of an action on many objects.
type radius struct {
	containers int      // that there are, or shall be
	running    int      // of these
	addresses  []string // by which they are reached: "web (web.example.com, 80/tcp)"
	linked     []string // applications that link to them and are not among them
	checking   []string // those of which that is not known yet
	unchecked  []string // those of which it will not be known
	shrinks    []string // "web goes 5 → 3": applications that lose containers
}

func (b *bulk) reach(rows []*fleet.Row, c Context) radius {
	var r radius
	among := map[string]bool{}
	for _, one := range rows {
		among[one.ID.Key] = true
	}
	lost := map[string]int{} // containers, by their application
	var owners []string
	for _, one := range rows {
		if a := addresses(one); a != "" {
			if one.Container == nil || !strings.HasPrefix(a, one.Name) { // whose they are
				a = one.Name + " (" + a + ")"
			}
			r.addresses = append(r.addresses, a)
		}
		if app := one.Application; app != nil {
			r.containers += max(app.Current, app.Target)
			r.running += app.Running
			linkers, known := c.Fleet.Linkers(one.ID)
			switch {
			case known:
			case b.checks(one.ID, c):
				r.checking = append(r.checking, one.Name)
			default:
				r.unchecked = append(r.unchecked, one.Name)
			}
			for _, by := range linkers {
				if !among[by.ID.Key] && !slices.Contains(r.linked, by.Name) {
					r.linked = append(r.linked, by.Name)
				}
			}
			continue
		}
		r.containers++
		owner := one.ApplicationUUID()
		if lost[owner] == 0 {
			owners = append(owners, owner)
		}
		lost[owner]++
	}
	for _, uuid := range owners {
		if app := row(c, fleet.ID{Kind: fleet.Applications, Key: uuid}); app != nil {
			target := app.Application.Target
			r.shrinks = append(r.shrinks, fmt.Sprintf("%s goes %d %s %d", app.Name, target, c.Theme.Glyphs.Arrow, max(target-lost[uuid], 0)))
		}
	}
	return r
}

// checks says whether the detail of an object, which has its links, is on its way.
func (b *bulk) checks(id fleet.ID, c Context) bool {
	d := c.Fleet.Detail(id)
	return b.Subjects() != nil && (d == nil || d.Err == nil)
}

// links draws which other applications link to those that are marked, and of
// which of them that is not known.
func (r *radius) links(says string, w, most int, c Context) []string {
	lines := mayList(says, r.linked, w, most, c)
	if most < wholeList {
		most = min(most, 2)
	}
	lines = append(lines, whoIsLinked("Still checking who is linked to ", r.checking, w, most, c)...)
	return append(lines, whoIsLinked("Not checked: who is linked to ", r.unchecked, w, most, c)...)
}

// whoIsLinked is a sentence about the links of some objects, nothing where there
// are none. Those that do not fit are counted: "web, db and 5 others".
func whoIsLinked(lead string, names []string, w, most int, c Context) []string {
	lines := mayList(lead, names, w-len("rs."), most, c) // "others" is longer than "more"
	if len(lines) == 0 {
		return nil
	}
	last := &lines[len(lines)-1]
	if one, ok := strings.CutSuffix(*last, " 1 more"); ok {
		*last = one + " 1 other"
	} else if many, ok := strings.CutSuffix(*last, " more"); ok {
		*last = many + " others"
	}
	*last += "."
	return lines
}

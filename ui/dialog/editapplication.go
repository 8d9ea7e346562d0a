package dialog

import (
	"fmt"
	"strconv"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/form"
)

// editApplication changes the target and the web address of an application;
// only what was changed is sent.
type editApplication struct {
	*Form
	*object
	target int    // as they are known
	web    string // likewise
}

// EditApplication returns the form to change an application.
func EditApplication(r *fleet.Row) *Form {
	e := &editApplication{object: newObject(r), target: r.Application.Target, web: r.Application.WebPublicDNS}
	e.Form = &Form{
		title: "Edit " + r.Name, build: e.build, follow: e.follow, about: e.object, unchanged: func() bool { return !e.changes() },
		form: form.New([]form.Field{
			{Name: fieldTarget, Label: "Containers", Kind: form.Number, Default: "as it is", Check: e.checkTarget, Hint: "How many containers to run, 1 to 1000."},
			{Name: fieldWeb, Label: "Web address", Default: "none", Check: e.checkWeb, Hint: "Your domain name, e.g. www.example.com; empty for none."},
		}, "Save"),
	}
	e.form.Set(fieldTarget, strconv.Itoa(e.target))
	e.form.Set(fieldWeb, e.web)
	return e.Form
}

// wanted is the number of containers that is asked for, the target where none is.
func (e *editApplication) wanted() int {
	if n, problems := parseCount(e.form.Value(fieldTarget)); len(problems) == 0 {
		return n
	}
	return e.target
}

func (e *editApplication) changes() bool {
	target := e.form.Value(fieldTarget)
	return target != "" && target != strconv.Itoa(e.target) || e.form.Value(fieldWeb) != e.web
}

func (e *editApplication) checkTarget(f *form.Form) []form.Problem {
	if f.Value(fieldTarget) == strconv.Itoa(e.target) {
		return nil // it may be out of range already
	}
	return checkTarget(f)
}

func (e *editApplication) checkWeb(f *form.Form) []form.Problem {
	if v := f.Value(fieldWeb); v == "" || v == e.web || isDomain(v) {
		return nil
	}
	return []form.Problem{doubtful("a domain name is letters, digits and hyphens, with dots between its parts")}
}

// follow says what is destroyed.
func (e *editApplication) follow(c Context) (string, bool) {
	e.title = "Edit " + e.name
	now := row(c, e.id)
	if now == nil || now.Gone() {
		return e.name + " is gone: there is nothing to edit", true
	}
	if why := e.replaced(now); why != "" {
		return why, true
	}
	target, web := now.Application.Target, now.Application.WebPublicDNS
	if target != e.target { // what was not touched follows
		if e.form.Value(fieldTarget) == strconv.Itoa(e.target) {
			e.form.Set(fieldTarget, strconv.Itoa(target))
		}
		e.target = target
	}
	if web != e.web {
		if e.form.Value(fieldWeb) == e.web {
			e.form.Set(fieldWeb, web)
		}
		e.web = web
	}
	e.form.Button = "Save"
	wanted := e.wanted()
	if wanted == target {
		return "", false
	}
	if why := c.Fleet.Blocked(fleet.Scale, now, c.Now).String(); why != "" && !e.sending {
		return "cannot change the number of containers: " + why, true
	}
	change := fmt.Sprintf("%d %s %d: ", target, c.Theme.Glyphs.Arrow, wanted)
	if wanted > target {
		return change + "adds " + text.Count(wanted-target, "container") + ".", false
	}
	lost := target - wanted
	e.form.Button = "Destroy " + text.Count(lost, "container") + " and save"
	return change + "destroys " + lostContainers(lost, now.Owner() != "", c), false
}

func (e *editApplication) build(Context) Request {
	var u client.ApplicationUpdate
	if n := e.wanted(); n != e.target {
		u.Target = &n
	}
	if web := e.form.Value(fieldWeb); web != e.web {
		u.WebPublicDNS = &web
	}
	return UpdateApplication{Form: e.Form, Seen: e.seen, Name: text.Clean(e.name), Update: u}
}

package dialog

import (
	"fmt"

	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/text"
	"fleetop/ui/form"
)

const fieldTag = "tag"

// redeploy replaces all containers of an application by new ones.
type redeploy struct {
	*Form
	*object
}

// NewRedeploy returns the form that asks for the tag to redeploy an application with.
func NewRedeploy(r *fleet.Row) *Form {
	e := &redeploy{object: newObject(r)}
	e.Form = &Form{
		title: "Redeploy " + r.Name, danger: true, build: e.build, follow: e.follow, about: e.object,
		form: form.New([]form.Field{
			{Name: fieldTag, Label: "Tag", Default: "the same as now", Check: checkTag, Hint: "Tag of the image, e.g. v2; empty keeps the current one."},
		}, "Redeploy"),
	}
	return e.Form
}

func checkTag(f *form.Form) []form.Problem {
	for _, r := range f.Value(fieldTag) {
		if r <= ' ' || r == ':' || r == '/' {
			return []form.Problem{blocking("a tag alone, without the image: letters, digits, dots, hyphens and underscores")}
		}
	}
	return nil
}

func (e *redeploy) follow(c Context) (string, bool) {
	e.title = "Redeploy " + e.name
	if why := refused(c, orders.Action{Verb: fleet.Redeploy, ID: e.id, Seen: e.seen}, e.name); why != "" && !e.sending {
		return why, true
	}
	now := row(c, e.id)
	if now == nil {
		return "", false
	}
	a := now.Application
	content := fmt.Sprintf("All %s of %s are replaced with new ones: all data in them%s lost, for good. From %s.", text.Count(a.Current, "container"), now.Name, alsoLogs(c, "their logs"), a.ImageName)
	switch a.Current {
	case 0:
		content = fmt.Sprintf("%s has no containers now, so nothing is lost. From %s.", now.Name, a.ImageName)
	case 1:
		content = fmt.Sprintf("The 1 container of %s is replaced with a new one: all data in it%s lost, for good. From %s.", now.Name, alsoLogs(c, "its log"), a.ImageName)
	}
	return content, false
}

func (e *redeploy) build(Context) Request {
	return RedeployApplication{Form: e.Form, Seen: e.seen, Name: text.Clean(e.name), Tag: e.form.Value(fieldTag)}
}

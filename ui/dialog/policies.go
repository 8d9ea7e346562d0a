package dialog

import (
	"cmp"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/text"
	"fleetop/ui/form"
)

// setPolicies changes the three policies of an application; only what was
// changed is sent.
type setPolicies struct {
	*Form
	*object
	was map[string]string // the policies as they are known
	why string            // why it cannot be changed now when containers come back, "" where it can
}

// policyFields are the fields of the three policies, by their names in the API.
func policyFields() []string { return []string{fieldRestart, fieldReplace, fieldDestroy} }

// NewPolicies returns the form to change the policies of an application.
func NewPolicies(r *fleet.Row) *Form {
	e := &setPolicies{object: newObject(r), was: policiesOf(r), why: r.Application.Refusals[fieldRestart]}
	e.Form = &Form{
		title: "Policies of " + r.Name, build: e.build, follow: e.follow, about: e.object, unchanged: func() bool { return len(e.changes()) == 0 },
		form: form.New([]form.Field{
			{Name: fieldRestart, Label: "Restart", Kind: form.Choice, Options: policies(), Check: e.check(fieldRestart), Hint: "Whether a container that stops by itself is started again."},
			{Name: fieldReplace, Label: "Replace", Kind: form.Choice, Options: policies(), Check: e.check(fieldReplace), Hint: "Whether a container that stops by itself is replaced by a new one, its data lost."},
			{Name: fieldDestroy, Label: "Destroy", Kind: form.Choice, Options: policies(), Hint: "Whether a container that stops by itself is terminated, its data lost."},
		}, "Change"),
	}
	e.show(policyFields()...)
	return e.Form
}

// check says of a policy that is changed why it cannot be. A cluster has one rule for both, the stronger.
func (e *setPolicies) check(name string) func(*form.Form) []form.Problem {
	return func(f *form.Form) []form.Problem {
		value := func(name string) string { return cmp.Or(f.Value(name), e.was[name]) }
		isSame := stronger(value(fieldRestart), value(fieldReplace)) == stronger(e.was[fieldRestart], e.was[fieldReplace])
		if e.why == "" || isSame || value(name) == e.was[name] {
			return nil
		}
		return []form.Problem{{Text: e.why, Blocks: true}}
	}
}

// stronger is the one of two policies that covers more.
func stronger(a, b string) client.Policy {
	for _, p := range []client.Policy{client.PolicyAlways, client.PolicyOnFailure} {
		if client.Policy(a) == p || client.Policy(b) == p {
			return p
		}
	}
	return client.PolicyOff
}

func policiesOf(r *fleet.Row) map[string]string {
	a := r.Application
	return map[string]string{fieldRestart: string(a.Autorestart), fieldReplace: string(a.Autoreplace), fieldDestroy: string(a.Autodestroy)}
}

// show enters the policies as they are known.
func (e *setPolicies) show(fields ...string) {
	for _, name := range fields {
		e.form.Default(name, "leave it as it is; this server does not say what it is")
		if e.was[name] != "" {
			e.form.Default(name, "leave it as it is: "+text.Clean(e.was[name]))
		}
		if e.was[name] == "" {
			e.form.Set(name)
		} else {
			e.form.Set(name, e.was[name])
		}
	}
}

// changes are the fields that differ from what is known.
func (e *setPolicies) changes() []string {
	var out []string
	for _, name := range policyFields() {
		if e.form.Value(name) != e.was[name] && e.form.Value(name) != "" {
			out = append(out, name)
		}
	}
	return out
}

func (e *setPolicies) follow(c Context) (string, bool) {
	e.title = "Policies of " + e.name
	if why := refused(c, orders.Action{Verb: fleet.SetPolicies, ID: e.id, Seen: e.seen}, e.name); why != "" && !e.sending {
		return why, true
	}
	now := row(c, e.id)
	if now == nil {
		return "", false
	}
	known := policiesOf(now)
	e.why = now.Application.Refusals[fieldRestart]
	for _, name := range policyFields() { // what was not touched follows
		if known[name] != e.was[name] {
			touched := e.form.Value(name) != e.was[name]
			value := e.form.Values(name)
			e.was[name] = known[name]
			if e.show(name); touched {
				e.form.Set(name, value...)
			}
		}
	}
	e.danger = e.form.Value(fieldDestroy) == string(client.PolicyAlways)
	switch {
	case e.danger:
		return "Destroy ALWAYS terminates every container that stops by itself, also one that ended well: its data is lost.", false
	case len(e.changes()) == 0 && e.why != "":
		return "Only Destroy can act otherwise now: " + e.why + ".", false
	case len(e.changes()) == 0:
		return "Nothing is changed yet, so nothing will be sent.", false
	}
	return "They act on containers that stop by themselves, in this order; an explicit stop is not one.", false
}

func (e *setPolicies) build(Context) Request {
	var u client.ApplicationUpdate
	for _, name := range e.changes() {
		value := client.Policy(e.form.Value(name))
		switch name {
		case fieldRestart:
			u.Autorestart = &value
		case fieldReplace:
			u.Autoreplace = &value
		default:
			u.Autodestroy = &value
		}
	}
	return ChangePolicies{Form: e.Form, Seen: e.seen, Name: text.Clean(e.name), Update: u}
}

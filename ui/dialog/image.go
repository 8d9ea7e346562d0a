package dialog

import (
	"strings"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/form"
)

// The fields of a private image, by their names in the API.
const (
	fieldUsername    = "username"
	fieldPassword    = "password"
	fieldDescription = "description"
)

const keptWithout = " all but the password"

// NewImage returns the form of a private image to add to the account.
func NewImage() *Form {
	d := &Form{title: "Add a private image", closing: keptWithout}
	d.form = form.New([]form.Field{
		{Name: fieldName, Label: "Name", Default: "required", Check: checkImageName, Hint: "With its registry and without a tag, as in quay.io/user/my-private-image."},
		{Name: fieldUsername, Label: "User", Default: "required", Check: required(fieldUsername, "the user at the registry is needed"), Hint: "Who the image is pulled as."},
		{Name: fieldPassword, Label: "Password", Kind: form.Masked, Default: "required", Check: required(fieldPassword, "the password at the registry is needed"), Hint: "Never shown, and kept nowhere."},
		{Name: fieldDescription, Label: "Description", Default: "default: none", Hint: "A note for those who read the list."},
	}, "Add")
	d.build = func(Context) Request {
		return AddImage{Form: d, Image: client.NewImage{
			Name: d.form.Value(fieldName), Username: d.form.Value(fieldUsername), Password: d.form.Value(fieldPassword), Description: d.form.Value(fieldDescription),
		}}
	}
	return d
}

func required(field, content string) func(f *form.Form) []form.Problem {
	return func(f *form.Form) []form.Problem {
		if f.Value(field) == "" {
			return []form.Problem{blocking("%s", content)}
		}
		return nil
	}
}

func checkImageName(f *form.Form) []form.Problem {
	switch v := f.Value(fieldName); {
	case v == "":
		return []form.Problem{blocking("a name is needed")}
	case strings.ContainsAny(v, " \t"):
		return []form.Problem{blocking("the name of an image has no spaces")}
	case strings.ContainsRune(v[strings.LastIndexByte(v, '/')+1:], ':'):
		return []form.Problem{doubtful("the name goes without a tag")}
	case !strings.Contains(v, "/"):
		return []form.Problem{doubtful("a private image has its registry in front, as in quay.io/user/image")}
	}
	return nil
}

// editImage changes the description of a private image and the credentials it
// is pulled with; only what was changed is sent.
type editImage struct {
	*Form
	*object
	description string // as it is known
}

// EditImage returns the form to change a private image.
func EditImage(r *fleet.Row) *Form {
	e := &editImage{object: newObject(r), description: r.Image.Description}
	e.Form = &Form{
		title: "Edit " + r.Name, closing: keptWithout, build: e.build, follow: e.follow, about: e.object, unchanged: func() bool { return !e.changes() },
		form: form.New([]form.Field{
			{Name: fieldDescription, Label: "Description", Default: "none", Hint: "A note for those who read the list."},
			{Name: fieldUsername, Label: "User", Default: "as it is", Hint: "Who the image is pulled as; only together with the password."},
			{Name: fieldPassword, Label: "Password", Kind: form.Masked, Default: "as it is", Check: e.checkPassword, Hint: "Never shown, and kept nowhere."},
		}, "Save"),
	}
	e.form.Set(fieldDescription, e.description)
	return e.Form
}

func (e *editImage) changes() bool {
	return e.form.Value(fieldDescription) != e.description || e.form.Filled(fieldUsername) || e.form.Filled(fieldPassword)
}

func (e *editImage) checkPassword(f *form.Form) []form.Problem {
	if f.Filled(fieldUsername) && !f.Filled(fieldPassword) {
		return []form.Problem{blocking("a user needs its password too")}
	}
	return nil
}

func (e *editImage) follow(c Context) (string, bool) {
	now := row(c, e.id)
	if now == nil {
		return e.name + " is gone: there is nothing to edit", true
	}
	if why := e.replaced(now); why != "" {
		return why, true
	}
	if why := c.Fleet.Blocked(fleet.Remove, now, c.Now).String(); why != "" && !e.sending {
		return "cannot be changed: " + why, true
	}
	if d := now.Image.Description; d != e.description {
		if e.form.Value(fieldDescription) == e.description {
			e.form.Set(fieldDescription, d)
		}
		e.description = d
	}
	return "", false
}

func (e *editImage) build(Context) Request {
	var u client.ImageUpdate
	if d := e.form.Value(fieldDescription); d != e.description {
		u.Description = &d
	}
	if e.form.Filled(fieldUsername) {
		user := e.form.Value(fieldUsername)
		u.Username = &user
	}
	if e.form.Filled(fieldPassword) {
		password := e.form.Value(fieldPassword)
		u.Password = &password
	}
	return UpdateImage{Form: e.Form, Seen: e.seen, Name: text.Clean(e.name), Update: u}
}

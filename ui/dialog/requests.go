package dialog

import (
	"fleetop/client"
	"fleetop/internal/fleet"
)

// What forms ask for. Each names the form, which takes in what comes of it, and
// what changes an object the one that the form was opened on.
type (
	// CreateApplication asks for a new application.
	CreateApplication struct {
		Form        *Form
		Name        string // how it is called until the server names it
		Application client.NewApplication
	}
	// UpdateApplication asks to change an application.
	UpdateApplication struct {
		Form   *Form
		Seen   fleet.Identity
		Name   string
		Update client.ApplicationUpdate
	}
	// RedeployApplication asks to replace all containers of an application.
	RedeployApplication struct {
		Form *Form
		Seen fleet.Identity
		Name string
		Tag  string // "" for the one it has
	}
	// ChangePolicies asks to change policies of an application.
	ChangePolicies struct {
		Form   *Form
		Seen   fleet.Identity
		Name   string
		Update client.ApplicationUpdate
	}
	// AddImage asks to add a private image to the account.
	AddImage struct {
		Form  *Form
		Image client.NewImage
	}
	// UpdateImage asks to change a private image.
	UpdateImage struct {
		Form   *Form
		Seen   fleet.Identity
		Name   string
		Update client.ImageUpdate
	}
	// Like asks for everything about an application, to fill a form from it.
	Like struct {
		Form *Form
		ID   fleet.ID
		Name string
	}
	// FormClosed says that a form was closed. It may hold something that is to be kept.
	FormClosed struct{ Form *Form }
	// OpenEditor asks for an editor on a form as a file of that name.
	OpenEditor struct {
		Form       *Form
		Name, Text string
	}
)

// String leaves the password out.
func (r AddImage) String() string { return "add image " + r.Image.Name }

// String leaves the password out.
func (r UpdateImage) String() string { return "update image " + r.Name }

// Package ledger is the file that holds what a platform cannot ask its engine for after a restart: how
// many containers an application should have, what was changed of it, what was stopped on purpose,
// what is terminated and still listed, the images of the account.
//
// One file serves several daemons: applications and containers have identifiers that no two daemons
// share, and images are held apart. A lost file costs what was changed, no more.
package ledger

import (
	"maps"
	"time"
	"unicode/utf8"

	"fleetop/internal/platform/engine"
)

// Content is what a file holds. All times are by the clock of this machine.
type Content struct {
	// Applications are held by UUID, Terminated containers and Ended applications, too.
	Applications map[string]Application `json:"applications,omitempty"`
	Terminated   map[string]Container   `json:"terminated,omitempty"`
	Ended        map[string]Ended       `json:"ended,omitempty"`
	// Images are the images that were added to the account, by place (see [Options.Place]) and name.
	Images map[string]map[string]Image `json:"images,omitempty"`
	// Credentials are those of their registries, likewise. They are in a file of their own.
	Credentials map[string]map[string]Credentials `json:"-"`
}

// Application is what is kept of an application that is there.
type Application struct {
	// Name is its unique name, for messages.
	Name string `json:"name"`
	// Seen is the day on which it was there last.
	Seen string `json:"seen"`
	// Target is how many containers it should have, 0 if nobody has said it.
	Target int `json:"target,omitempty"`
	// Policies are autorestart, autoreplace and autodestroy, "ALWAYS OFF OFF"; empty for those it was
	// made with.
	Policies string `json:"policies,omitempty"`
	// Web is its own domain; nil for the one it was made with.
	Web *string `json:"web,omitempty"`
	// Stopped says when containers were stopped on purpose, Stopping when that was asked for.
	Stopped  map[string]time.Time `json:"stopped,omitempty"`
	Stopping map[string]time.Time `json:"stopping,omitempty"`
	// UnderWay is what was asked of it and had not come to its end; nil for nothing.
	UnderWay *UnderWay `json:"under_way,omitempty"`
}

// UnderWay is something that was asked of an application.
type UnderWay struct {
	// Verb is what the application was doing, such as "Scaling".
	Verb string `json:"verb"`
	// From and To are the numbers of containers before and after.
	From int       `json:"from"`
	To   int       `json:"to"`
	At   time.Time `json:"at"`
	// Place is the daemon; see [Options.Place].
	Place string `json:"place"`
}

// Dates are the dates of an object; the zero time is never.
type Dates struct {
	Deployed  time.Time `json:"deployed,omitzero"`
	Started   time.Time `json:"started,omitzero"`
	Stopped   time.Time `json:"stopped,omitzero"`
	Destroyed time.Time `json:"destroyed"`
}

// Made is what containers were made from. Environments are not kept: they may hold secrets.
type Made struct {
	Image      string `json:"image"`
	Tag        string `json:"tag,omitempty"`
	Digest     string `json:"digest,omitempty"`
	Command    string `json:"command,omitempty"`
	Entrypoint string `json:"entrypoint,omitempty"`
	Size       string `json:"size"`
	Unlimited  bool   `json:"unlimited,omitempty"`
	Ports      []Port `json:"ports,omitempty"`
}

// Port is a port of a container. Outer is 0 where it has none.
type Port struct {
	Inner    int    `json:"inner"`
	Protocol string `json:"protocol"`
	Outer    int    `json:"outer,omitempty"`
}

// Container is a container that is terminated.
type Container struct {
	Application string `json:"application"`
	Name        string `json:"name"`
	Number      int    `json:"number"`
	DNS         string `json:"dns,omitempty"`
	// Exit is the code of its program, nil if none ended. Reason says why it could not be started.
	Exit        *int   `json:"exit,omitempty"`
	OutOfMemory bool   `json:"out_of_memory,omitempty"`
	Reason      string `json:"reason,omitempty"`
	Made
	Dates
}

// Ended is an application that is terminated as a whole.
type Ended struct {
	Name     string `json:"name"`
	Unique   string `json:"unique"`
	Target   int    `json:"target"`
	Policies string `json:"policies"`
	Web      string `json:"web,omitempty"`
	DNS      string `json:"dns,omitempty"`
	Global   bool   `json:"global,omitempty"`
	// Owner is who made it in words, empty if it was made here.
	Owner string `json:"owner,omitempty"`
	Made
	Dates
}

// Image is an image that was added to the account.
type Image struct {
	Description string `json:"description"`
}

// Credentials are those of an image's registry.
type Credentials struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

// The bounds of what is read. A file that goes beyond them was not written here.
const (
	mostText    = 4096
	mostName    = 255
	mostNumber  = 1_000_000
	mostPorts   = 64
	mostStopped = 10_000
)

// check takes out what cannot be true, and returns how much that was.
func (c *Content) check() int {
	before := len(c.Applications) + len(c.Terminated) + len(c.Ended)
	maps.DeleteFunc(c.Applications, func(id string, a Application) bool { return !engine.IsUUID(id) || !a.isSound() })
	maps.DeleteFunc(c.Terminated, func(id string, t Container) bool { return !engine.IsUUID(id) || !t.isSound() })
	maps.DeleteFunc(c.Ended, func(id string, e Ended) bool { return !engine.IsUUID(id) || !e.isSound() })
	n := before - len(c.Applications) - len(c.Terminated) - len(c.Ended)
	for _, images := range c.Images {
		before := len(images)
		maps.DeleteFunc(images, func(name string, m Image) bool { return !isName(name) || !isText(m.Description) })
		n += before - len(images)
	}
	for _, list := range c.Credentials {
		before := len(list)
		maps.DeleteFunc(list, func(name string, c Credentials) bool {
			return !isName(name) || !isText(c.Username) || !isText(c.Password)
		})
		n += before - len(list)
	}
	return n
}

func (a *Application) isSound() bool {
	if _, err := time.Parse(time.DateOnly, a.Seen); err != nil {
		return false
	}
	for _, list := range []map[string]time.Time{a.Stopped, a.Stopping} {
		if len(list) > mostStopped {
			return false
		}
		for id, at := range list {
			if !engine.IsUUID(id) || at.IsZero() {
				return false
			}
		}
	}
	return isName(a.Name) && isNumber(a.Target) && isText(a.Policies) && (a.Web == nil || isText(*a.Web)) &&
		(a.UnderWay == nil || a.UnderWay.isSound())
}

func (u *UnderWay) isSound() bool {
	return isName(u.Verb) && isNumber(u.From) && isNumber(u.To) && isText(u.Place)
}

func (m *Made) isSound() bool {
	if len(m.Ports) > mostPorts {
		return false
	}
	for _, p := range m.Ports {
		if p.Inner < 1 || p.Inner > 65535 || p.Outer < 0 || p.Outer > 65535 || p.Protocol != "tcp" && p.Protocol != "udp" {
			return false
		}
	}
	return isName(m.Image) && isText(m.Tag) && isText(m.Digest) && isText(m.Command) && isText(m.Entrypoint) && isText(m.Size)
}

func (c *Container) isSound() bool {
	return engine.IsUUID(c.Application) && isName(c.Name) && isNumber(c.Number) && isText(c.DNS) && isText(c.Reason) &&
		c.Made.isSound() && !c.Destroyed.IsZero()
}

func (e *Ended) isSound() bool {
	return isName(e.Name) && isName(e.Unique) && isNumber(e.Target) && isText(e.Policies) && isText(e.Web) && isText(e.DNS) &&
		isText(e.Owner) && e.Made.isSound() && !e.Destroyed.IsZero()
}

func isNumber(n int) bool { return n >= 0 && n <= mostNumber }

// isName reports whether a text may be a name: one line that is not long.
func isName(s string) bool { return s != "" && len(s) <= mostName && isText(s) && !hasBreak(s) }

// isText reports whether a text has nothing but characters that can be shown, and is not long.
func isText(s string) bool {
	if len(s) > mostText || !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 {
			return false
		}
	}
	return true
}

func hasBreak(s string) bool {
	for i := range len(s) {
		if s[i] == '\n' || s[i] == '\t' {
			return true
		}
	}
	return false
}

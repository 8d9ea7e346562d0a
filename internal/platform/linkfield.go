package platform

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// linksField is the parameter that names the applications a new one links to.
const linksField = "linked_to_application"

// minUUIDStart is the least number of characters by which a uuid is recognised. Shorter texts are
// names: "db" is not a uuid that begins with db.
const minUUIDStart = 4

// linkRef is one element of linked_to_application: what names the application, and the alias under
// which its variables are known, "" for its own name.
type linkRef struct {
	to, alias string
}

// resolvedLink is a linkRef whose application was found.
type resolvedLink struct {
	to    *application
	alias string
}

// links returns linked_to_application as it was sent. An element is a string, or an object
// {"to_application": "db", "name": "alias"}.
func (f *fields) links(pat *patterns) []linkRef {
	var list []json.RawMessage
	if !f.into(linksField, &list, "an array of applications, each a name, a uuid or a URI") {
		return nil
	}
	if len(list) > maxLinks {
		f.fail(linksField, "An application links to at most "+strconv.Itoa(maxLinks)+" others.")
		return nil
	}
	refs := make([]linkRef, 0, len(list))
	for _, raw := range list {
		ref, wrong := parseLink(raw)
		switch {
		case wrong != "":
			f.fail(linksField, wrong)
		case ref.alias != "" && !pat.name.MatchString(ref.alias):
			f.fail(linksField, "The alias "+quoted(ref.alias)+" is not a name. "+nameRule)
		default:
			refs = append(refs, ref)
		}
	}
	return refs
}

// parseLink reads one element of linked_to_application. It returns a message if it has neither of
// the two forms.
func parseLink(raw json.RawMessage) (linkRef, string) {
	var ref linkRef
	if bytes.HasPrefix(raw, []byte("{")) {
		var object struct {
			To   *string `json:"to_application"`
			Name *string `json:"name"`
		}
		if json.Unmarshal(raw, &object) != nil || object.To == nil {
			return ref, `A link given as an object needs "to_application" and may have "name", both strings.`
		}
		ref.to = *object.To
		if object.Name != nil {
			ref.alias = *object.Name
		}
	} else if err := json.Unmarshal(raw, &ref.to); err != nil || string(raw) == "null" {
		return ref, "A link must be a string or an object, not " + cut(string(raw), 40) + "."
	}
	if ref.to == "" {
		return ref, "A link must name an application; it is empty."
	}
	return ref, ""
}

// findLinks returns the applications that the links name. What cannot be resolved is noted in f.
// p.mu is held.
func (p *Platform) findLinks(f *fields, refs []linkRef) []resolvedLink {
	links := make([]resolvedLink, 0, len(refs))
	for _, ref := range refs {
		to, wrong := p.findApplication(ref.to)
		if wrong != "" {
			f.fail(linksField, wrong)
			continue
		}
		links = append(links, resolvedLink{to, ref.alias})
	}
	if wrong := clashOfAliases(links); wrong != "" {
		f.fail(linksField, wrong)
	}
	return links
}

// clashOfAliases returns a message if the variables of one link would hide those of another: an
// alias that is used twice or is what another application is called, or an application that has two
// aliases.
func clashOfAliases(links []resolvedLink) string {
	for i, l := range links {
		for _, other := range links[:i] {
			switch {
			case l.to == other.to && l.alias != other.alias && l.alias != "" && other.alias != "":
				return "The application " + l.to.unique + " is given two aliases, " +
					quoted(other.alias) + " and " + quoted(l.alias) + "."
			case l.to != other.to && l.alias+other.alias != "" && l.prefix() == other.prefix():
				return "The applications " + other.to.unique + " and " + l.to.unique +
					" would have the same link variables, " + l.prefix() + "_…: give them different aliases."
			}
		}
	}
	return ""
}

// prefix is what the names of the link's variables start with.
func (l resolvedLink) prefix() string { return l.to.varPrefix(l.alias) }

// findApplication finds a living application by its URI, its uuid, its unique name or the start of
// its uuid, in this order. It returns a message that names what was given if that leads to none or
// to several. p.mu is held.
func (p *Platform) findApplication(given string) (*application, string) {
	name := given
	if at := strings.LastIndex(given, applicationURI); at >= 0 {
		name = strings.TrimSuffix(given[at+len(applicationURI):], "/")
	}
	if a := p.apps.by[strings.ToLower(name)]; a != nil && !a.ended {
		return a, ""
	}
	if a := p.names[name]; a != nil {
		return a, ""
	}
	var found []*application
	if len(name) >= minUUIDStart {
		for _, a := range p.apps.list {
			if !a.ended && strings.HasPrefix(a.uuid, strings.ToLower(name)) {
				found = append(found, a)
			}
		}
	}
	switch len(found) {
	case 1:
		return found[0], ""
	case 0:
		return nil, "There is no application " + quoted(given) + "."
	default:
		return nil, "Several applications have a uuid that starts with " + quoted(given) + ": " +
			found[0].unique + ", " + found[1].unique + "."
	}
}

// quoted is text from outside as messages show it.
func quoted(s string) string { return strconv.QuoteToASCII(cut(s, 100)) }

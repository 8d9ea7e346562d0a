package platform

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// A Write is a request that asked for a change, and its result. Its texts are as clients sent them.
type Write struct {
	// User is the owner of the key, empty if the key was wrong or missing; Client is the address
	// and port of the client.
	User, Client string
	// Action is what was asked for, such as "terminate" or "update, target 3".
	Action string
	// Kind is the kind of object, "application", "container" or "image", empty if the path names
	// none. Object is its UUID or the name of the image, else the path; Name is its unique name if
	// that is known.
	Kind, Object, Name string
	// Status is the status of the answer, Reason why it failed.
	Status int
	Reason string
}

// describe says what a request asked for and what was answered.
func (p *Platform) describe(r *http.Request, a reply) Write {
	w := Write{Client: r.RemoteAddr, Action: r.Method, Object: r.URL.EscapedPath(), Status: a.status}
	w.User, _ = p.Identify(r)
	path, known := strings.CutPrefix(r.URL.Path, apiRoot)
	kind, rest, _ := strings.Cut(strings.TrimSuffix(path, "/"), "/")
	if known && (kind == "application" || kind == "container" || kind == "image") {
		w.Kind = kind
		w.Object, w.Action = rest, actionWord(kind, r.Method)
		if id, verb, found := strings.Cut(rest, "/"); found && kind != "image" {
			w.Object, w.Action = id, verb
		}
	}
	w.take(a.body)
	if w.Name == "" {
		w.Name = p.nameOf(w.Kind, w.Object)
	}
	if w.Reason == "" && w.Status >= http.StatusBadRequest {
		w.Reason = http.StatusText(w.Status)
	}
	return w
}

// actionWord names the action of a method without a verb in its path.
func actionWord(kind, method string) string {
	switch {
	case method == http.MethodPost && kind == "image":
		return "add"
	case method == http.MethodPost:
		return "create"
	case method == http.MethodPatch:
		return "update"
	case method == http.MethodDelete && kind == "image":
		return "remove"
	case method == http.MethodDelete:
		return "terminate"
	default:
		return method
	}
}

// take reads the body of the answer.
func (w *Write) take(body any) {
	switch b := body.(type) {
	case *applicationRecord:
		w.Object, w.Name = b.UUID, b.UniqueName
		if w.Action == "update" || w.Action == "create" {
			w.Action += ", target " + strconv.Itoa(b.Target)
		}
	case *containerRecord:
		w.Object, w.Name = b.UUID, b.UniqueName
	case *imageRecord:
		w.Object = b.Name
	case errorBody:
		w.Reason = b.Error
	case faultBody:
		w.Reason = b.Message
	case map[string]map[string][]string:
		for _, fields := range b {
			for _, key := range slices.Sorted(maps.Keys(fields)) {
				w.Reason = strings.TrimPrefix(w.Reason+"; ", "; ") + key + ": " + strings.Join(fields[key], " ")
			}
		}
	}
}

// nameOf returns the unique name of an object, empty if there is none.
func (p *Platform) nameOf(kind, uuid string) string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if a := p.apps.by[uuid]; kind == "application" && a != nil {
		return a.unique
	}
	if c := p.conts.by[uuid]; kind == "container" && c != nil {
		return c.unique
	}
	return ""
}

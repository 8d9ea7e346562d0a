package platform

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// retryAfter is when clients may ask again while nothing can be known, in seconds: an engine tries
// every few.
const retryAfter = "2"

// maxBody is the most bytes of a request's body that are read.
const maxBody = 1 << 20

// errBodyTooLarge is the error of a body above maxBody.
var errBodyTooLarge = errors.New("the request's body is larger than 1 MiB")

// call is a request on its way to a handler.
type call struct {
	ctx  context.Context
	r    *http.Request
	now  time.Time
	id   string // the UUID or image name in the path
	base string // where the API is reached, without a slash at its end
	w    http.ResponseWriter
}

// lift takes off the limits of the connection: they are meant for answers that begin at once. Not every
// writer has them.
func (c *call) lift() {
	control := http.NewResponseController(c.w)
	_ = control.SetReadDeadline(time.Time{})
	_ = control.SetWriteDeadline(time.Time{})
}

// handler answers a call.
type handler func(p *Platform, c *call) reply

// endpoint is what can be done at a path, in the order of the Allow header.
type endpoint []struct {
	method string
	handle handler
}

// allow returns the methods of the endpoint.
func (e endpoint) allow() string {
	names := make([]string, len(e))
	for i := range e {
		names[i] = e[i].method
	}
	return strings.Join(names, ",")
}

// find returns the handler of a method. HEAD is answered as GET.
func (e endpoint) find(method string) handler {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for i := range e {
		if e[i].method == method {
			return e[i].handle
		}
	}
	return nil
}

// route answers a request: it finds the endpoint, checks the credentials, lets everything happen
// that is due, and calls the handler, unless the engine is out of reach. It returns what it
// answered.
func (p *Platform) route(w http.ResponseWriter, r *http.Request) reply {
	w.Header().Set("Fleetop-Extensions", strings.Join(p.extensions, ", "))
	rest, known := strings.CutPrefix(r.URL.Path, apiRoot)
	if !known {
		return p.send(w, r, p.now(), notFound())
	}
	if !strings.HasSuffix(r.URL.Path, "/") {
		if isRead(r.Method) {
			return p.redirect(w, r)
		}
		rest += "/" // a redirect would turn a write into a GET
	}
	if !p.authorized(r, rest) {
		if rest == authPath {
			w.Header().Set("WWW-Authenticate", `Basic realm="fleetop"`)
		}
		return p.send(w, r, p.now(), reply{status: http.StatusUnauthorized})
	}
	e, id := p.resolve(rest)
	if e == nil {
		return p.send(w, r, p.now(), notFound())
	}
	handle := e.find(r.Method)
	if handle == nil {
		w.Header().Set("Date", httpDate(p.now()))
		return sendAllowed(w, e)
	}
	p.reread()
	c := &call{ctx: r.Context(), w: w, r: r, now: p.catchUp(), id: id, base: p.baseURL(r)}
	if cause := p.lost.Load(); cause != nil {
		return p.sendLost(w, c, *cause)
	}
	if isRead(r.Method) {
		w.Header().Set(versionHeader, p.versionOf(p.mu.total()))
		if isList(rest) {
			return p.sendList(w, c, handle)
		}
	}
	if !isRead(r.Method) {
		end, busy := p.begin(c)
		if end == nil {
			w.Header().Set("Retry-After", retryAfter)
			return p.send(w, r, c.now, busy)
		}
		defer end()
	}
	return p.send(w, r, c.now, handle(p, c))
}

// isRead reports whether a method changes nothing.
func isRead(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// redirect sends a GET whose path lacks its last slash to the path that has it.
func (p *Platform) redirect(w http.ResponseWriter, r *http.Request) reply {
	to := r.URL.EscapedPath() + "/"
	if r.URL.RawQuery != "" {
		to += "?" + r.URL.RawQuery
	}
	w.Header().Set("Location", to)
	return p.send(w, r, p.now(), reply{status: http.StatusMovedPermanently})
}

// baseURL returns the root under which the API is reached: as it was told, else the address that
// the request came in by. The Host header is not used: a client can send anything in it.
func (p *Platform) baseURL(r *http.Request) string {
	if p.url != "" {
		return p.url
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	switch {
	case !ok:
		return p.base()
	case r.TLS != nil:
		return "https://" + local.String()
	default:
		return "http://" + local.String()
	}
}

// resolve finds the endpoint of a path below the API's root, and what the path names. The path ends
// in a slash.
func (p *Platform) resolve(path string) (endpoint, string) {
	resource, rest, _ := strings.Cut(path, "/")
	if resource == "image" {
		return p.resolveImage(rest)
	}
	id, verb, _ := strings.Cut(rest, "/")
	if id == "" && verb != "" {
		return nil, ""
	}
	switch resource {
	case "application":
		return resolveApplication(id, verb)
	case "container":
		return resolveContainer(id, verb)
	case "registry":
		return resolveRegistry(id, verb)
	case "engine":
		if id == "" {
			return endpoint{{http.MethodGet, (*Platform).showEngine}}, ""
		}
	case "usage":
		if id == "" {
			return endpoint{{http.MethodGet, (*Platform).listUsage}}, ""
		}
	case "auth":
		if id == "" {
			return endpoint{{http.MethodGet, (*Platform).showAccount}}, ""
		}
	}
	return nil, ""
}

func resolveApplication(id, verb string) (endpoint, string) {
	if id == "" {
		return endpoint{
			{http.MethodGet, (*Platform).listApplications},
			{http.MethodPost, (*Platform).createApplication},
		}, ""
	}
	switch verb {
	case "":
		return endpoint{
			{http.MethodGet, (*Platform).getApplication},
			{http.MethodPatch, (*Platform).updateApplication},
			{http.MethodDelete, (*Platform).terminateApplication},
		}, id
	case "start/":
		return endpoint{{http.MethodPost, (*Platform).startApplication}}, id
	case "stop/":
		return endpoint{{http.MethodPost, (*Platform).stopApplication}}, id
	case "redeploy/":
		return endpoint{{http.MethodPost, (*Platform).redeployApplication}}, id
	case "logs/":
		return endpoint{{http.MethodGet, (*Platform).applicationLogs}}, id
	}
	return nil, ""
}

func resolveContainer(id, verb string) (endpoint, string) {
	if id == "" {
		return endpoint{{http.MethodGet, (*Platform).listContainers}}, ""
	}
	switch verb {
	case "":
		return endpoint{
			{http.MethodGet, (*Platform).getContainer},
			{http.MethodDelete, (*Platform).terminateContainer},
		}, id
	case "start/":
		return endpoint{{http.MethodPost, (*Platform).startContainer}}, id
	case "stop/":
		return endpoint{{http.MethodPost, (*Platform).stopContainer}}, id
	case "logs/":
		return endpoint{{http.MethodGet, (*Platform).containerLogs}}, id
	case "usage/":
		return endpoint{{http.MethodGet, (*Platform).containerUsage}}, id
	}
	return nil, ""
}

func resolveRegistry(host, rest string) (endpoint, string) {
	switch {
	case host == "":
		return endpoint{{http.MethodGet, (*Platform).listRegistries}}, ""
	case rest == "":
		return endpoint{{http.MethodGet, (*Platform).getRegistry}}, host
	}
	return nil, ""
}

// resolveImage finds the endpoint of an image: its name has slashes of its own, and may look like
// the tag of another.
func (p *Platform) resolveImage(rest string) (endpoint, string) {
	if rest == "" {
		return endpoint{
			{http.MethodGet, (*Platform).listImages},
			{http.MethodPost, (*Platform).addImage},
		}, ""
	}
	name := strings.TrimSuffix(rest, "/")
	if i := strings.LastIndex(name, "/tag/"); i > 0 && !strings.Contains(name[i+len("/tag/"):], "/") && !p.hasImage(name) {
		return endpoint{{http.MethodGet, (*Platform).getImageTag}}, name
	}
	return endpoint{
		{http.MethodGet, (*Platform).getImage},
		{http.MethodPatch, (*Platform).updateImage},
		{http.MethodDelete, (*Platform).deleteImage},
	}, name
}

// readBody reads the request's body up to maxBody.
func (c *call) readBody() ([]byte, error) {
	if c.r.Body == nil {
		return nil, nil
	}
	b, err := io.ReadAll(io.LimitReader(c.r.Body, maxBody+1))
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller says what it was about
	}
	if len(b) > maxBody {
		return nil, errBodyTooLarge
	}
	return b, nil
}

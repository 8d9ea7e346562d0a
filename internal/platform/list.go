package platform

import (
	"net/http"
	"net/url"
	"strconv"
)

const (
	defaultLimit = 25
	maxLimit     = 100
)

// listBody is a page of a list on the wire.
type listBody struct {
	Meta    meta  `json:"meta"`
	Objects []any `json:"objects"`
}

// meta says which part of a list a page is. Next and Previous are relative URLs.
type meta struct {
	Limit    int     `json:"limit"`
	Next     *string `json:"next"`
	Offset   int     `json:"offset"`
	Previous *string `json:"previous"`
	Total    int     `json:"total_count"`
}

// window is the part of a list that was asked for.
type window struct {
	limit, offset int
}

// parseWindow reads limit and offset. It returns a message if one is not a number.
func parseWindow(q url.Values) (window, string) {
	w := window{limit: defaultLimit}
	if s, found := last(q, "limit"); found {
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 {
			return w, "Invalid limit " + strconv.Quote(s) + ": it must be a number from 0 to 100"
		}
		if n == 0 || n > maxLimit {
			n = maxLimit
		}
		w.limit = n
	}
	if s, found := last(q, "offset"); found {
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 {
			return w, "Invalid offset " + strconv.Quote(s) + ": it must be a number, 0 or more"
		}
		w.offset = n
	}
	return w, ""
}

// last returns the last value of a query parameter, the one that counts.
func last(q url.Values, key string) (string, bool) {
	v := q[key]
	if len(v) == 0 {
		return "", false
	}
	return v[len(v)-1], true
}

// slice returns the part of the objects that match and lie in the window, and how many match in
// all. A nil filter matches all.
func slice[T any](w window, all []T, match func(T) bool) ([]T, int) {
	if match == nil {
		from := min(w.offset, len(all))
		return all[from:min(from+w.limit, len(all))], len(all)
	}
	var page []T
	total := 0
	for _, v := range all {
		if !match(v) {
			continue
		}
		if total >= w.offset && len(page) < w.limit {
			page = append(page, v)
		}
		total++
	}
	return page, total
}

// list answers with a page of the objects that match. The records are made while the caller holds
// the lock.
func list[T any](c *call, q url.Values, all []T, match func(T) bool, record func(T) any) reply {
	w, wrong := parseWindow(q)
	if wrong != "" {
		return refuse(wrong)
	}
	page, total := slice(w, all, match)
	body := listBody{
		Meta:    meta{Limit: w.limit, Offset: w.offset, Total: total},
		Objects: make([]any, len(page)),
	}
	for i, v := range page {
		body.Objects[i] = record(v)
	}
	if w.offset < total-w.limit {
		body.Meta.Next = c.pageURL(q, w.limit, w.offset+w.limit)
	}
	if w.offset > 0 {
		body.Meta.Previous = c.pageURL(q, w.limit, max(0, w.offset-w.limit))
	}
	return reply{http.StatusOK, body}
}

// pageURL is the relative URL of another page, with the filters of this one.
func (c *call) pageURL(q url.Values, limit, offset int) *string {
	other := make(url.Values, len(q)+2)
	for key, values := range q {
		other[key] = values
	}
	other.Del(waitKey) // the page is the same with it
	other.Set("limit", strconv.Itoa(limit))
	other.Set("offset", strconv.Itoa(offset))
	path := (&url.URL{Path: c.r.URL.Path}).EscapedPath()
	s := path + "?" + other.Encode()
	return &s
}

// filters collects the conditions of a list request. Parameters that are not asked for are ignored.
type filters[T any] struct {
	q     url.Values
	tests []func(T) bool
	wrong string
}

// is adds the condition that a field equals the parameter.
func (f *filters[T]) is(key string, field func(T) string) {
	if want, found := last(f.q, key); found {
		f.tests = append(f.tests, func(v T) bool { return field(v) == want })
	}
}

// starts adds the condition that a field starts with the parameter.
func (f *filters[T]) starts(key string, field func(T) string) {
	if want, found := last(f.q, key); found {
		f.tests = append(f.tests, func(v T) bool {
			s := field(v)
			return len(s) >= len(want) && s[:len(want)] == want
		})
	}
}

// flag adds the condition that a boolean field equals the parameter.
func (f *filters[T]) flag(key string, field func(T) bool) {
	s, found := last(f.q, key)
	if !found {
		return
	}
	var want bool
	switch s {
	case "True", "true", "1":
		want = true
	case "False", "false", "0":
	default:
		f.wrong = "Invalid " + key + " " + strconv.Quote(s) + ": it must be True or False"
	}
	f.tests = append(f.tests, func(v T) bool { return field(v) == want })
}

// match returns the conditions as one, nil if there are none.
func (f *filters[T]) match() func(T) bool {
	if len(f.tests) == 0 {
		return nil
	}
	return func(v T) bool {
		for _, test := range f.tests {
			if !test(v) {
				return false
			}
		}
		return true
	}
}

// listApplications answers GET application/.
func (p *Platform) listApplications(c *call) reply {
	f := filters[*application]{q: c.r.URL.Query()}
	f.is("name", func(a *application) string { return a.name })
	f.is("unique_name", func(a *application) string { return a.unique })
	f.is("uuid", func(a *application) string { return a.uuid })
	f.starts("uuid__startswith", func(a *application) string { return a.uuid })
	f.is("state", func(a *application) string { return a.state().String() })
	p.mu.RLock()
	defer p.mu.RUnlock()
	return list(c, f.q, p.apps.list, f.match(), func(a *application) any { return a.record() })
}

// listContainers answers GET container/.
func (p *Platform) listContainers(c *call) reply {
	f := filters[*container]{q: c.r.URL.Query()}
	f.is("unique_name", func(c *container) string { return c.unique })
	f.is("uuid", func(c *container) string { return c.uuid })
	f.starts("uuid__startswith", func(c *container) string { return c.uuid })
	f.is("state", func(c *container) string { return c.state.String() })
	f.is("application__name", func(c *container) string { return c.app.name })
	f.is("application__unique_name", func(c *container) string { return c.app.unique })
	f.is("application__uuid", func(c *container) string { return c.app.uuid })
	f.starts("application__uuid__startswith", func(c *container) string { return c.app.uuid })
	f.is("application__state", func(c *container) string { return c.app.state().String() })
	p.mu.RLock()
	defer p.mu.RUnlock()
	return list(c, f.q, p.conts.list, f.match(), func(c *container) any { return c.record() })
}

// listImages answers GET image/.
func (p *Platform) listImages(c *call) reply {
	f := filters[*image]{q: c.r.URL.Query()}
	name := func(m *image) string { return m.Name }
	f.is("name", name)
	f.is("unique_name", name)
	f.flag("is_private_image", func(m *image) bool { return m.isPrivate() })
	f.flag("base_image", func(m *image) bool { return m.isLinux() })
	f.flag("starred", func(m *image) bool { return m.isStarred() })
	f.is("docker_registry__host", func(m *image) string { return m.registry() })
	if f.wrong != "" {
		return refuse(f.wrong)
	}
	p.mu.RLock()
	defer p.mu.RUnlock()
	return list(c, f.q, p.images.list, f.match(), func(m *image) any { return m.record() })
}

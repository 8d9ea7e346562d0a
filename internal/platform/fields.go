package platform

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fleetop/internal/platform/engine"
)

// fields reads a request's body: a JSON object whose fields are checked one by one. Errors are
// collected, so that one answer has them all. Absent and null are the same.
type fields struct {
	object string // the name under which what is wrong is reported
	raw    map[string]json.RawMessage
	wrong  map[string][]string
}

// parseFields reads a body. An empty body has no fields. It returns a message if the body is not a
// JSON object.
func parseFields(c *call, object string) (*fields, string) {
	body, err := c.readBody()
	if err != nil {
		return nil, "Cannot read the request: " + err.Error()
	}
	f := &fields{object: object, wrong: make(map[string][]string)}
	if len(bytes.TrimSpace(body)) == 0 {
		return f, ""
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	if err := dec.Decode(&f.raw); err != nil {
		return nil, "The body is not a JSON object: " + err.Error()
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, "The body is not a JSON object: something follows it"
	}
	for key, v := range f.raw {
		if string(v) == "null" {
			delete(f.raw, key)
		}
	}
	return f, ""
}

// isEmpty reports whether no field was given.
func (f *fields) isEmpty() bool { return len(f.raw) == 0 }

// has reports whether the field was given.
func (f *fields) has(key string) bool { return f.raw[key] != nil }

// fail notes an error of a field, each error once, and at most maxMessages for a field.
func (f *fields) fail(key, message string) {
	if !slices.Contains(f.wrong[key], message) && len(f.wrong[key]) < maxMessages {
		f.wrong[key] = append(f.wrong[key], message)
	}
}

// check returns the answer with the errors, and whether there are any.
func (f *fields) check() (reply, bool) {
	if len(f.wrong) == 0 {
		return reply{}, false
	}
	return reply{400, map[string]map[string][]string{f.object: f.wrong}}, true
}

// into decodes the field, if it was given. It notes and returns false if the field has another
// type.
func (f *fields) into(key string, v any, kind string) bool {
	raw := f.raw[key]
	if raw == nil {
		return false
	}
	if err := json.Unmarshal(raw, v); err != nil {
		f.fail(key, "This field must be "+kind+".")
		return false
	}
	return true
}

// text returns a string field of at most most bytes, or the default.
func (f *fields) text(key, otherwise string, most int) string {
	var s string
	if !f.into(key, &s, "a string") {
		return otherwise
	}
	if len(s) > most {
		f.fail(key, "This field is longer than "+strconv.Itoa(most)+" bytes.")
	}
	if strings.ContainsRune(s, 0) {
		f.fail(key, "This field must not contain a NUL character.")
	}
	return s
}

// oneOf returns a string field that is one of several words, or the default.
func (f *fields) oneOf(key, otherwise string, words ...string) string {
	var s string
	if !f.into(key, &s, "a string") {
		return otherwise
	}
	if !slices.Contains(words, s) {
		f.fail(key, "Value "+strconv.QuoteToASCII(cut(s, 40))+" is not one of "+strings.Join(words, ", ")+".")
		return otherwise
	}
	return s
}

// cut shortens s to at most n bytes.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// count returns the field target_num_containers, or the default.
func (f *fields) count(otherwise int) int {
	const key = "target_num_containers"
	var n int
	if !f.into(key, &n, "an integer") {
		return otherwise
	}
	if n < 1 || n > maxPerApplication {
		f.fail(key, "This field must be from 1 to "+strconv.Itoa(maxPerApplication)+".")
		return otherwise
	}
	return n
}

// policies returns the three auto policies, those not given as they were.
func (f *fields) policies(otherwise policies) policies {
	get := func(key string, p policy) policy {
		return policy(f.oneOf(key, string(p), string(polOff), string(polFailure), string(polAlways)))
	}
	return policies{
		restart: get("autorestart", otherwise.restart),
		replace: get("autoreplace", otherwise.replace),
		destroy: get("autodestroy", otherwise.destroy),
	}
}

// ports returns container_ports and whether any were given. Some clients send an empty list for an
// argument that was not given; the image decides then.
func (f *fields) ports() ([]engine.Port, bool) {
	const key = "container_ports"
	var list []struct {
		Inner    *int    `json:"inner_port"`
		Protocol *string `json:"protocol"`
	}
	if !f.into(key, &list, `an array of objects with "protocol" and "inner_port"`) {
		return nil, false
	}
	if len(list) > maxPorts {
		f.fail(key, "An application has at most "+strconv.Itoa(maxPorts)+" ports.")
		return nil, true
	}
	ports := make([]engine.Port, 0, len(list))
	for _, l := range list {
		p := engine.Port{Protocol: "tcp"}
		if l.Protocol != nil {
			p.Protocol = strings.ToLower(*l.Protocol)
		}
		if l.Inner != nil {
			p.Number = *l.Inner
		}
		switch {
		case p.Protocol != "tcp" && p.Protocol != "udp":
			f.fail(key, "A protocol must be tcp or udp.")
		case p.Number < 1 || p.Number > 65535:
			f.fail(key, "An inner_port must be from 1 to 65535.")
		case slices.Contains(ports, p):
			f.fail(key, "Port "+strconv.Itoa(p.Number)+"/"+p.Protocol+" is given twice.")
		default:
			ports = append(ports, p)
		}
	}
	return ports, len(list) > 0
}

// env returns container_envvars. Of two values for a key the last one counts.
func (f *fields) env() []engine.Var {
	const key = "container_envvars"
	var list []struct {
		Key   *string `json:"key"`
		Value *string `json:"value"`
	}
	if !f.into(key, &list, `an array of objects with "key" and "value", both strings`) {
		return nil
	}
	if len(list) > maxVars {
		f.fail(key, "An application has at most "+strconv.Itoa(maxVars)+" environment variables.")
		return nil
	}
	vars := make([]engine.Var, 0, len(list))
	size := 0
	at := make(map[string]int, len(list))
	for _, l := range list {
		if l.Key == nil || *l.Key == "" || strings.ContainsAny(*l.Key, "=\x00") {
			f.fail(key, "A key must not be empty nor contain an equals sign.")
			continue
		}
		v := engine.Var{Key: *l.Key}
		if l.Value != nil {
			v.Value = *l.Value
		}
		if strings.ContainsRune(v.Value, 0) {
			f.fail(key, "A value must not contain a NUL character.")
			continue
		}
		size += len(v.Key) + len(v.Value)
		if i, found := at[v.Key]; found {
			vars[i] = v
			continue
		}
		at[v.Key] = len(vars)
		vars = append(vars, v)
	}
	if size > maxVarBytes {
		f.fail(key, "The environment variables of an application have at most "+strconv.Itoa(maxVarBytes)+" bytes in all.")
	}
	return vars
}

// roles returns roles: only global exists.
func (f *fields) roles() []string {
	const key = "roles"
	var list []string
	if !f.into(key, &list, "an array of strings") {
		return nil
	}
	for _, role := range list {
		if role != "global" {
			f.fail(key, "Role "+strconv.QuoteToASCII(cut(role, 40))+" does not exist: only global does.")
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// nameRule says how the name of an application is formed.
const nameRule = "A name has at most 63 letters, digits, hyphens, underscores and dots, and starts with a letter or digit."

// names holds the patterns of what users may call things.
type patterns struct {
	name, domain *regexp.Regexp
	refs         refPatterns
}

func newPatterns() *patterns {
	return &patterns{
		name:   regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$`),
		domain: regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`),
		refs:   newRefPatterns(),
	}
}

// image returns the image of a create: image, or image_tag of the older revision, each a name or
// the URI of a tag.
func (f *fields) image(pat *patterns) engine.Ref {
	key := "image"
	if !f.has(key) && f.has("image_tag") {
		key = "image_tag"
	}
	s := f.text(key, "", 512)
	if s == "" {
		if len(f.wrong[key]) == 0 {
			f.fail(key, "This field is required.")
		}
		return engine.Ref{}
	}
	ref, broken := pat.refs.parseReference(plainReference(s))
	if broken != "" {
		f.fail(key, broken)
		return engine.Ref{}
	}
	return ref
}

// plainReference turns the URI of an image or of its tag into a reference, and leaves everything
// else as it is.
func plainReference(s string) string {
	i := strings.Index(s, imageURI)
	if i < 0 {
		return s
	}
	rest := strings.TrimSuffix(s[i+len(imageURI):], "/")
	if j := strings.LastIndex(rest, "/tag/"); j >= 0 {
		return rest[:j] + ":" + rest[j+len("/tag/"):]
	}
	return rest
}

// webDNS returns web_public_dns. An empty one takes the domain away.
func (f *fields) webDNS(pat *patterns, otherwise string, c *config) string {
	const key = "web_public_dns"
	s := f.text(key, otherwise, 253)
	switch {
	case !f.has(key) || s == "":
	case !pat.domain.MatchString(s):
		f.fail(key, "This is not a domain name.")
	case !c.hasPort(80):
		f.fail(key, "The application does not listen on port 80.")
	}
	return s
}

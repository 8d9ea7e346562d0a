package client

import (
	"encoding/json"
	"net/http"
	"strings"
)

// extensionsHeader names what a server has beyond the documents.
const extensionsHeader = "Fleetop-Extensions"

// Extension is something that a server has beyond the documents, by the name it has in the header
// Fleetop-Extensions.
type Extension string

// ExtensionEngine is that a server tells by [Client.Engine] what runs the containers.
const ExtensionEngine Extension = "engine"

// ExtensionCluster is that a server has a cluster keep the containers of an application: it names the
// machines they are on, and tells what that means for them by [Client.Engine].
const ExtensionCluster Extension = "cluster"

// ExtensionHostImages is that the images are those of a host: to delete one removes its tags there, and the
// image with the last of them.
const ExtensionHostImages Extension = "host-images"

// Offers reports whether the server says that it has an extension: in the answer to the last request
// that was a success. The original platform has none.
func (c *Client) Offers(e Extension) bool {
	said := c.extensions.Load()
	if said == nil {
		return false
	}
	for name := range strings.SplitSeq(*said, ",") {
		if strings.TrimSpace(name) == string(e) {
			return true
		}
	}
	return false
}

// noteExtensions keeps what a server says that it has. A proxy that answers in its place says
// nothing.
func (c *Client) noteExtensions(resp *http.Response) {
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return
	}
	said := resp.Header.Get(extensionsHeader)
	if known := c.extensions.Load(); known == nil || *known != said {
		c.extensions.Store(&said)
	}
}

// extra is a text that is in no document. A server may mean something else by its name: what is no
// text is nothing, and not a fault.
type extra string

// UnmarshalJSON never fails.
func (e *extra) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*e = extra(s)
	}
	return nil
}

// extras are texts that are in no document. What is no list of texts is none.
type extras []string

// UnmarshalJSON never fails.
func (e *extras) UnmarshalJSON(b []byte) error {
	var list []string
	if json.Unmarshal(b, &list) == nil {
		*e = list
	}
	return nil
}

// sayings are texts by their names that are in no document. What is no text is left out.
type sayings map[string]string

// UnmarshalJSON never fails.
func (s *sayings) UnmarshalJSON(b []byte) error {
	var all map[string]extra
	_ = json.Unmarshal(b, &all) // what cannot be read is nothing
	for name, said := range all {
		if said != "" {
			if *s == nil {
				*s = sayings{}
			}
			(*s)[name] = string(said)
		}
	}
	return nil
}

// count is a number that servers of other makers may have. What is no number counts as 0.
type count int

// UnmarshalJSON never fails.
func (c *count) UnmarshalJSON(b []byte) error {
	n := 0
	if json.Unmarshal(b, &n) == nil {
		*c = count(n)
	}
	return nil
}

// truth is a yes or no that servers of other makers may have. What is neither is no.
type truth bool

// UnmarshalJSON never fails.
func (t *truth) UnmarshalJSON(b []byte) error {
	*t = string(b) == "true"
	return nil
}

// absence is a field that servers of other makers may have and that says something by being null.
type absence bool

// UnmarshalJSON never fails.
func (a *absence) UnmarshalJSON(b []byte) error {
	*a = string(b) == "null"
	return nil
}

// size is the size of the containers, "" where their memory has no limit.
func (w *wireCommon) size(in *interner) Size {
	if w.MemoryLimit {
		return ""
	}
	return Size(in.text(w.Size))
}

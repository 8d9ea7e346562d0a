package client

import (
	"net/http"
	"time"
)

// Waits is the extension of servers that hold a list back until something changes: see [ListOptions].
const Waits Extension = "wait"

// versionHeader names the version of everything on a server that offers [Waits].
const versionHeader = "Fleetop-Version"

// conditions are what an answer without a body depends on, and for how long the server holds it back.
type conditions struct {
	etag, version string
	wait          time.Duration
}

func (o *ListOptions) conditions() conditions {
	return conditions{etag: o.ETag, version: o.Version, wait: o.Wait}
}

func (c *conditions) addTo(h http.Header) {
	if c.etag != "" {
		h.Set("If-None-Match", c.etag)
	}
	if c.version != "" {
		h.Set(versionHeader, c.version)
	}
}

// limit is the time limit of a request, 0 for none: what may pass before an answer begins comes on top
// of the wait.
func (c *conditions) limit(usual time.Duration) time.Duration {
	if c.wait < time.Second || usual <= 0 {
		return usual
	}
	return c.wait + usual/3
}

// isUnchanged reports whether an answer says that what was asked for is what the client has.
func (c *conditions) isUnchanged(resp *http.Response) bool {
	return c.etag != "" && resp.StatusCode == http.StatusNotModified
}

func isUnchanged(req *http.Request, resp *http.Response) bool {
	return resp.StatusCode == http.StatusNotModified && req.Header.Get("If-None-Match") != ""
}

// transportFor returns what sends a request: one that waits has a connection of its own, without a
// limit on how soon the answer has to begin.
func (c *Client) transportFor(op *call) http.RoundTripper {
	if op.wait >= time.Second {
		return c.patient
	}
	return c.transport
}

package client

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// call is one operation: what is sent, and how it is named in errors.
type call struct {
	op, method string
	path       string // escaped, from "/api/v1/" on; "" if the UUID or name was not valid
	query      url.Values
	body       any // sent as JSON, unless nil

	basic          bool // authenticate with user and password instead of the client's credentials
	user, password string
	secrets        []string // what must not be in an error, beside the key
	private        bool     // nothing of the answer may be in an error

	conditions // of a list
}

// answer is a 2xx whose body has not been read.
type answer struct {
	body        io.Reader // decoded and bounded
	contentType string
	status      int
	date        time.Time
	etag        string
	version     string       // of everything on the server, see Page
	size        int64        // of the body as the server announced it, -1 if it did not
	received    func() int64 // bytes of the body so far, as on the wire
	ended       func() bool  // whether the request was given up meanwhile
	done        <-chan struct{}
	secrets     []string // what must not be in an error
	private     bool     // nothing of the body may be in an error
}

// item returns the path of an object below base, or of one of its operations; "" if the UUID is not
// valid.
func item(base, uuid string, operation ...string) string {
	if uuid == "" || uuid == "." || uuid == ".." {
		return ""
	}
	path := base + url.PathEscape(uuid) + "/"
	for _, op := range operation {
		path += op + "/"
	}
	return path
}

// imageItem returns the path of an image, whose name keeps its slashes; "" if a part of the name is
// not valid.
func imageItem(name string) string {
	path := imagesPath
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part == "." || part == ".." {
			return ""
		}
		path += url.PathEscape(part) + "/"
	}
	return path
}

// do performs a call and hands an answer of 2xx to read, which may be nil if the body does not
// matter. Its error is always an *Error.
func (c *Client) do(ctx context.Context, op call, read func(answer) error) error {
	if op.path == "" {
		return &Error{Op: op.op, Method: op.method, Err: ErrInvalidName}
	}
	if c.readOnly && op.method != http.MethodGet {
		return &Error{Op: op.op, Method: op.method, Err: ErrReadOnly}
	}
	if limit := op.limit(c.timeout); limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	t := Trace{Method: op.method, Start: c.now()}
	err := c.roundTrip(ctx, op, read, &t)
	t.Took = c.now().Sub(t.Start)
	if err != nil {
		t.Err = err
	}
	if c.trace != nil && t.Path != "" {
		c.trace(t)
	}
	return t.Err
}

// roundTrip sends the request and reads the answer. It fills t as far as it comes.
func (c *Client) roundTrip(ctx context.Context, op call, read func(answer) error, t *Trace) error {
	fail := &Error{Op: op.op, Method: op.method}
	cred := *c.cred.Load()
	req, sent, err := c.newRequest(ctx, &op, cred)
	if err != nil {
		fail.Err = err
		return fail
	}
	fail.Path = req.URL.EscapedPath()
	t.Path, t.Sent = req.URL.RequestURI(), sent

	secrets := append(op.secrets, cred.Key, op.password)
	resp, err := c.send(req, c.transportFor(&op))
	if err != nil {
		if refused := (*RedirectError)(nil); errors.As(err, &refused) {
			t.Status, fail.Status = refused.Status, refused.Status
		}
		fail.Proxy = c.proxyOf(req)
		fail.Err = redactError(withCause(ctx, err), secrets)
		return fail
	}
	defer func() { _ = resp.Body.Close() }() // nothing is written to it
	wire := &countingReader{r: resp.Body}
	defer func() { t.Received = wire.n }()
	t.Status, fail.Status = resp.StatusCode, resp.StatusCode
	fail.Date, _ = http.ParseTime(resp.Header.Get("Date"))
	c.noteExtensions(resp)

	body, err := decodeContent(resp.Header.Get("Content-Encoding"), wire)
	if err != nil {
		fail.Err = err
		return fail
	}
	if (resp.StatusCode < 200 || resp.StatusCode > 299) && !op.isUnchanged(resp) {
		c.readError(fail, resp, body, secrets)
		fail.Proxy = c.proxyOf(req)
		drain(wire)
		return fail
	}
	if read != nil {
		err = read(answer{
			body: body, contentType: resp.Header.Get("Content-Type"), status: resp.StatusCode, date: fail.Date,
			etag: resp.Header.Get("ETag"), version: resp.Header.Get(versionHeader),
			size: resp.ContentLength, received: func() int64 { return wire.n },
			ended:   func() bool { return ctx.Err() != nil },
			done:    ctx.Done(),
			secrets: secrets, private: op.private,
		})
	}
	if err != nil {
		fail.Err = redactError(withCause(ctx, err), secrets)
		return fail
	}
	drain(wire)
	return nil
}

// newRequest builds the request and says how long its body is.
func (c *Client) newRequest(ctx context.Context, op *call, cred Credentials) (*http.Request, int64, error) {
	target := c.root + op.path
	if len(op.query) > 0 {
		target += "?" + strings.ReplaceAll(op.query.Encode(), "+", "%20")
	}
	var body io.Reader
	var sent int64
	if op.body != nil {
		data, err := encodeBody(op.body)
		if err != nil {
			return nil, 0, err
		}
		body, sent = bytes.NewReader(data), int64(len(data))
	}
	req, err := http.NewRequestWithContext(ctx, op.method, target, body)
	if err != nil {
		return nil, 0, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Accept-Encoding", c.encoding) // undone in decodeContent, so that bytes on the wire can be told
	req.Header.Set("User-Agent", c.userAgent)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	op.addTo(req.Header)
	switch {
	case op.basic:
		req.SetBasicAuth(op.user, op.password)
		op.secrets = append(op.secrets, base64.StdEncoding.EncodeToString([]byte(op.user+":"+op.password)))
	case cred.User != "" || cred.Key != "":
		if err := cred.check(); err != nil {
			return nil, 0, err
		}
		req.Header.Set("Authorization", "ApiKey "+cred.User+":"+cred.Key)
	}
	return req, sent, nil
}

// encodeBody writes JSON in which "&" and "<" are not escaped.
func encodeBody(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// readError fills e from an answer that is not 2xx.
func (c *Client) readError(e *Error, resp *http.Response, body io.Reader, secrets []string) {
	now := e.Date
	if now.IsZero() {
		now = c.now()
	}
	e.RetryAfter = parseRetryAfter(resp.Header.Get("Retry-After"), now)
	// A body that was cut off is still useful; the status says the rest.
	data, _ := io.ReadAll(io.LimitReader(body, c.limits.errorBody))
	e.Message, e.Fields = parseErrorBody(resp.Header.Get("Content-Type"), data, secrets)
	if resp.Header.Get(extensionsHeader) != "" { // others may mean something else by it
		e.Since = parseSince(data)
	}
}

// withCause makes sure that the end of the context can be recognised in whatever it led to.
func withCause(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
		return fmt.Errorf("%w: %w", cause, err)
	}
	return err
}

// drain reads a little of what is left, so that the connection can be used again.
func drain(r io.Reader) {
	// A connection that cannot be drained is closed instead, by closing the body.
	_, _ = io.CopyN(io.Discard, r, 4<<10)
}

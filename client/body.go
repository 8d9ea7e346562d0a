package client

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
)

// countingReader counts the bytes that were read.
type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// boundedReader fails with err where io.LimitReader would pretend an end.
type boundedReader struct {
	r    io.Reader
	left int64
	err  error
}

func (b *boundedReader) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.r.Read(p)
	if int64(n) > b.left {
		return int(b.left), b.err
	}
	b.left -= int64(n)
	return n, err
}

// gzipReader begins with the first Read, so that an empty body is an empty body.
type gzipReader struct {
	src io.Reader
	zr  *gzip.Reader
}

func (g *gzipReader) Read(p []byte) (int, error) {
	if g.zr == nil {
		zr, err := gzip.NewReader(g.src)
		if err != nil {
			return 0, err
		}
		g.zr = zr
	}
	return g.zr.Read(p)
}

// decodeContent undoes the encoding of a body. It is done here and not by the transport so that the bytes on the
// wire can be counted.
func decodeContent(encoding string, body io.Reader) (io.Reader, error) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "", "identity":
		return body, nil
	case "gzip", "x-gzip":
		return &gzipReader{src: body}, nil
	default:
		return nil, fmt.Errorf("%w: encoded as %q", ErrGarbage, clean(encoding, 40))
	}
}

// readAll reads a whole body into a buffer of the client's, to be given back with release. Parts of it must not
// outlive that.
func (c *Client) readAll(a answer) (*bytes.Buffer, error) {
	buf, ok := c.buffers.Get().(*bytes.Buffer)
	if !ok {
		buf = new(bytes.Buffer)
	}
	buf.Reset()
	if a.size > 0 && a.size <= 1<<20 { // what is announced is not yet sent
		buf.Grow(int(a.size) + bytes.MinRead)
	}
	limit := c.limits.body
	bound := &boundedReader{a.body, limit, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)}
	if _, err := buf.ReadFrom(bound); err != nil {
		n := buf.Len()
		c.release(buf)
		return nil, a.readFailure(err, int64(n))
	}
	return buf, nil
}

func (c *Client) release(buf *bytes.Buffer) {
	if buf.Cap() <= 1<<20 {
		c.buffers.Put(buf)
	}
}

// readFailure tells a body that is broken from a connection that is, and from a request that was given up.
func (a answer) readFailure(err error, n int64) error {
	var network net.Error
	switch {
	case errors.Is(err, ErrTooLarge), a.ended(), errors.As(err, &network):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: cut off after %d bytes: %w", ErrGarbage, n, err)
	default:
		return fmt.Errorf("%w: body broken after %d bytes: %w", ErrGarbage, n, err)
	}
}

// garbage describes a body that is not what it should be: why, its type, and how it begins.
func (a answer) garbage(why error, body []byte) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return fmt.Errorf("%w: an empty body", ErrGarbage)
	}
	why = describe(why)
	kind := clean(a.contentType, 60)
	if kind == "" {
		kind = "no content type"
	}
	if a.private {
		return fmt.Errorf("%w: %w (%s)", ErrGarbage, why, kind)
	}
	begin := tidy(string(body[:min(len(body), 1<<10)]), a.secrets, 40)
	return fmt.Errorf("%w: %w (%s, begins %q)", ErrGarbage, why, kind, begin)
}

package client

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime/debug"
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

// boundedReader fails with err where io.LimitReader would report the end.
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

// gzipReader reads the header at the first Read, so that an empty body is no error.
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

// decodeContent undoes the encoding of a body. It is done here and not by the transport so that the
// bytes on the wire can be counted.
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

const (
	// smallBody is the length, in bytes, up to which a buffer is kept for the next body.
	smallBody = 1 << 20
	// heavyBody is the length, in bytes, above which the memory of a body is given back to the
	// system at once.
	heavyBody = 4 << 20
)

// readAll reads a whole body into a buffer of the client's, to be given back with release. No part
// of it may be used afterwards. Only one body that is not small is held at a time.
func (c *Client) readAll(a answer) (*body, error) {
	b, err := c.readBytes(a)
	if err == nil {
		if err = checkShape(b.Bytes()); err != nil {
			c.release(b)
			b = nil
		}
	}
	return b, err
}

// readBytes is readAll for a body that is not decoded, so that its bytes are all it takes.
func (c *Client) readBytes(a answer) (*body, error) {
	buf, ok := c.buffers.Get().(*bytes.Buffer)
	if !ok {
		buf = new(bytes.Buffer)
	}
	buf.Reset()
	b := &body{Buffer: buf}
	if err := c.fill(b, a); err != nil {
		c.release(b)
		return nil, err
	}
	return b, nil
}

// A body is what was read of an answer.
type body struct {
	*bytes.Buffer
	large bool // the turn of large bodies is held
}

// fill reads the body of an answer.
func (c *Client) fill(b *body, a answer) error {
	if a.size > 0 && a.size <= smallBody { // what is announced is not yet sent
		b.Grow(int(a.size) + bytes.MinRead)
	}
	limit := c.limits.body
	bound := &boundedReader{a.body, limit, fmt.Errorf("%w: more than %s", ErrTooLarge, size(limit))}
	_, err := b.ReadFrom(io.LimitReader(bound, smallBody))
	if err == nil && b.Len() >= smallBody {
		if err := c.takeTurn(b, a); err != nil {
			return err
		}
		_, err = b.ReadFrom(bound)
	}
	if err != nil {
		return a.readFailure(err, int64(b.Len()))
	}
	return nil
}

// takeTurn waits until no other large body is held.
func (c *Client) takeTurn(b *body, a answer) error {
	select {
	case c.large <- struct{}{}:
		b.large = true
		return nil
	case <-a.done:
		return context.Canceled // the cause is told by whoever gave up
	}
}

// release gives a buffer back. The memory of a heavy one goes back to the system at once.
func (c *Client) release(b *body) {
	size := b.Cap()
	if size <= smallBody+bytes.MinRead {
		c.buffers.Put(b.Buffer)
	}
	b.Buffer = nil
	if size > heavyBody {
		debug.FreeOSMemory()
	}
	if b.large {
		<-c.large
	}
}

// size is a number of bytes in words.
func size(n int64) string {
	if n%(1<<20) == 0 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}

// readFailure tells a broken body from a broken connection and from a cancelled request.
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

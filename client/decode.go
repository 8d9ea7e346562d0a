package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"strings"
)

// converter makes a record of a wire record. id is its UUID or name as far as it is known; a record without one
// is refused, as nobody could tell it from another.
type converter[W, T any] func(in *interner, w *W) (record T, id string, err *fieldError)

// fieldError is a field that cannot be read.
type fieldError struct {
	field string
	err   error
}

// errNoIdentity is the error of a record that lacks what it is known by.
var errNoIdentity = errors.New("missing")

// fetchOne performs a call that is answered with one record.
func fetchOne[W, T any](
	ctx context.Context, c *Client, op call, known Digest, resource string, convert converter[W, T],
) (Reply[T], error) {
	var reply Reply[T]
	err := c.do(ctx, op, func(a answer) error {
		buf, err := c.readAll(a)
		if err != nil {
			return err
		}
		defer c.release(buf)
		reply.Date, reply.Digest = a.date, c.digest(buf.Bytes())
		if reply.Digest == known {
			reply.Same = true
			return nil
		}
		var w *W
		if err = json.Unmarshal(buf.Bytes(), &w); err == nil && w == nil {
			err = errors.New("null")
		}
		if err == nil {
			var fault *fieldError
			c.intern.mu.Lock()
			reply.Value, _, fault = convert(c.intern, w)
			c.intern.mu.Unlock()
			if fault != nil {
				err = fmt.Errorf("%s: %s: %w", resource, fault.field, fault.err)
			}
		}
		if err != nil {
			reply = Reply[T]{}
			return a.garbage(err, buf.Bytes())
		}
		return nil
	})
	return reply, err
}

// fetchKeys performs a call that is answered with a list of keys.
func fetchKeys(ctx context.Context, c *Client, op call) ([]APIKey, error) {
	var keys []APIKey
	err := c.do(ctx, op, func(a answer) error {
		buf, err := c.readAll(a)
		if err != nil {
			return err
		}
		defer c.release(buf)
		var list struct {
			Objects []struct {
				Username string `json:"username"`
				Key      string `json:"key"`
			} `json:"objects"`
		}
		if json.Unmarshal(buf.Bytes(), &list) != nil || list.Objects == nil {
			return a.garbage(errors.New("no list of keys"), buf.Bytes())
		}
		for _, object := range list.Objects {
			keys = append(keys, APIKey(object))
		}
		return nil
	})
	return keys, err
}

// asFieldError names the field that encoding/json stumbled over.
func asFieldError(err error) *fieldError {
	var typeError *json.UnmarshalTypeError
	if errors.As(err, &typeError) {
		field := strings.TrimPrefix(typeError.Field, "wireCommon.") // embedded, which encoding/json tells
		return &fieldError{field, fmt.Errorf("is a JSON %s", clean(typeError.Value, 40))}
	}
	return &fieldError{"", err}
}

// describe says what is wrong with a body without naming the types of this package.
func describe(err error) error {
	var typeError *json.UnmarshalTypeError
	if !errors.As(err, &typeError) {
		return err
	}
	fault := asFieldError(typeError)
	if fault.field == "" {
		return fault.err
	}
	return fmt.Errorf("%s %w", fault.field, fault.err)
}

// digest returns the digest of a body; it is never the zero value.
func (c *Client) digest(body []byte) Digest {
	return Digest(max(maphash.Bytes(c.seed, body), 1))
}

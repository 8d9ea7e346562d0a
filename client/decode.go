package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
)

// converter makes a record of a wire record. id is its UUID or name; a record without one is
// refused, because it could not be told from others. faults are the fields that are known or found
// to be unreadable; the record keeps their names.
type converter[W, T any] func(in *interner, w *W, faults []*fieldError) (record T, id string, found []*fieldError)

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
		reply.Date, reply.Digest, reply.Version = a.date, c.digest(buf.Bytes()), a.version
		if reply.Digest == known {
			reply.Same = true
			return nil
		}
		w, faults, err := decodeOne[W](buf.Bytes())
		if err == nil {
			var id string
			c.intern.mu.Lock()
			reply.Value, id, faults = convert(c.intern, w, faults)
			c.intern.mu.Unlock()
			if id == "" {
				field, why := noIdentity(resource, faults)
				err = fmt.Errorf("%s: %s: %w", resource, field, why)
			}
			reply.Faults = recordErrors(resource, id, 0, faults)
		}
		if err != nil {
			reply = Reply[T]{}
			return a.garbage(err, buf.Bytes())
		}
		return nil
	})
	return reply, err
}

// decodeOne decodes the body of one record: in one go, and field by field if that fails.
func decodeOne[W any](body []byte) (w *W, faults []*fieldError, err error) {
	err = json.Unmarshal(body, &w)
	var typeError *json.UnmarshalTypeError
	switch {
	case err == nil && w == nil:
		return nil, nil, errors.New("null")
	case errors.As(err, &typeError):
		w = new(W)
		faults, err = decodeTolerantly(bytes.TrimSpace(body), w)
	}
	return w, faults, err
}

// noIdentity says which field would have told a record from another, and what is wrong with it.
func noIdentity(resource string, faults []*fieldError) (field string, err error) {
	field = "uuid"
	if resource == "image" {
		field = "name"
	}
	for _, f := range faults {
		if f.field == field {
			return field, f.err
		}
	}
	return field, errNoIdentity
}

// recordErrors are the errors of the fields of a record.
func recordErrors(resource, id string, index int, faults []*fieldError) []*RecordError {
	if len(faults) == 0 {
		return nil
	}
	list := make([]*RecordError, 0, len(faults))
	for _, f := range faults {
		list = append(list, &RecordError{Resource: resource, UUID: id, Index: index, Field: f.field, Err: f.err})
	}
	return list
}

// unread are the names of the fields of a record that could not be read.
func unread(faults []*fieldError) []string {
	var names []string
	for _, f := range faults {
		if !slices.Contains(names, f.field) {
			names = append(names, f.field)
		}
	}
	return names
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

package client

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
)

// lister fetches the pages of a list.
type lister[W, T any] struct {
	c        *Client
	op, path string
	resource string
	convert  converter[W, T]
}

// wireMeta is Meta with optional fields.
type wireMeta struct {
	Limit    *int    `json:"limit"`
	Offset   *int    `json:"offset"`
	Total    *int    `json:"total_count"`
	Next     *string `json:"next"`
	Previous *string `json:"previous"`
}

func (l lister[W, T]) page(ctx context.Context, query url.Values, opts ListOptions) (Page[T], error) {
	page, _, err := l.fetch(ctx, query, opts)
	return page, err
}

// fetch fetches a page and says whether the server told the total.
func (l lister[W, T]) fetch(ctx context.Context, query url.Values, opts ListOptions) (Page[T], bool, error) {
	opts.addTo(query)
	var page Page[T]
	var counted bool
	err := l.c.do(ctx, call{
		op: l.op, method: http.MethodGet, path: l.path, query: query, conditions: opts.conditions(),
	}, func(a answer) error {
		if a.status == http.StatusNotModified {
			page = Page[T]{Date: a.date, Digest: opts.Known, Same: true, ETag: cmp.Or(a.etag, opts.ETag), Version: a.version}
			return nil
		}
		buf, err := l.c.readAll(a)
		if err != nil {
			return err
		}
		defer l.c.release(buf)
		page.Date, page.Digest, page.Bytes = a.date, l.c.digest(buf.Bytes()), buf.Len()
		page.ETag, page.Version = a.etag, a.version
		if page.Digest == opts.Known {
			page.Same = true
			return nil
		}
		counted, err = l.decode(&page, buf.Bytes(), opts)
		if err != nil {
			page = Page[T]{}
			return a.garbage(err, buf.Bytes())
		}
		return nil
	})
	return page, counted, err
}

// decode reads the body of a page: in one go, and record by record if that fails.
func (l lister[W, T]) decode(page *Page[T], body []byte, opts ListOptions) (counted bool, err error) {
	var whole struct {
		Meta    wireMeta `json:"meta"`
		Objects *[]W     `json:"objects"`
	}
	var typeError *json.UnmarshalTypeError
	err = json.Unmarshal(body, &whole)
	switch {
	case err == nil && whole.Objects == nil:
		return false, errors.New("no list of objects")
	case err == nil:
		page.Objects = make([]T, 0, len(*whole.Objects))
		l.c.intern.mu.Lock()
		for i := range *whole.Objects {
			l.add(page, i, &(*whole.Objects)[i], nil, nil)
		}
		l.c.intern.mu.Unlock()
	case errors.As(err, &typeError):
		if err := l.decodeEach(page, &whole.Meta, body); err != nil {
			return false, err
		}
	default:
		return false, err
	}
	return page.setMeta(whole.Meta, opts), nil
}

// decodeEach reads a page record by record.
func (l lister[W, T]) decodeEach(page *Page[T], meta *wireMeta, body []byte) error {
	var parts struct {
		Meta    json.RawMessage    `json:"meta"`
		Objects *[]json.RawMessage `json:"objects"`
	}
	if err := json.Unmarshal(body, &parts); err != nil {
		return err
	}
	if parts.Objects == nil {
		return errors.New("no list of objects")
	}
	if len(parts.Meta) > 0 {
		*meta = wireMeta{}
		// What cannot be read of it is put together in setMeta.
		_, _ = decodeTolerantly(parts.Meta, meta)
	}
	page.Objects = make([]T, 0, len(*parts.Objects))
	l.c.intern.mu.Lock()
	defer l.c.intern.mu.Unlock()
	for i, raw := range *parts.Objects {
		var w W
		faults, err := decodeTolerantly(raw, &w)
		l.add(page, i, &w, faults, err)
	}
	return nil
}

// add converts a record and puts it among the good or the bad ones.
func (l lister[W, T]) add(page *Page[T], index int, w *W, faults []*fieldError, err error) {
	record, id, faults := l.convert(l.c.intern, w, faults)
	if err == nil && id != "" {
		page.Objects = append(page.Objects, record)
		page.Faults = append(page.Faults, recordErrors(l.resource, id, index, faults)...)
		return
	}
	bad := &RecordError{Resource: l.resource, Index: index, Err: err}
	if err == nil {
		bad.Field, bad.Err = noIdentity(l.resource, faults)
	}
	page.Bad = append(page.Bad, bad)
}

// setMeta fills Meta; what the server did not say is put together from what was asked and given.
func (p *Page[T]) setMeta(w wireMeta, opts ListOptions) (counted bool) {
	n := len(p.Objects) + len(p.Bad)
	p.Meta = Meta{Limit: opts.Limit, Offset: opts.Offset}
	if w.Limit != nil {
		p.Meta.Limit = *w.Limit
	}
	if w.Offset != nil {
		p.Meta.Offset = *w.Offset
	}
	p.Meta.Total = opts.Offset + n
	if w.Total != nil {
		p.Meta.Total = *w.Total
	}
	if w.Next != nil {
		p.Meta.Next = *w.Next
	}
	if w.Previous != nil {
		p.Meta.Previous = *w.Previous
	}
	return w.Total != nil
}

// all iterates over all pages. It counts records itself, so a server may send fewer or more than
// asked, and it stops at a list that never ends.
func (l lister[W, T]) all(ctx context.Context, filter url.Values) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		var previous Digest
		offset := 0
		for pages := 0; ; pages++ {
			query := make(url.Values, len(filter)+2)
			for key, value := range filter {
				query[key] = value
			}
			page, counted, err := l.fetch(ctx, query, ListOptions{Limit: maxPage, Offset: offset})
			if err != nil {
				yield(none, err)
				return
			}
			n := len(page.Objects) + len(page.Bad)
			if n == 0 {
				return
			}
			if page.Digest == previous || pages >= l.c.limits.pages || offset >= l.c.limits.records {
				why := fmt.Errorf("%w: the list has no end (record %d)", ErrGarbage, offset)
				yield(none, &Error{Op: l.op, Method: http.MethodGet, Path: l.path, Status: http.StatusOK, Date: page.Date, Err: why})
				return
			}
			if !page.yieldTo(yield) {
				return
			}
			offset += n
			previous = page.Digest
			if counted && offset >= page.Meta.Total {
				return
			}
		}
	}
}

// yieldTo hands out the records in the order of the page, the bad ones at their places.
func (p *Page[T]) yieldTo(yield func(T, error) bool) bool {
	var none T
	objects, bad := p.Objects, p.Bad
	for index := 0; len(objects)+len(bad) > 0; index++ {
		switch {
		case len(bad) > 0 && (len(objects) == 0 || bad[0].Index <= index):
			if !yield(none, bad[0]) {
				return false
			}
			bad = bad[1:]
		default:
			if !yield(objects[0], nil) {
				return false
			}
			objects = objects[1:]
		}
	}
	return true
}

package feed

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"fleetop/client"
	"fleetop/internal/fleet"
)

const (
	// wave is how many pages of a list are fetched at the same time.
	wave = 4
	// pageLimit bounds how many pages of a list are fetched, whatever total the
	// server claims.
	pageLimit = 1000
	// byteLimit bounds how long the pages of a list may be together, in bytes: some
	// 50,000 containers.
	byteLimit = 64 << 20
)

// errTooLong is the error of a list that goes on after byteLimit.
var errTooLong = fmt.Errorf("%w: a list of more than %d MiB", client.ErrTooLarge, byteLimit>>20)

// Paging decides which pages of a list are fetched, a few at a time: as many as
// the server says there are. A page that fails stops those after it only where
// the server would answer none of them.
type Paging struct {
	// Size is how many records a page has, Total how many there are.
	Size, Total int

	more  bool // the last page says that there is another, whatever the total
	next  int  // offset of the first page that was not asked for
	asked int  // how many pages were
	bytes int  // of the pages that came
	pages []fleet.Page
	lost  []int // offsets of the pages that failed
	err   error // of the first of them
	over  bool
}

// NewPaging begins after the first page.
func NewPaging(first fleet.Page) *Paging {
	p := &Paging{Size: first.Count, Total: first.Total, next: first.Offset + first.Count, bytes: first.Bytes, pages: []fleet.Page{first}}
	p.more, p.over = first.More, first.Count == 0
	return p
}

// NewPagingWithout begins after a first page that failed; known is the list as
// it was. It is false where that says of no other page, or the failure would be
// that of all.
func NewPagingWithout(known *fleet.List, err error) (*Paging, bool) {
	first := known.Page(0)
	if first.Count == 0 || first.Count >= first.Total || !ofOnePage(err) {
		return nil, false
	}
	return &Paging{Size: first.Count, Total: first.Total, next: first.Count, lost: []int{0}, err: err}, true
}

// ofOnePage says whether a failure may be that of one page alone: the server
// answered, but neither that it refuses the key, nor that it wants to be left alone.
func ofOnePage(err error) bool {
	var api *client.Error
	if !errors.As(err, &api) || api.Status == 0 || api.RetryAfter > 0 {
		return false
	}
	switch api.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusTooManyRequests:
		return false
	default:
		return true
	}
}

// Next returns the offsets of the pages to fetch now, none where there are no
// more. The answers to all of them are to be told before it is called again.
func (p *Paging) Next() []int {
	n := (p.Total - p.next + p.Size - 1) / max(p.Size, 1)
	if p.more && n < 1 {
		n = 1
	}
	most := wave
	if len(p.pages) == 0 {
		most = 1 // one tells whether the server answers any
	}
	if n = min(n, most, pageLimit-p.asked); p.over || n < 1 {
		return nil
	}
	out := make([]int, n)
	for i := range out {
		out[i] = p.next + i*p.Size
	}
	p.next, p.asked, p.more = p.next+n*p.Size, p.asked+n, false
	return out
}

// Take takes in what came of the pages that were to be fetched: a page, or why
// not, for each of them in order.
func (p *Paging) Take(offsets []int, pages []fleet.Page, errs []error) {
	came := 0
	for i, offset := range offsets {
		if err := errs[i]; err != nil {
			if p.lost = append(p.lost, offset); p.err == nil || errors.Is(p.err, context.Canceled) {
				p.err = err
			}
			p.over = p.over || errors.Is(err, client.ErrUnauthorized) || errors.Is(err, client.ErrRateLimited)
			continue
		}
		came++
		p.pages = append(p.pages, pages[i])
		p.bytes += pages[i].Bytes
		p.Total, p.more = pages[i].Total, pages[i].More
		p.over = p.over || pages[i].Count == 0
	}
	p.over = p.over || came == 0
	if p.bytes > byteLimit && !p.over && (p.next < p.Total || p.more) {
		p.over = true
		if p.err == nil {
			p.err = errTooLong
		}
	}
}

// Round returns what came, as a round of the list: its pages and how many
// records are missing; or why nothing did.
func (p *Paging) Round(r fleet.Round) (fleet.Round, error) {
	if len(p.pages) == 0 {
		return r, p.err
	}
	r.Pages = p.pages
	if p.err == nil {
		return r, nil
	}
	lost := max(p.Total-p.next, 0) // those that were not asked for any more
	for _, offset := range p.lost {
		lost += min(p.Size, max(p.Total-offset, 0))
	}
	r.Lost, r.Err = max(lost, 1), p.err
	return r, nil
}

package feed

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"fleetop/client"
	"fleetop/internal/fleet"
)

func failure(status int) error { return &client.Error{Status: status} }

// TestPagingByAnyServer lets pages fail at random and compares what is fetched
// and counted with what the server has.
func TestPagingByAnyServer(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		size, total := rapid.IntRange(1, 7).Draw(t, "size"), rapid.IntRange(1, 60).Draw(t, "total")
		page := func(offset int) fleet.Page {
			n := max(min(size, total-offset), 0)
			return fleet.Page{Offset: offset, Count: n, Total: total, More: offset+n < total}
		}
		broken := rapid.Map(rapid.SliceOf(rapid.IntRange(0, 60/size+1)), func(pages []int) map[int]bool {
			out := map[int]bool{}
			for _, n := range pages {
				out[n*size] = true
			}
			return out
		}).Draw(t, "broken")
		err := failure(rapid.SampledFrom([]int{500, 503, 200}).Draw(t, "status"))
		var p *Paging
		if broken[0] {
			known := fleetList(page(0))
			var others bool
			if p, others = NewPagingWithout(known, err); !others {
				if size < total {
					t.Fatal("nothing more is fetched although there are other pages")
				}
				return
			}
		} else {
			p = NewPaging(page(0))
		}
		asked, came, stopped := []int{0}, 0, false
		if !broken[0] {
			came = page(0).Count
		}
		for offsets := p.Next(); len(offsets) > 0; offsets = p.Next() {
			if len(offsets) > wave || stopped {
				t.Fatalf("%v are fetched at once, after all had failed: %v", offsets, stopped)
			}
			pages, errs := make([]fleet.Page, len(offsets)), make([]error, len(offsets))
			stopped = true
			for i, offset := range offsets {
				if broken[offset] {
					errs[i] = err
					continue
				}
				stopped = false
				pages[i] = page(offset)
				came += pages[i].Count
			}
			asked = append(asked, offsets...)
			p.Take(offsets, pages, errs)
		}
		if !slices.IsSorted(asked) || len(slices.Compact(slices.Clone(asked))) != len(asked) {
			t.Fatalf("asked for %v", asked)
		}
		round, failed := p.Round(fleet.Round{})
		switch {
		case failed != nil && came > 0, failed == nil && came == 0:
			t.Fatalf("%d records came: %v", came, failed)
		case failed != nil:
		case came == total && (round.Lost != 0 || round.Err != nil):
			t.Fatalf("all came, but %d are missing: %v", round.Lost, round.Err)
		case came < total && (round.Lost != total-came || !errors.Is(round.Err, err)):
			t.Fatalf("%d of %d came, %d are missing: %v", came, total, round.Lost, round.Err)
		}
	})
}

// fleetList is a list of which the first page came.
func fleetList(first fleet.Page) *fleet.List {
	f, q := fleet.New(), fleet.Query{Kind: fleet.Containers}
	f.Apply(fleet.Round{Query: q, Started: t0, Ended: t0, Pages: []fleet.Page{first}})
	return f.List(q)
}

// A failure that would be that of every page asks for no other.
func TestAFailureOfAllPagesAsksForNoOther(t *testing.T) {
	t.Parallel()
	known := fleetList(fleet.Page{Count: 100, Total: 300})
	for name, err := range map[string]error{
		"401": failure(401), "403": failure(403), "404": failure(404), "429": failure(429), "not there": errors.New("connection refused"),
		"to be left alone": &client.Error{Status: 503, RetryAfter: 1},
	} {
		if _, others := NewPagingWithout(known, err); others {
			t.Errorf("%s: other pages are asked for", name)
		}
	}
	p := NewPaging(fleet.Page{Count: 100, Total: 1000})
	offsets := p.Next()
	p.Take(offsets, make([]fleet.Page, len(offsets)), []error{failure(429), failure(503), failure(503), failure(503)})
	if more := p.Next(); len(more) > 0 {
		t.Errorf("after 429 %v are asked for", more)
	}
}

// TestAListThatGoesOnIsCutAndSaysSo takes in pages of which few are too many.
func TestAListThatGoesOnIsCutAndSaysSo(t *testing.T) {
	t.Parallel()
	page := func(offset int) fleet.Page {
		return fleet.Page{Offset: offset, Count: 100, Total: 1_000_000, Bytes: 8 << 20}
	}
	p, fetched := NewPaging(page(0)), 1
	for offsets := p.Next(); len(offsets) > 0; offsets = p.Next() {
		pages := make([]fleet.Page, len(offsets))
		for i, offset := range offsets {
			pages[i] = page(offset)
		}
		fetched += len(offsets)
		p.Take(offsets, pages, make([]error, len(offsets)))
	}
	if most := byteLimit/(8<<20) + wave; fetched > most {
		t.Errorf("%d pages were fetched, want at most %d", fetched, most)
	}
	round, err := p.Round(fleet.Round{})
	if err != nil || !errors.Is(round.Err, client.ErrTooLarge) || round.Lost != 1_000_000-100*fetched || len(round.Pages) != fetched {
		t.Errorf("%d pages, %d lost, %v, %v", len(round.Pages), round.Lost, round.Err, err)
	}
}

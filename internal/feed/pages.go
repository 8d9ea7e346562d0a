package feed

import (
	"context"
	"sync"
	"time"

	"fleetop/client"
	"fleetop/internal/fleet"
)

// list fetches the first page of a list; known is the list as it was. Where that page alone fails
// the others are fetched all the same.
func (g *getter) list(ctx context.Context, known *fleet.List, held heldAsk, a *Answer) {
	a.round, a.held = fleet.Round{Query: a.job.Key.Query, Started: a.job.Started}, held.wait
	page, err := g.page(ctx, a.class, a.round.Query, 0, known, held)
	a.offers = g.Client.Offers(client.Waits)
	if err != nil {
		if paging, others := NewPagingWithout(known, err); others {
			a.rest = paging
		} else {
			a.err = err
		}
		return
	}
	a.round.Pages, a.round.Ended = []fleet.Page{page}, g.Clock()
	if held.wait > 0 && page.Same && page.Version == held.version {
		if again, whole := known.Again(a.round.Started, a.round.Ended, page.Version); whole {
			a.round = again
			return
		}
	}
	if held.wait > 0 && a.round.Ended.Sub(a.round.Started) > datesFor {
		a.round.Pages[0].Date = time.Time{}
	}
	if goesOn(page) {
		a.rest = NewPaging(page)
	}
}

// goesOn says whether there is a page after this one: the total says so or the server names it. An
// empty page is the end whatever the server says.
func goesOn(p fleet.Page) bool {
	return p.Count > 0 && (p.Offset+p.Count < p.Total || p.More)
}

// later makes the fetch of the other pages of a list whose first was answered. Those of a list that
// is merely looked at let other things go before them.
func (f *Feed) later(first Answer) Fetch {
	class := first.class
	if class == Awaited {
		class = Background
	}
	get, known := getter{Options: f.opt, flights: &f.flights}, f.fleet.List(first.job.Key.Query)
	return f.begin(first.job, class, func(ctx context.Context, a *Answer) {
		a.round, a.held = first.round, first.held
		get.pages(ctx, first.rest, known, a)
	})
}

// pages fetches the pages that paging names, a few at a time.
func (g *getter) pages(ctx context.Context, paging *Paging, known *fleet.List, a *Answer) {
	for offsets := paging.Next(); len(offsets) > 0 && ctx.Err() == nil; offsets = paging.Next() {
		pages, errs := g.wave(ctx, a, offsets, known)
		paging.Take(offsets, pages, errs)
	}
	if a.err = ctx.Err(); a.err != nil {
		return
	}
	a.round, a.err = paging.Round(a.round)
	a.round.Ended, a.offers = g.Clock(), g.Client.Offers(client.Waits)
}

// wave fetches pages at the same time.
func (g *getter) wave(ctx context.Context, a *Answer, offsets []int, known *fleet.List) ([]fleet.Page, []error) {
	pages, errs := make([]fleet.Page, len(offsets)), make([]error, len(offsets))
	var workers sync.WaitGroup
	for i := range offsets {
		workers.Go(func() {
			defer func() {
				if v := recover(); v != nil {
					errs[i] = g.Panicked(v)
				}
			}()
			if pages[i], errs[i] = g.page(ctx, a.class, a.round.Query, offsets[i], known, heldAsk{}); errs[i] == nil {
				g.flights.hear(a.job.Key, g.Clock())
			}
		})
	}
	workers.Wait()
	return pages, errs
}

// page fetches one page. A page that is what it was is taken from the list that is known. One that the
// server holds back takes no place: nothing is done for it.
func (g *getter) page(ctx context.Context, class Class, query fleet.Query, offset int, known *fleet.List, held heldAsk) (fleet.Page, error) {
	if held.wait == 0 {
		leave, err := g.Places.Enter(ctx, class)
		if err != nil {
			return fleet.Page{}, err
		}
		defer leave()
	}
	opts := client.ListOptions{Limit: pageSize, Offset: offset, Known: known.Page(offset).Digest, Wait: held.wait, Version: held.version}
	if g.Client.Offers(client.Waits) {
		opts.ETag = known.Page(offset).ETag
	}
	switch query.Kind {
	case fleet.Applications:
		p, err := g.Client.Applications.List(ctx, client.ApplicationFilter{}, opts)
		g.noteFaults(p.Faults)
		return rows(p, err, opts, known, fleet.ApplicationRow)
	case fleet.Containers:
		p, err := g.Client.Containers.List(ctx, client.ContainerFilter{ApplicationUUID: query.Application, State: query.State}, opts)
		g.noteFaults(p.Faults)
		return rows(p, err, opts, known, func(con client.Container) *fleet.Row {
			// An older server does not know the filter: it is applied again.
			if query.Application != "" && client.UUIDFromURI(con.Application) != query.Application || query.State != "" && con.State != query.State {
				return nil
			}
			return fleet.ContainerRow(con)
		})
	default:
		p, err := g.Client.Images.List(ctx, client.ImageFilter{}, opts)
		g.noteFaults(p.Faults)
		return rows(p, err, opts, known, fleet.ImageRow)
	}
}

// Package feed decides what is fetched, when, in which order and how fresh what came is, and keeps
// what came in a fleet. Decisions take the time as a value. Only a Fetch does I/O: whoever drives a
// Feed, a screen or a loop without one, runs it and hands back the answer.
//
//	feed.Want(now, wants...)
//	for _, fetch := range feed.Due(now) { go func() { answers <- fetch.Run(ctx) }() }
//	events := feed.Take(now, <-answers)
//	// and again at feed.Next()
package feed

import (
	"log/slog"
	"slices"
	"time"

	"fleetop/client"
	"fleetop/internal/feed/poll"
	"fleetop/internal/fleet"
)

// Options are what a Feed is made of. All but ReadKey are needed.
type Options struct {
	Client *client.Client
	// Places are those of all requests to the server, writes too.
	Places *Places
	// Interval is the time between two polls of a list in which nothing moves.
	Interval time.Duration
	// Clock is read by a Fetch when its answer has come.
	Clock func() time.Time
	// Random gives the jitter of back-off, numbers in [0,1).
	Random func() float64
	// ReadKey reads the credentials again where they come from a file; nil where they do not.
	ReadKey func() (client.Credentials, error)
	// Panicked makes an error of a panic in a Fetch. It is called while the panic's stack stands.
	Panicked func(value any) error
	Log      *slog.Logger
}

// Feed keeps a fleet up to date. All methods are to be called from one goroutine; its fetches run
// in others.
type Feed struct {
	opt     Options
	fleet   *fleet.Fleet
	poll    *poll.Scheduler[Resource]
	flights flights

	wanted []wanted
	at     map[Resource]int // where each is in wanted
	// further are fetches of the later pages of lists, to be run next.
	further []Fetch

	connection connection
	hold       hold
	outages    Outages
	// untold are outages that are told once it is known whether the server itself is away.
	untold []Event
}

// New returns a feed of an empty fleet.
func New(now time.Time, opt Options) *Feed {
	return &Feed{
		opt: opt, fleet: fleet.New(), poll: poll.New(Applications, opt.Random), flights: newFlights(),
		at: map[Resource]int{}, connection: connection{since: now}, hold: hold{seen: map[Resource]version{}},
	}
}

// Fleet returns what is known.
func (f *Feed) Fleet() *fleet.Fleet { return f.fleet }

// Due returns the fetches to run now, each beside the caller's goroutine.
func (f *Feed) Due(now time.Time) []Fetch {
	due := f.further
	f.further = nil
	for _, job := range f.poll.Due(now) {
		due = append(due, f.fetch(job, &f.wanted[f.at[job.Key]]))
	}
	return due
}

// Next returns when a fetch is due next, a time in the past for now; false when none is to be waited
// for.
func (f *Feed) Next() (time.Time, bool) {
	if len(f.further) > 0 {
		return time.Time{}, true
	}
	return f.poll.Next()
}

// Poke makes some resources due now, as far as they are wanted, even while polling is paused: after
// a write, a fetch that began before it proves nothing.
func (f *Feed) Poke(now time.Time, rs ...Resource) {
	if slices.Contains(rs, Applications) {
		f.askPlainly()
	}
	f.flights.stop(f.poll.Poke(now, rs...)...)
}

// Refresh makes everything that is wanted due now, instead of what is on its way; while the server
// is away the list of applications alone, and the rest once it is back.
func (f *Feed) Refresh(now time.Time) {
	f.askPlainly()
	f.flights.stop(f.poll.Refresh(now)...)
}

// SetPaused stops timed polls, and gives up what the server holds back; or lets them go on.
func (f *Feed) SetPaused(paused bool) {
	f.poll.SetPaused(paused)
	if paused && f.hold.wait > 0 && f.poll.Drop(Applications) {
		f.flights.stop(Applications)
	}
	f.askPlainly()
}

// LeaveAlone lets polls rest for as long as the server has asked for in the answer to something
// else.
func (f *Feed) LeaveAlone(now time.Time, d time.Duration) { f.poll.LeaveAlone(now, d) }

// Waiting returns since when an answer is awaited, and whether one is. One that the server may hold
// back is not awaited.
func (f *Feed) Waiting(r Resource) (since time.Time, waiting bool) {
	since, waiting = f.poll.Waiting(r)
	return since, waiting && (r != Applications || f.hold.wait == 0)
}

// Heard returns when the last page came of a list that is being fetched.
func (f *Feed) Heard(r Resource) time.Time { return f.flights.heardOf(r) }

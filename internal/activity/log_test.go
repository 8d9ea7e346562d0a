package activity

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/fleet"
)

func at(second int) time.Time {
	return time.Date(2014, 4, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(second) * time.Second)
}

func TestEntriesLoseControlSequences(t *testing.T) {
	t.Parallel()
	var log Log
	names := []string{"a\x1b[2Jb"}
	log.Add(at(0), Entry{Phase: Refused, Object: Object{Name: "we\x1b[2Jb"}, Verb: fleet.Stop, Cause: "bad\nnews \u202e", Names: names})
	want := []Entry{{Number: 1, Time: at(0), Phase: Refused, Object: Object{Name: "web"}, Verb: fleet.Stop, Cause: "bad news \u202e", Names: []string{"ab"}}}
	if diff := cmp.Diff(want, log.Entries()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if names[0] != "a\x1b[2Jb" {
		t.Error("the names of the caller were changed")
	}
}

func TestALogHoldsTheNewestEntries(t *testing.T) {
	t.Parallel()
	var log Log
	for i := range 2 * Limit {
		version := log.Version()
		log.Add(at(i), Entry{Phase: Noted, Cause: fmt.Sprint(i)})
		if log.Version() == version {
			t.Fatal("the version is the same")
		}
	}
	all := log.Entries()
	if len(all) != Limit || all[len(all)-1].Cause != "9999" || all[0].Cause != "5000" {
		t.Errorf("%d entries, from %+v to %+v", len(all), all[0], all[len(all)-1])
	}
	for i, e := range all[1:] {
		if e.Number != all[i].Number+1 {
			t.Fatalf("entry %d follows %d", e.Number, all[i].Number)
		}
	}
}

func TestEntriesThatWereHandedOutStay(t *testing.T) {
	t.Parallel()
	var log Log
	for i := range Limit {
		log.Add(at(i), Entry{Phase: Noted, Cause: fmt.Sprint(i)})
	}
	all := log.Entries()
	for i := range Limit {
		log.Add(at(i), Entry{Phase: Noted, Cause: "later"})
	}
	for _, number := range []int{Limit, 2 * Limit, 7 * Limit} { // too old, held, and not there
		version := log.Version()
		log.Amend(number, func(e *Entry) { e.Cause = "amended\x1b[2J" })
		if (log.Version() != version) != (number == 2*Limit) {
			t.Errorf("entry %d: the version was %d and is %d", number, version, log.Version())
		}
	}
	if e := log.Entries(); e[Limit-1].Cause != "amended" || e[Limit-1].Number != 2*Limit {
		t.Errorf("the amended entry is %+v", e[Limit-1])
	}
	for i, e := range all {
		if e.Cause != fmt.Sprint(i) {
			t.Fatalf("entry %d became %+v", i, e)
		}
	}
}

func TestEarlierEntriesComeFirst(t *testing.T) {
	t.Parallel()
	var log Log
	log.Add(at(9), Entry{Phase: Noted, Cause: "now"})
	log.Recall([]Entry{{Time: at(1), Phase: Noted, Cause: "a"}, {Time: at(2), Phase: Noted, Cause: "b"}})
	log.Add(at(10), Entry{Phase: Noted, Cause: "then"})
	said := ""
	for i, e := range log.Entries() {
		said += e.Cause + " "
		if e.Number != i+1 {
			t.Errorf("entry %d has number %d", i+1, e.Number)
		}
	}
	if since := log.Since(3); said != "a b now then " || log.Last() != 4 || len(since) != 1 || since[0].Cause != "then" {
		t.Errorf("%q, last %d, since %+v", said, log.Last(), since)
	}
	if n := len(log.Since(-5)) + len(log.Since(99)); n != 4 {
		t.Errorf("%d entries since before the first and since after the last", n)
	}
}

// TestUnreadCountsWhatWasNotSeen adds, reads and recalls.
func TestUnreadCountsWhatWasNotSeen(t *testing.T) {
	t.Parallel()
	var log Log
	add := func() { log.Add(time.Unix(0, 0), Entry{Phase: Noted, Cause: "x"}) }
	unread := func(when string, want int) {
		t.Helper()
		if got := log.Unread(); got != want {
			t.Errorf("%s: %d are unread, want %d", when, got, want)
		}
	}
	unread("at the start", 0)
	add()
	add()
	unread("after two", 2)
	log.Recall([]Entry{{Phase: Noted, Cause: "a"}, {Phase: Noted, Cause: "b"}})
	unread("with those of earlier runs", 2)
	log.Read()
	unread("when they were seen", 0)
	add()
	unread("after one more", 1)
}

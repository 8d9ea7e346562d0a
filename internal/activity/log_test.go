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
	for i := range 2 * limit {
		version := log.Version()
		log.Add(at(i), Entry{Phase: Noted, Cause: fmt.Sprint(i)})
		if log.Version() == version {
			t.Fatal("the version is the same")
		}
	}
	all := log.Entries()
	if len(all) != limit || all[len(all)-1].Cause != "999" || all[0].Cause != "500" {
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
	for i := range limit {
		log.Add(at(i), Entry{Phase: Noted, Cause: fmt.Sprint(i)})
	}
	all := log.Entries()
	for i := range limit {
		log.Add(at(i), Entry{Phase: Noted, Cause: "later"})
	}
	for i, e := range all {
		if e.Cause != fmt.Sprint(i) {
			t.Fatalf("entry %d became %+v", i, e)
		}
	}
}

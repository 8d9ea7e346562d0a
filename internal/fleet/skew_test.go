package fleet

import (
	"testing"
	"time"
)

// dated is an answer: what the server's clock says at its end, and how long it took.
type dated struct {
	at      int
	skew    time.Duration
	took    time.Duration
	set     time.Duration // what the local clock was set forward by meanwhile
	made    time.Duration // how long before its end the server made it
	undated bool
}

func (d dated) round() Round {
	ended := at(d.at)
	r := Round{Query: allApplications(), Started: ended.Add(-d.took), Ended: ended.Add(d.set), Pages: []Page{{}}}
	if !d.undated {
		r.Pages[0].Date = ended.Add(d.skew - d.made).Truncate(time.Second)
	}
	return r
}

func TestSkewIsSaidWhenAnswersAgree(t *testing.T) {
	t.Parallel()
	const minute = time.Minute
	for name, test := range map[string]struct {
		answers []dated
		want    time.Duration
	}{
		"none":                             {[]dated{{at: 0}, {at: 5}}, 0},
		"ahead, from the first answer on":  {[]dated{{at: 0, skew: minute}}, minute},
		"behind":                           {[]dated{{at: 0, skew: -minute}, {at: 5, skew: -minute}}, -minute},
		"less than is worth a word":        {[]dated{{at: 0, skew: 4 * time.Second}, {at: 5, skew: 4 * time.Second}}, 0},
		"a slow answer made at its start":  {[]dated{{at: 60, took: 50 * time.Second, made: 50 * time.Second}}, 0},
		"a slow answer made at its end":    {[]dated{{at: 60, took: 50 * time.Second}}, 0},
		"asleep in the midst of a request": {[]dated{{at: 0}, {at: 3600, took: time.Hour, made: time.Hour}}, 0},
		"the clock set in between":         {[]dated{{at: 0}, {at: 5, set: time.Hour}, {at: 10}}, 0},
		"the clock set back in between":    {[]dated{{at: 0}, {at: 5, took: time.Second, set: -time.Hour}, {at: 10}}, 0},
		"one odd answer":                   {[]dated{{at: 0}, {at: 5, skew: time.Hour}, {at: 10}}, 0},
		"one of two servers is off":        {[]dated{{at: 0}, {at: 5, skew: minute}, {at: 10}, {at: 15, skew: minute}, {at: 20}}, 0},
		"set wrong while we look":          {[]dated{{at: 0}, {at: 5, skew: minute}, {at: 10, skew: minute}}, minute},
		"set right while we look":          {[]dated{{at: 0, skew: minute}, {at: 5}, {at: 10}}, 0},
		"a server that does not tell":      {[]dated{{at: 0, skew: minute}, {at: 5, undated: true}, {at: 10, undated: true}}, minute},
	} {
		f := New()
		for _, a := range test.answers {
			f.Apply(a.round())
		}
		if got := f.Skew(); (got-test.want).Abs() > 1500*time.Millisecond || (got == 0) != (test.want == 0) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// TestSkewDoesNotFlap polls a server that is a minute ahead, with answers that
// take now less and now more time: what is said of it stays.
func TestSkewDoesNotFlap(t *testing.T) {
	t.Parallel()
	f := New()
	said := map[time.Duration]int{}
	for i := range 2000 {
		took := time.Duration(i*i%3000) * time.Millisecond
		d := dated{at: i * 5, skew: minuteAndMore, took: took, made: took / time.Duration(1+i%3)}
		f.Apply(d.round())
		said[f.Skew().Round(time.Second)]++
	}
	if len(said) > 2 {
		t.Errorf("it is said in %d ways: %v", len(said), said)
	}
}

const minuteAndMore = time.Minute + 400*time.Millisecond

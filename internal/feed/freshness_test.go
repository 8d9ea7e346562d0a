package feed

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"fleetop/internal/fleet"
)

var t0 = time.Date(2014, 4, 6, 18, 0, 0, 0, time.UTC)

func TestJudgeByAnyFacts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seconds := func(name string, from, to int) time.Duration {
			return time.Duration(rapid.IntRange(from*1000, to*1000).Draw(t, name)) * time.Millisecond
		}
		when := func(name string) time.Time {
			if rapid.Bool().Draw(t, name+" known") {
				return t0.Add(seconds(name, -600, 600))
			}
			return time.Time{}
		}
		f := Facts{
			Good: when("good"), Cause: rapid.SampledFrom([]string{"", "503 busy"}).Draw(t, "cause"), Lost: rapid.IntRange(0, 2).Draw(t, "lost"),
			Every: seconds("every", 1, 60), Retry: when("retry"), Jumped: when("jumped"), Paused: rapid.Bool().Draw(t, "paused"), Loading: rapid.Bool().Draw(t, "loading"),
		}
		if rapid.Bool().Draw(t, "asked") {
			f.Asked = t0.Add(-seconds("asked", 0, 100))
		}
		s := Judge(f, t0)
		age := t0.Sub(f.Good)
		switch {
		case s.Fine() && (f.Good.IsZero() || age > 3*f.Every || f.Cause != "" || f.Lost > 0 || f.Loading):
			t.Fatalf("%+v is called fine", f)
		case s.Fine() && !f.Jumped.IsZero() && !f.Good.After(f.Jumped):
			t.Fatalf("%+v is called fine although the clock jumped since", f)
		case s.Dim && f.Paused, s.Dim && !s.Old, s.Dim && f.Good.IsZero():
			t.Fatalf("%+v is drawn dim", f)
		case s.Old && !s.Dim && !f.Paused && (f.Cause != "" || f.Asked.IsZero() || t0.Sub(f.Asked) >= time.Second):
			t.Fatalf("%+v is old and not drawn dim", f)
		case !s.Says && !f.Good.IsZero() && (f.Cause != "" || f.Lost > 0 || f.Paused || s.Dim):
			t.Fatalf("the frame does not say how old %+v is", f)
		case s.Says && f.Good.IsZero():
			t.Fatalf("the frame says how old %+v is, which never came", f)
		case s.Retry > 0 && (f.Cause == "" || f.Paused || !f.Retry.After(t0)):
			t.Fatalf("%+v is fetched again", f)
		}
	})
}

func TestAnOutageIsToldOnce(t *testing.T) {
	t.Parallel()
	detail := func(n byte) Resource { return DetailOf(fleet.ID{Kind: fleet.Containers, Key: string('a' + n)}) }
	containers, images := ListOf(fleet.Query{Kind: fleet.Containers}), ListOf(fleet.Query{Kind: fleet.Images})
	var o Outages
	for i, step := range []struct {
		key  Resource
		at   time.Duration
		came bool
		tell bool
	}{
		{containers, 0, true, false},
		{containers, time.Second, false, true},
		{containers, time.Minute, false, false},
		{images, time.Minute, false, true},
		{detail(0), time.Minute, false, true},
		{detail(1), time.Minute, false, false}, // along a hundred that fail
		{detail(1), 2 * time.Minute, true, false},
		{detail(0), 2 * time.Minute, true, true},
		{detail(2), 3 * time.Minute, false, true},
		{containers, 10 * time.Minute, false, false}, // for as long as it is tried and fails
		{containers, 19 * time.Minute, false, false},
		{containers, time.Hour, false, true}, // nobody looked at it meanwhile
		{containers, time.Hour, true, true},
		{containers, time.Hour, true, false},
		{containers, 2 * time.Hour, false, true},
		{images, 2 * time.Hour, true, true},
		{detail(3), 2 * time.Hour, false, true}, // the other is not looked at any more
	} {
		tell := func() bool {
			if step.came {
				return o.Came(step.key)
			}
			return o.Failed(step.key, t0.Add(step.at))
		}()
		if tell != step.tell {
			t.Errorf("step %d (%+v): told %v", i, step, tell)
		}
	}
}

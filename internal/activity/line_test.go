package activity

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/fleet"
)

func TestEveryPhaseHasANameInFiles(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for phase := range Unmarked + 1 {
		e := Entry{Phase: phase}
		if name := e.Event(); name == "" || names[name] {
			t.Errorf("phase %d is called %q", phase, name)
		}
		names[e.Event()] = true
	}
}

func TestALineBringsTheEntryBack(t *testing.T) {
	t.Parallel()
	app := Object{ID: fleet.ID{Kind: fleet.Applications, Key: "1"}, Name: "web"}
	for _, e := range []Entry{
		{Phase: Counting, Object: app, Verb: fleet.Stop, Span: 5 * time.Second},
		{Phase: Summary, Object: Object{ID: app.ID, Name: "web", Many: 2}, Verb: fleet.Stop, Names: []string{"x"}, Items: []Item{{"a", Accepted, ""}, {"b", Refused, "400"}}},
		{Phase: Exited, Object: Object{ID: fleet.ID{Kind: fleet.Containers, Key: "2"}, Name: "web-1"}, Of: app, Exit: "137", From: "2/2", To: "1/2", Result: Bad},
		{Phase: Changed, Object: app, From: "a", To: "b", By: "you", Verb: fleet.Scale, Span: 1500 * time.Millisecond, Unread: true, Again: 3},
		{Phase: Changed, Object: app, Came: Group{Names: []string{"web-4"}, More: 3}, Went: Group{Names: []string{"web-1"}}, Back: Group{Names: []string{"web-2", "web-3"}}},
		{Phase: Saved, Path: "/tmp/x", Size: 12, Cause: "c", Advice: "d", Part: "log"},
	} {
		e.Time = at(7)
		data := AppendLine(nil, &e)
		if bytes.Count(data, []byte("\n")) != 1 || data[len(data)-1] != '\n' || !json.Valid(data) {
			t.Errorf("no line of JSON: %q", data)
		}
		got, err := ParseLine(data)
		if diff := cmp.Diff(e, got); err != nil || diff != "" {
			t.Errorf("%v, -want +got:\n%s", err, diff)
		}
	}
}

func FuzzParseLine(f *testing.F) {
	f.Add([]byte(`{"time":"2026-11-28T05:12:31Z","event":"changed","kind":"application","id":"1","name":"web","from":"a","to":"b","seconds":4}`))
	f.Add([]byte(`{"time":"2026-11-28T05:12:31Z","event":"summary","items":[{"name":"a","event":"refused"}],"many":-1,"seconds":1e300}`))
	f.Add([]byte(`{"time":"2026-11-28T05:`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := ParseLine(data)
		if err != nil {
			return
		}
		e.Sentence(">")
		written := AppendLine(nil, &e)
		again, err := ParseLine(written)
		if len(written) > 0 && (err != nil || again.Phase != e.Phase || again.Object != e.Object) {
			t.Errorf("%q became %q: %v", data, written, err)
		}
	})
}

//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fleetop/internal/config"
	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
	"fleetop/internal/state"
)

var day = time.Date(2026, 11, 28, 4, 0, 0, 0, time.UTC)

func historyAt(dir string) *historyFile {
	base := filepath.Join(dir, "history", "a")
	return &historyFile{
		entries: state.NewJournal(base + ".jsonl"), snapshot: state.NewJournal(base + ".snapshot.json"),
		lock: base + ".lock", who: "test", now: func() time.Time { return day },
	}
}

func entryLine(at time.Time, event string) string {
	return `{"time":"` + at.Format(time.RFC3339) + `","event":"` + event + `","kind":"application","id":"1","name":"web"}` + "\n"
}

// Two programs at once: the one that came first keeps what polls show, both what their users do. When it
// ends, the other goes on with all.
func TestOneOfTwoProgramsKeepsWhatPollsShow(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, second := historyAt(dir), historyAt(dir)
	if _, _, watched, err := first.load(); watched || err != nil {
		t.Fatalf("the first is told of another: %t, %v", watched, err)
	}
	if _, _, watched, err := second.load(); !watched || err != nil {
		t.Fatalf("the second is told of no other: %t, %v", watched, err)
	}
	seen, mine := entryLine(day, "changed"), entryLine(day, "requested")
	for _, f := range []*historyFile{first, second} {
		if err := f.keep([]byte(seen+mine), []byte(mine), []byte(`{"by":"`+f.who+`"}`)); err != nil {
			t.Fatal(err)
		}
	}
	entries, snapshot, _, err := second.load()
	if got := string(entries); err != nil || got != seen+mine+mine || string(snapshot) != `{"by":"test"}` {
		t.Errorf("kept %q, %q, %v", got, snapshot, err)
	}
	first.end(func() error { return nil })
	if err := second.keep([]byte(seen), nil, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	if entries, _, watched, _ := second.load(); watched || string(entries) != seen+mine+mine+seen {
		t.Errorf("once the first has ended: %t, %q", watched, entries)
	}
	for _, name := range []string{"a.jsonl", "a.snapshot.json", "a.lock"} {
		if info, err := os.Stat(filepath.Join(dir, "history", name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

func TestWhatIsOldIsDropped(t *testing.T) {
	t.Parallel()
	f := historyAt(t.TempDir())
	old, newer := entryLine(day.Add(-31*24*time.Hour), "changed"), entryLine(day.Add(-29*24*time.Hour), "changed")
	foreign := entryLine(day, "landed-on-the-moon") // which another version understands
	if err := f.entries.Append([]byte("torn{\n" + old + newer + foreign)); err != nil {
		t.Fatal(err)
	}
	now := entryLine(day, "changed")
	if err := f.keep([]byte(now), nil, nil); err != nil {
		t.Fatal(err)
	}
	if entries, _, _, err := f.load(); err != nil || string(entries) != newer+foreign+now {
		t.Errorf("kept %q, %v", entries, err)
	}
}

func TestADirectoryThatCannotBeWrittenIsAnError(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "history"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f := historyAt(dir)
	if _, _, _, err := f.load(); err == nil || !strings.Contains(err.Error(), "history") {
		t.Errorf("reading: %v", err)
	}
	if err := f.keep([]byte("x\n"), []byte("x\n"), []byte("{}")); err == nil {
		t.Error("it was written")
	}
	f.end(func() error { return f.keep([]byte("x\n"), nil, nil) })
}

// The end of the program does not wait for a disk that does not answer.
func TestTheEndDoesNotWaitForADiskThatHangs(t *testing.T) {
	t.Parallel()
	hangs := make(chan struct{})
	defer close(hangs)
	historyAt(t.TempDir()).end(func() error {
		<-hangs
		return nil
	})
}

func TestWhatIsKeptWhere(t *testing.T) {
	t.Parallel()
	p := &program{Env: Env{Getenv: func(name string) string { return map[string]string{"XDG_STATE_HOME": "/state"}[name] }}}
	account := func(user, endpoint string) config.Account { return config.Account{User: user, Endpoint: endpoint} }
	one, other := p.history(account("me", "https://a.example/"), &chosenEngine{}), p.history(account("me", "https://b.example/"), &chosenEngine{})
	if one == nil || other == nil || one.lock == other.lock || !strings.HasPrefix(one.lock, "/state/fleetop/history/me@") {
		t.Errorf("two accounts are kept in %+v and %+v", one, other)
	}
	hostile := p.history(account("../../etc/passwd\n", "https://a.example/"), &chosenEngine{})
	if hostile == nil || filepath.Dir(hostile.lock) != "/state/fleetop/history" || strings.ContainsAny(hostile.lock, "\n") {
		t.Errorf("a hostile name is kept in %+v", hostile)
	}
	simulated, err := memory.New(memory.Options{Fleet: memory.DefaultFleet()})
	if err != nil {
		t.Fatal(err)
	}
	var runner engine.Runner = simulated
	if f := p.history(account("admin", "http://127.0.0.1:1/"), &chosenEngine{engine: runner}); f != nil {
		t.Errorf("the sandbox is kept in %+v", f)
	}
	if f := p.history(account("admin", "http://127.0.0.1:1/"), &chosenEngine{engine: runner, place: "abcd"}); f == nil || f.lock != "/state/fleetop/history/memory-abcd.lock" {
		t.Errorf("a daemon is kept in %+v", f)
	}
}

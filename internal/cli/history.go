package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"fleetop/internal/activity"
	"fleetop/internal/config"
	"fleetop/internal/state"
	"fleetop/internal/terminal"
)

const (
	// historyFor is for how long what has happened is kept, and tidyEvery how often what is older is
	// dropped.
	historyFor = 30 * 24 * time.Hour
	tidyEvery  = 24 * time.Hour
	// historyRead is how much is read at a start: the newest entries that fit on it. A snapshot is
	// smaller than snapshotRead.
	historyRead  = 4 << 20
	snapshotRead = 64 << 20
	// endHistory is for how long the end of the program waits for the disk.
	endHistory = 300 * time.Millisecond
)

// A historyFile keeps what has happened to the fleet of one account: a line of JSON for each entry, and
// beside it the fleet as it was seen last. Every program adds what it has done itself; the one that
// holds the lock adds what polls show.
type historyFile struct {
	entries, snapshot *state.Journal
	lock, who         string
	now               func() time.Time

	mu     sync.Mutex
	hold   *state.Hold
	tidied time.Time
}

// history returns the file of the account that is opened; nil where nothing is kept: of the sandbox, of
// every engine that simulates, and where there is no place for files.
func (p *program) history(account config.Account, own *chosenEngine) *historyFile {
	name := accountFile(account)
	if own.engine != nil {
		if own.place == "" {
			return nil
		}
		name = own.engine.Name() + "-" + own.place
	}
	if p.stateDir() == "" {
		return nil
	}
	base := filepath.Join(p.stateDir(), "history", name)
	return &historyFile{
		entries: state.NewJournal(base + ".jsonl"), snapshot: state.NewJournal(base + ".snapshot.json"),
		lock: base + ".lock", who: fmt.Sprintf("process %d (fleetop)", os.Getpid()), now: time.Now,
	}
}

// accountFile is what the files of an account are called: for people, and so that no two are called alike.
func accountFile(account config.Account) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_', r == '@':
			return r
		default:
			return '_'
		}
	}, account.User+"@"+account.Server())
	const most, enough = 60, 4
	sum := sha256.Sum256([]byte(account.User + "\n" + account.Endpoint))
	return strings.TrimLeft(name[:min(len(name), most)], ".") + "-" + hex.EncodeToString(sum[:enough])
}

// lendTo lets a screen keep what happens.
func (f *historyFile) lendTo(host *terminal.Host) {
	if f != nil {
		host.LoadHistory, host.KeepHistory = f.load, f.keep
	}
}

// holds says whether this program is the one that keeps what polls show; it becomes that where no other
// program is. Where there are no locks every program is.
func (f *historyFile) holds() bool {
	if f.hold == nil {
		var held *state.HeldError
		hold, err := state.Take(f.lock, f.who)
		if errors.As(err, &held) {
			return false
		}
		f.hold = hold
	}
	return true
}

// load reads what was kept; watched says that another program keeps it now.
func (f *historyFile) load() (entries, snapshot []byte, watched bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	watched = !f.holds()
	entries, err = f.entries.Tail(historyRead)
	snapshot, snapshotErr := f.snapshot.Tail(snapshotRead)
	if err == nil { // one reason is enough
		err = snapshotErr
	}
	return entries, snapshot, watched, err
}

// keep adds entries and replaces the snapshot: all of them where this program keeps what polls show, else
// those of its own.
func (f *historyFile) keep(all, own, snapshot []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.holds() {
		return f.add(own)
	}
	if err := f.add(all); err != nil {
		return err
	}
	if now := f.now(); now.Sub(f.tidied) > tidyEvery {
		f.tidied = now
		if err := f.entries.Drop(func(line []byte) bool { return isOld(line, now.Add(-historyFor)) }); err != nil {
			return err
		}
	}
	if len(snapshot) == 0 {
		return nil
	}
	return f.snapshot.Replace(snapshot)
}

func (f *historyFile) add(lines []byte) error {
	if len(lines) == 0 {
		return nil
	}
	return f.entries.Append(lines)
}

// isOld says whether a line is from before a time, or cannot be read.
func isOld(line []byte, before time.Time) bool {
	e, err := activity.ParseLine(line)
	return err != nil && !errors.Is(err, activity.ErrForeign) || err == nil && e.Time.Before(before)
}

// end keeps the rest when the program has ended, as far as the disk takes it soon.
func (f *historyFile) end(rest func() error) {
	if f == nil {
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = rest() // there is no screen any more to say it on, and it was said while there was
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.hold != nil {
			_ = f.hold.Release()
		}
	}()
	select {
	case <-done:
	case <-time.After(endHistory):
	}
}

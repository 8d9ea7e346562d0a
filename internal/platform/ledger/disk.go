package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"fleetop/internal/state"
)

// round is one turn at the disk: it writes what is to be written, and may look for news.
type round struct {
	looks bool
	done  chan struct{}
}

// reading is what was read from the disk.
type reading struct {
	content Content
	stamps  [2]fs.FileInfo
	files   [2]found
}

// found is what was read from one of the files.
type found struct {
	data   []byte
	refuse error  // why the file is neither read nor written, nil if it is
	aside  string // what is said of a file that could not be understood
}

// ask has somebody go to the disk, and returns the round that begins after now. f.mu is held.
func (f *File) ask(looks bool) *round {
	if f.asked == nil {
		f.asked = &round{done: make(chan struct{})}
	}
	r := f.asked
	r.looks = r.looks || looks
	if !f.isBusy {
		f.isBusy = true
		go f.work()
	}
	return r
}

// await waits for a round, unless the disk is slow. f.mu is held, but not while it waits.
func (f *File) await(r *round, most time.Duration) {
	if f.isSlow {
		return
	}
	f.mu.Unlock()
	isOver := within(r.done, most)
	f.mu.Lock()
	if !isOver && !f.isSlow {
		f.isSlow = true
		f.say("slow", f.o.Dir+" is slow: what is kept there may be some time behind")
	}
}

// within reports whether a channel is closed within a time.
func within(done <-chan struct{}, most time.Duration) bool {
	limit := time.NewTimer(most)
	defer limit.Stop()
	select {
	case <-done:
		return true
	case <-limit.C:
		return false
	}
}

// work goes to the disk until nobody asks for it.
func (f *File) work() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.asked != nil {
		r, todo := f.asked, f.next
		f.asked, f.next = nil, make(map[*state.Shared][]byte)
		f.mu.Unlock()
		written := f.write(todo)
		f.mu.Lock()
		f.wrote(written)
		if r.looks {
			f.lookAround()
		}
		f.isSlow = false
		close(r.done)
	}
	f.isBusy = false
}

// lookAround looks for news. f.mu is held, but not while it looks.
func (f *File) lookAround() {
	known, isKnown := f.stamps, f.isLoaded && !f.isMerged
	if f.news != nil {
		known, isKnown = f.news.stamps, true
	}
	f.mu.Unlock()
	news := f.look(known, isKnown)
	f.mu.Lock()
	f.heard(news)
}

// look reads the files if they are not what is known.
func (f *File) look(known [2]fs.FileInfo, isKnown bool) *reading {
	n := &reading{stamps: [2]fs.FileInfo{f.stat(f.path), f.stat(f.secretsPath)}}
	if isKnown && isSame(n.stamps[0], known[0]) && isSame(n.stamps[1], known[1]) {
		return nil
	}
	var w wrapped
	if n.files[0] = f.read(f.content, f.path, 0o022, &w); n.files[0].data == nil {
		w = wrapped{}
	}
	var s wrappedSecrets
	if n.files[1] = f.read(f.secrets, f.secretsPath, 0o077, &s); n.files[1].data != nil {
		w.Credentials = s.Credentials
	}
	n.content = w.Content
	return n
}

// heard takes in what a look has found, nil for nothing new. What was saved meanwhile goes first: it is
// merged, and looked at again. f.mu is held.
func (f *File) heard(n *reading) {
	if n == nil {
		return
	}
	for i, file := range f.files() {
		one := &n.files[i]
		if f.refused[file] = one.refuse != nil; one.refuse != nil {
			f.say(one.refuse.Error(), "nothing is kept over a restart: "+one.refuse.Error())
		}
		if one.aside != "" {
			f.say("", one.aside)
		}
	}
	if len(f.next) > 0 {
		return
	}
	if wrong := n.content.check(); wrong > 0 {
		f.say("sick", fmt.Sprintf("%s: %d entries make no sense and were left out", f.path, wrong))
	}
	f.news = n
}

// read reads one of the files into to. What it returns has no data if there is nothing that counts.
func (f *File) read(file *state.Shared, path string, deny fs.FileMode, to any) found {
	if f.stat(path) == nil {
		return found{} // whatever the reason, there is nothing to read
	}
	if err := state.Distrust(path, deny); err != nil {
		return found{refuse: err}
	}
	data, err := file.Peek()
	switch {
	case err == nil && len(data) == 0:
		return found{}
	case err == nil:
		if err = decode(data, to); errors.Is(err, errNewer) {
			return found{refuse: fmt.Errorf("%s %w", path, err)}
		}
	case !errors.Is(err, state.ErrTooLong):
		return found{refuse: err}
	}
	if err != nil {
		return setAside(path, err)
	}
	return found{data: data}
}

// setAside renames a file that cannot be understood.
func setAside(path string, why error) found {
	to, err := state.SetAside(path)
	if err != nil {
		return found{refuse: fmt.Errorf("%s cannot be understood (%w), and not be renamed: %w", path, why, err)}
	}
	return found{aside: fmt.Sprintf("%s cannot be understood (%v): it is %s now, and a new one begins", path, why, to)}
}

// stamp returns what tells whether a file has changed, nil for none.
func stamp(path string) fs.FileInfo {
	info, err := os.Stat(path)
	if err != nil {
		return nil
	}
	return info
}

func isSame(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}

// result is what came of writing a file.
type result struct {
	state.Merged

	err error
}

// write writes files.
func (f *File) write(todo map[*state.Shared][]byte) map[*state.Shared]result {
	results := make(map[*state.Shared]result, len(todo))
	for file, data := range todo {
		m, err := file.Merge(data)
		results[file] = result{m, err}
	}
	return results
}

// wrote takes in what was written. f.mu is held.
func (f *File) wrote(results map[*state.Shared]result) {
	for i, file := range f.files() {
		r, found := results[file]
		switch {
		case !found:
		case r.err != nil:
			delete(f.encoded, file) // it is tried again
			// The cause is not the error's text: that names a temporary file, another each time.
			f.say("write", "not kept over a restart: "+r.err.Error())
		default:
			f.isMerged = f.isMerged || r.ByOthers
			f.stamps[i] = r.Info
		}
	}
}

// sync has the disk take what was saved.
func (f *File) sync(done chan<- struct{}) {
	var faults []error
	for _, file := range f.files() {
		if err := file.Sync(); err != nil && !errors.Is(err, fs.ErrNotExist) {
			faults = append(faults, err)
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, err := range faults {
		f.say("sync", "not kept over a crash of the machine: "+err.Error())
	}
	f.isSyncing = false
	close(done)
}

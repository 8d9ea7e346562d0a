package ledger

import (
	"encoding/json"
	"io/fs"
	"path/filepath"
	"sync"
	"time"

	"fleetop/internal/state"
)

const (
	// version is the version of the format.
	version = 1
	// mostBytes is how long a file may become before it is indented, which may double it. What is read
	// may have a mebibyte.
	mostBytes = 450_000
	// diskTime is how long a request waits for the disk. While it takes longer no other one waits.
	diskTime = 250 * time.Millisecond
	// firstTime is how long is waited for what was kept when the program starts, syncTime until what was
	// saved outlives a crash of the machine.
	firstTime = 5 * time.Second
	syncTime  = 5 * time.Second
)

// Options say which file it is.
type Options struct {
	// Dir is the directory of the files. It is made when it is needed.
	Dir string
	// Engine and Name are those of the server.
	Engine, Name string
	// Place tells the daemon from others, as far as its address does.
	Place string
	// Say is told in a sentence what could not be read or kept, once for each cause.
	Say func(text string)
}

// File is what is kept, on a disk. Several programs may use it at the same time: each writes only
// what it changed. Its methods may be called by several goroutines. None waits long for the disk: one
// goroutine at a time is at it, in rounds.
type File struct {
	o                 Options
	path, secretsPath string
	content, secrets  *state.Shared
	stat              func(path string) fs.FileInfo

	mu        sync.Mutex
	stamps    [2]fs.FileInfo // of the files as they were taken or written last, nil for none
	isLoaded  bool
	isMerged  bool     // they have what others wrote since
	news      *reading // what was found and not taken yet, nil for nothing
	refused   map[*state.Shared]bool
	said      map[string]bool
	encoded   map[*state.Shared]string // as it was saved last
	next      map[*state.Shared][]byte // to be written
	isBusy    bool                     // somebody is at the disk
	asked     *round                   // what was asked for since, nil for nothing
	isSlow    bool                     // this round takes too long: nobody waits for it
	isSyncing bool
	synced    chan struct{} // closed when they are synchronised
}

// Open returns the files of a server. Nothing is read yet.
func Open(o Options) *File {
	f := &File{
		o:           o,
		path:        filepath.Join(o.Dir, o.Engine+"-"+o.Name+".json"),
		secretsPath: filepath.Join(o.Dir, "credentials-"+o.Engine+"-"+o.Name+".json"),
		refused:     make(map[*state.Shared]bool), said: make(map[string]bool),
		encoded: make(map[*state.Shared]string), next: make(map[*state.Shared][]byte),
		stat: stamp,
	}
	f.content, f.secrets = state.NewShared(f.path), state.NewShared(f.secretsPath)
	return f
}

// Path returns where the file is.
func (f *File) Path() string { return f.path }

// Place returns the daemon's mark; see [Options.Place].
func (f *File) Place() string { return f.o.Place }

// Changed looks at the disk, and reports whether Load has something new. While the disk is slow it
// reports what is known so far.
func (f *File) Changed() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.await(f.ask(true), diskTime)
	return f.news != nil
}

// Load returns what is kept if that is news, and makes it what Save changes. The first call looks at the
// disk; later ones take what [File.Changed] has found.
func (f *File) Load() (Content, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.isLoaded && f.news == nil {
		f.await(f.ask(true), firstTime)
	}
	n := f.news
	if n == nil {
		return Content{}, false
	}
	f.news, f.stamps, f.isLoaded, f.isMerged = nil, n.stamps, true, false
	clear(f.encoded)
	for i, file := range f.files() {
		file.Adopt(n.files[i].data)
	}
	return n.content, true
}

func (f *File) files() [2]*state.Shared { return [2]*state.Shared{f.content, f.secrets} }

// say says something once; without a cause always.
func (f *File) say(cause, text string) {
	if f.o.Say == nil || cause != "" && f.said[cause] {
		return
	}
	f.said[cause] = cause != ""
	f.o.Say(text)
}

// Save keeps c in the place of what was loaded or saved last. What others wrote meanwhile stays where
// c does not change it. It waits a moment for the disk, not until the machine may crash: see Sync.
func (f *File) Save(c Content) {
	f.mu.Lock()
	defer f.mu.Unlock()
	data, err := c.encode()
	if err != nil {
		f.say("encode", "not kept over a restart: "+err.Error())
	}
	f.put(f.content, data)
	secrets, err := json.Marshal(wrappedSecrets{version, c.Credentials})
	if err == nil && (len(c.Credentials) > 0 || f.encoded[f.secrets] != "" || f.stamps[1] != nil) {
		f.put(f.secrets, secrets)
	}
	if len(f.next) > 0 {
		f.news = nil // it is found again
		f.await(f.ask(false), diskTime)
	}
}

// put notes what is to be written, unless it is what was written last.
func (f *File) put(file *state.Shared, data []byte) {
	if data == nil || f.refused[file] || f.encoded[file] == string(data) {
		return
	}
	f.encoded[file], f.next[file] = string(data), data
}

// Sync waits until what was saved outlives a crash of the machine, but not for ever.
func (f *File) Sync() {
	f.mu.Lock()
	if f.isBusy {
		r := f.ask(false)
		f.mu.Unlock()
		within(r.done, syncTime)
		f.mu.Lock()
	}
	if !f.isSyncing {
		f.isSyncing, f.synced = true, make(chan struct{})
		go f.sync(f.synced)
	}
	synced := f.synced
	f.mu.Unlock()
	within(synced, syncTime)
}

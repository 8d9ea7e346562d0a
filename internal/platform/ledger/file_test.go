package ledger

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2014, time.April, 6, 12, 0, 0, 0, time.UTC)

// id returns a UUID.
func id(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// sample is a content in which everything is set.
func sample() Content {
	web, code := "shop.example.com", 3
	made := Made{
		Image: "quay.io/a/b", Tag: "1", Command: "sh -c 'a\nb'", Size: "XS",
		Ports: []Port{{Inner: 80, Protocol: "tcp", Outer: 49153}},
	}
	return Content{
		Applications: map[string]Application{id(1): {
			Name: "web", Seen: "2014-04-06", Target: 5, Policies: "ALWAYS OFF OFF", Web: &web,
			Stopped: map[string]time.Time{id(2): noon}, Stopping: map[string]time.Time{id(3): noon},
			UnderWay: &UnderWay{Verb: "Scaling", From: 2, To: 5, At: noon, Place: "here"},
		}},
		Terminated: map[string]Container{id(4): {
			Application: id(1), Name: "web-4", Number: 4, Exit: &code, Reason: "no such file",
			Made: made, Dates: Dates{Started: noon, Destroyed: noon},
		}},
		Ended: map[string]Ended{id(5): {
			Name: "db", Unique: "db", Policies: "OFF OFF OFF", Made: made, Dates: Dates{Destroyed: noon},
		}},
		Images:      map[string]map[string]Image{"here": {"quay.io/a/b": {Description: "ours"}}},
		Credentials: map[string]map[string]Credentials{"here": {"quay.io/a/b": {Username: "u", Password: "hidden"}}},
	}
}

// disk is a directory with the files of a server, and what was said of them.
type disk struct {
	t    testing.TB
	dir  string
	mu   sync.Mutex
	said []string
}

func newDisk(t testing.TB) *disk {
	t.Helper()
	return &disk{t: t, dir: filepath.Join(t.TempDir(), "fleetop")}
}

func (d *disk) open() *File {
	return Open(Options{Dir: d.dir, Engine: "docker", Name: "fleetop", Place: "here", Say: func(text string) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.said = append(d.said, text)
	}})
}

func (d *disk) path() string    { return filepath.Join(d.dir, "docker-fleetop.json") }
func (d *disk) secrets() string { return filepath.Join(d.dir, "credentials-docker-fleetop.json") }

func (d *disk) write(path, text string, mode fs.FileMode) {
	d.t.Helper()
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		d.t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask is
		d.t.Fatal(err)
	}
}

func (d *disk) read(path string) string {
	d.t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		d.t.Fatal(err)
	}
	return string(text)
}

// load returns what another program finds.
func (d *disk) load() Content {
	c, _ := d.open().Load()
	return c
}

// saved saves, and waits for a disk that is slow.
func saved(f *File, c Content) {
	f.Save(c)
	f.Sync()
}

func TestWhatIsSavedIsLoadedAgain(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	f := d.open()
	if c, changed := f.Load(); !changed || c.Applications != nil {
		t.Errorf("of no file: %v, %v", c, changed)
	}
	saved(f, sample())
	f.Sync()
	if diff := cmp.Diff(sample(), d.load()); diff != "" {
		t.Error(diff)
	}
	for _, path := range []string{d.path(), d.secrets()} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	if strings.Contains(d.read(d.path()), "hidden") {
		t.Error("a password is beside what others may see")
	}
	if f.Changed() {
		t.Error("what was written here is taken for news")
	}
	before, err := os.Stat(d.path())
	if err != nil {
		t.Fatal(err)
	}
	saved(f, sample())
	if after, err := os.Stat(d.path()); err != nil || !os.SameFile(before, after) {
		t.Errorf("what has not changed was written: %v", err)
	}
	empty := sample()
	empty.Credentials = nil
	saved(f, empty)
	if c := d.load(); len(c.Credentials) != 0 {
		t.Errorf("credentials stay: %v", c.Credentials)
	}
	if len(d.said) > 0 {
		t.Errorf("said: %q", d.said)
	}
}

// TestBrokenFiles reads files that were not written here.
func TestBrokenFiles(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text  string
		says  string
		aside bool
	}{
		"torn":          {text: `{"version": 1, "applications": {"`, says: "cannot be understood", aside: true},
		"no JSON":       {text: "\x00\x00\x00", says: "cannot be understood", aside: true},
		"another shape": {text: `{"version": 1, "applications": []}`, says: "cannot be understood", aside: true},
		"no version":    {text: `{}`, says: "cannot be understood", aside: true},
		"too long":      {text: strings.Repeat(" ", 1<<20) + `{"version": 1}`, says: "larger than", aside: true},
		"newer":         {text: `{"version": 2, "applications": {"x": 1}}`, says: "of a newer fleetop"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDisk(t)
			d.write(d.path(), test.text, 0o600)
			f := d.open()
			if c, _ := f.Load(); len(c.Applications) > 0 {
				t.Errorf("it says %v", c)
			}
			if text := strings.Join(d.said, "\n"); strings.Count(text, test.says) != 1 {
				t.Errorf("said: %q", text)
			}
			saved(f, sample())
			broken, err := os.ReadFile(d.path() + ".broken")
			if test.aside != (err == nil && string(broken) == test.text) {
				t.Errorf("set aside: %v", err)
			}
			if isKept := d.read(d.path()) == test.text; isKept == test.aside {
				t.Errorf("the file stays: %v", isKept)
			}
		})
	}
	t.Run("empty", func(t *testing.T) {
		t.Parallel()
		d := newDisk(t)
		d.write(d.path(), "", 0o600)
		if c := d.load(); c.Applications != nil || len(d.said) > 0 {
			t.Errorf("%v, %q", c, d.said)
		}
	})
}

// TestATornFileAtEveryByte cuts a file off at every byte: nothing of it counts, and it is written
// again.
func TestATornFileAtEveryByte(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	saved(d.open(), sample())
	whole := strings.TrimSpace(d.read(d.path()))
	for n := range len(whole) {
		d.write(d.path(), whole[:n], 0o600)
		f := d.open()
		if c, _ := f.Load(); len(c.Applications)+len(c.Ended) > 0 {
			t.Fatalf("%d bytes of %d say %v", n, len(whole), c)
		}
		saved(f, sample())
		if c := d.load(); len(c.Applications) != 1 {
			t.Fatalf("after %d bytes nothing is kept", n)
		}
	}
}

// TestFilesOfOthersAreNotTrusted checks what is done with files that others can write, or read where
// there are passwords.
func TestFilesOfOthersAreNotTrusted(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	saved(d.open(), sample())
	kept, secrets := d.read(d.path()), d.read(d.secrets())
	changed := sample()
	changed.Applications[id(9)] = Application{Name: "new", Seen: "2014-04-06"}
	changed.Credentials["here"]["other"] = Credentials{"u", "p"}

	d.write(d.secrets(), secrets, 0o640)
	f := d.open()
	c, _ := f.Load()
	if len(c.Applications) != 1 || len(c.Credentials) != 0 {
		t.Errorf("credentials that others can read: %v", c.Credentials)
	}
	saved(f, changed)
	if text := d.read(d.secrets()); text != secrets || d.read(d.path()) == kept {
		t.Error("what is not trusted was written, or the rest was not")
	}
	d.write(d.path(), kept, 0o606)
	f = d.open()
	if c, _ = f.Load(); len(c.Applications) != 0 {
		t.Errorf("a file that others can write: %v", c)
	}
	saved(f, changed)
	if d.read(d.path()) != kept {
		t.Error("it was replaced")
	}
	if text := strings.Join(d.said, "\n"); strings.Count(text, "chmod 600") != 3 {
		t.Errorf("said: %s", text)
	}
	if os.Geteuid() != 0 {
		t.Skip("giving a file away needs root")
	}
	d.write(d.path(), kept, 0o600)
	if err := os.Chown(d.path(), 65534, -1); err != nil {
		t.Fatal(err)
	}
	if c := d.load(); len(c.Applications) != 0 || !strings.Contains(d.said[len(d.said)-2], "another user") {
		t.Errorf("a file of somebody else: %v, %q", c, d.said)
	}
}

// TestADiskThatTakesNothing checks that it is said once, and that all goes on.
func TestADiskThatTakesNothing(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	if err := os.WriteFile(d.dir, nil, 0o600); err != nil { // a file where the directory should be
		t.Fatal(err)
	}
	f := d.open()
	f.Load()
	for n := range 3 {
		c := sample()
		c.Applications[id(10+n)] = Application{Name: "web", Seen: "2014-04-06"}
		saved(f, c)
		f.Sync()
	}
	if kept := strings.Count(strings.Join(d.said, "\n"), "not kept over a restart"); kept != 1 {
		t.Errorf("said: %q", d.said)
	}
	if err := os.Remove(d.dir); err != nil {
		t.Fatal(err)
	}
	saved(f, sample())
	if diff := cmp.Diff(sample(), d.load()); diff != "" {
		t.Errorf("it is not written once that is possible: %s", diff)
	}
}

// TestADirectoryThatTakesNoFilesIsSaidOnce checks that a fault of a write is told once, though each
// names another temporary file.
func TestADirectoryThatTakesNoFilesIsSaidOnce(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	f := d.open()
	f.Load()
	if err := os.RemoveAll(d.dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/proc/self/fdinfo", d.dir); err != nil { // takes no files, from root either
		t.Fatal(err)
	}
	for n := range 3 {
		c := sample()
		c.Applications[id(10+n)] = Application{Name: "web", Seen: "2014-04-06"}
		saved(f, c)
	}
	if kept := strings.Count(strings.Join(d.said, "\n"), "not kept over a restart"); kept != 1 {
		t.Errorf("said: %q", d.said)
	}
}

// TestTwoWritersAtOnce lets two programs change the same file: what each of them did is there.
func TestTwoWritersAtOnce(t *testing.T) {
	t.Parallel()
	const each = 20
	d := newDisk(t)
	saved(d.open(), sample())
	var both sync.WaitGroup
	for program := range 2 {
		both.Go(func() {
			f := d.open()
			c, _ := f.Load()
			for n := range each {
				c.Applications[id(1000*(program+1)+n)] = Application{Name: "web", Seen: "2014-04-06", Target: n}
				a := c.Applications[id(1)]
				if program == 0 { // neither touches what the other sets, whoever loaded first
					a.Target = 7
				} else {
					a.Policies = "OFF OFF OFF"
				}
				c.Applications[id(1)] = a
				saved(f, c)
			}
		})
	}
	both.Wait()
	c := d.load()
	if len(c.Applications) != 1+2*each {
		t.Errorf("%d applications, want %d", len(c.Applications), 1+2*each)
	}
	if a := c.Applications[id(1)]; a.Target != 7 || a.Policies != "OFF OFF OFF" {
		t.Errorf("what both changed is %+v", a)
	}
}

// TestNewsOfOthers checks that what another program wrote is seen.
func TestNewsOfOthers(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	f, other := d.open(), d.open()
	f.Load()
	saved(f, sample())
	c, _ := other.Load()
	a := c.Applications[id(1)]
	a.Target = 9
	c.Applications[id(1)] = a
	saved(other, c)
	if !f.Changed() {
		t.Fatal("nothing is new")
	}
	if c, changed := f.Load(); !changed || c.Applications[id(1)].Target != 9 {
		t.Errorf("it has %v, %v", c.Applications, changed)
	}
	mine := sample()
	mine.Applications[id(1)] = a
	delete(mine.Ended, id(5))
	a.Target = 11
	c.Applications[id(1)] = a
	saved(other, c)
	saved(f, mine) // it has not looked
	if !f.Changed() {
		t.Error("what was merged is not news")
	}
	if c, _ := f.Load(); c.Applications[id(1)].Target != 11 || len(c.Ended) != 0 {
		t.Errorf("merged: %+v", c)
	}
}

// TestNewsAreSeenThoughTheyComeRightAfterASave has another program write between the moment that a save
// has put the file in its place and the moment that anybody looks at it.
func TestNewsAreSeenThoughTheyComeRightAfterASave(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	f, other := d.open(), d.open()
	f.Load()
	saved(f, sample())
	other.Load()
	theirs := sample()
	theirs.Applications[id(8)] = Application{Name: "theirs", Seen: "2014-04-06"}
	wrote := sync.OnceFunc(func() { saved(other, theirs) })
	f.stat = func(path string) fs.FileInfo {
		wrote() // whoever looks does so too late
		return stamp(path)
	}
	mine := sample()
	mine.Applications[id(9)] = Application{Name: "mine", Seen: "2014-04-06"}
	saved(f, mine)
	wrote()
	if !f.Changed() {
		t.Fatal("nothing is new")
	}
	if c, _ := f.Load(); len(c.Applications) != 3 {
		t.Errorf("it has %v", c.Applications)
	}
}

// TestADiskThatHangs has the disk not answer: nobody waits long for it, one at most is at it, and what
// was saved meanwhile is there once it answers.
func TestADiskThatHangs(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	f := d.open()
	f.Load()
	answers, atIt := make(chan struct{}), make(chan struct{}, 100)
	f.mu.Lock()
	f.stat = func(path string) fs.FileInfo {
		atIt <- struct{}{}
		<-answers
		return stamp(path)
	}
	f.mu.Unlock()
	began := time.Now()
	const many = 50
	for n := range many {
		if f.Changed() {
			t.Error("there is news")
		}
		c := sample()
		c.Applications[id(10+n)] = Application{Name: "web", Seen: "2014-04-06"}
		f.Save(c)
		if _, changed := f.Load(); changed {
			t.Error("something was read")
		}
	}
	// It is waited for once. A second for each would be too much even on a machine that is busy.
	if took := time.Since(began); took > many*time.Second/4 {
		t.Errorf("%d requests took %v", many, took)
	}
	if len(atIt) != 1 {
		t.Errorf("%d look at the disk", len(atIt))
	}
	if slow := strings.Count(strings.Join(d.said, "\n"), "is slow"); slow != 1 {
		t.Errorf("said: %q", d.said)
	}
	close(answers)
	for end := time.Now().Add(time.Minute); len(d.load().Applications) != 2; {
		if time.Now().After(end) {
			t.Fatalf("it has %v", d.load().Applications)
		}
	}
	if _, found := d.load().Applications[id(10+many-1)]; !found {
		t.Error("what was saved last is not there")
	}
}

// TestTheFileStaysSmall keeps more than is read again.
func TestTheFileStaysSmall(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	c := sample()
	for n := range 10_000 {
		c.Applications[id(1000+n)] = Application{Name: "web", Seen: fmt.Sprintf("2014-04-%02d", 7+n%20), Target: 3, Policies: "OFF OFF OFF"}
	}
	saved(d.open(), c)
	kept := d.load()
	if len(d.said) > 0 || len(kept.Applications) < 1000 {
		t.Errorf("%d applications are kept; said: %q", len(kept.Applications), d.said)
	}
	if _, found := kept.Applications[id(1)]; found {
		t.Error("one that was not seen for longest is kept")
	}
}

// TestEntriesThatMakeNoSense reads a file whose form is right.
func TestEntriesThatMakeNoSense(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	good := Application{Name: "web", Seen: "2014-04-06"}
	c := Content{Applications: map[string]Application{id(1): good, "../../etc/passwd": good}}
	for n, bad := range []Application{
		{Name: "", Seen: "2014-04-06"},
		{Name: "a\nb", Seen: "2014-04-06"},
		{Name: "web", Seen: "today"},
		{Name: "web", Seen: "2014-04-06", Target: -1},
		{Name: "web", Seen: "2014-04-06", Target: 1 << 40},
		{Name: "web", Seen: "2014-04-06", Policies: strings.Repeat("x", 1<<15)},
		{Name: "web", Seen: "2014-04-06", Policies: "\x1b[2J"},
		{Name: "web", Seen: "2014-04-06", Stopped: map[string]time.Time{"x": noon}},
		{Name: "web", Seen: "2014-04-06", UnderWay: &UnderWay{Verb: "Scaling", From: -1}},
	} {
		c.Applications[id(10+n)] = bad
	}
	c.Terminated = map[string]Container{id(2): {Application: "x", Name: "web-1", Made: Made{Image: "a"}, Dates: Dates{Destroyed: noon}}}
	c.Ended = map[string]Ended{id(3): {Name: "web", Unique: "web", Made: Made{Image: "a", Ports: []Port{{Inner: 0, Protocol: "tcp"}}}, Dates: Dates{Destroyed: noon}}}
	text, err := json.Marshal(wrapped{version, c})
	if err != nil {
		t.Fatal(err)
	}
	d.write(d.path(), string(text), 0o600)
	if got := d.load(); len(got.Applications) != 1 || len(got.Terminated)+len(got.Ended) != 0 {
		t.Errorf("taken for true: %+v", got)
	}
	if len(d.said) != 1 || !strings.Contains(d.said[0], "12 entries") {
		t.Errorf("said: %q", d.said)
	}
}

// FuzzDecode reads any file: what is understood is sound, and the same when it is written and read.
func FuzzDecode(f *testing.F) {
	text, err := json.Marshal(wrapped{version, sample()})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"version":1,"applications":{"` + id(1) + `":{"name":"a","seen":"2014-04-06","stopped":null}}}`))
	f.Add([]byte(`{"version":1,"ended":null,"images":{"":{"x":{}}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var read, again wrapped
		if decode(data, &read) != nil {
			return
		}
		read.check()
		if n := read.check(); n > 0 {
			t.Errorf("%d unsound entries are left", n)
		}
		text, err := read.encode()
		if err != nil {
			t.Fatal(err)
		}
		if err := decode(text, &again); err != nil || len(text) < mostBytes && again.check() > 0 {
			t.Errorf("%v; of what was written there is left: %+v", err, again)
		}
	})
}

package memory

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"fleetop/internal/platform/engine"
)

// Fleet is what an engine has at the start.
type Fleet struct {
	Applications []Application
	// Images are the images of the account.
	Images []engine.Image
}

// Application is an application of a fleet. Times count back from the start.
type Application struct {
	// Name is its name; it should be unique, for links go by it.
	Name string
	// Image is "name" or "name:tag". What the image defines and is empty here is taken from it.
	Image               string
	Command, Entrypoint string
	Ports               []engine.Port
	Env                 []engine.Var
	// Memory is the limit of a container in bytes.
	Memory int64
	// Containers is how many there are.
	Containers int
	// Links are the names of the applications it links to.
	Links []string
	// Restart, Replace and Destroy are the auto policies; empty means off.
	Restart, Replace, Destroy string
	Roles                     []string
	WebDNS                    string
	// Age is how long ago it was deployed.
	Age time.Duration
	// Down is how long ago it was stopped; zero if it runs.
	Down time.Duration
	// Crashes are the containers whose program ended by itself.
	Crashes []Crash
}

// Crash is the end of a program before the start.
type Crash struct {
	Number int // of the container, from 1
	Code   int
	Ago    time.Duration
}

// Sized returns a fleet of many applications with many containers each, all of them running. They
// are called bench-00001, bench-00002 and so on.
func Sized(applications, containersEach int) Fleet {
	f := Fleet{Images: catalogue(), Applications: make([]Application, applications)}
	for i := range f.Applications {
		f.Applications[i] = Application{
			Name: fmt.Sprintf("bench-%05d", i+1), Image: "tutum/hello-world",
			Memory: 256 << 20, Containers: containersEach,
			Age: time.Hour + time.Duration(i)*7*time.Minute%(30*24*time.Hour),
		}
	}
	return f
}

// ParseSize reads the size of a fleet, as in "1000x10": 1 to 100000 applications with 1 to 1000
// containers each, at most 200000 in all.
func ParseSize(s string) (applications, containersEach int, err error) {
	a, c, found := strings.Cut(s, "x")
	applications, errA := strconv.Atoi(a)
	containersEach, errC := strconv.Atoi(c)
	switch {
	case !found || errA != nil || errC != nil:
		return 0, 0, fmt.Errorf("fleet size %q is not APPSxCONTAINERS (e.g. 1000x10)", s)
	case applications < 1 || applications > 100_000 || containersEach < 1 || containersEach > 1000 ||
		applications*containersEach > 200_000:
		return 0, 0, fmt.Errorf("fleet size %q is too large (at most 100000 applications, 1000 containers in each and 200000 in all)", s)
	}
	return applications, containersEach, nil
}

// populate makes the fleet.
func (e *Engine) populate(f Fleet) error {
	start := e.at
	own := append([]engine.Image(nil), f.Images...)
	for _, list := range [][]engine.Image{catalogue(), own} {
		for i := range list {
			list[i] = e.complete(list[i], start)
			e.images[list[i].Name] = &list[i]
		}
	}
	e.inventory.Images = own
	for i := range f.Applications {
		a := &f.Applications[i]
		if a.Name == "" || a.Image == "" || a.Containers < 0 {
			return fmt.Errorf("memory: application %d of the fleet needs a name and an image", i+1)
		}
		e.inventory.Applications = append(e.inventory.Applications, e.settle(a, start))
	}
	return nil
}

// complete fills in what every image has: the times and identifiers of its tags. The argument stays
// as it was.
func (e *Engine) complete(m engine.Image, start time.Time) engine.Image {
	m.Tags = append([]engine.Tag{}, m.Tags...)
	for i := range m.Tags {
		t := &m.Tags[i]
		d := newDice(mix(e.seed, m.Name), uint64(i))
		if t.Created.IsZero() {
			t.Created = start.Add(-time.Duration(20+40*i+d.below(20)) * 24 * time.Hour).Add(-time.Duration(d.below(86400)) * time.Second)
		}
		if t.DockerID == "" {
			t.DockerID = dockerID(m.Name + ":" + t.Name)
		}
	}
	return m
}

// dockerID returns 64 hexadecimal digits that belong to a name.
func dockerID(name string) string {
	d := dice(mix(0, name))
	var b [32]byte
	for i := range b {
		b[i] = byte(d.next() >> 32) //nolint:gosec // eight bits are wanted
	}
	return hex.EncodeToString(b[:])
}

// uuid returns a version 4 UUID. If the source of randomness fails it panics: a UUID that repeats
// would name another object.
func (e *Engine) uuid() string {
	var u [16]byte
	if _, err := io.ReadFull(e.random, u[:]); err != nil {
		panic("memory: no randomness for a UUID: " + err.Error())
	}
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// Inspect returns what is known of an image's tag. A tag that is not known is like the image's
// first; of an image that is not known the program it probably holds tells the ports. The registry
// has no image whose name or tag contains "does-not-exist".
func (e *Engine) Inspect(_ context.Context, ref engine.Ref, _ *engine.Auth) (engine.Tag, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if isMissing(ref) {
		return e.inspect(ref), engine.ErrNoImage
	}
	return e.inspect(ref), nil
}

// isMissing reports whether the registry does not have an image.
func isMissing(ref engine.Ref) bool { return strings.Contains(ref.String(), "does-not-exist") }

func (e *Engine) inspect(ref engine.Ref) engine.Tag {
	m := e.images[ref.Name]
	if m == nil || len(m.Tags) == 0 {
		return engine.Tag{
			Name: ref.Tag, DockerID: dockerID(ref.String()), Created: e.at.Add(-30 * 24 * time.Hour),
			Env: baseEnv(), Ports: programFor(ref.Name).ports,
		}
	}
	for _, t := range m.Tags {
		if t.Name == ref.Tag {
			return t
		}
	}
	t := m.Tags[0]
	t.Name, t.DockerID = ref.Tag, dockerID(ref.String())
	return t
}

// settle makes one application of the fleet with its containers.
func (e *Engine) settle(a *Application, start time.Time) engine.Application {
	ref := engine.ParseRef(a.Image)
	tag := e.inspect(ref)
	out := engine.Application{
		ID: e.uuid(), Name: a.Name, Image: ref, Command: a.Command, Entrypoint: a.Entrypoint,
		Env: a.Env, Ports: a.Ports, Memory: a.Memory, Links: a.Links,
		Restart: a.Restart, Replace: a.Replace, Destroy: a.Destroy, Roles: a.Roles, WebDNS: a.WebDNS,
		Deployed: start.Add(-a.Age), Started: start.Add(-a.Age),
	}
	if out.Command == "" {
		out.Command = tag.Command
	}
	if out.Entrypoint == "" {
		out.Entrypoint = tag.Entrypoint
	}
	if out.Ports == nil {
		out.Ports = tag.Ports
	}
	if a.Down > 0 {
		out.Stopped = start.Add(-a.Down)
	}
	prog, script := programFor(ref.Name), parseScript(out.Entrypoint+" "+out.Command)
	for n := 1; n <= a.Containers; n++ {
		c := &container{
			id: e.uuid(), name: a.Name + "-" + strconv.Itoa(n), ports: out.Ports, memory: a.Memory,
			prog: prog, script: script,
		}
		e.add(c)
		out.Containers = append(out.Containers, e.revive(c, a, n, start))
	}
	return out
}

// revive gives a container of the fleet its earlier runs.
func (e *Engine) revive(c *container, a *Application, number int, start time.Time) engine.Container {
	deployed := start.Add(-a.Age).Add(time.Duration(number-1) * 1300 * time.Millisecond)
	out := engine.Container{ID: c.id, Number: number, Deployed: deployed, Started: deployed}
	e.assign(c)
	out.Ports = c.bindings()
	c.runs = c.prog.past(deployed, start)
	c.running = true
	switch crash := a.crash(number); {
	case a.Down > 0:
		c.end(start.Add(-a.Down), 0, true)
		out.StoppedByUser = true
	case crash != nil:
		c.end(start.Add(-crash.Ago), crash.Code, false)
	default:
		e.planEnd(c, c.runs[len(c.runs)-1].start)
	}
	last := &c.runs[len(c.runs)-1]
	out.Running, out.Started = c.running, last.start
	if before := len(c.runs) - 2; c.running && before >= 0 {
		last = &c.runs[before]
		c.exited, c.exit = true, last.exit
	}
	out.Exited, out.ExitCode, out.Stopped = c.exited, c.exit, last.end
	return out
}

// crash returns the crash of a container, nil if it has none.
func (a *Application) crash(number int) *Crash {
	for i := range a.Crashes {
		if a.Crashes[i].Number == number {
			return &a.Crashes[i]
		}
	}
	return nil
}

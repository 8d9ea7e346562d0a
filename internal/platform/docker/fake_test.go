package docker

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/events"
	"github.com/moby/moby/api/types/image"
)

// fake is a daemon that says what a test wants it to.
type fake struct {
	t       *testing.T
	version string
	server  *httptest.Server
	stream  chan events.Message
	over    chan struct{} // has a value for each stream that has ended

	mu         sync.Mutex
	asked      []string // path and query, without the version
	containers []ctypes.Summary
	inspects   map[string]ctypes.InspectResponse
	images     []image.Summary
	details    map[string]image.InspectResponse
	// taken is how often a new name is still that of another container.
	taken int
	// ahead is how far its clock is ahead.
	ahead time.Duration
	// before is called before an answer, outside the lock.
	before func(path string)
}

func newFake(t *testing.T) *fake {
	t.Helper()
	f := &fake{
		t: t, version: "1.41", stream: make(chan events.Message), over: make(chan struct{}, 100),
		inspects: make(map[string]ctypes.InspectResponse), details: make(map[string]image.InspectResponse),
	}
	f.server = httptest.NewServer(f)
	t.Cleanup(f.server.Close)
	return f
}

// options returns the options of an engine over the daemon. It has to be closed before the daemon.
func (f *fake) options() Options {
	address := f.server.Listener.Addr().String()
	return Options{
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", address)
		},
		Address: "tcp://shop:2376", Host: "shop", Owner: "fleetop", TouchAll: true,
		Now: func() time.Time { return created },
	}
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	if after, found := strings.CutPrefix(path, "/v"+f.version); found {
		path = after
	}
	f.mu.Lock()
	before := f.before
	f.asked = append(f.asked, path+"?"+r.URL.RawQuery)
	f.mu.Unlock()
	if before != nil {
		before(path)
	}
	w.Header().Set("Api-Version", f.version)
	w.Header().Set("Server", "Docker/20.10.24 (linux)")
	w.Header().Set("Date", created.Add(f.ahead).Format(http.TimeFormat))
	switch {
	case path == "/_ping":
	case path == "/events":
		f.serveEvents(w, r)
	case path == "/containers/json":
		f.answer(w, f.list(r.URL.Query().Get("all") == "1"))
	case path == "/images/json":
		f.answer(w, f.images)
	case strings.HasSuffix(path, "/rename"):
		f.serveRename(w)
	case strings.HasPrefix(path, "/images/"):
		f.serveOne(w, strings.TrimPrefix(path, "/images/"))
	default:
		f.serveOne(w, strings.TrimPrefix(path, "/containers/"))
	}
}

// serveRename refuses a name that is taken.
func (f *fake) serveRename(w http.ResponseWriter) {
	f.mu.Lock()
	isTaken := f.taken > 0
	f.taken--
	f.mu.Unlock()
	if !isTaken {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusConflict)
	f.answer(w, map[string]string{"message": `Conflict. The container name "/web-2" is already in use by container "5a1f"`})
}

// serveOne answers "ID/json".
func (f *fake) serveOne(w http.ResponseWriter, path string) {
	id := strings.TrimSuffix(path, "/json")
	f.mu.Lock()
	c, isContainer := f.inspects[id]
	img, isImage := f.details[id]
	f.mu.Unlock()
	switch {
	case isContainer:
		f.answer(w, c)
	case isImage:
		f.answer(w, img)
	default:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusNotFound)
		f.answer(w, map[string]string{"message": "No such thing: " + id})
	}
}

// send sends an event to whoever reads a stream.
func (f *fake) send(m events.Message) {
	f.t.Helper()
	select {
	case f.stream <- m:
	case <-time.After(mostWait):
		f.t.Fatal("nobody reads the events")
	}
}

func (f *fake) serveEvents(w http.ResponseWriter, r *http.Request) {
	defer func() { f.over <- struct{}{} }()
	w.Header().Set("Content-Type", "application/json")
	_ = http.NewResponseController(w).Flush()
	for {
		select {
		case m := <-f.stream:
			f.answer(w, m)
			_ = http.NewResponseController(w).Flush()
		case <-r.Context().Done():
			return
		}
	}
}

// list returns the containers, as the daemon lists them.
func (f *fake) list(all bool) []ctypes.Summary {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := []ctypes.Summary{}
	for _, s := range f.containers {
		if all || s.State == ctypes.StateRunning || s.State == ctypes.StatePaused {
			list = append(list, s)
		}
	}
	return list
}

func (f *fake) answer(w http.ResponseWriter, value any) {
	if err := json.NewEncoder(w).Encode(value); err != nil {
		f.t.Logf("an answer was not taken: %v", err)
	}
}

// add makes the daemon have a container: its line in the list, and what an inspection says beyond
// that.
func (f *fake) add(s ctypes.Summary, more ctypes.InspectResponse) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s.Created = created.Unix()
	f.containers = append(f.containers, s)
	more.ID, more.Name, more.Image, more.Created = s.ID, s.Names[0], s.ImageID, created.Format(time.RFC3339Nano)
	if more.State == nil {
		more.State = &ctypes.State{}
	}
	more.State.Status = s.State
	if more.Config == nil {
		more.Config = &ctypes.Config{}
	}
	more.Config.Image, more.Config.Labels = s.Image, s.Labels
	f.inspects[s.ID] = more
}

// created is when the containers of fakes were made.
var created = time.Date(2026, time.March, 4, 5, 6, 7, 0, time.UTC) //nolint:gochecknoglobals // a constant

// native returns an identifier of the daemon.
func native(digit string) string { return strings.Repeat(digit, 64) }

// requests returns what was asked, but for the images.
func (f *fake) requests() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []string
	for _, s := range f.asked {
		if !strings.HasPrefix(s, "/images/") {
			list = append(list, s)
		}
	}
	return list
}

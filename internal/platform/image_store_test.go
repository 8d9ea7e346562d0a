package platform_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fleetop/internal/platform"
	"fleetop/internal/platform/engine"
)

// storeEngine has images of its own. A pull ends with what the test says.
type storeEngine struct {
	*pushEngine
	ends chan error
	// waits, if it is not nil, is what a removal waits for.
	waits chan struct{}

	mu     sync.Mutex
	pulled []string
	untag  map[string]error // by tag
	gone   []string
	warned []string
}

func (e *storeEngine) warn(text string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.warned = append(e.warned, text)
}

func (e *storeEngine) all(list *[]string) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return strings.Join(*list, ", ")
}

func (e *storeEngine) Pull(ctx context.Context, ref engine.Ref, auth *engine.Auth, progress func(string)) error {
	e.mu.Lock()
	e.pulled = append(e.pulled, fmt.Sprintf("%s by %s", ref, auth.User))
	e.mu.Unlock()
	progress("Pulling " + ref.String())
	select {
	case err := <-e.ends:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (e *storeEngine) Untag(_ context.Context, ref engine.Ref) error {
	if e.waits != nil {
		<-e.waits
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.untag[ref.Tag]; err != nil {
		return err
	}
	e.gone = append(e.gone, ref.String())
	return nil
}

// serveStore serves a platform over an engine with a store that has these images.
func serveStore(t *testing.T, images ...engine.Image) (*storeEngine, *server) {
	t.Helper()
	e := &storeEngine{pushEngine: newPushEngine(), ends: make(chan error), untag: make(map[string]error)}
	e.found.Images = images
	c := &clock{t: start()}
	return e, serveOptions(t, platform.Options{Engine: e, Now: c.now, Warn: e.warn}, c)
}

// hosted is an image that the engine has, with these tags.
func hosted(name string, class engine.Class, tags ...string) engine.Image {
	m := engine.Image{Name: name, Class: class}
	for _, tag := range tags {
		m.Tags = append(m.Tags, engine.Tag{Name: tag, DockerID: strings.Repeat("a", 64)})
	}
	return m
}

// until looks at a record again and again until something is true of it.
func (s *server) until(path string, is func(map[string]any) bool) map[string]any {
	s.t.Helper()
	for limit := time.Now().Add(30 * time.Second); time.Now().Before(limit); {
		if got := s.get(path); is(got) {
			return got
		}
	}
	s.t.Fatalf("%s does not come to be as it should", path)
	return nil
}

func has(key string) func(map[string]any) bool {
	return func(m map[string]any) bool { return m[key] != nil }
}

// TestImagesArePulled checks that an image that is added is pulled with its credentials, again when
// they change and only then, and that what comes of it is told.
func TestImagesArePulled(t *testing.T) {
	t.Parallel()
	e, s := serveStore(t)
	const body = `{"name": "quay.io/joe/web", "username": "joe", "password": "old"}`
	if got := s.want(http.StatusAccepted, http.MethodPost, "image/", body); len(got["imagetag_set"].([]any)) != 0 {
		t.Errorf("before it is there it is %v", got)
	}
	if got := s.until("image/quay.io/joe/web/", has("pulling")); got["pulling"] != "Pulling quay.io/joe/web:latest" {
		t.Errorf("while it is pulled it is %v", got)
	}
	e.ends <- errors.New("unauthorized: who is joe?")
	got := s.until("image/quay.io/joe/web/", has("error"))
	if got["error"] != "unauthorized: who is joe?" || got["pulling"] != nil || len(got["imagetag_set"].([]any)) != 0 {
		t.Errorf("after it failed it is %v", got)
	}
	if got := e.all(&e.warned); got != "the image quay.io/joe/web:latest was not pulled: unauthorized: who is joe?" {
		t.Errorf("warned of: %s", got)
	}
	s.want(http.StatusAccepted, http.MethodPatch, "image/quay.io/joe/web/", `{"description": "the web"}`)
	s.want(http.StatusAccepted, http.MethodPatch, "image/quay.io/joe/web/", `{"username": "jo", "password": "new"}`)
	e.ends <- nil
	e.push(engine.Event{Time: start(), Kind: engine.Changed, Images: []engine.Image{hosted("quay.io/joe/web", engine.Private, "latest")}})
	got = s.until("image/quay.io/joe/web/", func(m map[string]any) bool { return len(m["imagetag_set"].([]any)) == 1 })
	if got["error"] != nil || got["description"] != "the web" {
		t.Errorf("when it is there it is %v", got)
	}
	if got := e.all(&e.pulled); got != "quay.io/joe/web:latest by joe, quay.io/joe/web:latest by jo" {
		t.Errorf("pulled: %s", got)
	}
}

// TestRefusedPullsAreAskedAgain checks that an image whose pull failed is pulled again when its
// credentials are given again, however they are, and not when only its description changes; and that the
// failure is forgotten when the image comes another way.
func TestRefusedPullsAreAskedAgain(t *testing.T) {
	t.Parallel()
	e, s := serveStore(t)
	const path, login = "image/quay.io/joe/web/", `{"username": "joe", "password": "p"}`
	s.want(http.StatusAccepted, http.MethodPost, "image/", `{"name": "quay.io/joe/web", "username": "joe", "password": "p"}`)
	e.ends <- errors.New("the registry is down")
	s.until(path, has("error"))
	s.want(http.StatusAccepted, http.MethodPatch, path, `{"description": "the web"}`)
	if got := s.want(http.StatusAccepted, http.MethodPatch, path, login); got["error"] != nil {
		t.Errorf("while it is pulled again it is %v", got)
	}
	e.ends <- errors.New("the registry is still down")
	s.until(path, func(m map[string]any) bool { return m["error"] == "the registry is still down" })
	e.push(engine.Event{Time: start(), Kind: engine.Changed, Images: []engine.Image{hosted("quay.io/joe/web", engine.Private, "latest")}})
	if got := s.until(path, func(m map[string]any) bool { return len(m["imagetag_set"].([]any)) == 1 }); got["error"] != nil {
		t.Errorf("when it is there it is %v", got)
	}
	s.want(http.StatusAccepted, http.MethodPatch, path, login)
	if got := e.all(&e.pulled); got != "quay.io/joe/web:latest by joe, quay.io/joe/web:latest by joe" {
		t.Errorf("pulled: %s", got)
	}
}

// TestPullsAreBounded checks that no more images are pulled at once than is good, and that deleting
// one gives its pull up.
func TestPullsAreBounded(t *testing.T) {
	t.Parallel()
	_, s := serveStore(t)
	add := func(n, status int) map[string]any {
		return s.want(status, http.MethodPost, "image/", fmt.Sprintf(`{"name": "joe/web%d", "username": "joe", "password": "x"}`, n))
	}
	for n := range 8 {
		add(n, http.StatusAccepted)
	}
	if got := fmt.Sprint(add(8, http.StatusBadRequest)); !strings.Contains(got, "8 images are being pulled") {
		t.Error(got)
	}
	s.want(http.StatusNoContent, http.MethodDelete, "image/joe/web3/", "")
	add(8, http.StatusAccepted)
}

// TestImagesAreDeleted checks what is removed with an image, and what forbids it.
func TestImagesAreDeleted(t *testing.T) {
	t.Parallel()
	e, s := serveStore(t,
		hosted("redis", engine.Public, "7", "latest"), hosted("nginx", engine.Public, "1"), hosted("mine", engine.Public, "latest"), hosted("theirs", engine.Public, "x"))
	e.report(engine.Found, foreign("1", 1))
	s.container("shop_web_1")
	if got := fmt.Sprint(s.want(http.StatusBadRequest, http.MethodDelete, "image/nginx/", "")); !strings.Contains(got, "in use by shop_web_1") {
		t.Error(got)
	}
	s.want(http.StatusNoContent, http.MethodDelete, "image/redis/", "")
	if got := e.all(&e.gone); got != "redis:7, redis:latest" {
		t.Errorf("removed: %s", got)
	}
	s.want(http.StatusNotFound, http.MethodGet, "image/redis/", "")

	e.mu.Lock()
	e.untag["x"] = fmt.Errorf("theirs:x: %w by hidden-1", engine.ErrInUse)
	e.untag["latest"] = fmt.Errorf("it was not pulled here: %w", engine.ErrUnsupported)
	e.mu.Unlock()
	for name, want := range map[string]string{"theirs": "in use by hidden-1", "mine": "not pulled here"} {
		if got := fmt.Sprint(s.want(http.StatusBadRequest, http.MethodDelete, "image/"+name+"/", "")); !strings.Contains(got, want) {
			t.Errorf("%s: %s", name, got)
		}
	}
	// What the account has added it forgets; the engine's image stays.
	s.want(http.StatusAccepted, http.MethodPost, "image/", `{"name": "mine", "username": "joe", "password": "x"}`)
	if got := s.get("image/mine/"); got["is_private_image"] != true {
		t.Errorf("added it is %v", got)
	}
	s.want(http.StatusNoContent, http.MethodDelete, "image/mine/", "")
	if got := s.get("image/mine/"); got["is_private_image"] != false {
		t.Errorf("forgotten it is %v", got)
	}
}

// TestImageFilters checks what images of an engine's own are found by.
func TestImageFilters(t *testing.T) {
	t.Parallel()
	starred := hosted("joe/tool", engine.Public, "1")
	starred.Starred = true
	_, s := serveStore(t, hosted("debian", engine.Linux, "12"), hosted("quay.io/a/b", engine.Private, "1"), hosted("redis", engine.Public, "7"), starred)
	for query, want := range map[string]string{
		"": "debian joe/tool quay.io/a/b redis", "is_private_image=True": "quay.io/a/b", "base_image=True": "debian",
		"starred=True": "joe/tool", "docker_registry__host=quay.io": "quay.io/a/b",
		"docker_registry__host=index.docker.io": "debian joe/tool redis", "name=redis": "redis", "name=Redis": "", "name=red": "",
	} {
		var names []string
		for _, m := range s.list("image/?" + query) {
			names = append(names, str(m, "name"))
		}
		slices.Sort(names)
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

// TestImagesThatAreInNoRegistryNameNone checks that no registry and no page is made up for images that are on their
// machine alone, and that the account's own, and names that name a registry, keep theirs.
func TestImagesThatAreInNoRegistryNameNone(t *testing.T) {
	t.Parallel()
	built, named := hosted("shop-web", engine.Public, "1"), hosted("quay.io/a/b", engine.Private, "1")
	built.Local, named.Local = true, true
	_, s := serveStore(t, built, named, hosted("redis", engine.Public, "7"))
	says := func(name, registry, page string) {
		t.Helper()
		m := s.get("image/" + name + "/")
		if str(m, "docker_registry") != "/api/v1/registry/"+registry+"/" || str(m, "public_url") != page {
			t.Errorf("%s: %s, %q", name, str(m, "docker_registry"), str(m, "public_url"))
		}
	}
	says("shop-web", "local", "")
	says("quay.io/a/b", "quay.io", "")
	says("redis", "index.docker.io", "https://index.docker.io/_/redis/")
	if got := s.list("image/?docker_registry__host=local"); len(got) != 1 || str(got[0], "name") != "shop-web" {
		t.Errorf("by its registry: %v", got)
	}
	if got := s.get("registry/local/"); got["is_ssl"] != false || got["name"] != "local" {
		t.Errorf("the registry: %v", got)
	}
	s.want(http.StatusAccepted, http.MethodPost, "image/", `{"name": "shop-web", "username": "joe", "password": "x"}`)
	says("shop-web", "index.docker.io", "https://index.docker.io/_/shop-web/")
}

// TestRequestsThatChangeSomethingAreBounded checks that no more than a few are answered at once, and
// that one that does not get its turn is told so.
func TestRequestsThatChangeSomethingAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := &storeEngine{pushEngine: newPushEngine(), waits: make(chan struct{})}
		e.found.Images = []engine.Image{hosted("redis", engine.Public, "7")}
		p, err := platform.New(platform.Options{User: testUser, Key: testKey, Engine: e})
		if err != nil {
			t.Fatal(err)
		}
		do := func(method string) *httptest.ResponseRecorder {
			r := httptest.NewRequestWithContext(t.Context(), method, "/api/v1/image/redis/", http.NoBody)
			r.Header.Set("Authorization", "ApiKey "+testUser+":"+testKey)
			w := httptest.NewRecorder()
			p.ServeHTTP(w, r)
			return w
		}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() { do(http.MethodDelete) })
		}
		synctest.Wait()
		if w := do(http.MethodDelete); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "busy") {
			t.Errorf("the ninth: %d %v %s", w.Code, w.Header(), w.Body)
		}
		if w := do(http.MethodGet); w.Code != http.StatusOK {
			t.Errorf("reading: %d", w.Code)
		}
		close(e.waits)
		all.Wait()
		if w := do(http.MethodDelete); w.Code == http.StatusTooManyRequests {
			t.Error("there still is no turn")
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
}

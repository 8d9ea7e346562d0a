package contracttest

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/client"
	"fleetop/internal/platform/memory"
)

// TestKnownBodiesAreNotDecoded asks again with the digest of what is known: the same body is not
// decoded again, and one that changed is.
func TestKnownBodiesAreNotDecoded(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.DefaultFleet())
	ctx := f.ctx()
	app := collect(t, f.Applications.All(ctx, client.ApplicationFilter{UniqueName: "web"}))[0]
	cont := f.containers(app.UUID)[0]
	kinds := map[string]func(client.Digest) (client.Digest, bool, int, error){
		"applications": func(d client.Digest) (client.Digest, bool, int, error) {
			p, err := f.Applications.List(ctx, client.ApplicationFilter{}, client.ListOptions{Known: d})
			return p.Digest, p.Same, len(p.Objects), err
		},
		"containers": func(d client.Digest) (client.Digest, bool, int, error) {
			p, err := f.Containers.List(ctx, client.ContainerFilter{}, client.ListOptions{Known: d})
			return p.Digest, p.Same, len(p.Objects), err
		},
		"application": func(d client.Digest) (client.Digest, bool, int, error) {
			r, err := f.Applications.GetIfChanged(ctx, app.UUID, d)
			return r.Digest, r.Same, len(r.Value.UUID), err
		},
		"container": func(d client.Digest) (client.Digest, bool, int, error) {
			r, err := f.Containers.GetIfChanged(ctx, cont.UUID, d)
			return r.Digest, r.Same, len(r.Value.UUID), err
		},
		"image": func(d client.Digest) (client.Digest, bool, int, error) {
			r, err := f.Images.GetIfChanged(ctx, "quay.io/shop/backup", d)
			return r.Digest, r.Same, len(r.Value.Name), err
		},
	}
	known := map[string]client.Digest{}
	ask := func(name string, wantSame bool) {
		t.Helper()
		digest, same, n, err := kinds[name](known[name])
		if err != nil || same != wantSame || (n == 0) != wantSame || digest == 0 || (digest == known[name]) != wantSame {
			t.Errorf("%s: same %v, %d decoded, error %v; want same %v", name, same, n, err, wantSame)
		}
		known[name] = digest
	}
	for name := range kinds {
		ask(name, false)
	}
	f.clock.advance(10 * time.Second) // the time alone changes nothing
	for name := range kinds {
		ask(name, true)
	}
	must(f.Containers.Stop(ctx, cont.UUID))(t)
	must(f.Images.Update(ctx, "quay.io/shop/backup", client.ImageUpdate{Description: ptr("other")}))(t)
	for name := range kinds {
		ask(name, false)
		ask(name, true)
	}
}

// TestLongAnswersAreCompressed checks that long answers are compressed and short ones are not.
func TestLongAnswersAreCompressed(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Sized(100, 2))
	var last client.Trace
	c := f.as(client.Credentials{User: testUser, Key: testKey}, client.WithTrace(func(tr client.Trace) { last = tr }))
	page := must(c.Applications.List(f.ctx(), client.ApplicationFilter{}, client.ListOptions{Limit: 100}))(t)
	plain := f.raw(http.MethodGet, "/api/v1/application/?limit=100", "", map[string]string{"Accept-Encoding": "identity"}).body
	if len(page.Objects) != 100 || last.Received == 0 || last.Received > int64(len(plain))/5 {
		t.Errorf("%d applications in %d bytes of %d", len(page.Objects), last.Received, len(plain))
	}
	f.clock.advance(time.Hour)
	cont := must(c.Containers.List(f.ctx(), client.ContainerFilter{}, client.ListOptions{Limit: 1}))(t).Objects[0]
	if last.Received < 500 {
		t.Errorf("a short answer has %d bytes", last.Received)
	}
	log := must(c.Containers.Logs(f.ctx(), cont.UUID))(t)
	if log.Received != last.Received || log.Received > log.Len/2 {
		t.Errorf("a log of %d bytes in %d", log.Len, log.Received)
	}
	zipped := 0
	for _, x := range f.exchanges() {
		if x.got.Get("Content-Encoding") == "gzip" {
			zipped++
			if vary := strings.Join(x.got.Values("Vary"), ","); !strings.Contains(vary, "Accept-Encoding") {
				t.Errorf("%s: Vary is %q", x.uri, vary)
			}
		}
	}
	if zipped != 2 {
		t.Errorf("%d answers were compressed, want the list and the log", zipped)
	}
}

// TestEveryAnswerTellsTheTime reads the server's clock from every kind of answer.
func TestEveryAnswerTellsTheTime(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.DefaultFleet())
	f.clock.advance(90*24*time.Hour + 1500*time.Millisecond)
	want := start().Add(90*24*time.Hour + time.Second)
	ctx := f.ctx()
	page := must(f.Containers.List(ctx, client.ContainerFilter{}, client.ListOptions{}))(t)
	uuid := page.Objects[0].UUID
	refused := refusal(t, "start", second(f.Containers.Start(ctx, uuid)), client.ErrBadState)
	missing := refusal(t, "get", second(f.Containers.Get(ctx, nowhere)), client.ErrNotFound)
	for what, got := range map[string]time.Time{
		"list": page.Date, "details": must(f.Containers.GetIfChanged(ctx, uuid, 0))(t).Date,
		"log": must(f.Containers.Logs(ctx, uuid))(t).Date, "400": refused.Date, "404": missing.Date,
	} {
		if !got.Equal(want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
}

// TestServerAddressInEveryForm writes the server's address in every form. No request may be
// redirected: the paths have their slashes.
func TestServerAddressInEveryForm(t *testing.T) {
	t.Parallel()
	f := newFixture(t, youngFleet())
	for _, end := range []string{"", "/", "/api/v1", "/api/v1/"} {
		c := must(client.New(f.url+end, client.Credentials{User: testUser, Key: testKey}))(t)
		app := collect(t, c.Applications.All(f.ctx(), client.ApplicationFilter{UniqueName: "web"}))[0]
		must(c.Applications.Get(f.ctx(), app.UUID))(t)
		must(c.Applications.Logs(f.ctx(), app.UUID))(t)
		must(c.Images.Get(f.ctx(), "r.tutum.co/shop/web"))(t)
		must(c.Images.Get(f.ctx(), "busybox"))(t)
		c.CloseIdle()
	}
	for _, x := range f.exchanges() {
		path, _, _ := strings.Cut(x.uri, "?")
		if x.status != http.StatusOK || !strings.HasSuffix(path, "/") || x.sent.Get("Accept") != "application/json" {
			t.Errorf("%s %s: %d", x.method, x.uri, x.status)
		}
	}
}

// TestEightUsersAtOnce lets eight users do the whole of it at once on one client, each with an
// application of its own and an eye on the lists.
func TestEightUsersAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.DefaultFleet())
	before := len(collect(t, f.Applications.All(f.ctx(), client.ApplicationFilter{})))
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if err := f.life(fmt.Sprintf("user-%d", i)); err != nil {
				t.Errorf("user %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	all := collect(t, f.Applications.All(f.ctx(), client.ApplicationFilter{}))
	ended := 0
	for _, a := range all {
		if a.State == client.StateTerminated {
			ended++
		}
	}
	if len(all) != before+8 || ended != 8 {
		t.Errorf("%d applications, %d terminated; %d before", len(all), ended, before)
	}
}

// life is what one user does. Errors are returned, for it runs in a goroutine.
func (f *fixture) life(name string) error {
	ctx := f.ctx()
	app, err := f.Applications.Create(ctx, client.NewApplication{Image: "tutum/hello-world", Name: name, Target: 2})
	if err != nil {
		return err
	}
	uuid := app.UUID
	steps := []struct {
		do   func() (client.Application, error)
		want snapshot
	}{
		{func() (client.Application, error) { return app, nil }, snapshot{client.StateRunning, 2, 2, 2, 0}},
		{func() (client.Application, error) { return f.Applications.Scale(ctx, uuid, 4) }, snapshot{client.StateRunning, 4, 4, 4, 0}},
		{func() (client.Application, error) { return f.Applications.Stop(ctx, uuid) }, snapshot{client.StateStopped, 4, 4, 0, 4}},
		{func() (client.Application, error) { return f.Applications.Start(ctx, uuid) }, snapshot{client.StateRunning, 4, 4, 4, 0}},
		{func() (client.Application, error) { return f.Applications.Terminate(ctx, uuid) }, snapshot{client.StateTerminated, 4, 0, 0, 0}},
	}
	for _, step := range steps {
		if _, err := step.do(); err != nil {
			return err
		}
		f.clock.advance(5 * time.Second)
		got, err := f.Applications.Get(ctx, uuid)
		if err != nil {
			return err
		}
		if diff := cmp.Diff(step.want, snap(got)); diff != "" {
			return fmt.Errorf("(-want +got): %s", diff)
		}
		n := 0
		for c, err := range f.Containers.All(ctx, client.ContainerFilter{ApplicationUUID: uuid}) {
			if err != nil {
				return err
			}
			if c.Application != got.ResourceURI {
				return fmt.Errorf("container %s of %s", c.UniqueName, c.Application)
			}
			if _, err := f.Containers.Logs(ctx, c.UUID); err != nil {
				return err
			}
			n++
		}
		if n != len(got.Containers) {
			return fmt.Errorf("%d containers listed, %d in the details", n, len(got.Containers))
		}
	}
	return nil
}

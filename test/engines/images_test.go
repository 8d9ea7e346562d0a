package engines

import (
	"encoding/base64"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/enginetest"
)

// becomes looks again and again until what a request answers is as it should be, and returns it.
func becomes[T any](t *testing.T, ask func() (T, error), is func(T) bool) T {
	t.Helper()
	deadline := time.After(patience)
	for pause := 10 * time.Millisecond; ; pause = min(2*pause, 160*time.Millisecond) {
		got, err := ask()
		if err == nil && is(got) {
			return got
		}
		select {
		case <-time.After(pause):
		case <-deadline:
			t.Fatalf("it did not come to be: %+v, %v", got, err)
		}
	}
}

// record returns the JSON of an image.
func (a *api) record(name string) func() (string, error) {
	return func() (string, error) {
		b, err := a.Images.Raw(a.t.Context(), name)
		return string(b), err
	}
}

func says(words ...string) func(string) bool {
	return func(s string) bool {
		for _, word := range words {
			if !strings.Contains(s, word) {
				return false
			}
		}
		return true
	}
}

// TestImagesOverDocker takes an image through its life by the API: it is pulled with the account's
// credentials, says how far that is and why it failed, and is removed with all its tags, but not
// while a container is made from it.
func TestImagesOverDocker(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	r := d.Registry(t)
	r.Want("joe", "right")
	r.Push(t, d, "team/web:latest", map[string]string{"build": "1"})
	name := r.Host + "/team/web"
	a, ctx := serve(t, d), t.Context()

	if _, err := a.Images.Add(ctx, client.NewImage{Name: name, Username: "joe", Password: "wrong"}); err != nil {
		t.Fatal(err)
	}
	got := becomes(t, a.record(name), says(`"error":`))
	if !says(`"imagetag_set":[]`, `"is_private_image":true`, "unauthorized")(strings.ReplaceAll(strings.ToLower(got), ": ", ":")) {
		t.Errorf("with a wrong password it is %s", got)
	}
	r.Hold()
	password := "right"
	user := "joe"
	if _, err := a.Images.Update(ctx, name, client.ImageUpdate{Username: &user, Password: &password}); err != nil {
		t.Fatal(err)
	}
	becomes(t, a.record(name), says("Pulling "+name+":latest: 0 of 1 layers"))
	r.Release()
	got = becomes(t, a.record(name), says(name+"/tag/latest/"))
	if !says(`/worker`, `"port":80`)(got) || says(`"error"`)(got) {
		t.Errorf("pulled it is %s", got)
	}
	if asked := strings.Join(r.Asked(), " "); asked != "team/web:latest" {
		t.Errorf("the registry was asked for %s", asked)
	}

	d.Docker(t, "tag", name+":latest", name+":two")
	becomes(t, a.record(name), says(name+"/tag/two/"))
	d.Docker(t, "create", "--name", "user", name+":two")
	a.until("the container is known", func() bool { return a.container("user").UUID != "" })
	if err := a.Images.Delete(ctx, name); err == nil || !strings.Contains(err.Error(), "in use by user") {
		t.Errorf("deleted while it is used: %v", err)
	}
	d.Docker(t, "rm", "user")
	a.until("the container is gone", func() bool { return a.container("user").State != client.StateInit })
	if err := a.Images.Delete(ctx, name); err != nil {
		t.Fatal(err)
	}
	if left := d.Docker(t, "images", "--quiet", name); left != "" {
		t.Errorf("left: %s", left)
	}
	isPrivate := true
	becomes(t, func() (int, error) {
		page, err := a.Images.List(ctx, client.ImageFilter{Private: &isPrivate}, client.ListOptions{})
		return len(page.Objects), err
	}, func(n int) bool { return n == 1 }) // the worker's own
}

// TestPullsAreTold checks that an application whose image is being pulled says so in its record and
// its log, and that the words of a registry that refuses are told.
func TestPullsAreTold(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	r := d.Registry(t)
	ref := r.Push(t, d, "web:1", nil)
	r.Hold()
	a, ctx := serve(t, d), t.Context()
	if _, err := a.Applications.Create(ctx, client.NewApplication{Image: ref, Name: "web", Target: 2}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"web-1", "web-2"} {
		a.until("the pull is told", func() bool { return a.container(name).ExitMessage == "Pulling "+ref+": 0 of 1 layers" })
	}
	waiting := a.container("web-1")
	if log, err := a.Containers.Logs(ctx, waiting.UUID); err != nil || text(log) != "Starting: "+waiting.ExitMessage+"\n" || waiting.ExitCode != nil {
		t.Errorf("the log is %q, %v; %+v", text(log), err, waiting)
	}
	r.Release()
	for _, name := range []string{"web-1", "web-2"} {
		if c := a.wants(name, client.StateRunning); c.ExitMessage != "" {
			t.Errorf("it runs and says %q", c.ExitMessage)
		}
	}
	if asked := r.Asked(); len(asked) != 1 {
		t.Errorf("for two containers it was pulled as %q", asked)
	}
	r.Fail(http.StatusTooManyRequests, "TOOMANYREQUESTS: you have reached your limit")
	if _, err := a.Applications.Create(ctx, client.NewApplication{Image: r.Host + "/other:1", Name: "late"}); err != nil {
		t.Fatal(err)
	}
	if c := a.wants("late-1", client.StateStartFailed); !strings.Contains(c.ExitMessage, "you have reached your limit") {
		t.Errorf("refused: %q", c.ExitMessage)
	}
}

// TestLoginsOfTheUserAreNotUsed has the user logged in to a registry that asks for credentials: a server
// that this user runs pulls with what was given to it alone.
func TestLoginsOfTheUserAreNotUsed(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	r := d.Registry(t)
	r.Want("joe", "right")
	ref := r.Push(t, d, "web:latest", nil)
	h := host{t: t, d: d, dir: t.TempDir()}
	login := `{"auths":{"` + r.Host + `":{"auth":"` + base64.StdEncoding.EncodeToString([]byte("joe:right")) + `"}}}`
	config := filepath.Join(h.dir, ".docker", "config.json")
	if err := errors.Join(os.Mkdir(filepath.Dir(config), 0o700), os.WriteFile(config, []byte(login), 0o600)); err != nil {
		t.Fatal(err)
	}
	p, ctx := h.serve(), t.Context()
	app := must(t)(p.Applications.Create(ctx, client.NewApplication{Image: ref, Name: "web"}))
	p.wants("web", client.StateStartFailed)
	name := strings.TrimSuffix(ref, ":latest")
	if _, err := p.Images.Add(ctx, client.NewImage{Name: name, Username: "joe", Password: "right"}); err != nil {
		t.Fatal(err)
	}
	becomes(t, (&api{Client: p.Client, t: t}).record(name), says(name+"/tag/latest/"))
	must(t)(p.Applications.Start(ctx, app.UUID))
	p.wants("web", client.StateRunning)
}

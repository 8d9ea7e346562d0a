package engines

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"fleetop/client"
	"fleetop/internal/enginetest"
	"fleetop/internal/platform"
	"fleetop/internal/platform/docker"
)

// TestNothingOfTheHostCanBeAskedFor checks that an application cannot get what is the host's, under
// whatever names Docker, Compose or the later platform ask for it.
func TestNothingOfTheHostCanBeAskedFor(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	e := open(t, d, docker.Options{TouchAll: true})
	p, err := platform.New(platform.Options{User: "u", Key: "k", Engine: e})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	body := `{"image": "` + enginetest.Image + `", "name": "greedy",
		"privileged": true, "Privileged": true, "bindings": [{"host_path": "/", "container_path": "/host", "rewritable": true}],
		"volumes": ["/:/host"], "Binds": ["/:/host"], "binds": ["/:/host"], "mounts": [{"type": "bind", "source": "/", "target": "/host"}],
		"volumes_from": ["x"], "devices": ["/dev/sda"], "cap_add": ["ALL"], "CapAdd": ["ALL"], "net": "host", "network_mode": "host",
		"NetworkMode": "host", "pid": "host", "PidMode": "host", "ipc": "host", "IpcMode": "host", "uts": "host", "userns_mode": "host",
		"cgroup_parent": "/", "security_opt": ["seccomp=unconfined"], "sysctls": {"kernel.shm_rmid_forced": "1"}, "user": "0",
		"log_driver": "syslog", "runtime": "x", "HostConfig": {"Privileged": true, "Binds": ["/:/host"], "NetworkMode": "host", "PidMode": "host"}}`
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/application/", strings.NewReader(body))
	r.Header.Set("Authorization", "ApiKey u:k")
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	if w.Code != http.StatusAccepted {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	const format = `{{with .HostConfig}}{{.Privileged}} {{json .Binds}} {{json .Mounts}} {{json .VolumesFrom}} {{json .Devices}} {{json .CapAdd}} {{.NetworkMode}} ` +
		`[{{.PidMode}}] {{.IpcMode}} [{{.UTSMode}}] [{{.UsernsMode}}] [{{.CgroupParent}}] {{json .SecurityOpt}} {{json .Sysctls}} {{.LogConfig.Type}}{{end}} [{{.Config.User}}] {{json .Mounts}}`
	const want = `false null null null null null fleetop-testnothingofthehostcanbeaskedfor [] private [] [] [] null null json-file [] []`
	got := becomes(t, func() (string, error) { return d.Try("inspect", "--format", format, "greedy-1") }, func(string) bool { return true })
	if got != want {
		t.Errorf("it is\n%s, not\n%s", got, want)
	}
	d.Docker(t, "rm", "--force", "greedy-1")
}

// lines collects what a server logs.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) add(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.WriteString(text + "\n")
}

// TestCredentialsStayInside checks that the credentials of a registry are in no label, no inspection,
// no answer, no log and no argument of a process.
func TestCredentialsStayInside(t *testing.T) {
	t.Parallel()
	const secret = "f1a9-hush-77e2"
	d := enginetest.Start(t)
	r := d.Registry(t)
	r.Want("joe", secret)
	r.Push(t, d, "team/web:latest", nil)
	name := r.Host + "/team/web"
	var log lines
	e := told{open(t, d, docker.Options{TouchAll: true, Log: log.add}), make(chan struct{}, 1)}
	p, err := platform.New(platform.Options{
		User: "u", Key: "k", Engine: e, Warn: log.add,
		Audit: func(w platform.Write) {
			log.add(strings.Join([]string{w.User, w.Action, w.Kind, w.Object, w.Name, w.Reason}, " "))
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	var answers lines
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		kept := httptest.NewRecorder()
		q.Header.Del("Accept-Encoding")
		p.ServeHTTP(kept, q)
		answers.add(kept.Body.String())
		for key, values := range kept.Header() {
			w.Header()[key] = values
		}
		w.WriteHeader(kept.Code)
		_, _ = io.Copy(w, kept.Body)
	}))
	t.Cleanup(func() {
		server.Close()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	c, err := client.New(server.URL, client.Credentials{User: "u", Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	a, ctx := &api{Client: c, t: t, daemon: d, news: e.news}, t.Context()
	if _, err := a.Images.Add(ctx, client.NewImage{Name: name, Username: "joe", Password: secret}); err != nil {
		t.Fatal(err)
	}
	becomes(t, a.record(name), says("/tag/latest/"))
	d.Docker(t, "rmi", name+":latest")
	if _, err := a.Applications.Create(ctx, client.NewApplication{Image: name, Name: "web"}); err != nil {
		t.Fatal(err)
	}
	a.wants("web-1", client.StateRunning)
	r.Fail(http.StatusForbidden, "DENIED: no")
	if _, err := a.Applications.Create(ctx, client.NewApplication{Image: name + ":2", Name: "late"}); err != nil {
		t.Fatal(err)
	}
	a.wants("late-1", client.StateStartFailed)
	if _, err := a.Images.Raw(ctx, name); err != nil {
		t.Fatal(err)
	}
	var arguments bytes.Buffer
	processes, _ := filepath.Glob("/proc/[0-9]*/cmdline") // the pattern is well formed
	for _, path := range processes {
		b, _ := os.ReadFile(path) // it may have ended
		arguments.Write(b)
	}
	for what, text := range map[string]string{
		"an inspection": d.Docker(t, "inspect", "web-1"), "an image": d.Docker(t, "image", "inspect", name),
		"the server's log": log.text.String(), "the daemon's log": d.Log(), "an answer": answers.text.String(), "an argument": arguments.String(),
	} {
		for _, form := range []string{secret, base64.StdEncoding.EncodeToString([]byte("joe:" + secret)), base64.StdEncoding.EncodeToString([]byte(secret))} {
			if strings.Contains(text, form) {
				t.Errorf("%s holds the password", what)
			}
		}
	}
}

// TestTheServersOwnContainerStays checks that neither it nor its application can be stopped or
// terminated, nor removed by scaling down.
func TestTheServersOwnContainerStays(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	var native string
	for _, n := range []string{"1", "2"} {
		native = d.Docker(t, "run", "--detach", "--name", "ops-fleetop-"+n, "--label", "com.docker.compose.project=ops", "--label", "com.docker.compose.service=fleetop",
			"--label", "com.docker.compose.container-number="+n, "--label", "com.docker.compose.oneoff=False", enginetest.Image)
	}
	a, ctx := serveAs(t, d, docker.Options{TouchAll: true, Self: native}), t.Context()
	self := a.wants("ops-fleetop-2", client.StateRunning)
	a.wants("ops-fleetop-1", client.StateRunning)
	app := client.UUIDFromURI(self.Application)
	for what, do := range map[string]func() error{
		"stop":          func() error { _, err := a.Containers.Stop(ctx, self.UUID); return err },
		"terminate":     func() error { _, err := a.Containers.Terminate(ctx, self.UUID); return err },
		"stop all":      func() error { _, err := a.Applications.Stop(ctx, app); return err },
		"terminate all": func() error { _, err := a.Applications.Terminate(ctx, app); return err },
		"scale it away": func() error { _, err := a.Applications.Scale(ctx, app, 1); return err },
	} {
		if err := do(); err == nil || !strings.Contains(err.Error(), "the container this server runs in") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := a.Containers.Terminate(ctx, a.container("ops-fleetop-1").UUID); err != nil {
		t.Errorf("the other one: %v", err)
	}
	a.wants("ops-fleetop-1", client.StateTerminated)
}

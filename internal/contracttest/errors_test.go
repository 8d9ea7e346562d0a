package contracttest

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/client"
	"fleetop/internal/platform/memory"
)

// classes are the classes of errors that an answer may have.
func classes() map[string]error {
	return map[string]error{
		"unauthorized": client.ErrUnauthorized, "not found": client.ErrNotFound, "bad state": client.ErrBadState,
		"validation": client.ErrValidation, "rate limited": client.ErrRateLimited, "unavailable": client.ErrUnavailable,
		"server": client.ErrServer, "redirect": client.ErrRedirect, "garbage": client.ErrGarbage,
		"too large": client.ErrTooLarge, "name": client.ErrInvalidName,
	}
}

// wantIs fails unless the error is of this class and of no other.
func wantIs(t *testing.T, what string, err, class error) {
	t.Helper()
	_ = refusal(t, what, err, class)
}

// refusal does the same and returns the error with all that it says.
func refusal(t *testing.T, what string, err, class error) *client.Error {
	t.Helper()
	e := new(client.Error)
	if !errors.As(err, &e) {
		t.Errorf("%s: error %v", what, err)
		return &client.Error{}
	}
	for name, c := range classes() {
		if errors.Is(err, c) != (class == c) { //nolint:errorlint // the classes themselves are compared
			t.Errorf("%s: %v: is it %s? %v", what, err, name, errors.Is(err, c))
		}
	}
	return e
}

// operations are all that need the UUID of an application, of a container, or the name of an image.
func (f *fixture) operations() (apps, containers, images map[string]func(string) error) {
	ctx := f.ctx()
	apps = map[string]func(string) error{
		"get": func(id string) error { return second(f.Applications.Get(ctx, id)) },
		"update": func(id string) error {
			return second(f.Applications.Update(ctx, id, client.ApplicationUpdate{WebPublicDNS: ptr("")}))
		},
		"scale":     func(id string) error { return second(f.Applications.Scale(ctx, id, 2)) },
		"start":     func(id string) error { return second(f.Applications.Start(ctx, id)) },
		"stop":      func(id string) error { return second(f.Applications.Stop(ctx, id)) },
		"redeploy":  func(id string) error { return second(f.Applications.Redeploy(ctx, id, "")) },
		"terminate": func(id string) error { return second(f.Applications.Terminate(ctx, id)) },
		"logs":      func(id string) error { return second(f.Applications.Logs(ctx, id)) },
	}
	containers = map[string]func(string) error{
		"get":       func(id string) error { return second(f.Containers.Get(ctx, id)) },
		"start":     func(id string) error { return second(f.Containers.Start(ctx, id)) },
		"stop":      func(id string) error { return second(f.Containers.Stop(ctx, id)) },
		"terminate": func(id string) error { return second(f.Containers.Terminate(ctx, id)) },
		"logs":      func(id string) error { return second(f.Containers.Logs(ctx, id)) },
	}
	images = map[string]func(string) error{
		"get": func(id string) error { return second(f.Images.Get(ctx, id)) },
		"update": func(id string) error {
			return second(f.Images.Update(ctx, id, client.ImageUpdate{Description: ptr("x")}))
		},
		"delete": func(id string) error { return f.Images.Delete(ctx, id) },
	}
	return apps, containers, images
}

func TestWrongKeyIsUnauthorized(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.DefaultFleet())
	app := collect(t, f.Applications.All(f.ctx(), client.ApplicationFilter{}))[0]
	cont := f.containers(app.UUID)[0]
	for name, cred := range map[string]client.Credentials{
		"wrong key": {User: testUser, Key: "0123"}, "wrong user": {User: "Admin", Key: testKey},
		"no key": {User: testUser}, "longer key": {User: testUser, Key: testKey + "7"}, "nothing": {},
	} {
		f.SetCredentials(cred)
		apps, containers, images := f.operations()
		for _, ops := range []struct {
			id string
			do map[string]func(string) error
		}{{app.UUID, apps}, {cont.UUID, containers}, {"tutum/lamp", images}, {nowhere, apps}} {
			for op, do := range ops.do {
				e := refusal(t, name+": "+op, do(ops.id), client.ErrUnauthorized)
				if e.Status != http.StatusUnauthorized || e.Message != "" || !e.Date.Equal(start()) {
					t.Errorf("%s, %s: %+v", name, op, e)
				}
			}
		}
		for what, err := range map[string]error{
			"list applications": second(f.Applications.List(f.ctx(), client.ApplicationFilter{}, client.ListOptions{})),
			"list containers":   second(f.Containers.List(f.ctx(), client.ContainerFilter{}, client.ListOptions{})),
			"list images":       second(f.Images.List(f.ctx(), client.ImageFilter{}, client.ListOptions{})),
			"create":            second(f.Applications.Create(f.ctx(), client.NewApplication{Image: "tutum/lamp"})),
			"add":               second(f.Images.Add(f.ctx(), client.NewImage{Name: "a/b", Username: "u", Password: "p"})),
		} {
			wantIs(t, name+": "+what, err, client.ErrUnauthorized)
		}
	}
	f.SetCredentials(client.Credentials{User: testUser, Key: testKey})
	if got := f.app(app.UUID); got.State != app.State {
		t.Errorf("the application is %s now", got.State)
	}
}

func TestMissingObjectsAreNotFound(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.DefaultFleet())
	app := collect(t, f.Applications.All(f.ctx(), client.ApplicationFilter{}))[0]
	cont := f.containers(app.UUID)[0]
	apps, containers, images := f.operations()
	for _, ops := range []struct {
		kind string
		ids  []string
		do   map[string]func(string) error
	}{
		{"application", []string{nowhere, cont.UUID, app.UUID[:8], "../container", "a/b", "?x", "%2e", "ü x"}, apps},
		{"container", []string{nowhere, app.UUID, cont.UUID[:8], "a/b", "#"}, containers},
		{"image", []string{"no/such/image", "tutum", "tutum/lamp/tag/none", "tutum/lamp:latest", "a b/ü"}, images},
	} {
		for _, id := range ops.ids {
			for op, do := range ops.do {
				if ops.kind == "image" && op != "get" && strings.Contains(id, "/tag/") {
					continue // a tag can only be read
				}
				e := refusal(t, op+" "+ops.kind+" "+id, do(id), client.ErrNotFound)
				if e.Status != http.StatusNotFound || e.Message != "" {
					t.Errorf("%s %s %s: %+v", op, ops.kind, id, e)
				}
				if x := f.last(); x.got.Get("Content-Length") != "0" || !strings.HasPrefix(x.got.Get("Content-Type"), "text/html") {
					t.Errorf("%s %s %s: %v", op, ops.kind, id, x.got)
				}
			}
		}
	}
}

// TestMethodsThatAreNotAllowedAreAnsweredWithThoseThatAre reaches for a tag of an image as if it
// were one.
func TestMethodsThatAreNotAllowedAreAnsweredWithThoseThatAre(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.DefaultFleet())
	for op, err := range map[string]error{
		"delete": f.Images.Delete(f.ctx(), "tutum/lamp/tag/latest"),
		"update": second(f.Images.Update(f.ctx(), "tutum/lamp/tag/latest", client.ImageUpdate{})),
	} {
		if e := refusal(t, op, err, nil); e.Status != http.StatusMethodNotAllowed || e.Message != "GET" {
			t.Errorf("%s: %+v", op, e)
		}
	}
	for path, want := range map[string]string{
		"application/": "GET,POST", "application/" + nowhere + "/": "GET,PATCH,DELETE", "application/" + nowhere + "/start/": "POST",
		"container/": "GET", "container/" + nowhere + "/": "GET,DELETE", "container/" + nowhere + "/logs/": "GET",
		"image/": "GET,POST", "image/tutum/lamp/": "GET,PATCH,DELETE", "auth/": "GET",
	} {
		got := f.raw(http.MethodPut, "/api/v1/"+path, "{}", nil)
		if got.status != http.StatusMethodNotAllowed || got.header.Get("Allow") != want || string(got.body) != want {
			t.Errorf("PUT %s: %d, Allow %q, body %q", path, got.status, got.header.Get("Allow"), got.body)
		}
	}
}

// TestApplicationActionsFollowTheState asks for everything in every state that can be brought
// about, and compares with the table of what may be done. A refusal says why and changes nothing.
func TestApplicationActionsFollowTheState(t *testing.T) {
	t.Parallel()
	newApp := client.NewApplication{Image: "tutum/hello-world", Target: 2}
	up := func(f *fixture) string { return f.up(newApp).UUID }
	after := func(do func(f *fixture, uuid string) error, wait time.Duration) func(*fixture) string {
		return func(f *fixture) string {
			uuid := up(f)
			if err := do(f, uuid); err != nil {
				f.t.Fatal(err)
			}
			f.clock.advance(wait)
			return uuid
		}
	}
	stop := func(f *fixture, uuid string) error { return second(f.Applications.Stop(f.ctx(), uuid)) }
	terminate := func(f *fixture, uuid string) error { return second(f.Applications.Terminate(f.ctx(), uuid)) }
	crash := func(n int) func(f *fixture, uuid string) error {
		return func(f *fixture, uuid string) error {
			for _, c := range f.containers(uuid)[:n] {
				if err := f.eng.Exit(c.UUID, 1); err != nil {
					return err
				}
			}
			return nil
		}
	}
	tests := []struct {
		state client.State
		make  func(*fixture) string
		may   []string
	}{
		{client.StateStarting, func(f *fixture) string { return must(f.Applications.Create(f.ctx(), newApp))(f.t).UUID }, []string{"stop", "terminate"}},
		{client.StateScaling, after(func(f *fixture, uuid string) error { return second(f.Applications.Scale(f.ctx(), uuid, 4)) }, 0), []string{"stop", "terminate"}},
		{client.StateStopping, after(stop, 0), []string{"terminate"}},
		{client.StateTerminating, after(terminate, 0), nil},
		{client.StateRedeploying, after(func(f *fixture, uuid string) error { return second(f.Applications.Redeploy(f.ctx(), uuid, "")) }, 0), []string{"stop", "terminate"}},
		{client.StateTerminated, after(terminate, 10*time.Second), nil},
		{client.StateRunning, up, []string{"stop", "scale", "terminate"}},
		{client.StatePartlyRunning, after(crash(1), 0), []string{"start", "stop", "scale", "terminate"}},
		{client.StateStopped, after(stop, 10*time.Second), []string{"start", "terminate"}},
		{client.StateStoppedWithErrors, after(crash(2), 0), []string{"start", "terminate"}},
		{client.StateStartFailed, func(f *fixture) string { return f.up(client.NewApplication{Image: "a/does-not-exist"}).UUID }, []string{"start", "terminate"}},
		{client.StateNotRunning, after(func(f *fixture, uuid string) error {
			for _, c := range f.containers(uuid) {
				if _, err := f.Containers.Terminate(f.ctx(), c.UUID); err != nil {
					return err
				}
			}
			return nil
		}, 10*time.Second), []string{"scale", "terminate"}},
	}
	for _, tc := range tests {
		t.Run(string(tc.state), func(t *testing.T) {
			t.Parallel()
			for _, op := range []string{"start", "stop", "scale", "terminate"} {
				f := newFixture(t, memory.Fleet{})
				uuid := tc.make(f)
				before := f.app(uuid)
				if before.State != tc.state {
					t.Fatalf("the application is %s", before.State)
				}
				apps, _, _ := f.operations()
				err := apps[op](uuid)
				if slices.Contains(tc.may, op) {
					if err != nil {
						t.Errorf("%s: %v", op, err)
					}
					continue
				}
				e := refusal(t, op, err, client.ErrBadState)
				if !strings.Contains(e.Message, string(tc.state)) || len(e.Fields) > 0 {
					t.Errorf("%s is refused with %q, %v", op, e.Message, e.Fields)
				}
				if diff := cmp.Diff(before, f.app(uuid)); diff != "" {
					t.Errorf("%s was refused and changed the application: %s", op, diff)
				}
			}
		})
	}
}

// TestContainerActionsFollowTheState does the same for containers.
func TestContainerActionsFollowTheState(t *testing.T) {
	t.Parallel()
	steps := []struct {
		state client.State
		do    string
		wait  time.Duration
		may   []string
	}{
		{client.StateStarting, "", 0, []string{"stop", "terminate"}},
		{client.StateRunning, "", 10 * time.Second, []string{"stop", "terminate"}},
		{client.StateStopping, "stop", 0, []string{"terminate"}},
		{client.StateStopped, "", 10 * time.Second, []string{"start", "terminate"}},
		{client.StateTerminating, "terminate", 0, nil},
		{client.StateTerminated, "", 10 * time.Second, nil},
	}
	f := newFixture(t, memory.Fleet{})
	app := must(f.Applications.Create(f.ctx(), client.NewApplication{Image: "tutum/hello-world"}))(t)
	uuid := client.UUIDFromURI(app.Containers[0])
	_, ops, _ := f.operations()
	for _, step := range steps {
		if step.do != "" {
			if err := ops[step.do](uuid); err != nil {
				t.Fatal(err)
			}
		}
		f.clock.advance(step.wait)
		before := f.container(uuid)
		if before.State != step.state {
			t.Fatalf("the container is %s, want %s", before.State, step.state)
		}
		for _, op := range []string{"start", "stop", "terminate"} {
			if slices.Contains(step.may, op) {
				continue // done by a later step, or by TestContainerGoesThroughItsStates
			}
			e := refusal(t, op, ops[op](uuid), client.ErrBadState)
			if !strings.Contains(e.Message, string(step.state)) {
				t.Errorf("%s is refused with %q", op, e.Message)
			}
			if diff := cmp.Diff(before, f.container(uuid)); diff != "" {
				t.Errorf("%s was refused and changed the container: %s", op, diff)
			}
		}
	}
}

// TestInvalidFieldsAreNamed sends invalid fields: the error must have them under the names of the
// documents.
func TestInvalidFieldsAreNamed(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.DefaultFleet())
	ctx := f.ctx()
	db := collect(t, f.Applications.All(ctx, client.ApplicationFilter{UniqueName: "db"}))[0]
	before := len(collect(t, f.Applications.All(ctx, client.ApplicationFilter{})))
	create := func(change func(*client.NewApplication)) func() error {
		return func() error {
			n := client.NewApplication{Image: "tutum/hello-world"}
			change(&n)
			return second(f.Applications.Create(ctx, n))
		}
	}
	update := func(u client.ApplicationUpdate) func() error {
		return func() error { return second(f.Applications.Update(ctx, db.UUID, u)) }
	}
	add := func(n client.NewImage) func() error { return func() error { return second(f.Images.Add(ctx, n)) } }
	tests := map[string]struct {
		do     func() error
		fields []string
	}{
		"no image":        {func() error { return second(f.Applications.Create(ctx, client.NewApplication{})) }, []string{"image"}},
		"bad image":       {create(func(n *client.NewApplication) { n.Image = "Not An Image" }), []string{"image"}},
		"bad image_tag":   {create(func(n *client.NewApplication) { n.Image, n.ImageTag = "", "::" }), []string{"image_tag"}},
		"name":            {create(func(n *client.NewApplication) { n.Name = "no spaces" }), []string{"name"}},
		"size":            {create(func(n *client.NewApplication) { n.Size = "XXL" }), []string{"container_size"}},
		"target":          {create(func(n *client.NewApplication) { n.Target = -1 }), []string{"target_num_containers"}},
		"port":            {create(func(n *client.NewApplication) { n.Ports = []client.Port{{Inner: 70000, Protocol: "tcp"}} }), []string{"container_ports"}},
		"protocol":        {create(func(n *client.NewApplication) { n.Ports = []client.Port{{Inner: 70, Protocol: "sctp"}} }), []string{"container_ports"}},
		"variable":        {create(func(n *client.NewApplication) { n.EnvVars = []client.EnvVar{{Key: ""}} }), []string{"container_envvars"}},
		"link":            {create(func(n *client.NewApplication) { n.LinkedTo = []string{"/api/v1/application/" + nowhere + "/"} }), []string{"linked_to_application"}},
		"policies":        {create(func(n *client.NewApplication) { n.Autorestart, n.Autoreplace, n.Autodestroy = "ON", "off", "?" }), []string{"autodestroy", "autoreplace", "autorestart"}},
		"role":            {create(func(n *client.NewApplication) { n.Roles = []string{"local"} }), []string{"roles"}},
		"domain":          {create(func(n *client.NewApplication) { n.WebPublicDNS = "not a domain" }), []string{"web_public_dns"}},
		"domain, no web":  {create(func(n *client.NewApplication) { n.Image, n.WebPublicDNS = "tutum/mysql", "a.example.com" }), []string{"web_public_dns"}},
		"several":         {create(func(n *client.NewApplication) { n.Name, n.Size, n.Target = "?", "?", -5 }), []string{"container_size", "name", "target_num_containers"}},
		"scale to none":   {func() error { return second(f.Applications.Scale(ctx, db.UUID, 0)) }, []string{"target_num_containers"}},
		"update policies": {update(client.ApplicationUpdate{Autorestart: ptr(client.Policy("x"))}), []string{"autorestart"}},
		"update domain":   {update(client.ApplicationUpdate{WebPublicDNS: ptr("a.example.com")}), []string{"web_public_dns"}},
		"redeploy tag":    {func() error { return second(f.Applications.Redeploy(ctx, db.UUID, "no tag")) }, []string{"tag"}},
		"image is empty":  {add(client.NewImage{}), []string{"name", "password", "username"}},
		"image name":      {add(client.NewImage{Name: "A b", Username: "u", Password: "p"}), []string{"name"}},
		"image twice":     {add(client.NewImage{Name: "tutum/lamp", Username: "u", Password: "p"}), []string{"name"}},
		"image no password": {func() error {
			return second(f.Images.Update(ctx, "quay.io/shop/backup", client.ImageUpdate{Username: ptr("u")}))
		}, []string{"password"}},
		"not private": {func() error { return f.Images.Delete(ctx, "tutum/lamp") }, nil},
		"update public": {func() error {
			return second(f.Images.Update(ctx, "tutum/lamp", client.ImageUpdate{Description: ptr("x")}))
		}, nil},
	}
	for name, tc := range tests {
		e := refusal(t, name, tc.do(), client.ErrValidation)
		if got := keys(e.Fields); !slices.Equal(got, tc.fields) || e.Message == "" {
			t.Errorf("%s: fields %q, want %q; %q", name, got, tc.fields, e.Message)
		}
		for field := range e.Fields {
			if !strings.Contains(e.Message, field) || strings.Join(e.Fields[field], "") == "" {
				t.Errorf("%s: %q does not speak of %s", name, e.Message, field)
			}
		}
	}
	if after := len(collect(t, f.Applications.All(ctx, client.ApplicationFilter{}))); after != before {
		t.Errorf("%d applications, %d before", after, before)
	}
	if diff := cmp.Diff(db.State, f.app(db.UUID).State); diff != "" {
		t.Error(diff)
	}
}

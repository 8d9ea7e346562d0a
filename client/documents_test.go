package client

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// at is a time of 6 April 2014, the day of most of the examples.
func at(hour, minute, second int) Time {
	return Time{time.Date(2014, time.April, 6, hour, minute, second, 0, time.UTC)}
}

func webPorts(owner string, outer *int) []Port {
	return []Port{{Inner: 80, Outer: outer, Protocol: "tcp", Owner: owner}}
}

// The application of the reference's examples, as the list has it.
func documentedApplication() Application {
	const uri = "/api/v1/application/7eaf7fff-882c-4f3d-9a8f-a22317ac00ce/"
	return Application{
		UUID: testUUID, Name: "my-web-app", UniqueName: "my-web-app", ResourceURI: uri,
		ImageTag: "/api/v1/image/tutum/hello-world/tag/latest/", RunCommand: "/run.sh",
		PublicDNS: "my-web-app-admin.dev.tutum.io", WebPublicDNS: "myapp.example.com",
		State: StateRunning, Size: SizeXS, Autorestart: PolicyAlways, Autoreplace: PolicyAlways, Autodestroy: PolicyOff,
		Current: 2, Running: 2, Target: 2, Deployed: at(17, 59, 42), Started: at(17, 59, 42),
		Ports: webPorts(uri, nil),
	}
}

func documentedDetails(change func(*Application)) Application {
	a := documentedApplication()
	a.EnvVars = []EnvVar{{"ENVIRONMENT", "dev"}}
	a.Containers = []string{
		"/api/v1/container/285b1f78-acda-4360-a1c4-1282c5e2a287/",
		"/api/v1/container/fbb94d30-9b38-46d2-b7b2-03d8dc05e9ee/",
	}
	a.LinkVariables = map[string]string{
		"MY_WEB_APP_TUTUM_API_URL": "https://app.tutum.co/api/v1/application/7eaf7fff-882c-4f3d-9a8f-a22317ac00ce/",
	}
	change(&a)
	return a
}

func withLinks(a *Application) {
	maps.Copy(a.LinkVariables, map[string]string{
		"MY_WEB_APP_1_PORT":              "tcp://my-web-app-1-admin.alpha-dev.tutum.io:49219",
		"MY_WEB_APP_1_PORT_80_TCP":       "tcp://my-web-app-1-admin.alpha-dev.tutum.io:49219",
		"MY_WEB_APP_1_PORT_80_TCP_ADDR":  "my-web-app-1-admin.alpha-dev.tutum.io",
		"MY_WEB_APP_1_PORT_80_TCP_PORT":  "49219",
		"MY_WEB_APP_1_PORT_80_TCP_PROTO": "tcp",
		"MY_WEB_APP_2_PORT":              "tcp://my-web-app-2-admin.alpha-dev.tutum.io:49220",
		"MY_WEB_APP_2_PORT_80_TCP":       "tcp://my-web-app-2-admin.alpha-dev.tutum.io:49220",
		"MY_WEB_APP_2_PORT_80_TCP_ADDR":  "my-web-app-2-admin.alpha-dev.tutum.io",
		"MY_WEB_APP_2_PORT_80_TCP_PORT":  "49220",
		"MY_WEB_APP_2_PORT_80_TCP_PROTO": "tcp",
	})
}

// three turns the details into those of the examples with three containers.
func three(state State, running int, started, stopped Time) func(*Application) {
	return func(a *Application) {
		a.State, a.Current, a.Target, a.Running = state, 3, 3, running
		a.Started, a.StoppedAt = started, stopped
		a.Containers = append(a.Containers, "/api/v1/container/47a0411a-9f9d-4824-bbcd-f0761ac51c89/")
	}
}

func TestDocumentedApplications(t *testing.T) {
	t.Parallel()
	const created = "/api/v1/application/1f234d1d-dae5-46c1-9ee5-770575fe3e6f/"
	deployed := at(17, 59, 42)
	tests := []struct {
		doc  string
		do   func(context.Context, *Client) (Application, error)
		want Application
	}{
		{"application-get", func(ctx context.Context, c *Client) (Application, error) {
			return c.Applications.Get(ctx, testUUID)
		}, documentedDetails(withLinks)},
		{"application-create", func(ctx context.Context, c *Client) (Application, error) {
			return c.Applications.Create(ctx, NewApplication{Image: "tutum/hello-world"})
		}, Application{
			UUID: "1f234d1d-dae5-46c1-9ee5-770575fe3e6f", Name: "my-awesome-app", UniqueName: "my-awesome-app",
			ResourceURI: created, ImageTag: "/api/v1/image/tutum/hello-world/tag/latest/", RunCommand: "/run.sh",
			PublicDNS: "my-awesome-app-admin.dev.tutum.io", WebPublicDNS: "awesome-app.example.com", State: StateStarting,
			Size: SizeXS, Autorestart: PolicyOff, Autoreplace: PolicyOff, Autodestroy: PolicyOff, Current: 2, Target: 2,
			Ports: webPorts(created, nil),
			Containers: []string{
				"/api/v1/container/4a7c672c-4f55-4417-9300-c932eabe7f7e/",
				"/api/v1/container/f5d64083-7698-4aec-b5dc-86a48be0f565/",
			},
			LinkVariables: map[string]string{"MY_AWESOME_APP_TUTUM_API_URL": "https://app.tutum.co" + created},
		}},
		{"application-update", func(ctx context.Context, c *Client) (Application, error) {
			return c.Applications.Scale(ctx, testUUID, 3)
		}, documentedDetails(func(a *Application) {
			withLinks(a)
			three(StateScaling, 2, deployed, Time{})(a)
		})},
		{"application-start", func(ctx context.Context, c *Client) (Application, error) {
			return c.Applications.Start(ctx, testUUID)
		}, documentedDetails(three(StateStarting, 0, deployed, at(18, 21, 22)))},
		{"application-stop", func(ctx context.Context, c *Client) (Application, error) {
			return c.Applications.Stop(ctx, testUUID)
		}, documentedDetails(three(StateStopping, 0, deployed, Time{}))},
		{"application-terminate", func(ctx context.Context, c *Client) (Application, error) {
			return c.Applications.Terminate(ctx, testUUID)
		}, documentedDetails(three(StateTerminating, 0, at(18, 23, 56), at(18, 21, 22)))},
	}
	for _, tc := range tests {
		t.Run(tc.doc, func(t *testing.T) {
			t.Parallel()
			c, _ := answers(t, 200, "application/json", document(t, "2014-04/"+tc.doc))
			got, err := tc.do(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error("(-want +got):", diff)
			}
		})
	}
}

func documentedContainer(n int) Container {
	uuids := []string{"", "4a7c672c-4f55-4417-9300-c932eabe7f7e", "f5d64083-7698-4aec-b5dc-86a48be0f565"}
	uri := "/api/v1/container/" + uuids[n] + "/"
	number := strconv.Itoa(n)
	deployed := []Time{{}, at(18, 11, 17), at(18, 11, 22)}[n]
	return Container{
		UUID: uuids[n], Name: "my-awesome-app", UniqueName: "my-awesome-app-" + number, ResourceURI: uri,
		Application: "/api/v1/application/1f234d1d-dae5-46c1-9ee5-770575fe3e6f/",
		ImageTag:    "/api/v1/image/tutum/hello-world/tag/latest/", RunCommand: "/run.sh",
		PublicDNS: "my-awesome-app-" + number + "-admin.alpha-dev.tutum.io",
		State:     StateRunning, Size: SizeXS, Autorestart: PolicyOff, Autoreplace: PolicyOff, Autodestroy: PolicyOff,
		Deployed: deployed, Started: deployed, Ports: webPorts(uri, ptr(49220+n)),
	}
}

func TestDocumentedContainers(t *testing.T) {
	t.Parallel()
	get := func(ctx context.Context, c *Client) (Container, error) { return c.Containers.Get(ctx, testUUID) }
	tests := []struct {
		doc    string
		do     func(context.Context, *Client) (Container, error)
		change func(*Container)
	}{
		{"container-get", get, func(*Container) {}},
		{"container-start", func(ctx context.Context, c *Client) (Container, error) {
			return c.Containers.Start(ctx, testUUID)
		}, func(c *Container) {
			c.State, c.ExitCode, c.ExitMessage = StateStarting, ptr(0), "Exit code 0 (Success)"
			c.StoppedAt = at(18, 33, 53)
		}},
		{"container-stop", func(ctx context.Context, c *Client) (Container, error) {
			return c.Containers.Stop(ctx, testUUID)
		}, func(c *Container) { c.State = StateStopping }},
		{"container-terminate", func(ctx context.Context, c *Client) (Container, error) {
			return c.Containers.Terminate(ctx, testUUID)
		}, func(c *Container) {
			c.State, c.ExitCode, c.ExitMessage = StateStopping, ptr(0), "Exit code 0 (Success)"
			c.Started, c.StoppedAt = at(18, 35, 3), at(18, 33, 53)
		}},
	}
	for _, tc := range tests {
		t.Run(tc.doc, func(t *testing.T) {
			t.Parallel()
			want := documentedContainer(2)
			want.EnvVars = []EnvVar{
				{"MY_AWESOME_APP_1_PORT", "tcp://my-awesome-app-1-admin.alpha-dev.tutum.io:49221"},
				{"MY_AWESOME_APP_1_PORT_80_TCP", "tcp://my-awesome-app-1-admin.alpha-dev.tutum.io:49221"},
				{"MY_AWESOME_APP_1_PORT_80_TCP_ADDR", "my-awesome-app-1-admin.alpha-dev.tutum.io"},
				{"MY_AWESOME_APP_1_PORT_80_TCP_PORT", "49221"},
				{"MY_AWESOME_APP_1_PORT_80_TCP_PROTO", "tcp"},
			}
			want.LinkVariables = map[string]string{
				"MY_AWESOME_APP_2_PORT":              "tcp://my-awesome-app-2-admin.alpha-dev.tutum.io:49222",
				"MY_AWESOME_APP_2_PORT_80_TCP":       "tcp://my-awesome-app-2-admin.alpha-dev.tutum.io:49222",
				"MY_AWESOME_APP_2_PORT_80_TCP_ADDR":  "my-awesome-app-2-admin.alpha-dev.tutum.io",
				"MY_AWESOME_APP_2_PORT_80_TCP_PORT":  "49222",
				"MY_AWESOME_APP_2_PORT_80_TCP_PROTO": "tcp",
			}
			tc.change(&want)
			c, _ := answers(t, 202, "application/json", document(t, "2014-04/"+tc.doc))
			got, err := tc.do(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error("(-want +got):", diff)
			}
		})
	}
}

func TestDocumentedLists(t *testing.T) {
	t.Parallel()
	c, _ := answers(t, 200, "application/json", document(t, "2014-04/application-list"))
	applications, err := c.Applications.List(t.Context(), ApplicationFilter{}, ListOptions{})
	checkPage(t, applications, err, Meta{Limit: 25, Total: 1}, documentedApplication())

	c, _ = answers(t, 200, "application/json", document(t, "2014-04/container-list"))
	containers, err := c.Containers.List(t.Context(), ContainerFilter{}, ListOptions{})
	checkPage(t, containers, err, Meta{Limit: 25, Total: 2}, documentedContainer(1), documentedContainer(2))

	c, _ = answers(t, 200, "application/json", document(t, "2014-04/image-list"))
	images, err := c.Images.List(t.Context(), ImageFilter{}, ListOptions{})
	checkPage(t, images, err, Meta{Limit: 25, Total: 1}, Image{
		Name: "r.tutum.co/user/myimage", ResourceURI: "/api/v1/image/r.tutum.co/user/myimaget/",
		Registry: "/api/v1/registry/r.tutum.co/", Private: true,
		Tags: []ImageTag{{
			URI: "/api/v1/image/r.tutum.co/user/myimage/tag/latest/", Name: "latest",
			FullName: "r.tutum.co/user/myimage:latest",
		}},
	})
}

func checkPage[T any](t *testing.T, page Page[T], err error, meta Meta, want ...T) {
	t.Helper()
	if err != nil || len(page.Bad) > 0 || page.Same || page.Digest == 0 || page.Date.IsZero() {
		t.Errorf("error %v, bad %v, same %v, digest %v, date %v", err, page.Bad, page.Same, page.Digest, page.Date)
	}
	if diff := cmp.Diff(meta, page.Meta); diff != "" {
		t.Error("meta (-want +got):", diff)
	}
	if diff := cmp.Diff(want, page.Objects); diff != "" {
		t.Error("objects (-want +got):", diff)
	}
}

func TestDocumentedImages(t *testing.T) {
	t.Parallel()
	variables := []EnvVar{{"HOME", "/"}, {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}}
	lamp := Image{
		Name: "tutum/lamp", ResourceURI: "/api/v1/image/tutum/lamp/", Registry: "/api/v1/registry/index.docker.io/",
		PublicURL: "https://index.docker.io/u/tutum/lamp/",
		Tags: []ImageTag{{
			URI: "/api/v1/image/tutum/lamp/tag/latest/", Name: "latest", FullName: "tutum/lamp:latest",
			Image: "/api/v1/image/tutum/lamp/", Author: "Fernando Mayo",
			DockerID:   "34ead373df921d5d28226e7a6795280f4f33bbfdf7ca0bc9c98a3e431a8f2e44",
			RunCommand: "/run.sh", Created: Time{time.Date(2014, time.March, 6, 11, 10, 37, 0, time.UTC)},
			EnvVars: variables, Ports: []ImagePort{{80, "tcp"}, {3306, "tcp"}},
		}},
	}
	private := Image{
		Name: "quay.io/tutum/test-repo3", ResourceURI: "/api/v1/image/quay.io/user/my-private-image/",
		Registry: "/api/v1/registry/quay.io/", PublicURL: "https://quay.io/repository/user/my-private-image", Private: true,
		Tags: []ImageTag{{
			URI: "/api/v1/image/quay.io/user/my-private-image/tag/latest/", Name: "latest",
			FullName: "quay.io/user/my-private-image:latest", Image: "/api/v1/image/quay.io/user/my-private-image/",
			Author: "User <user@example.com>", DockerID: "9cd978db300e27386baa9dd791bf6dc818f13e52235b56e95703361ec3c94dc6",
			Created: Time{time.Date(2014, time.February, 3, 17, 22, 29, 0, time.UTC)}, EnvVars: variables,
		}},
	}
	updated := private
	updated.Description = "Awesome web application, containerized"
	tests := []struct {
		doc  string
		do   func(context.Context, *Client) (Image, error)
		want Image
	}{
		{"image-get", func(ctx context.Context, c *Client) (Image, error) { return c.Images.Get(ctx, "tutum/lamp") }, lamp},
		{"image-add", func(ctx context.Context, c *Client) (Image, error) { return c.Images.Add(ctx, NewImage{}) }, private},
		{"image-update", func(ctx context.Context, c *Client) (Image, error) {
			return c.Images.Update(ctx, "quay.io/user/my-private-image", ImageUpdate{})
		}, updated},
	}
	for _, tc := range tests {
		t.Run(tc.doc, func(t *testing.T) {
			t.Parallel()
			c, _ := answers(t, 202, "application/json", document(t, "2014-04/"+tc.doc))
			got, err := tc.do(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error("(-want +got):", diff)
			}
		})
	}
}

func TestDocumentedLog(t *testing.T) {
	t.Parallel()
	c, _ := answers(t, 200, "application/json", document(t, "2014-04/container-logs"))
	log, err := c.Containers.Logs(t.Context(), testUUID)
	if err != nil {
		t.Fatal(err)
	}
	want := "2014-03-24 23:58:08,973 CRIT Supervisor running as root (no user in config file)\n" +
		`2014-03-24 23:58:08,973 WARN Included extra file "/etc/supervisor/conf.d/supervisord-apache2.conf" during parsing`
	if log.String() != want || log.Len != int64(len(want)) || log.Cut != 0 || log.Date.IsZero() {
		t.Errorf("%+v: %s", log, log)
	}
	if log.Received != int64(len(document(t, "2014-04/container-logs"))) {
		t.Errorf("received %d bytes", log.Received)
	}
}

// TestRevision2014March decodes the older revision: container_cluster for the ports, no public
// names, link variables with hyphens.
func TestRevision2014March(t *testing.T) {
	t.Parallel()
	deployed := Time{time.Date(2014, time.March, 23, 18, 12, 11, 0, time.UTC)}
	mysql := Application{
		UUID: "b2b6498c-6a77-465f-b6e1-7b8c2af5125f", Name: "mysql", UniqueName: "mysql",
		ResourceURI: "/api/v1/application/b2b6498c-6a77-465f-b6e1-7b8c2af5125f/",
		ImageTag:    "/api/v1/image/tutum/mysql/tag/latest/", RunCommand: "/run.sh", State: StateRunning, Size: SizeXS,
		Autorestart: PolicyOff, Autoreplace: PolicyOff, Autodestroy: PolicyOff, Current: 1, Running: 1, Target: 1,
		Deployed: deployed, Started: deployed,
		Ports: []Port{{
			Inner: 3306, Protocol: "tcp", Owner: "/api/v1/application/c2b6448c-6a77-465f-b2e1-7b8c2af5125f/",
		}},
	}
	c, _ := answers(t, 200, "application/json", document(t, "2014-03/application-list"))
	page, err := c.Applications.List(t.Context(), ApplicationFilter{}, ListOptions{})
	checkPage(t, page, err, Meta{Limit: 25, Total: 1}, mysql)

	mysql.Ports = []Port{{Inner: 3306, Protocol: "tcp", Owner: mysql.ResourceURI}}
	mysql.Containers = []string{"/api/v1/container/3f421179-cc61-4bb7-900a-2454e659ec78/"}
	mysql.LinkVariables = map[string]string{
		"MYSQL-1_PORT":                "tcp://mysql-1-admin.beta.tutum.io:49230",
		"MYSQL-1_PORT_3306_TCP":       "tcp://mysql-1-admin.beta.tutum.io:49230",
		"MYSQL-1_PORT_3306_TCP_ADDR":  "mysql-1-admin.beta.tutum.io",
		"MYSQL-1_PORT_3306_TCP_PORT":  "49230",
		"MYSQL-1_PORT_3306_TCP_PROTO": "tcp",
		"MYSQL_TUTUM_API_URL":         "https://app.tutum.co/api/v1/application/b2b6498c-6a77-465f-b6e1-7b8c2af5125f/",
	}
	c, _ = answers(t, 200, "application/json", document(t, "2014-03/application-get"))
	got, err := c.Applications.Get(t.Context(), mysql.UUID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(mysql, got); diff != "" {
		t.Error("(-want +got):", diff)
	}

	// Logs came with 202 then.
	c, _ = answers(t, 202, "application/json", `{"logs": "up\n"}`)
	if log, err := c.Containers.Logs(t.Context(), testUUID); err != nil || log.String() != "up\n" {
		t.Errorf("%v %q", err, log)
	}
}

func TestImageNamesAreDerived(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, tag, want string }{
		{"tutum/hello-world:v2", "/api/v1/image/tutum/hello-world/tag/latest/", "tutum/hello-world:v2"},
		{"", "/api/v1/image/tutum/hello-world/tag/latest/", "tutum/hello-world:latest"},
		{"", "/base/api/v1/image/r.tutum.co/user/my/tag/v1.2", "r.tutum.co/user/my:v1.2"},
		{"", "/api/v1/image/a/tag/b/tag/c/", "a/tag/b:c"},
		{"", "/api/v1/image/tag/latest/", ""},
		{"", "/api/v1/image/", ""},
		{"", "garbage", ""},
		{"", "", ""},
	}
	for _, tc := range tests {
		if got := (Application{ImageName: tc.name, ImageTag: tc.tag}).Image(); got != tc.want {
			t.Errorf("application %q %q: %q, want %q", tc.name, tc.tag, got, tc.want)
		}
		if got := (Container{ImageName: tc.name, ImageTag: tc.tag}).Image(); got != tc.want {
			t.Errorf("container %q %q: %q, want %q", tc.name, tc.tag, got, tc.want)
		}
	}
}

func TestUUIDIsTakenFromTheURI(t *testing.T) {
	t.Parallel()
	for uri, want := range map[string]string{
		"/api/v1/application/" + testUUID + "/":   testUUID,
		"/api/v1/application/" + testUUID:         testUUID,
		"http://h/base/x/" + testUUID + "/?a=b/c": testUUID,
		testUUID: testUUID,
		"/":      "",
		"":       "",
	} {
		if got := UUIDFromURI(uri); got != want {
			t.Errorf("%q: %q", uri, got)
		}
	}
}

func TestStatesAreKnownAndInTransition(t *testing.T) {
	t.Parallel()
	transitions := []State{StateStarting, StateScaling, StateStopping, StateTerminating, StateRedeploying}
	others := []State{
		StateInit, StateRunning, StatePartlyRunning, StateStopped, StateTerminated, StateStartFailed,
		StateStoppedWithErrors, StateNotRunning,
	}
	for _, s := range append(slices.Clone(transitions), others...) {
		if !s.Known() || s.InTransition() != slices.Contains(transitions, s) {
			t.Errorf("%q: known %v, in transition %v", s, s.Known(), s.InTransition())
		}
	}
	for _, s := range []State{"", "running", "Hibernating"} {
		if s.Known() || s.InTransition() {
			t.Errorf("%q: known %v, in transition %v", s, s.Known(), s.InTransition())
		}
	}
	if !strings.EqualFold(string(StatePartlyRunning), "partly running") {
		t.Error(StatePartlyRunning)
	}
}

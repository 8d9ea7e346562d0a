package client

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// operation is one method of the package and the request it must send.
type operation struct {
	name   string
	do     func(context.Context, *Client) error
	method string
	uri    string // below the base path
	body   string // JSON, or "" for none
	status int    // of the documented answer
	answer string // a document, or JSON
	wrong  error  // what a plain 400 means
}

func operations() []operation {
	const app, con = "/api/v1/application/", "/api/v1/container/"
	full := NewApplication{
		Image: "tutum/hello-world", Name: "my-awesome-app", Size: SizeM, Target: 2, RunCommand: "/run.sh -a && <b>",
		Entrypoint: "/usr/sbin/sshd", Ports: []Port{{Inner: 80, Protocol: "tcp", Outer: ptr(1)}},
		EnvVars: []EnvVar{{"DB_PASSWORD", "mypass"}}, LinkedTo: []string{app + testUUID + "/"},
		Autorestart: PolicyAlways, Autoreplace: PolicyOnFailure, Autodestroy: PolicyOff, Roles: []string{"global"},
		WebPublicDNS: "awesome-app.example.com",
	}
	return []operation{
		{"list applications", func(ctx context.Context, c *Client) error {
			_, err := c.Applications.List(ctx, ApplicationFilter{}, ListOptions{})
			return err
		}, "GET", app, "", 200, "2014-04/application-list", ErrValidation},
		{
			"list applications filtered", func(ctx context.Context, c *Client) error {
				_, err := c.Applications.List(ctx, ApplicationFilter{
					Name: "a&b", UniqueName: "web-1", UUID: "u", UUIDPrefix: "7e", State: StatePartlyRunning,
				}, ListOptions{Limit: 500, Offset: 50})
				return err
			}, "GET", app + "?limit=100&name=a%26b&offset=50&state=Partly%20running&unique_name=web-1&uuid=u&uuid__startswith=7e",
			"", 200, "2014-04/application-list", ErrValidation,
		},
		{"get application", func(ctx context.Context, c *Client) error {
			_, err := c.Applications.Get(ctx, testUUID)
			return err
		}, "GET", app + testUUID + "/", "", 200, "2014-04/application-get", ErrValidation},
		{"get application with a hostile uuid", func(ctx context.Context, c *Client) error {
			_, err := c.Applications.Get(ctx, "a/../b?c#d e")
			return err
		}, "GET", app + "a%2F..%2Fb%3Fc%23d%20e/", "", 200, "2014-04/application-get", ErrValidation},
		{"create application", func(ctx context.Context, c *Client) error {
			_, err := c.Applications.Create(ctx, NewApplication{
				Image: "tutum/hello-world", Name: "my-awesome-app", Target: 2, Size: SizeXS,
				WebPublicDNS: "awesome-app.example.com",
			})
			return err
		}, "POST", app, "2014-04/application-create-request", 202, "2014-04/application-create", ErrValidation},
		{"create application with everything", func(ctx context.Context, c *Client) error {
			_, err := c.Applications.Create(ctx, full)
			return err
		}, "POST", app, `{"image": "tutum/hello-world", "name": "my-awesome-app", "container_size": "M",
			"target_num_containers": 2, "run_command": "/run.sh -a && <b>", "entrypoint": "/usr/sbin/sshd",
			"container_ports": [{"protocol": "tcp", "inner_port": 80}],
			"container_envvars": [{"key": "DB_PASSWORD", "value": "mypass"}],
			"linked_to_application": ["/api/v1/application/7eaf7fff-882c-4f3d-9a8f-a22317ac00ce/"],
			"autorestart": "ALWAYS", "autoreplace": "ON_FAILURE", "autodestroy": "OFF", "roles": ["global"],
			"web_public_dns": "awesome-app.example.com"}`, 202, "2014-04/application-create", ErrValidation},
		{
			"create application of 2014-03, without ports", func(ctx context.Context, c *Client) error {
				_, err := c.Applications.Create(ctx, NewApplication{ImageTag: "tutum/mysql", Ports: []Port{}, EnvVars: []EnvVar{}})
				return err
			}, "POST", app, `{"image_tag": "tutum/mysql", "container_ports": [], "container_envvars": []}`,
			202, "2014-04/application-create", ErrValidation,
		},
		{"update application", func(ctx context.Context, c *Client) error {
			_, err := c.Applications.Update(ctx, testUUID, ApplicationUpdate{
				Target: ptr(0), WebPublicDNS: ptr(""), Autorestart: ptr(PolicyOff),
				Autoreplace: ptr(PolicyAlways), Autodestroy: ptr(PolicyOnFailure),
			})
			return err
		}, "PATCH", app + testUUID + "/", `{"target_num_containers": 0, "web_public_dns": "", "autorestart": "OFF",
			"autoreplace": "ALWAYS", "autodestroy": "ON_FAILURE"}`, 202, "2014-04/application-update", ErrBadState},
		{"scale application", func(ctx context.Context, c *Client) error {
			_, err := c.Applications.Scale(ctx, testUUID, 3)
			return err
		}, "PATCH", app + testUUID + "/", "2014-04/application-update-request", 202, "2014-04/application-update", ErrBadState},
		{"start application", func(ctx context.Context, c *Client) error {
			_, err := c.Applications.Start(ctx, testUUID)
			return err
		}, "POST", app + testUUID + "/start/", "", 202, "2014-04/application-start", ErrBadState},
		{"stop application", func(ctx context.Context, c *Client) error {
			_, err := c.Applications.Stop(ctx, testUUID)
			return err
		}, "POST", app + testUUID + "/stop/", "", 202, "2014-04/application-stop", ErrBadState},
		{"terminate application", func(ctx context.Context, c *Client) error {
			_, err := c.Applications.Terminate(ctx, testUUID)
			return err
		}, "DELETE", app + testUUID + "/", "", 202, "2014-04/application-terminate", ErrBadState},
		{"redeploy application", func(ctx context.Context, c *Client) error {
			_, err := c.Applications.Redeploy(ctx, testUUID, "")
			return err
		}, "POST", app + testUUID + "/redeploy/", "", 202, "2014-04/application-start", ErrBadState},
		{"redeploy application with a tag", func(ctx context.Context, c *Client) error {
			_, err := c.Applications.Redeploy(ctx, testUUID, "v2")
			return err
		}, "POST", app + testUUID + "/redeploy/", `{"tag": "v2"}`, 202, "2014-04/application-start", ErrBadState},
		{"get application log", func(ctx context.Context, c *Client) error {
			_, err := c.Applications.Logs(ctx, testUUID)
			return err
		}, "GET", app + testUUID + "/logs/", "", 200, "2014-04/container-logs", ErrBadState},
		{"list containers", func(ctx context.Context, c *Client) error {
			_, err := c.Containers.List(ctx, ContainerFilter{}, ListOptions{Limit: -1, Offset: -1})
			return err
		}, "GET", con, "", 200, "2014-04/container-list", ErrValidation},
		{
			"list containers filtered", func(ctx context.Context, c *Client) error {
				_, err := c.Containers.List(ctx, ContainerFilter{
					UniqueName: "web-1", UUID: "u", UUIDPrefix: "p", State: StateRunning, ApplicationName: "web",
					ApplicationUUID: "a", ApplicationState: StateStopped, ApplicationUniqueName: "web+2", ApplicationUUIDPrefix: "f",
				}, ListOptions{})
				return err
			}, "GET", con + "?application__name=web&application__state=Stopped&application__unique_name=web%2B2" +
				"&application__uuid=a&application__uuid__startswith=f&state=Running&unique_name=web-1&uuid=u&uuid__startswith=p",
			"", 200, "2014-04/container-list", ErrValidation,
		},
		{"get container", func(ctx context.Context, c *Client) error {
			_, err := c.Containers.Get(ctx, testUUID)
			return err
		}, "GET", con + testUUID + "/", "", 200, "2014-04/container-get", ErrValidation},
		{"start container", func(ctx context.Context, c *Client) error {
			_, err := c.Containers.Start(ctx, testUUID)
			return err
		}, "POST", con + testUUID + "/start/", "", 202, "2014-04/container-start", ErrBadState},
		{"stop container", func(ctx context.Context, c *Client) error {
			_, err := c.Containers.Stop(ctx, testUUID)
			return err
		}, "POST", con + testUUID + "/stop/", "", 202, "2014-04/container-stop", ErrBadState},
		{"terminate container", func(ctx context.Context, c *Client) error {
			_, err := c.Containers.Terminate(ctx, testUUID)
			return err
		}, "DELETE", con + testUUID + "/", "", 202, "2014-04/container-terminate", ErrBadState},
		{"get container log", func(ctx context.Context, c *Client) error {
			_, err := c.Containers.Logs(ctx, testUUID)
			return err
		}, "GET", con + testUUID + "/logs/", "", 200, "2014-04/container-logs", ErrBadState},
		{"list images", func(ctx context.Context, c *Client) error {
			_, err := c.Images.List(ctx, ImageFilter{Private: ptr(true)}, ListOptions{})
			return err
		}, "GET", "/api/v1/image/?is_private_image=True", "", 200, "2014-04/image-list", ErrValidation},
		{"list images filtered", func(ctx context.Context, c *Client) error {
			_, err := c.Images.List(ctx, ImageFilter{
				Name: "tutum/lamp", UniqueName: "lamp-1", RegistryHost: "r.tutum.co", Private: ptr(false), Base: ptr(true),
				Starred: ptr(false),
			}, ListOptions{Limit: 7})
			return err
		}, "GET", "/api/v1/image/?base_image=True&docker_registry__host=r.tutum.co&is_private_image=False&limit=7" +
			"&name=tutum%2Flamp&starred=False&unique_name=lamp-1", "", 200, "2014-04/image-list", ErrValidation},
		{"get image", func(ctx context.Context, c *Client) error {
			_, err := c.Images.Get(ctx, "tutum/lamp")
			return err
		}, "GET", "/api/v1/image/tutum/lamp/", "", 200, "2014-04/image-get", ErrValidation},
		{"add image", func(ctx context.Context, c *Client) error {
			_, err := c.Images.Add(ctx, NewImage{
				Name: "quay.io/user/my-private-image", Username: "user+read",
				Password: "SHJW0SAOQ2BFBZVEVQH98SOL6V7UPQ0PH2VNKRVMMXR6T8Q43AHR88242FRPPTPG",
			})
			return err
		}, "POST", "/api/v1/image/", "2014-04/image-add-request", 202, "2014-04/image-add", ErrValidation},
		{
			"update image", func(ctx context.Context, c *Client) error {
				_, err := c.Images.Update(ctx, "quay.io/user/my-private-image", ImageUpdate{
					Description: ptr("Awesome web application, containerized"),
				})
				return err
			}, "PATCH", "/api/v1/image/quay.io/user/my-private-image/", "2014-04/image-update-request",
			202, "2014-04/image-update", ErrValidation,
		},
		{
			"update image credentials", func(ctx context.Context, c *Client) error {
				_, err := c.Images.Update(ctx, "a b/c%", ImageUpdate{Username: ptr("u"), Password: ptr("pass-word")})
				return err
			}, "PATCH", "/api/v1/image/a%20b/c%25/", `{"username": "u", "password": "pass-word"}`,
			202, "2014-04/image-update", ErrValidation,
		},
		{"delete image", func(ctx context.Context, c *Client) error {
			return c.Images.Delete(ctx, "quay.io/user/my-private-image")
		}, "DELETE", "/api/v1/image/quay.io/user/my-private-image/", "", 204, "", ErrValidation},
	}
}

// jsonOf returns the JSON that text names or is.
func jsonOf(t *testing.T, text string) string {
	t.Helper()
	if text == "" || text[0] == '{' {
		return text
	}
	return document(t, text)
}

func TestEveryMethodSendsItsRequest(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			c, s := answers(t, op.status, "application/json", jsonOf(t, op.answer), WithUserAgent("test/1"))
			if err := op.do(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			sent := s.requests()
			if len(sent) != 1 {
				t.Fatalf("%d requests were sent", len(sent))
			}
			got := sent[0]
			if got.Method != op.method || got.URI != "/base"+op.uri {
				t.Errorf("sent %s %s\nwant %s %s", got.Method, got.URI, op.method, "/base"+op.uri)
			}
			want := http.Header{
				"Accept": {"application/json"}, "Accept-Encoding": {"gzip"}, "User-Agent": {"test/1"},
				"Authorization": {"ApiKey admin:" + testKey},
			}
			if op.body != "" {
				want.Set("Content-Type", "application/json")
			}
			got.Header.Del("Content-Length")
			if diff := cmp.Diff(want, got.Header); diff != "" {
				t.Error("headers (-want +got):", diff)
			}
			if op.body == "" {
				if got.Body != "" {
					t.Errorf("sent a body: %s", got.Body)
				}
				return
			}
			if diff := cmp.Diff(decodeAny(t, jsonOf(t, op.body)), decodeAny(t, got.Body)); diff != "" {
				t.Error("body (-want +got):", diff)
			}
		})
	}
}

func decodeAny(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return v
}

// TestEveryStatusHasItsClass goes through the classes of errors for every method.
func TestEveryStatusHasItsClass(t *testing.T) {
	t.Parallel()
	classes := []error{
		ErrUnauthorized, ErrNotFound, ErrBadState, ErrValidation, ErrRateLimited, ErrUnavailable, ErrServer,
		ErrRedirect, ErrGarbage, ErrTooLarge, ErrInvalidName,
	}
	for _, op := range operations() {
		cases := []struct {
			status int
			body   string
			want   []error
		}{
			{400, `{"error": "cannot do that"}`, []error{op.wrong}},
			{400, `{"application": {"name": ["too long"]}}`, []error{ErrValidation}},
			{401, ``, []error{ErrUnauthorized}},
			{403, ``, nil},
			{404, ``, []error{ErrNotFound}},
			{405, `GET, POST`, nil},
			{429, ``, []error{ErrRateLimited}},
			{500, `{"error_message": "oops"}`, []error{ErrServer}},
			{502, `<html><body>Bad Gateway</body></html>`, []error{ErrServer}},
			{503, ``, []error{ErrUnavailable, ErrServer}},
			{304, ``, []error{ErrRedirect}},
		}
		for _, tc := range cases {
			t.Run(op.name+" "+http.StatusText(tc.status), func(t *testing.T) {
				t.Parallel()
				c, _ := answers(t, tc.status, "text/html", tc.body)
				err := op.do(t.Context(), c)
				var e *Error
				if !errors.As(err, &e) || e.Status != tc.status || e.Op == "" || e.Method != op.method {
					t.Fatalf("%#v is not an *Error of %d", err, tc.status)
				}
				var got []error
				for _, class := range classes {
					if errors.Is(err, class) {
						got = append(got, class)
					}
				}
				if len(got) != len(tc.want) {
					t.Fatalf("%v is %v, want %v", err, got, tc.want)
				}
				for _, want := range tc.want {
					if !errors.Is(err, want) {
						t.Errorf("%v is not %v", err, want)
					}
				}
			})
		}
	}
}

// TestUnreadableAnswersAreGarbage answers every method with a 2xx that cannot be read.
func TestUnreadableAnswersAreGarbage(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		if op.status == http.StatusNoContent {
			continue // nothing is read of it
		}
		for name, body := range map[string]string{
			"html": "<html>hello</html>", "array": `[]`, "null": `null`, "number": `1`, "string": `"x"`, "empty": "",
			"truncated": `{"objects": [{"uuid": "a"`, "two documents": `{"objects": []} {}`,
		} {
			t.Run(op.name+" "+name, func(t *testing.T) {
				t.Parallel()
				c, _ := answers(t, http.StatusOK, "text/html", body)
				err := op.do(t.Context(), c)
				var e *Error
				if !errors.Is(err, ErrGarbage) || !errors.As(err, &e) || e.Status != http.StatusOK {
					t.Fatalf("%v", err)
				}
			})
		}
	}
}

func TestInvalidNamesAreNotSent(t *testing.T) {
	t.Parallel()
	c, s := answers(t, http.StatusOK, "application/json", "{}")
	ctx := t.Context()
	for _, name := range []string{"", ".", ".."} {
		_, err1 := c.Applications.Terminate(ctx, name)
		_, err2 := c.Containers.Logs(ctx, name)
		err3 := c.Images.Delete(ctx, name)
		for _, err := range []error{err1, err2, err3} {
			if !errors.Is(err, ErrInvalidName) {
				t.Errorf("%q: %v", name, err)
			}
		}
	}
	for _, name := range []string{"/", "a//b", "a/./b", "a/../b", "../b", "a/", "/a"} {
		if _, err := c.Images.Get(ctx, name); !errors.Is(err, ErrInvalidName) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if sent := s.requests(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}

func TestWithoutCompressionNothingIsPacked(t *testing.T) {
	t.Parallel()
	c, s := answers(t, 200, "application/json", `{"logs": ""}`, WithoutCompression())
	if _, err := c.Containers.Logs(t.Context(), "uuid"); err != nil {
		t.Fatal(err)
	}
	if got := s.requests()[0].Header.Get("Accept-Encoding"); got != "identity" {
		t.Errorf("answers are asked for as %q, want identity", got)
	}
}

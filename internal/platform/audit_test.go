package platform_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fleetop/internal/platform"
)

// TestEveryWriteIsAudited asks for changes that are made and some that are not: each is reported
// once, with user, address, object and result; reads are not.
func TestEveryWriteIsAudited(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var told []platform.Write
	s := newServerWith(t, platform.Options{Audit: func(w platform.Write) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, w)
	}})
	web, one := str(s.named("web"), "uuid"), str(s.container("web-1"), "uuid")
	app, cont := "application/"+web, "container/"+one
	for _, test := range []struct {
		method, path, body string
		anonymous          bool
		want               platform.Write
	}{
		{method: "GET", path: "application/"},
		{method: "HEAD", path: "application/"},
		{method: "OPTIONS", path: "application/"},
		{method: "PATCH", path: app + "/", body: `{"target_num_containers": 4}`, want: platform.Write{Action: "update, target 4", Kind: "application", Object: web, Name: "web", Status: 202}},
		{method: "POST", path: cont + "/stop", want: platform.Write{Action: "stop", Kind: "container", Object: one, Name: "web-1", Status: 202}},
		{method: "POST", path: app + "/start/", want: platform.Write{Action: "start", Kind: "application", Object: web, Name: "web", Status: 400, Reason: "The application web cannot be started: it is Scaling, which is not in a suitable state."}},
		{method: "DELETE", path: app + "/", anonymous: true, want: platform.Write{Action: "terminate", Kind: "application", Object: web, Name: "web", Status: 401, Reason: "Unauthorized"}},
		{method: "DELETE", path: "application/" + noSuchUUID + "/", want: platform.Write{Action: "terminate", Kind: "application", Object: noSuchUUID, Status: 404, Reason: "Not Found"}},
		{method: "PUT", path: app + "/", want: platform.Write{Action: "PUT", Kind: "application", Object: web, Name: "web", Status: 405, Reason: "Method Not Allowed"}},
		{method: "POST", path: "application/", body: `{"name": "a b"}`, want: platform.Write{Action: "create", Kind: "application", Status: 400}},
		{method: "POST", path: "image/", body: `{"name": "quay.io/me/mine", "username": "u", "password": "p"}`, want: platform.Write{Action: "add", Kind: "image", Object: "quay.io/me/mine", Status: 202}},
		{method: "DELETE", path: "image/quay.io/me/mine/", want: platform.Write{Action: "remove", Kind: "image", Object: "quay.io/me/mine", Status: 204}},
		{method: "POST", path: "/elsewhere%0a/", want: platform.Write{Action: "POST", Object: "/elsewhere%0a/", Status: 404, Reason: "Not Found"}},
	} {
		req := s.request(test.method, test.path, test.body)
		if test.anonymous {
			req.Header.Set("Authorization", "ApiKey "+testKey+":"+testUser)
		} else if test.want.Status != 0 {
			test.want.User = testUser
		}
		s.send(req)
		mu.Lock()
		got := told
		told = nil
		mu.Unlock()
		if test.want.Status == 0 {
			if len(got) != 0 {
				t.Errorf("%s %s was told as %+v", test.method, test.path, got)
			}
			continue
		}
		if len(got) != 1 {
			t.Fatalf("%s %s was told %d times", test.method, test.path, len(got))
		}
		if !strings.HasPrefix(got[0].Client, "127.0.0.1:") {
			t.Errorf("%s %s came from %q", test.method, test.path, got[0].Client)
		}
		ignored := cmpopts.IgnoreFields(platform.Write{}, "Client")
		if test.want.Reason == "" && test.want.Status == http.StatusBadRequest {
			if !strings.Contains(got[0].Reason, "image: ") || !strings.Contains(got[0].Reason, "; name: ") {
				t.Errorf("the reason is %q", got[0].Reason)
			}
			got[0].Reason = ""
		}
		if diff := cmp.Diff(test.want, got[0], ignored); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", test.method, test.path, diff)
		}
	}
}

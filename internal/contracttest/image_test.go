package contracttest

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fleetop/client"
	"fleetop/internal/platform/memory"
)

// TestPrivateImagesAreAddedChangedDeleted adds, changes and deletes private images whose names have
// slashes.
func TestPrivateImagesAreAddedChangedDeleted(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.DefaultFleet())
	known := len(collect(t, f.Images.All(f.ctx(), client.ImageFilter{})))
	for _, name := range []string{"quay.io/user/my-private-image", "mine", "r.example.com:5000/a/b/c/d"} {
		added := must(f.Images.Add(f.ctx(), client.NewImage{Name: name, Username: "user+read", Password: "p&<>\"ss", Description: "first"}))(t)
		if added.Name != name || !added.Private || added.Base || added.Starred || added.Description != "first" || added.ResourceURI != "/api/v1/image/"+name+"/" {
			t.Errorf("added as %+v", added)
		}
		if len(added.Tags) != 1 || added.Tags[0].FullName != name+":latest" || added.Tags[0].Image != added.ResourceURI || added.Tags[0].Created.IsZero() {
			t.Errorf("added with tags %+v", added.Tags)
		}
		if diff := cmp.Diff(added, must(f.Images.Get(f.ctx(), name))(t)); diff != "" {
			t.Error("added, then got:", diff)
		}
		for _, update := range []client.ImageUpdate{
			{Description: ptr("second")},
			{Username: ptr("other"), Password: ptr("word")},
			{Description: ptr("")},
			{},
		} {
			if update.Description != nil {
				added.Description = *update.Description
			}
			got := must(f.Images.Update(f.ctx(), name, update))(t)
			if diff := cmp.Diff(added, got); diff != "" {
				t.Errorf("updated with %s (-want +got): %s", f.last().body, diff)
			}
		}
		listed := collect(t, f.Images.All(f.ctx(), client.ImageFilter{Name: name}))
		if len(listed) != 1 || listed[0].Tags[0].FullName != name+":latest" || listed[0].Tags[0].URI != added.Tags[0].URI {
			t.Errorf("listed as %+v", listed)
		}
		if err := f.Images.Delete(f.ctx(), name); err != nil {
			t.Error(err)
		}
		if x := f.last(); x.status != http.StatusNoContent || x.uri != "/api/v1/image/"+name+"/" {
			t.Errorf("deleted with %s %s: %d", x.method, x.uri, x.status)
		}
		wantIs(t, name, second(f.Images.Get(f.ctx(), name)), client.ErrNotFound)
	}
	if n := len(collect(t, f.Images.All(f.ctx(), client.ImageFilter{}))); n != known {
		t.Errorf("%d images, %d before", n, known)
	}
}

// TestImageDetailsAgreeWithTheList gets every image that the list has; both agree.
func TestImageDetailsAgreeWithTheList(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.DefaultFleet())
	for _, listed := range collect(t, f.Images.All(f.ctx(), client.ImageFilter{})) {
		got := must(f.Images.Get(f.ctx(), listed.Name))(t)
		for i := range got.Tags {
			tag := got.Tags[i]
			if tag.DockerID == "" || tag.Author == "" || tag.Created.IsZero() || len(tag.EnvVars) == 0 {
				t.Errorf("%s: %+v", tag.FullName, tag)
			}
			got.Tags[i] = client.ImageTag{URI: tag.URI, Name: tag.Name, FullName: tag.FullName}
		}
		if diff := cmp.Diff(listed, got); diff != "" {
			t.Errorf("%s (-listed +got): %s", listed.Name, diff)
		}
	}
}

// TestAddedImageCanBeUsed uses an image that was added, under the URI of its tag.
func TestAddedImageCanBeUsed(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Fleet{})
	image := must(f.Images.Add(f.ctx(), client.NewImage{Name: "quay.io/user/redis", Username: "u", Password: "p"}))(t)
	app := f.up(client.NewApplication{Image: image.Tags[0].URI})
	if app.Image() != "quay.io/user/redis:latest" || app.Name != "redis" || app.ImageTag != image.Tags[0].URI {
		t.Errorf("%s, %s, %s", app.Image(), app.Name, app.ImageTag)
	}
	var ports []int
	for _, p := range app.Ports {
		ports = append(ports, p.Inner)
	}
	var exposed []int
	for _, p := range image.Tags[0].Ports {
		exposed = append(exposed, p.Port)
	}
	if !slices.Equal(ports, exposed) {
		t.Errorf("ports %v, the image exposes %v", ports, exposed)
	}
}

// TestPasswordGivesTheKey signs in with the password and goes on with the key that comes back.
func TestPasswordGivesTheKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.DefaultFleet())
	stranger := f.as(client.Credentials{})
	got := must(stranger.Auth(f.ctx(), testUser, testKey))(t)
	if diff := cmp.Diff([]client.APIKey{{Username: testUser, Key: testKey}}, got); diff != "" {
		t.Fatal(diff)
	}
	if x := f.last(); !strings.HasPrefix(x.sent.Get("Authorization"), "Basic ") || x.uri != "/api/v1/auth/" {
		t.Errorf("%s with %q", x.uri, x.sent.Get("Authorization"))
	}
	wantIs(t, "without credentials", second(stranger.Applications.List(f.ctx(), client.ApplicationFilter{}, client.ListOptions{})), client.ErrUnauthorized)
	stranger.SetCredentials(client.Credentials{User: got[0].Username, Key: got[0].Key})
	must(stranger.Applications.List(f.ctx(), client.ApplicationFilter{}, client.ListOptions{}))(t)
	wantIs(t, "wrong password", second(stranger.Auth(f.ctx(), testUser, "wrong")), client.ErrUnauthorized)
}

package ui_test

import (
	"strings"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"fleetop/internal/goldentest"
	"fleetop/internal/picture"
	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// composed are the services of a Compose project, and a container beside them.
func composed() memory.Fleet {
	return memory.Fleet{Applications: []memory.Application{
		{Name: "shop-web", Image: "shop/web:2.3", Containers: 3, Age: 50 * time.Hour},
		{Name: "shop-api", Image: "shop/api:1.9", Containers: 2, Age: 50 * time.Hour},
		{Name: "shop-db", Image: "postgres:16", Containers: 1, Age: 50 * time.Hour},
		{Name: "shop-queue", Image: "redis:7", Containers: 1, Age: 50 * time.Hour},
		{Name: "registry", Image: "registry:2", Containers: 1, Age: 900 * time.Hour},
	}}
}

// asOnDocker adds to each object of an answer what the engine of Docker says of it.
func asOnDocker(body string) string {
	const uri = `"resource_uri":`
	objects := strings.Split(body, uri)
	for i := 1; i < len(objects); i++ {
		health := "healthy"
		if strings.Contains(objects[i], `"unique_name":"shop-api`) {
			health = "unhealthy"
		}
		more := `"health":"` + health + `","owner":"the Compose project shop (/srv/shop)","project":"shop",`
		if strings.Contains(objects[i], `"unique_name":"registry`) {
			more = `"owner":"somebody else",`
		}
		objects[i-1] += more
	}
	return strings.Join(objects, uri)
}

// TestPictureOfDocker keeps the picture of a Docker host in the README true: it is a frame of the
// program.
func TestPictureOfDocker(t *testing.T) {
	t.Parallel()
	s := setup{theme: "dark", profile: termenv.TrueColor, fleet: composed(), options: func(o *ui.Options) {
		o.Engine, o.Server, o.Grace = "docker", "shop-prod", 5*time.Second
		o.Host.Shell = new(shells).open
	}}
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		server.Edit(asOnDocker)
		d.Press("r")
		d.Advance(6 * time.Second)
		d.Press("j", "l")
		d.Advance(3 * time.Second)
		d.Press("tab")
		d.Sees("docker · shop-prod", "(unhealthy)", "the Compose project shop")
		goldentest.Compare(t, "../../docs/docker.svg", picture.SVG(d.View(), 120, 36))
	})
}

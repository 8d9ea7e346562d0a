package engines

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetop/internal/enginetest"
	"fleetop/internal/enginetest/apitest"
	"fleetop/internal/platform/docker"
)

// TestAPIOverDocker runs what the API does over every engine over Docker.
func TestAPIOverDocker(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	apitest.Test(t, func(t *testing.T) apitest.Subject {
		t.Helper()
		_, test, _ := strings.Cut(t.Name(), "/")
		owner := "api-" + strings.ReplaceAll(test, "_", "-")
		e := told{open(t, d, docker.Options{Owner: owner}), make(chan struct{}, 1)}
		t.Cleanup(func() {
			if left := d.Docker(t, "ps", "--all", "--quiet", "--filter", "label=fleetop.owner="+owner); left != "" {
				d.Docker(t, append([]string{"rm", "--force"}, strings.Fields(left)...)...)
			}
		})
		return apitest.Subject{
			Engine: e, Now: time.Now, Image: enginetest.Image, MissingTag: "missing",
			Wait: func() bool {
				select {
				case <-e.news:
					return true
				case <-time.After(patience):
					return false
				}
			},
			Up:     "out=up",
			Exits:  func(code int) string { return fmt.Sprintf("out=up wait=100ms exit=%d", code) },
			Prefix: owner + "-",
		}
	})
}

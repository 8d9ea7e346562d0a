package docker

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/moby/moby/api/pkg/authconfig"
	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/api/types/registry"
	"github.com/moby/moby/client"

	"fleetop/internal/platform/engine"
)

// How long the daemon may take to do something. A stop may take as long again as the program has to
// end by itself, a removal as long as its files are many.
const (
	createTime  = 30 * time.Second
	startTime   = 60 * time.Second
	stopTime    = 10 * time.Second
	removeTime  = 60 * time.Second
	updateTime  = 10 * time.Second
	networkTime = 10 * time.Second
	// pullSilence is how long a pull may make no progress.
	pullSilence = 60 * time.Second
)

// create makes a container and returns the daemon's identifier for it.
func (d *daemon) create(ctx context.Context, o client.ContainerCreateOptions) (string, error) {
	ctx, cancel := d.within(ctx, createTime)
	defer cancel()
	r, err := d.api.ContainerCreate(ctx, o)
	return r.ID, err
}

// start starts a container. One that runs is no error.
func (d *daemon) start(ctx context.Context, native string) error {
	ctx, cancel := d.within(ctx, startTime)
	defer cancel()
	_, err := d.api.ContainerStart(ctx, native, client.ContainerStartOptions{})
	return err
}

// unpause lets a paused container go on.
func (d *daemon) unpause(ctx context.Context, native string) error {
	ctx, cancel := d.within(ctx, startTime)
	defer cancel()
	_, err := d.api.ContainerUnpause(ctx, native, client.ContainerUnpauseOptions{})
	return err
}

// stop stops a container whose program has grace to end by itself. One that does not run is no error.
func (d *daemon) stop(ctx context.Context, native string, grace time.Duration) error {
	ctx, cancel := d.within(ctx, grace+stopTime)
	defer cancel()
	_, err := d.api.ContainerStop(ctx, native, client.ContainerStopOptions{})
	return err
}

// remove removes a container, and the volumes without a name if they were made with it.
func (d *daemon) remove(ctx context.Context, native string, volumes bool) error {
	ctx, cancel := d.within(ctx, removeTime)
	defer cancel()
	_, err := d.api.ContainerRemove(ctx, native, client.ContainerRemoveOptions{RemoveVolumes: volumes, Force: true})
	return err
}

// rename gives a container another name.
func (d *daemon) rename(ctx context.Context, native, name string) error {
	ctx, cancel := d.within(ctx, updateTime)
	defer cancel()
	_, err := d.api.ContainerRename(ctx, native, client.ContainerRenameOptions{NewName: name})
	return err
}

// setRestart changes the restart policy of a container.
func (d *daemon) setRestart(ctx context.Context, native string, policy ctypes.RestartPolicyMode) error {
	ctx, cancel := d.within(ctx, updateTime)
	defer cancel()
	_, err := d.api.ContainerUpdate(ctx, native, client.ContainerUpdateOptions{
		RestartPolicy: &ctypes.RestartPolicy{Name: policy},
	})
	return err
}

// networks lists the networks of a name.
func (d *daemon) networks(ctx context.Context, name string) ([]network.Summary, error) {
	ctx, cancel := d.within(ctx, networkTime)
	defer cancel()
	r, err := d.api.NetworkList(ctx, client.NetworkListOptions{Filters: make(client.Filters).Add("name", name)})
	// The daemon takes the name for a part of one.
	return slices.DeleteFunc(r.Items, func(n network.Summary) bool { return n.Name != name }), err
}

// createNetwork makes a network.
func (d *daemon) createNetwork(ctx context.Context, name string, labels map[string]string) error {
	ctx, cancel := d.within(ctx, networkTime)
	defer cancel()
	_, err := d.api.NetworkCreate(ctx, name, client.NetworkCreateOptions{Driver: "bridge", Labels: labels})
	return err
}

// removeNetwork removes a network that no container is in.
func (d *daemon) removeNetwork(ctx context.Context, native string) error {
	ctx, cancel := d.within(ctx, networkTime)
	defer cancel()
	_, err := d.api.NetworkRemove(ctx, native, client.NetworkRemoveOptions{})
	return err
}

// connect joins a container to a network.
func (d *daemon) connect(ctx context.Context, name, native string, s *network.EndpointSettings) error {
	ctx, cancel := d.within(ctx, networkTime)
	defer cancel()
	_, err := d.api.NetworkConnect(ctx, name, client.NetworkConnectOptions{Container: native, EndpointConfig: s})
	return err
}

// logs returns the last entries of a log as the daemon keeps it, each with its time in front, and
// what comes later, too, if it is to be followed. The context ends the reading.
func (d *daemon) logs(ctx context.Context, native string, entries int, follow bool, since time.Time) (io.ReadCloser, error) {
	o := client.ContainerLogsOptions{
		ShowStdout: true, ShowStderr: true, Tail: strconv.Itoa(entries), Timestamps: true, Follow: follow,
	}
	if !since.IsZero() {
		o.Since = fmt.Sprintf("%d.%09d", since.Unix(), since.Nanosecond())
	}
	return d.api.ContainerLogs(ctx, native, o)
}

// pull fetches an image. What the daemon says of each layer goes to progress; the error of a registry
// that refuses has its words.
func (d *daemon) pull(ctx context.Context, ref engine.Ref, auth *engine.Auth, progress func(id, status string)) error {
	var o client.ImagePullOptions
	if auth != nil {
		var err error
		o.RegistryAuth, err = authconfig.Encode(registry.AuthConfig{
			Username: auth.User, Password: auth.Password, ServerAddress: ref.Registry(),
		})
		if err != nil {
			return err
		}
	}
	r, err := d.api.ImagePull(ctx, ref.String(), o)
	if err != nil {
		return err
	}
	for m, err := range r.JSONMessages(ctx) {
		if err != nil {
			return err
		}
		if m.Error != nil {
			return m.Error
		}
		progress(m.ID, m.Status)
	}
	return nil
}

// untag takes a name off an image, and removes the image with its last.
func (d *daemon) untag(ctx context.Context, ref engine.Ref) error {
	ctx, cancel := d.within(ctx, removeTime)
	defer cancel()
	_, err := d.api.ImageRemove(ctx, ref.String(), client.ImageRemoveOptions{PruneChildren: true})
	return err
}

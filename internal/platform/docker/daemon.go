package docker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/image"
	"github.com/moby/moby/client"
)

// How long the daemon may take to answer. One that hangs accepts connections and never does.
const (
	pingTime    = 5 * time.Second
	listTime    = 10 * time.Second
	inspectTime = 5 * time.Second
	// longCall is how long an answer may take before the daemon is asked whether it is there at all, and
	// doubtTime how long it may take to say so then.
	longCall  = time.Second
	doubtTime = 3 * time.Second
)

// daemon is the Docker daemon: the few calls that the engine needs, each with a deadline. It is the
// only place that knows the client library's way to call.
type daemon struct {
	api *client.Client
	// date is the newest Date that the daemon sent, in seconds; its clock is not ours.
	date atomic.Int64
	now  func() time.Time
	// server is the header in which the daemon says what it is, nil before its first answer.
	server atomic.Pointer[string]
	// skew is by how much our clock is ahead of the daemon's; 0 if it is next to nothing.
	skew atomic.Int64
	// fault is why the daemon could not be connected to last, nil if it could.
	fault atomic.Pointer[error]
	// greeted tells that it was found to be there a moment ago.
	greeted bool
	// pingTime is how long it may take to answer a ping, doubtTime where there is doubt that it will;
	// tests have less time.
	pingTime, doubtTime time.Duration
	// slow is called when an answer takes long.
	slow func()
}

// dial connects to something.
type dial = func(ctx context.Context, network, address string) (net.Conn, error)

// newDaemon returns a daemon, which has said greeting if it was asked before. It does not connect.
func newDaemon(connect dial, now func() time.Time, greeting http.Header) (*daemon, error) {
	d := &daemon{now: now, pingTime: pingTime, doubtTime: doubtTime, slow: func() {}}
	// The library puts words of its own in place of an error of dialing.
	transport := &http.Transport{
		IdleConnTimeout:     30 * time.Second,
		MaxIdleConnsPerHost: 6,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := connect(ctx, network, address)
			if err == nil {
				d.fault.Store(nil)
			} else if !errors.Is(err, context.Canceled) {
				d.fault.Store(&err)
			}
			return conn, err
		},
	}
	options := []client.Opt{
		client.WithHost("tcp://docker"), // for the Host header: dialing knows the way
		client.WithHTTPClient(&http.Client{Transport: transport}),
		client.WithHTTPResponseHook(func(r *http.Response) { d.keepDate(r.Header) }),
	}
	if version := spoken(greeting.Get("Api-Version")); version != "" {
		d.greeted = true
		d.keepDate(greeting)
		options = append(options, client.WithAPIVersion(version))
	}
	api, err := client.New(options...)
	d.api = api
	return d, err
}

// spoken returns the version of the interface that is spoken with a daemon of a version, empty if that
// is none.
func spoken(version string) string {
	minor := func(s string) int {
		n, err := strconv.Atoi(strings.TrimPrefix(s, "1."))
		if err != nil || !strings.HasPrefix(s, "1.") {
			return 0
		}
		return n
	}
	most := minor(client.MaxAPIVersion)
	if n := minor(version); n > 0 {
		return "1." + strconv.Itoa(min(n, most))
	}
	return ""
}

// leastSkew is how far clocks have to be apart to be taken for different: a date has only seconds.
const leastSkew = 2 * time.Second

// keepDate notes the daemon's time, and what it is.
func (d *daemon) keepDate(h http.Header) {
	if said := h.Get("Server"); said != "" {
		d.server.Store(&said)
	}
	t, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	d.date.Store(t.Unix())
	skew := d.now().Sub(t)
	if skew.Abs() < leastSkew {
		skew = 0
	}
	if (skew-time.Duration(d.skew.Load())).Abs() >= leastSkew || skew == 0 {
		d.skew.Store(int64(skew))
	}
}

// here returns a time of the daemon's clock by ours.
func (d *daemon) here(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(time.Duration(d.skew.Load()))
}

// clock is the time of the daemon's clock when it answered last.
func (d *daemon) clock() time.Time { return time.Unix(d.date.Load(), 0) }

// instant is the time of its clock just after an answer.
func (d *daemon) instant() time.Time {
	if d.skew.Load() != 0 {
		return d.clock().Add(time.Second)
	}
	return d.now()
}

// within bounds how long the daemon may take to answer, and has it noticed when that takes long.
func (d *daemon) within(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	late := time.AfterFunc(longCall, d.slow)
	return ctx, func() {
		late.Stop()
		cancel()
	}
}

// ping asks whether the daemon answers, and settles which version of its interface is spoken.
func (d *daemon) ping(ctx context.Context, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	_, err := d.api.Ping(ctx, client.PingOptions{NegotiateAPIVersion: true})
	if err == nil {
		d.fault.Store(nil)
	}
	return err
}

// containers lists containers: those that run, or all.
func (d *daemon) containers(ctx context.Context, all bool) ([]ctypes.Summary, error) {
	ctx, cancel := d.within(ctx, listTime)
	defer cancel()
	r, err := d.api.ContainerList(ctx, client.ContainerListOptions{All: all})
	return r.Items, err
}

// inspect tells everything about a container, named by its identifier or its name.
func (d *daemon) inspect(ctx context.Context, native string) (ctypes.InspectResponse, error) {
	ctx, cancel := d.within(ctx, inspectTime)
	defer cancel()
	r, err := d.api.ContainerInspect(ctx, native, client.ContainerInspectOptions{})
	return r.Container, err
}

// events opens the stream of what happens to containers and images, from a time of the daemon's clock
// on.
func (d *daemon) events(ctx context.Context, since time.Time) client.EventsResult {
	// What a check of health runs comes every few seconds: it is left out. A start that fails says
	// nothing but that the container is taken off its network again.
	filters := make(client.Filters).Add("type", "container", "image", "network").Add("event",
		"create", "start", "die", "stop", "kill", "oom", "pause", "unpause", "restart", "rename",
		"update", "destroy", "health_status",
		"pull", "tag", "untag", "delete", "import", "load", "disconnect")
	return d.api.Events(ctx, client.EventsListOptions{
		Since:   fmt.Sprintf("%d.%09d", since.Unix(), since.Nanosecond()),
		Filters: filters,
	})
}

// identity is what the daemon is by whatever address it is reached: the same for none that is another one, as
// far as it tells. Its own identifier alone is not that: up to Docker 23 those of one machine and of copies of a
// machine have the same one.
func (d *daemon) identity(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, inspectTime)
	defer cancel()
	r, err := d.api.Info(ctx, client.InfoOptions{})
	if err != nil || r.Info.ID == "" {
		if cerrdefs.IsPermissionDenied(err) { // a proxy that lets nobody ask
			err = nil
		}
		return "", err
	}
	return r.Info.ID + "\n" + r.Info.Name + "\n" + r.Info.DockerRootDir, nil
}

// images lists the images.
func (d *daemon) images(ctx context.Context) ([]image.Summary, error) {
	ctx, cancel := d.within(ctx, listTime)
	defer cancel()
	r, err := d.api.ImageList(ctx, client.ImageListOptions{})
	return r.Items, err
}

// image tells everything about an image, named by its identifier or by a reference.
func (d *daemon) image(ctx context.Context, ref string) (image.InspectResponse, error) {
	ctx, cancel := d.within(ctx, inspectTime)
	defer cancel()
	r, err := d.api.ImageInspect(ctx, ref)
	return r.InspectResponse, err
}

// isGone reports whether the daemon says that there is no such thing.
func isGone(err error) bool { return cerrdefs.IsNotFound(err) }

// isUnreachable reports whether the daemon did not answer at all.
func isUnreachable(err error) bool {
	return client.IsErrConnectionFailed(err) || errors.Is(err, context.DeadlineExceeded)
}

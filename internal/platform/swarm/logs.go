package swarm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/moby/moby/client"

	"fleetop/internal/platform/docker/dockerlog"
	"fleetop/internal/platform/engine"
)

// logTime is how long a node may take to send the end of a log.
const logTime = 5 * time.Second

// Logs returns the end of a task's log, which a manager asks the task's node for.
func (e *Engine) Logs(ctx context.Context, id string, q engine.LogQuery) (io.ReadCloser, error) {
	e.mu.Lock()
	t := e.taskOf(id)
	if t == nil {
		e.mu.Unlock()
		return nil, engine.ErrNotFound
	}
	native, n := t.ID, e.place(t)
	tty := t.Spec.ContainerSpec != nil && t.Spec.ContainerSpec.TTY
	hasRun := t.Status.ContainerStatus != nil && t.Status.ContainerStatus.ContainerID != ""
	e.mu.Unlock()
	if !hasRun {
		return io.NopCloser(strings.NewReader("")), nil
	}
	if n.down {
		return nil, dockerlog.Unreadable(n.isDown() + ": the logs of its containers cannot be read")
	}
	within := func(ctx context.Context, _ time.Duration) (context.Context, context.CancelFunc) {
		return context.WithTimeout(ctx, logTime)
	}
	log := dockerlog.Log{Terminal: tty, Within: within, Open: func(ctx context.Context, entries int, follow bool, since time.Time) (io.ReadCloser, error) {
		return e.open(ctx, native, entries, follow, since)
	}}
	if q.Follow {
		r, err := log.Follow(ctx, q)
		if err != nil {
			return nil, e.logFault(err, n)
		}
		return r, nil
	}
	b, err := log.Tail(ctx, &q)
	if err != nil {
		return nil, e.logFault(err, n)
	}
	return dockerlog.Of(b, &q), nil
}

// open asks for the last entries of a task's log, and for what is written later if it is to be followed.
func (e *Engine) open(ctx context.Context, native string, entries int, follow bool, since time.Time) (io.ReadCloser, error) {
	o := client.TaskLogsOptions{
		ShowStdout: true, ShowStderr: true, Timestamps: true, Follow: follow, Tail: strconv.Itoa(entries),
	}
	if !since.IsZero() {
		o.Since = fmt.Sprintf("%d.%09d", since.Unix(), since.Nanosecond())
	}
	return e.managers.now().api.TaskLogs(ctx, native, o)
}

// logFault says why a log cannot be read.
func (e *Engine) logFault(err error, n node) error {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return dockerlog.Unreadable("node " + n.name + " does not answer: the logs of its containers cannot be read")
	case isGone(err):
		return engine.ErrNotFound
	case strings.Contains(err.Error(), "does not support reading"):
		return dockerlog.Unreadable("the log driver of the service keeps no logs")
	default:
		return e.managers.now().words(err)
	}
}

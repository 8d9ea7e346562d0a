package ui

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/activity"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/terminal"
)

// requests is everything that leaves the model, as commands for bubbletea. Each captures values,
// never the model; each has a context, and a panic in it becomes its error.
type requests struct {
	opt    Options
	places feed.Places

	mu      sync.Mutex
	writing map[fleet.ID]bool // writes that have been begun
	barred  bool              // nothing may be written
}

func newRequests(opt Options) *requests {
	return &requests{opt: opt, writing: map[fleet.ID]bool{}}
}

// panicError is a panic in a command. Its trace is in a file.
type panicError struct {
	value any
	path  string
}

func (e *panicError) Error() string {
	entry := e.entry()
	return entry.Words("")
}

// entry is what Activity keeps of it.
func (e *panicError) entry() activity.Entry {
	return activity.Entry{Phase: activity.Panicked, Cause: fmt.Sprint(e.value), Path: e.path}
}

// urgent has a request go out at once, and others wait that need not.
func (q *requests) urgent(ctx context.Context) (leave func(), err error) {
	return q.places.Enter(ctx, feed.Urgent)
}

// guard makes a command of a function; a panic in it becomes the error that
// failed turns into a message.
func (q *requests) guard(do func() tea.Msg, failed func(err error) tea.Msg) tea.Cmd {
	return func() (msg tea.Msg) {
		defer func() {
			if v := recover(); v != nil {
				msg = failed(q.panicked(v))
			}
		}()
		return do()
	}
}

// panicked makes an error of a panic, whose trace it keeps.
func (q *requests) panicked(v any) error {
	e := &panicError{value: v}
	if q.opt.Host.Trace != nil {
		e.path, _ = q.opt.Host.Trace(v, debug.Stack())
	}
	q.opt.Log.Error("panic in a command", "value", fmt.Sprint(v), "trace", e.path)
	return e
}

// fetch runs what is due beside the loop. A feed.Fetch turns its own panics into errors.
func (q *requests) fetch(due []feed.Fetch) tea.Cmd {
	ctx := q.opt.Context
	cmds := make([]tea.Cmd, len(due))
	for i, f := range due {
		cmds[i] = func() tea.Msg { return f.Run(ctx) }
	}
	return tea.Batch(cmds...)
}

// ask asks the terminal whether it has taken the screen.
func (q *requests) ask(ask terminal.Ask) tea.Cmd {
	return func() tea.Msg { return ask }
}

// canEdit says whether there is an editor.
func (q *requests) canEdit() bool { return q.opt.Host.Edit != nil }

// canSuspend says whether a shell would bring the program back.
func (q *requests) canSuspend() bool {
	can := q.opt.Host.CanSuspend
	return can != nil && can()
}

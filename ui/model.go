// Package ui is the program on the screen: it turns keys into commands, polls
// the API, keeps what is known and draws it. Nothing in Update or View does
// I/O: all of it is in fetches of the feed and in commands built in the files io*.go, which
// internal/archtest holds.
package ui

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/recorder"
	"fleetop/internal/terminal"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
)

// Options are what the program is started with.
type Options struct {
	Client *client.Client
	Keys   *command.Keymap
	Theme  theme.Theme
	// Context ends every request and timer when the program ends.
	Context context.Context //nolint:containedctx // the program's own lifetime
	// User and Server name the account in the header. Where Engine is not empty it stands in the
	// place of the user: Server is then what this process runs by itself.
	User, Server, Engine string
	// ServerNow is what to call the server where that changes, as that of a cluster does when another one of its
	// managers is asked; nil where it does not.
	ServerNow func() string
	// CAFile is a file of certificates that the server needs, for command lines that are
	// copied; empty where it needs none.
	CAFile string
	// KeyFrom names where the API key came from, such as TUTUM_APIKEY; "" where
	// that is not known.
	KeyFrom string
	Sandbox bool
	// RunsDocker reports whether this machine runs Docker. It is asked once, beside the loop, where
	// Sandbox is set; nil asks nothing.
	RunsDocker func(context.Context) bool
	// Hear waits for what the program has to say beside the screen, a note like those of Notes, and
	// reports false when there will be no more; nil for nothing.
	Hear     func(context.Context) (note string, ok bool)
	ReadOnly bool
	// Wall opens the wall; Quiet says whether it does not ring at a time, nil for never.
	Wall     bool
	Quiet    func(now time.Time) bool
	Interval time.Duration
	// Grace is how long what destroys something counts down before it is sent;
	// 0 sends it at once.
	Grace time.Duration
	// Greeting is said in the last line until the first key, or for a while; empty
	// says nothing.
	Greeting string
	// Width and Height are the size of the terminal in cells where it is known
	// already, so that the first frame need not wait for it.
	Width, Height int
	// Now is the clock, time.Now if nil; Location is where times are shown,
	// time.Local if nil.
	Now      func() time.Time
	Location *time.Location
	// ReadKey reads the credentials again where they come from a file; nil
	// where they do not.
	ReadKey func() (client.Credentials, error)
	// Notes are sentences about the account, said when the program begins.
	Notes []string
	// Host does what the screen cannot.
	Host terminal.Host
	// Log takes diagnostics; nil takes none.
	Log *slog.Logger
	// Random gives the jitter of back-off, numbers in [0,1); nil is random.
	Random func() float64
}

// account tells the account from others: the user and the server.
func (o *Options) account() string { return o.User + "@" + o.Client.BaseURL() }

// encrypted says whether requests go out as https.
func (o *Options) encrypted() bool { return strings.HasPrefix(o.Client.BaseURL(), "https:") }

// Model is the program. It implements tea.Model.
type Model struct {
	opt      Options
	keys     *command.Keymap
	commands map[command.ID]row
	theme    *theme.Theme
	io       *requests
	fleet    *fleet.Fleet
	feed     *feed.Feed
	timer    *timer
	now      time.Time

	panes panes

	dialog   dialog.Dialog
	forms    forms
	prompts  prompts
	views    listViews
	messages messages
	activity activity.Log
	recorder *recorder.Recorder
	keeper   keeper

	book orders.Book // what was confirmed and is not through

	guard    guard
	look     pane.Context
	drawn    drawn
	quitting bool
}

// New returns the program before its first frame.
func New(opt Options) *Model {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Location == nil {
		opt.Location = time.Local
	}
	if opt.Context == nil {
		opt.Context = context.Background()
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.Random == nil {
		opt.Random = rand.Float64
	}
	m := &Model{opt: opt, keys: opt.Keys, commands: commands(), forms: newForms(), drawn: drawn{all: true}}
	m.views = listViews{kept: opt.Host.SaveViews != nil, loaded: opt.Host.LoadViews == nil}
	m.theme = &m.opt.Theme
	m.io = newRequests(opt)
	m.now = opt.Now()
	m.keeper = newKeeper(opt.Host.LoadHistory != nil, m.now)
	m.feed = feed.New(m.now, feed.Options{
		Client: opt.Client, Places: &m.io.places, Interval: opt.Interval, Clock: opt.Now, Random: opt.Random, ReadKey: opt.ReadKey,
		Panicked: m.io.panicked, Log: opt.Log,
	})
	m.fleet, m.timer = m.feed.Fleet(), newTimer(opt.Context.Done())
	m.recorder = recorder.New(m.fleet, &m.activity, opt.Interval)
	m.panes = newPanes(m.fleet, banner{sandbox: opt.Sandbox, until: m.now.Add(bannerTime)})
	m.look = pane.Context{Fleet: m.fleet, Recorder: m.recorder, Activity: &m.activity, Ages: &pane.Ages{}, Theme: m.theme, Styles: pane.GridStyles(m.theme), Location: opt.Location, Keys: opt.Keys, Connecting: "connecting to " + opt.Server}
	if opt.Greeting != "" {
		m.messages.greet(opt.Greeting, m.now)
	}
	if opt.Wall {
		m.showWall(true)
	}
	if opt.Width > 0 && opt.Height > 0 {
		m.panes.resize(opt.Width, opt.Height)
	}
	return m
}

// Init implements tea.Model: the first requests go out at once, the first
// frame does not wait for them.
func (m *Model) Init() tea.Cmd {
	m.now = m.opt.Now()
	for _, note := range m.opt.Notes {
		m.note(note)
	}
	return tea.Batch(m.io.loadViews(), m.io.loadHistory(m.now), m.io.lookForDocker(), m.io.hear(), m.settle())
}

// Farewell returns what is to be said on standard error after the program has
// ended: actions whose answer was still awaited, and those that were not sent.
func (m *Model) Farewell() []string {
	var lines []string
	for _, p := range m.fleet.Unconfirmed() {
		switch {
		case p.InFlight() && m.io.begun(p.ID):
			lines = append(lines, string(p.Verb)+" "+p.Name+": sent, not confirmed")
		case p.InFlight():
			lines = append(lines, string(p.Verb)+" "+p.Name+": not sent")
		}
	}
	for _, what := range m.forms.awaited(m.fleet) {
		lines = append(lines, what+": sent, not confirmed")
	}
	for _, what := range notSent(&m.book) {
		lines = append(lines, what+": not sent")
	}
	return append(lines, unfinished(&m.book)...)
}

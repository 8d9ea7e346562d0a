package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/charmbracelet/x/term"

	"fleetop/internal/config"
	"fleetop/internal/platform/memory"
	"fleetop/internal/state"
	"fleetop/internal/terminal"
	"fleetop/internal/terminal/tty"
	"fleetop/ui"
)

// dashboard opens the screen.
func (p *program) dashboard(flags config.Flags) error {
	easeStart()
	settings, err := config.Resolve(flags, p.Getenv, p.Home)
	if err != nil {
		return err
	}
	if err := tty.Check(p.Stdin, p.Stdout, p.Getenv); err != nil {
		return err
	}
	logger, closeLog, err := p.openLog(settings.LogFile)
	if err != nil {
		return err
	}
	defer closeLog()
	scratch := state.NewScratch("")
	scratch.Sweep()
	defer scratch.Close() //nolint:errcheck // the next program sweeps
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	account := settings.Account
	var own chosenEngine
	var built *embedded
	if settings.Engine != "" {
		if own, err = p.chooseEngine(ctx, settings); err != nil {
			return err
		}
		if account, built, err = p.embedOwn(ctx, account, &own, settings.MaxContainers, logger); err != nil {
			return failed(err)
		}
	}
	width, height, err := term.GetSize(p.Stdout.Fd())
	if err != nil {
		width, height = 0, 0 // the terminal will tell
	}
	lender := new(tty.Lender)
	editor := &tty.Editor{Lender: lender, Getenv: p.Getenv, Dir: scratch.Dir}
	views := p.views()
	opt := ui.Options{
		Width: width, Height: height, Log: logger, Notes: append(p.notes(settings), own.notes...), Host: p.host(editor, scratch, views),
		User: account.User, Server: account.Server(), RunsDocker: p.runsDocker,
	}
	opt.Hear = built.listen()
	own.lendTo(&opt.Host, lender)
	history := p.history(account, &own)
	history.lendTo(&opt.Host)
	title := opt.User + "@" + opt.Server
	if own.name != "" {
		opt.Engine, opt.Server, opt.ServerNow = settings.Engine, own.name, own.named
		title = opt.Engine + " " + opt.Server
	}
	model, err := p.newModel(ctx, settings, account, opt)
	if err != nil {
		return err
	}
	record, closeRecord, err := openRecord(p.Getenv("FLEETOP_TRACE_OUTPUT"))
	if err != nil {
		return err
	}
	defer closeRecord()
	exit := tty.Run(ctx, model, tty.Options{
		In: p.Stdin, Out: p.Stdout, Getenv: p.Getenv, Title: "fleetop " + title,
		FPS: settings.FPS, TraceDir: p.stateDir(), Watch: true, Record: record, Lender: lender,
		Cleanup: func() { closeSoon(scratch) },
	})
	own.settle(ctx, p.Stderr, exit.Stay)
	built.end()
	p.status = exit.Code
	if exit.Err != nil {
		p.complain(exit.Err)
	}
	history.end(model.EndHistory)
	if data := model.UnsavedViews(); data != nil {
		if err := views.Save(data); err != nil {
			p.complain(fmt.Errorf("views were not saved: %w", err))
		}
	}
	for _, line := range model.Farewell() {
		_, _ = fmt.Fprintf(p.Stderr, "fleetop: %s\n", printable(line))
	}
	return nil
}

// chooseEngine makes the engine that the built-in platform is to run on.
func (p *program) chooseEngine(ctx context.Context, s config.Settings) (chosenEngine, error) {
	switch s.Engine {
	case config.EngineDocker:
		return p.connect(ctx, s.Docker, ownerName, true)
	case config.EngineSwarm:
		return p.connectSwarm(ctx, s.Docker, ownerName, true)
	}
	return simulate(memory.Options{Seed: time.Now().UnixNano(), Fleet: memory.DefaultFleet()})
}

// host is what this process does for the screen. views keeps those of the lists, unless it
// is nil.
func (p *program) host(editor *tty.Editor, scratch *state.Scratch, views *state.Shared) terminal.Host {
	host := terminal.Host{
		Clipboard:  terminal.Clipboard(p.Getenv),
		Save:       state.Export,
		Keep:       state.Copies{Dir: p.stateDir(), Scratch: scratch, Now: time.Now}.Keep,
		Edit:       editor.Edit,
		CanSuspend: tty.CanSuspend,
		Trace: func(value any, stack []byte) (string, error) {
			return tty.WriteTrace(p.stateDir(), "panic: "+fmt.Sprint(value), stack)
		},
	}
	if views != nil {
		host.LoadViews, host.SaveViews = views.Load, views.Save
	}
	return host
}

// removeWithin bounds removing temporary copies where the process is cut off.
const removeWithin = 50 * time.Millisecond

// closeSoon removes temporary copies, and gives up after removeWithin.
func closeSoon(scratch *state.Scratch) {
	removed := make(chan struct{})
	go func() {
		defer close(removed)
		_ = scratch.Close()
	}()
	select {
	case <-removed:
	case <-time.After(removeWithin):
	}
}

// notes returns remarks about the settings, to be shown at the start.
func (p *program) notes(s config.Settings) []string {
	notes := s.Notes
	if s.Account.Sandbox {
		if name := config.Blank(os.LookupEnv); name != "" {
			notes = append(notes, name+" is set but empty, so this is the sandbox")
		}
	}
	return notes
}

// views is the file of the columns and the order of the lists and of the look of logs, nil where there is no place for it.
func (p *program) views() *state.Shared {
	if p.stateDir() == "" {
		return nil
	}
	return state.NewShared(filepath.Join(p.stateDir(), "views.json"))
}

func (p *program) stateDir() string { return config.StateDir(p.Getenv, p.Home) }

// openLog opens the file that diagnostics go to, as JSON lines. Lines that were lost are told when
// it is closed.
func (p *program) openLog(path string) (*slog.Logger, func(), error) {
	if path == "" {
		return slog.New(slog.DiscardHandler), func() {}, nil
	}
	file, err := state.OpenLog(path)
	if err != nil {
		return nil, nil, fmt.Errorf("log file: %w", err)
	}
	logger := slog.New(slog.NewJSONHandler(file, &slog.HandlerOptions{Level: slog.LevelDebug}))
	return logger, func() {
		if err := file.Close(); err != nil {
			p.complain(err)
		}
	}, nil
}

// openRecord opens the file that takes down what is written to the terminal.
func openRecord(path string) (io.Writer, func(), error) {
	if path == "" {
		return nil, func() {}, nil
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("FLEETOP_TRACE_OUTPUT: %s is not a file", path)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) //nolint:gosec // the user names the file
	if err != nil {
		return nil, nil, fmt.Errorf("FLEETOP_TRACE_OUTPUT: %w", err)
	}
	return f, func() { _ = f.Close() }, nil
}

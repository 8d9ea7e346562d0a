// Looking every second whether the number of processors has changed costs a wakeup.
//go:debug updatemaxprocs=0

// Command fleetop is a terminal dashboard for application platforms that speak
// the Tutum v1 HTTP API, and a server of that API to try it on.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/term"
	"github.com/muesli/termenv"
	"github.com/spf13/cobra"

	"fleetop/client"
	"fleetop/internal/cli"
	"fleetop/internal/config"
	"fleetop/internal/state"
	"fleetop/internal/terminal"
	"fleetop/ui"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// version is what `fleetop version` prints; the release build may set it.
var version = "0.1.0"

// Exit statuses beside those of signals.
const (
	statusOK     = 0
	statusFailed = 1 // the screen could not run
	statusUsage  = 2 // wrong usage or configuration
)

// userAgent is how requests name the program.
const userAgent = "fleetop"

func main() {
	terminal.Watch()
	p := &program{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv, home: homeDir()}
	os.Exit(p.run(os.Args[1:]))
}

// homeDir is the user's home, as the system knows it where HOME does not say;
// empty if there is none.
func homeDir() string {
	if home, err := os.UserHomeDir(); err == nil {
		return home
	}
	if u, err := user.Current(); err == nil {
		return u.HomeDir
	}
	return ""
}

// program is one run of the command line.
type program struct {
	stdin, stdout *os.File
	stderr        io.Writer
	getenv        func(string) string
	home          string
	status        int
}

// run runs the command line and returns the exit status.
func (p *program) run(args []string) int {
	root := p.rootCommand()
	if err := cli.Complete(root); err != nil {
		p.complain(err)
		return statusFailed
	}
	root.SetArgs(args)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	if err := root.Execute(); err != nil {
		p.complain(err)
		if p.status == statusOK {
			p.status = statusUsage
			if failure := (cli.Failure{}); errors.As(err, &failure) {
				p.status = statusFailed
			}
		}
	}
	return p.status
}

// complain says on standard error what went wrong, in one line, without
// anything a terminal would act on.
func (p *program) complain(err error) {
	_, _ = fmt.Fprintf(p.stderr, "fleetop: %s\n", printable(err.Error()))
}

// printable makes text of one line without control characters.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return ' '
		}
		return r
	}, text)
}

func (p *program) rootCommand() *cobra.Command {
	var flags config.Flags
	root := &cobra.Command{
		Use:           "fleetop",
		Short:         "A dashboard for platforms that speak the Tutum v1 API",
		Long:          "fleetop opens a dashboard on an application platform that speaks the Tutum v1 HTTP API.\nWithout an account it opens a sandbox: the same API, served from memory inside this process.",
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          func(*cobra.Command, []string) error { return p.dashboard(flags) },
	}
	flags = config.Register(root.Flags())
	root.AddCommand(cli.Serve(cli.Env{Stdout: p.stdout, Stderr: p.stderr, Getenv: p.getenv, Home: p.home}), p.keysCommand(), cli.Completion(), &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "fleetop "+version)
			return err
		},
	})
	root.SetHelpCommand(cli.Help())
	return root
}

func (p *program) keysCommand() *cobra.Command {
	return &cobra.Command{
		Use: "keys", Short: "Print every key and command", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			keys, err := command.NewKeymap(bindings(), false)
			if err != nil {
				return err
			}
			_, err = io.WriteString(cmd.OutOrStdout(), keysText(keys))
			return err
		},
	}
}

// dashboard opens the screen.
func (p *program) dashboard(flags config.Flags) error {
	settings, err := config.Resolve(flags, p.getenv, p.home)
	if err != nil {
		return err
	}
	if err := terminal.Check(p.stdin, p.stdout, p.getenv); err != nil {
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
	if settings.Engine != "" {
		if account, err = cli.Sandbox(ctx, account, settings.MaxContainers, logger); err != nil {
			p.status = statusFailed
			return err
		}
	}
	width, height, err := term.GetSize(p.stdout.Fd())
	if err != nil {
		width, height = 0, 0 // the terminal will tell
	}
	editor := &terminal.Editor{Getenv: p.getenv, Dir: scratch.Dir}
	views := p.views()
	opt := ui.Options{Width: width, Height: height, Log: logger, Edit: editor.Edit, TempDir: scratch.Dir, Notes: p.notes(settings)}
	if views != nil {
		opt.LoadViews, opt.SaveViews = views.Load, views.Save
	}
	model, err := newModel(ctx, settings, account, opt, p.stateDir(), p.getenv)
	if err != nil {
		return err
	}
	record, closeRecord, err := openRecord(p.getenv("FLEETOP_TRACE_OUTPUT"))
	if err != nil {
		return err
	}
	defer closeRecord()
	exit := terminal.Run(ctx, model, terminal.Options{
		In: p.stdin, Out: p.stdout, Getenv: p.getenv, Title: "fleetop " + account.User + "@" + account.Server(),
		FPS: settings.FPS, TraceDir: p.stateDir(), Watch: true, Record: record, Editor: editor,
		Exit: func(code int) {
			closeSoon(scratch)
			os.Exit(code)
		},
	})
	p.status = exit.Code
	if exit.Err != nil {
		p.complain(exit.Err)
	}
	if data := model.UnsavedViews(); data != nil {
		if err := views.Save(data); err != nil {
			p.complain(fmt.Errorf("columns and order were not kept: %w", err))
		}
	}
	for _, line := range model.Farewell() {
		_, _ = fmt.Fprintf(p.stderr, "fleetop: %s\n", printable(line))
	}
	return nil
}

// removeWithin bounds removing temporary copies where the process is cut off.
const removeWithin = 50 * time.Millisecond

// closeSoon removes temporary copies, and waits no longer than it may.
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

// notes are what is to be said of the settings at the start.
func (p *program) notes(s config.Settings) []string {
	notes := s.Notes
	if s.Account.Sandbox {
		if name := config.Blank(os.LookupEnv); name != "" {
			notes = append(notes, name+" is set but empty: this is the sandbox")
		}
	}
	return notes
}

// views is the file of the columns and the order of the lists, nil where there
// is no place for it.
func (p *program) views() *state.Shared {
	if p.stateDir() == "" {
		return nil
	}
	return state.NewShared(filepath.Join(p.stateDir(), "views.json"))
}

func (p *program) stateDir() string { return config.StateDir(p.getenv, p.home) }

// newModel joins the account, the keys and the theme to the screen.
func newModel(ctx context.Context, s config.Settings, account config.Account, opt ui.Options, stateDir string, getenv func(string) string) (*ui.Model, error) {
	keys, err := command.NewKeymap(bindings(), s.ReadOnly)
	if err != nil {
		return nil, err
	}
	look, err := newTheme(s)
	if err != nil {
		return nil, err
	}
	options := []client.Option{client.WithUserAgent(userAgent + "/" + version), client.WithTrace(traceRequests(opt.Log))}
	if account.Local() {
		options = append(options, client.WithoutCompression())
	}
	if s.ReadOnly {
		options = append(options, client.WithReadOnly())
	}
	if s.CAs != nil {
		options = append(options, client.WithRootCAs(s.CAs))
		opt.CAFile = s.CAFile
	}
	api, err := client.New(account.Endpoint, client.Credentials{User: account.User, Key: account.Key.Reveal()}, options...)
	if err != nil {
		return nil, err
	}
	opt.Client, opt.Keys, opt.Theme, opt.Context = api, keys, look, ctx
	opt.User, opt.Host, opt.Sandbox = account.User, account.Server(), account.Sandbox
	opt.KeyFrom = account.KeyFrom()
	if s.Locale != "" {
		opt.Greeting = "only ASCII is drawn, because " + s.Locale + " brings the rest"
	}
	opt.ReadOnly, opt.Interval, opt.Grace, opt.CanSuspend = s.ReadOnly, s.Interval, s.Grace, terminal.CanSuspend
	opt.Clipboard = func(text string) (sequence, why string) { return terminal.Clipboard(text, getenv) }
	opt.CopyDir = stateDir
	opt.Trace = func(value any, stack []byte) (string, error) {
		return terminal.WriteTrace(stateDir, "panic: "+fmt.Sprint(value), stack)
	}
	if account.KeyFile != "" {
		opt.ReadKey = func() (client.Credentials, error) {
			key, err := account.ReadKey()
			return client.Credentials{User: account.User, Key: key.Reveal()}, err
		}
	}
	return ui.New(opt), nil
}

// newTheme makes the theme. Its colours are exact: what goes to the terminal is
// reduced to the colours it has on its way out.
func newTheme(s config.Settings) (theme.Theme, error) {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.TrueColor)
	return theme.New(r, s.Theme, s.ASCII)
}

// openLog opens the file that diagnostics go to, as JSON lines. Lines that were
// lost are told when it is closed.
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

func traceRequests(logger *slog.Logger) func(client.Trace) {
	return func(t client.Trace) {
		level := slog.LevelDebug
		attrs := []any{"method", t.Method, "path", t.Path, "status", t.Status, "sent", t.Sent, "received", t.Received, "took", t.Took.String()}
		if t.Err != nil {
			level, attrs = slog.LevelWarn, append(attrs, "error", t.Err.Error())
		}
		logger.Log(context.Background(), level, "request", attrs...)
	}
}

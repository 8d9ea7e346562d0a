package cli

import (
	"context"
	"io"
	"log/slog"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"fleetop/client"
	"fleetop/internal/config"
	"fleetop/ui"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// newModel joins the account, the keys and the theme to the screen.
func (p *program) newModel(ctx context.Context, s config.Settings, account config.Account, opt ui.Options) (*ui.Model, error) {
	keys, err := command.NewKeymap(p.bindings, s.ReadOnly)
	if err != nil {
		return nil, err
	}
	look, err := newTheme(s, p.Getenv("TERM"))
	if err != nil {
		return nil, err
	}
	options := []client.Option{client.WithUserAgent("fleetop/" + version), client.WithTrace(traceRequests(opt.Log))}
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
	opt.Sandbox = account.Sandbox
	opt.KeyFrom = account.KeyFrom()
	if s.Locale != "" {
		opt.Greeting = "ASCII only: " + s.Locale
	}
	opt.Wall, opt.Quiet = s.Wall, s.Quiet.Contain
	opt.ReadOnly, opt.Interval, opt.Grace = s.ReadOnly, s.Interval, s.Grace
	if account.KeyFile != "" {
		opt.ReadKey = func() (client.Credentials, error) {
			key, err := account.ReadKey()
			return client.Credentials{User: account.User, Key: key.Reveal()}, err
		}
	}
	return ui.New(opt), nil
}

// newTheme makes the theme. Its colours are exact; output reduces them to those of the terminal.
func newTheme(s config.Settings, term string) (theme.Theme, error) {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.TrueColor)
	return theme.New(r, s.Theme, theme.CharsetFor(term, s.ASCII))
}

// traceRequests writes every request of the client to the log of diagnostics.
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

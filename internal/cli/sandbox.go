package cli

import (
	"context"
	"log/slog"
	"net/http"

	"fleetop/internal/config"
	"fleetop/internal/platform"
	"fleetop/internal/serve"
)

// embed runs the platform over an engine inside this process, on a free port of loopback, until ctx
// ends. It returns the given account with the endpoint and a fresh key, and the platform. That makes at
// most maxContainers containers, 0 for no limit, logs every change, and keeps what it was told as kept
// says. It may still be finding out what the engine has.
func embed(ctx context.Context, account config.Account, e chosenEngine, kept keeping, maxContainers int, log *slog.Logger) (config.Account, *lateHost, error) {
	account.Key = newKey()
	e.logTo(log)
	address, err := serve.ParseAddress(ctx, "127.0.0.1:0")
	if err != nil {
		return account, nil, err
	}
	listener, err := address.Listen(ctx)
	if err != nil {
		return account, nil, err
	}
	account.Endpoint = "http://" + listener.Addr().String() + "/"
	host := newLateHost()
	go host.begin(ctx, kept, platform.Options{
		User: account.User, Key: account.Key.Reveal(), URL: account.Endpoint, Audit: audit(log),
		MaxContainers: maxContainers, Engine: e.engine,
		Ledger: kept.ledger, Warn: kept.say,
	})
	go func() {
		if err := serve.Run(ctx, listener, host, serve.Options{Identify: host.identify, Errors: log, OnStop: host.release}); err != nil {
			log.Error("the built-in server ended", "error", err)
		}
	}()
	return account, host, nil
}

// audit logs every request that changes something: who, from where, which object, and the result.
func audit(log *slog.Logger) func(platform.Write) {
	return func(w platform.Write) {
		result := "accepted"
		switch {
		case w.Status >= http.StatusInternalServerError:
			result = "failed: " + w.Reason
		case w.Status >= http.StatusBadRequest:
			result = "refused: " + w.Reason
		}
		log.LogAttrs(context.Background(), slog.LevelInfo, "write",
			slog.String("user", w.User), slog.String("client", w.Client), slog.String("action", w.Action),
			slog.String("kind", w.Kind), slog.String("object", w.Object), slog.String("name", w.Name),
			slog.Int("status", w.Status), slog.String("result", result))
	}
}

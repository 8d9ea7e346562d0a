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
// ends. It returns the given account with the endpoint and a fresh key. The platform makes at most
// maxContainers containers, 0 for no limit, and logs every change.
func embed(ctx context.Context, account config.Account, e chosenEngine, maxContainers int, log *slog.Logger) (config.Account, error) {
	account.Key = newKey()
	address, err := serve.ParseAddress(ctx, "127.0.0.1:0")
	if err != nil {
		return account, err
	}
	listener, err := address.Listen(ctx)
	if err != nil {
		return account, err
	}
	account.Endpoint = "http://" + listener.Addr().String() + "/"
	host, err := platform.New(platform.Options{
		User: account.User, Key: account.Key.Reveal(), URL: account.Endpoint, Audit: audit(log),
		MaxContainers: maxContainers, Engine: e.engine,
	})
	if err != nil {
		_ = listener.Close()
		return account, err
	}
	go func() {
		if err := serve.Run(ctx, listener, host, serve.Options{Identify: host.Identify, Errors: log}); err != nil {
			log.Error("the built-in server ended", "error", err)
		}
	}()
	return account, nil
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

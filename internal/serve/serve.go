package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Options are how a handler is hosted. The zero value is fine.
type Options struct {
	// Identify returns the user whose key a request carries. If the key is wrong it returns no
	// user, and whether there was a key at all. Without Identify nobody is known.
	Identify func(r *http.Request) (user string, tried bool)
	// Requests gets one record a request, Errors what goes wrong below HTTP; nil means nowhere.
	Requests, Errors *slog.Logger
	// TLS makes the server speak HTTPS.
	TLS *tls.Config
	// Limits bound connections, DefaultLimits if zero.
	Limits Limits
	// OnStop is called when the server begins to stop, to have answers that are held back go out; nil
	// for nothing.
	OnStop func()
	// StopTime is how long answers on their way have to end when the server stops, 5 s if zero.
	StopTime time.Duration
}

const (
	defaultStopTime = 5 * time.Second
	// idleStopTime is how long connections without an answer on its way live on when the server
	// stops: a request may just be arriving.
	idleStopTime = 100 * time.Millisecond
)

// The time limits of connections.
const (
	headerTime = 10 * time.Second // for a TLS handshake, and for the header of a request
	readTime   = 30 * time.Second // for a whole request
	writeTime  = 2 * time.Minute  // for its answer
	idleTime   = 2 * time.Minute  // between requests
)

// What one connection may ask for at once without a key: it bounds the memory that strangers can
// fill, and how many keys they can try while they wait.
const (
	maxHeader  = 16 << 10 // bytes of the header of a request
	maxStreams = 16       // requests over HTTP/2
)

// Run answers requests on the listener with h until ctx ends, lets answers on their way end, and
// returns nil. It closes the listener. The error is that of a listener that failed.
//
// GET /healthz is answered without a key and is not logged.
func Run(ctx context.Context, l net.Listener, h http.Handler, o Options) error {
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits()
	}
	if o.StopTime == 0 {
		o.StopTime = defaultStopTime
	}
	if o.Errors == nil {
		o.Errors = slog.New(slog.DiscardHandler)
	}
	open := newConns(o.Limits)
	srv := &http.Server{
		Handler:           newHost(ctx, h, o, open),
		TLSConfig:         o.TLS,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       readTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeader,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: maxStreams},
		ErrorLog:          log.New(errorWriter{o.Errors}, "", 0),
		ConnContext:       withConn,
		// OPTIONS * is a request like any other: it is logged.
		DisableGeneralOptionsHandler: true,
		ConnState: func(c net.Conn, state http.ConnState) {
			if found := counted(c); found != nil && state == http.StateIdle {
				open.setBusy(found, false)
			}
		},
	}
	if o.OnStop != nil {
		srv.RegisterOnShutdown(o.OnStop)
	}
	failed := make(chan error, 1)
	go func() { failed <- serveOn(srv, listener{l, open}) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	stop(context.WithoutCancel(ctx), srv, open, o.StopTime)
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve on %s: %w", l.Addr(), err)
	}
	return nil
}

func serveOn(srv *http.Server, l net.Listener) error {
	if srv.TLSConfig != nil {
		return srv.ServeTLS(l, "", "") //nolint:wrapcheck // Run says what it was about
	}
	return srv.Serve(l) //nolint:wrapcheck // the same
}

// stop ends a server: it takes no more connections, lets answers on their way end within the limit,
// and cuts off the rest.
func stop(ctx context.Context, srv *http.Server, open *conns, limit time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	idle := time.AfterFunc(min(idleStopTime, limit), open.closeIdle)
	defer idle.Stop()
	if err := srv.Shutdown(ctx); err != nil {
		_ = srv.Close()
	}
}

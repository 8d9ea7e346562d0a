package cli

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"fleetop/internal/platform"
)

// startAgain is how long after it could not be found out what an engine has that is tried again.
const startAgain = 2 * time.Second

// A lateHost is a platform that may still be finding out what its engine has, while the screen begins.
// Requests wait for it.
type lateHost struct {
	there chan struct{} // closed when there is a platform
	tried chan struct{} // closed when the first attempt is over
	host  *platform.Platform
	why   string // the first attempt failed
}

func newLateHost() *lateHost {
	return &lateHost{there: make(chan struct{}), tried: make(chan struct{})}
}

// begin makes the platform, and tries again until that succeeds or ctx ends. Where there are locks to take it
// is a bystander until it has them.
func (h *lateHost) begin(ctx context.Context, kept keeping, o platform.Options) {
	o.Bystander = kept.same != nil
	for isFirst := true; ; isFirst = false {
		host, err := platform.New(o)
		if err == nil {
			h.host = host
			close(h.there)
		} else if isFirst {
			h.why = err.Error()
		}
		if isFirst {
			close(h.tried)
		}
		if err == nil {
			break
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(startAgain):
		}
	}
	kept.share(ctx, o.Engine, h.host)
}

// platform returns the platform, nil if there is none yet.
func (h *lateHost) platform() *platform.Platform {
	select {
	case <-h.there:
		return h.host
	default:
		return nil
	}
}

// ServeHTTP answers a request once there is a platform. Where the first attempt to make it has failed, it
// says so.
func (h *lateHost) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	select {
	case <-h.tried:
	case <-r.Context().Done():
		return
	}
	if host := h.platform(); host != nil {
		host.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Retry-After", "2")
	w.WriteHeader(http.StatusServiceUnavailable)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": h.why}) // the client may be gone
}

// identify returns the user whose key a request carries, nobody while there is no platform.
func (h *lateHost) identify(r *http.Request) (user string, tried bool) {
	if host := h.platform(); host != nil {
		return host.Identify(r)
	}
	return "", false
}

// release has answers that are held back go out.
func (h *lateHost) release() {
	if host := h.platform(); host != nil {
		host.Release()
	}
}

// end writes down what is to outlive the process.
func (h *lateHost) end() {
	if host := h.platform(); host != nil {
		host.Save()
	}
}

package client

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// The classes of errors, for errors.Is.
var (
	ErrUnauthorized = errors.New("unauthorized")              // 401
	ErrNotFound     = errors.New("not found")                 // 404
	ErrBadState     = errors.New("not in a suitable state")   // 400 on an action, without fields
	ErrValidation   = errors.New("refused as invalid")        // 400 with fields, or on anything but an action
	ErrRateLimited  = errors.New("too many requests")         // 429
	ErrUnavailable  = errors.New("unavailable")               // 503
	ErrServer       = errors.New("server error")              // 500 to 599
	ErrRedirect     = errors.New("redirect not followed")     // a *RedirectError
	ErrGarbage      = errors.New("not an answer of this API") // 2xx with a body that cannot be understood
	ErrTooLarge     = errors.New("answer too large")          // a body past its bound
	ErrInvalidName  = errors.New("not a valid UUID or name")  // nothing was sent
	ErrReadOnly     = errors.New("read-only")                 // nothing was sent
)

// Error is the error of every operation. If the server answered with an error, Status, Message and
// the fields behind them are from its answer; otherwise Err says what went wrong. Err with a Status
// of 2xx means that the server accepted the request and its answer could not be read.
type Error struct {
	Op     string // "stop application"
	Method string
	Path   string // without host and query
	Status int    // 0 if no answer came
	Proxy  string // host and port of the proxy that the request went through, "" without a proxy

	Message    string              // what the server said: cleaned, at most 200 runes
	Fields     map[string][]string // of a validation: field to messages, cleaned likewise
	RetryAfter time.Duration       // 0 if the server did not say
	Date       time.Time           // the server's clock, zero if it did not tell
	Since      time.Time           // since when the engine is away, by the server's clock, zero if it did not say
	Err        error
}

// Error is one line that can be printed on a terminal.
func (e *Error) Error() string {
	switch {
	case e.Err != nil:
		return clean(fmt.Sprintf("%s: %v", e.Op, e.Err), 0)
	case e.Message != "":
		return clean(fmt.Sprintf("%s: %d: %s", e.Op, e.Status, e.Message), 0)
	case http.StatusText(e.Status) != "":
		return fmt.Sprintf("%s: %d: %s", e.Op, e.Status, strings.ToLower(http.StatusText(e.Status)))
	default:
		return fmt.Sprintf("%s: status %d", e.Op, e.Status)
	}
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether the error is of one of the classes.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrUnauthorized:
		return e.Status == http.StatusUnauthorized
	case ErrNotFound:
		return e.Status == http.StatusNotFound
	case ErrBadState:
		return e.Status == http.StatusBadRequest && !e.invalid()
	case ErrValidation:
		return e.Status == http.StatusBadRequest && e.invalid()
	case ErrRateLimited:
		return e.Status == http.StatusTooManyRequests
	case ErrUnavailable:
		return e.Status == http.StatusServiceUnavailable
	case ErrServer:
		return e.Status >= 500 && e.Status <= 599
	default:
		return false
	}
}

// EngineAway reports whether the server itself is there and says that its engine is not: what it was
// asked was not begun.
func (e *Error) EngineAway() bool {
	return e.Status == http.StatusServiceUnavailable && !e.Since.IsZero()
}

// invalid reports whether a 400 is about the parameters. The documents give actions and updates of
// applications and containers another reason for it: the state of the object.
func (e *Error) invalid() bool {
	if strings.HasSuffix(e.Path, "/logs/") { // revision 2014-03 has it for them too
		return len(e.Fields) > 0
	}
	return len(e.Fields) > 0 || e.Method == http.MethodGet ||
		strings.HasSuffix(e.Path, applicationsPath) || strings.Contains(e.Path, imagesPath)
}

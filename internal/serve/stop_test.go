package serve

import (
	"net/http"
	"sync"
	"testing"
	"time"
)

// TestAnswersThatAreHeldBackGoOutWhenTheServerStops checks that whoever holds an answer back is told
// that the server stops, so that the answer goes out and the server does not wait for it.
func TestAnswersThatAreHeldBackGoOutWhenTheServerStops(t *testing.T) {
	t.Parallel()
	held, released := make(chan struct{}), make(chan struct{})
	address, stop := run(t, guarded(func(w http.ResponseWriter, _ *http.Request) {
		close(held)
		<-released
		w.WriteHeader(http.StatusNotModified)
	}), Options{StopTime: time.Hour, OnStop: func() { close(released) }})
	var asked sync.WaitGroup
	asked.Go(func() { wantStatus(t, http.StatusNotModified, http.MethodGet, address, "/", "right") })
	<-held
	if err := stop(); err != nil {
		t.Error(err)
	}
	asked.Wait()
}

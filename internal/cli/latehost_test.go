package cli

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fleetop/internal/platform"
	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
)

// slowEngine is an engine that says what it has when the test lets it.
type slowEngine struct {
	*memory.Engine

	let chan error
}

func (e slowEngine) Inventory(ctx context.Context) (engine.Inventory, error) {
	if err := <-e.let; err != nil {
		return engine.Inventory{}, err
	}
	return e.Engine.Inventory(ctx)
}

// TestRequestsWaitForTheInventory asks a platform that does not know yet what its engine has, and one that
// could not find out.
func TestRequestsWaitForTheInventory(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, err := memory.New(memory.Options{Seed: 1, Fleet: memory.DefaultFleet()})
		if err != nil {
			t.Fatal(err)
		}
		e, h := slowEngine{m, make(chan error)}, newLateHost()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go h.begin(ctx, keeping{}, platform.Options{User: "u", Key: "k", Engine: e})
		ask := func() <-chan *httptest.ResponseRecorder {
			done := make(chan *httptest.ResponseRecorder, 1)
			go func() {
				r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/application/", http.NoBody)
				r.Header.Set("Authorization", "ApiKey u:k")
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				done <- w
			}()
			return done
		}
		first := ask()
		synctest.Wait()
		select {
		case w := <-first:
			t.Fatalf("before the engine has said what it has the answer is %d %s", w.Code, w.Body)
		default:
		}
		e.let <- errors.New("the list is torn")
		if w := <-first; w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "the list is torn") || w.Header().Get("Retry-After") == "" {
			t.Errorf("without a list: %d %v %s", w.Code, w.Header(), w.Body)
		}
		began := time.Now()
		e.let <- nil
		if waited := time.Since(began); waited != startAgain {
			t.Errorf("it is tried again after %v", waited)
		}
		<-h.there
		if w := <-ask(); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"unique_name"`) {
			t.Errorf("with a list: %d %s", w.Code, w.Body)
		}
		if err := h.host.Close(); err != nil {
			t.Error(err)
		}
	})
}

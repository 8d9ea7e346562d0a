package platform_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"

	"fleetop/internal/platform"
	"fleetop/internal/platform/memory"
)

// A platform over the memory engine with its default fleet: two calls.
func ExampleNew() {
	eng, err := memory.New(memory.Options{Seed: 1, Random: memory.Repeating(1), Now: start, Fleet: memory.DefaultFleet()})
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := platform.New(platform.Options{User: "admin", Key: "key", Engine: eng, Now: start, Random: memory.Repeating(2)})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = p.Close() }()

	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "/api/v1/application/?state=Nowhere", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	req.Header.Set("Authorization", "ApiKey admin:key")
	w := httptest.NewRecorder()
	p.ServeHTTP(w, req)
	_, _ = io.Copy(os.Stdout, w.Body)
	// Output: {"meta":{"limit":25,"next":null,"offset":0,"previous":null,"total_count":0},"objects":[]}
}

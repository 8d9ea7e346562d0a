package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"fleetop/client"
)

// exampleServer knows two applications, the second of which cannot be stopped.
func exampleServer() *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/application/{$}", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"meta": {"total_count": 2}, "objects": [
			{"uuid": "7eaf7fff", "unique_name": "web", "state": "Running", "running_num_containers": 2, "target_num_containers": 2},
			{"uuid": "1f234d1d", "unique_name": "db", "state": "Stopping", "running_num_containers": 0, "target_num_containers": 1}
		]}`)
	})
	mux.HandleFunc("POST /api/v1/application/7eaf7fff/stop/", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, `{"uuid": "7eaf7fff", "unique_name": "web", "state": "Stopping"}`)
	})
	mux.HandleFunc("POST /api/v1/application/1f234d1d/stop/", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error": "db is stopping"}`)
	})
	mux.HandleFunc("GET /api/v1/container/f5d64083/logs/", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"logs": "listening on :80\nGET / 200\n"}`)
	})
	return httptest.NewServer(mux)
}

func Example() {
	server := exampleServer()
	defer server.Close()
	c, err := client.New(server.URL, client.Credentials{User: "admin", Key: "secret"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for app, err := range c.Applications.All(context.Background(), client.ApplicationFilter{}) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Printf("%s %d/%d %s\n", app.UniqueName, app.Running, app.Target, app.State)
	}
	// Output:
	// web 2/2 Running
	// db 0/1 Stopping
}

func ExampleApplications_Stop() {
	server := exampleServer()
	defer server.Close()
	c, err := client.New(server.URL, client.Credentials{User: "admin", Key: "secret"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, uuid := range []string{"7eaf7fff", "1f234d1d", "unknown"} {
		app, err := c.Applications.Stop(context.Background(), uuid)
		switch {
		case errors.Is(err, client.ErrBadState):
			fmt.Println("not now:", err)
		case errors.Is(err, client.ErrNotFound):
			fmt.Println("gone")
		case err != nil:
			fmt.Println(err)
		default:
			fmt.Println(app.UniqueName, "is", app.State)
		}
	}
	// Output:
	// web is Stopping
	// not now: stop application: 400: db is stopping
	// gone
}

func ExampleContainers_Logs() {
	server := exampleServer()
	defer server.Close()
	c, err := client.New(server.URL, client.Credentials{User: "admin", Key: "secret"})
	if err != nil {
		fmt.Println(err)
		return
	}
	log, err := c.Containers.Logs(context.Background(), "f5d64083")
	if err != nil {
		fmt.Println(err)
		return
	}
	for line := range strings.Lines(log.String()) {
		fmt.Print("> ", line)
	}
	// Output:
	// > listening on :80
	// > GET / 200
}

func ExampleCredentials() {
	fmt.Printf("%v\n", client.Credentials{User: "admin", Key: "secret"})
	// Output: admin:[redacted]
}

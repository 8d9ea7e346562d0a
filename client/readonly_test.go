package client

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestReadOnlySendsGETAlone(t *testing.T) {
	t.Parallel()
	var methods []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		methods = append(methods, r.Method)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"uuid": "1", "name": "web"}`))
	}))
	defer server.Close()
	c, err := New(server.URL, Credentials{User: "admin", Key: "k3y"}, WithReadOnly())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Applications.Get(t.Context(), "1"); err != nil {
		t.Error(err)
	}
	for name, write := range map[string]func() error{
		"create":    func() error { _, err := c.Applications.Create(t.Context(), NewApplication{Image: "a"}); return err },
		"scale":     func() error { _, err := c.Applications.Scale(t.Context(), "1", 2); return err },
		"stop":      func() error { _, err := c.Containers.Stop(t.Context(), "1"); return err },
		"terminate": func() error { _, err := c.Applications.Terminate(t.Context(), "1"); return err },
		"remove":    func() error { return c.Images.Delete(t.Context(), "a/b") },
	} {
		if err := write(); !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(methods) != 1 || methods[0] != http.MethodGet {
		t.Errorf("the server saw %q", methods)
	}
}

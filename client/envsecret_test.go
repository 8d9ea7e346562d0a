package client

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestErrorsDoNotRepeatTheEnvironment(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error": "value hunter2pass of DB_PW is bad 1 time"}`))
	}))
	defer server.Close()
	c, err := New(server.URL, Credentials{User: "u", Key: "key-of-u"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Applications.Create(context.Background(), NewApplication{
		Image: "i", EnvVars: []EnvVar{{Key: "A", Value: "hunter2"}, {Key: "DB_PW", Value: "hunter2pass"}, {Key: "N", Value: "1"}, {Key: "E"}},
	})
	if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "pass ") || !strings.Contains(err.Error(), "DB_PW is bad 1 time") {
		t.Errorf("the error is %v", err)
	}
}

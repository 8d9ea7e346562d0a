package client

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestUsageIsRead checks what is asked for, and that what is not known, or cannot be read, is nil.
func TestUsageIsRead(t *testing.T) {
	t.Parallel()
	body, asked := "", ""
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.Path + "?" + r.URL.RawQuery
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(srv.Close)
	c, err := New(srv.URL, Credentials{})
	if err != nil {
		t.Fatal(err)
	}
	body = `[{"uuid":"a","at":"2026-11-28T14:00:00.5Z","cpu_percent":12.5,"memory_bytes":1024,"memory_limit_bytes":null,"received_bytes":1,"sent_bytes":2,"processes":3},
		{"uuid":"b","at":7,"cpu_percent":"much","memory_bytes":-5,"processes":{}}, {"cpu_percent":1}, 5, null]`
	list, err := c.Containers.Usage(t.Context(), []string{"a", "b"})
	if err != nil || len(list) != 2 {
		t.Fatalf("%v, %v", list, err)
	}
	a, b := list[0], list[1]
	if a.UUID != "a" || *a.CPU != 12.5 || *a.Memory != 1024 || a.Limit != nil || *a.Received != 1 || *a.Sent != 2 || *a.Processes != 3 || a.At.IsZero() {
		t.Errorf("a: %+v", a)
	}
	if b.UUID != "b" || b.CPU != nil || b.Memory != nil || b.Processes != nil || !b.At.IsZero() {
		t.Errorf("b: %+v", b)
	}
	if asked != "/api/v1/usage/?container=a%2Cb" {
		t.Errorf("asked for %s", asked)
	}
	body = `{"objects": []}`
	if _, err := c.Applications.Usage(t.Context(), []string{"x"}); !errors.As(err, new(*Error)) || asked != "/api/v1/usage/?application=x" {
		t.Errorf("asked for %s: %v", asked, err)
	}
}

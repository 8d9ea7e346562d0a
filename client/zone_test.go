package client

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestAnAddressWithAZoneIsDialled reaches a server at an IPv6 address that holds for one interface
// alone.
func TestAnAddressWithAZoneIsDialled(t *testing.T) {
	t.Parallel()
	hosts := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hosts <- r.Host
		_, _ = w.Write([]byte(`{"objects": []}`))
	}))
	defer server.Close()
	var dialled string
	hc := &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			dialled = address
			return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
		},
	}}
	c, err := New("http://[FE80::1%25Eth0]:8000/api/v1/", Credentials{}, WithHTTPClient(hc))
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseIdle()
	if _, err := c.Applications.List(t.Context(), ApplicationFilter{}, ListOptions{}); err != nil {
		t.Fatal(err)
	}
	if want := "[fe80::1%Eth0]:8000"; dialled != want {
		t.Errorf("dialled %s, want %s", dialled, want)
	}
	if got, want := <-hosts, "[fe80::1]:8000"; got != want {
		t.Errorf("the server is asked as %s, want %s", got, want)
	}
	if got, want := c.BaseURL(), "http://[fe80::1%25Eth0]:8000/"; got != want {
		t.Errorf("the address is %s, want %s", got, want)
	}
}

package dialect

import "testing"

// TestNetwork checks that of what went wrong on the way to a registry the cause stands first.
func TestNetwork(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		`Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 127.0.0.53:53: no such host`:               "no such host registry-1.docker.io",
		`failed to resolve reference "r.example/a:1": failed to do request: Head "https://r.example/v2/a/manifests/1": dial tcp: lookup r.example: no such host`: "no such host r.example",
		`Get "https://r.example/v2/": dial tcp: lookup r.example on 10.0.0.2:53: read udp 10.0.0.9:4->10.0.0.2:53: i/o timeout`:                                  "the name r.example cannot be looked up: i/o timeout",
		`Get "https://r.example/v2/": dial tcp 10.0.0.1:443: connect: connection refused`:                                                                        "connection refused: 10.0.0.1:443",
		`dial tcp 10.0.0.1:443: i/o timeout`:                                 "i/o timeout: 10.0.0.1:443",
		`dial tcp [::1]:443: connect: no route to host`:                      "no route to host: [::1]:443",
		`Get "https://r.example/v2/": unauthorized: authentication required`: "unauthorized: authentication required",
		`toomanyrequests: You have reached your pull rate limit`:             "toomanyrequests: You have reached your pull rate limit",
		`manifest for web:9 not found: manifest unknown`:                     "manifest for web:9 not found: manifest unknown",
	} {
		if got := Network(said); got != want {
			t.Errorf("%q became %q, not %q", said, got, want)
		}
	}
}

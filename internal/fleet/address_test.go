package fleet

import "testing"

func TestObjectsHaveAddresses(t *testing.T) {
	t.Parallel()
	for uri, want := range map[string]ID{
		"/api/v1/application/u-1/":                 {Applications, "u-1"},
		"/api/v1/container/u-1":                    {Containers, "u-1"},
		"/api/v1/image/tutum/lamp/":                {Images, "tutum/lamp"},
		"/api/v1/image/tutum/lamp/tag/latest/":     {Images, "tutum/lamp"},
		"/api/v1/image/host:5000/tag/tag/tag/1.0/": {Images, "host:5000/tag/tag"},
	} {
		if got, ok := IDAt(uri); !ok || got != want {
			t.Errorf("%s is %v, %v; want %v", uri, got, ok, want)
		}
	}
	for _, uri := range []string{"", "/api/v1/", "/api/v1/container/", "/api/v1/container/u/logs/", "/api/v1/node/u/", "http://x/api/v1/container/u/", "u"} {
		if got, ok := IDAt(uri); ok {
			t.Errorf("%s is %v", uri, got)
		}
	}
}

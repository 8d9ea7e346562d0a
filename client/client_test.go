package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestBaseURLIsNormalized(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"http://h:80":                       "http://h:80/",
		"http://h:80/":                      "http://h:80/",
		"http://h:80/api/v1/":               "http://h:80/",
		"http://h:80/api/v1":                "http://h:80/",
		"http://h:80//":                     "http://h:80/",
		" https://APP.tutum.co ":            "https://app.tutum.co/",
		"HTTP://h":                          "http://h/",
		"http://h/prefix":                   "http://h/prefix/",
		"http://h/prefix/api/v1/":           "http://h/prefix/",
		"http://h/Pre%2Ffix/api/v1":         "http://h/Pre%2Ffix/",
		"http://h/api/v2":                   "http://h/api/v2/",
		"http://[::1]:8000/api/v1/":         "http://[::1]:8000/",
		"http://127.0.0.1:41234/../api/v1/": "",
		"http://h/%2e%2e/":                  "",
		"h:80":                              "",
		"h":                                 "",
		"":                                  "",
		"ftp://h":                           "",
		"unix:///run/x":                     "",
		"http://":                           "",
		"http:///api/v1/":                   "",
		"http://:80":                        "",
		"http://user@h":                     "",
		"http://user:pass-word@h":           "",
		"http://user:pass-word@h:x":         "",
		"http://h/?":                        "",
		"http://h/?a=b":                     "",
		"http://h/#a":                       "",
		"http://h\x00/":                     "",
	} {
		c, err := New(raw, testCredentials)
		if want == "" {
			if err == nil {
				t.Errorf("%q was taken as %s", raw, c.BaseURL())
			} else if strings.Contains(err.Error(), "pass-word") || strings.Contains(err.Error(), testKey) {
				t.Errorf("%q: %v", raw, err)
			}
			continue
		}
		if err != nil || c.BaseURL() != want {
			t.Errorf("%q: %v, want %s", raw, err, want)
		}
	}
}

// TestSecretsAreNeverPrinted prints everything that knows a key in every way there is.
func TestSecretsAreNeverPrinted(t *testing.T) {
	t.Parallel()
	c, err := New("http://h", testCredentials)
	if err != nil {
		t.Fatal(err)
	}
	key := APIKey{"admin", testKey}
	nested := struct {
		A any
		B *Credentials
		C []APIKey
		D map[string]Credentials
	}{testCredentials, &testCredentials, []APIKey{key}, map[string]Credentials{"x": testCredentials}}
	for _, v := range []any{testCredentials, &testCredentials, key, &key, nested, c, fmt.Errorf("x: %v", testCredentials)} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%10.3v"} {
			if out := fmt.Sprintf(verb, v); strings.Contains(out, testKey) || strings.Contains(out, fmt.Sprintf("%x", testKey)) ||
				strings.Contains(out, fmt.Sprintf("%X", testKey)) {
				t.Errorf("%s of %T: %s", verb, v, out)
			}
		}
		if out, err := json.Marshal(v); err == nil && strings.Contains(string(out), testKey) {
			t.Errorf("JSON of %T: %s", v, out)
		}
		var b bytes.Buffer
		slog.New(slog.NewTextHandler(&b, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "v", v)
		if strings.Contains(b.String(), testKey) {
			t.Errorf("log of %T: %s", v, b.String())
		}
	}
	for want, got := range map[string]string{
		"admin:[redacted]":   fmt.Sprint(testCredentials),
		`"admin:[redacted]"`: fmt.Sprintf("%q", key),
		`client.Credentials{User:"admin", Key:"[redacted]"}`: fmt.Sprintf("%#v", testCredentials),
		`client.APIKey{Username:"admin", Key:""}`:            fmt.Sprintf("%#v", APIKey{Username: "admin"}),
		"admin":              fmt.Sprint(Credentials{User: "admin"}),
		"admin at http://h/": fmt.Sprint(c),
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestCredentialsThatNoHeaderCanCarry(t *testing.T) {
	t.Parallel()
	for _, cred := range []Credentials{{"a:b", testKey}, {"a\nb", testKey}, {"a", testKey + "\r\nX: y"}, {"a", testKey + "\x7f"}} {
		if _, err := New("http://h", cred); err == nil || strings.Contains(err.Error(), testKey) {
			t.Errorf("%q: %v", cred, err)
		}
	}
	c, s := answers(t, 200, "", "{}")
	c.SetCredentials(Credentials{"a", testKey + "\n"})
	if _, err := c.Applications.Get(t.Context(), testUUID); err == nil || strings.Contains(err.Error(), testKey) {
		t.Error(err)
	}
	if len(s.requests()) > 0 {
		t.Error("sent all the same")
	}
}

func TestWithoutCredentialsNoHeaderIsSent(t *testing.T) {
	t.Parallel()
	_, s := answers(t, 401, "text/html", "")
	c, err := New(s.URL+"/base", Credentials{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdle)
	if _, err := c.Applications.Get(t.Context(), testUUID); !errors.Is(err, ErrUnauthorized) {
		t.Error(err)
	}
	if header, ok := s.requests()[0].Header["Authorization"]; ok {
		t.Errorf("sent %v", header)
	}
}

func TestAuthReturnsTheKey(t *testing.T) {
	t.Parallel()
	const answer = `{"meta": {"total_count": 2}, "objects": [{"username": "admin", "key": "0123456789abcdef"},
		{"username": null, "x": 1}]}`
	c, s := answers(t, 200, "application/json", answer)
	keys, err := c.Auth(t.Context(), "admin", "pass-word")
	if err != nil {
		t.Fatal(err)
	}
	if len(keys) != 2 || keys[0].Username != "admin" || keys[0].Key != "0123456789abcdef" {
		t.Errorf("%#v", keys)
	}
	got := s.requests()[0]
	if got.Method != http.MethodGet || got.URI != "/base/api/v1/auth/" || got.Header.Get("Authorization") != "Basic YWRtaW46cGFzcy13b3Jk" {
		t.Errorf("%+v", got)
	}

	c, _ = answers(t, 401, "application/json", `{"error": "pass-word or YWRtaW46cGFzcy13b3Jk is wrong"}`)
	if _, err := c.Auth(t.Context(), "admin", "pass-word"); !errors.Is(err, ErrUnauthorized) ||
		!strings.Contains(err.Error(), "[redacted] or [redacted] is wrong") {
		t.Error(err)
	}
	for _, body := range []string{`{"objects": [{"key": "0123456789abcdef"}]`, `{"key": "0123456789abcdef"}`, `{"objects": [{"key": 5}]}`, ``} {
		c, _ = answers(t, 200, "application/json", body)
		keys, err := c.Auth(t.Context(), "admin", "pass-word")
		if !errors.Is(err, ErrGarbage) || strings.Contains(err.Error(), "0123456789abcdef") || keys != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestImagePasswordIsNotInErrors(t *testing.T) {
	t.Parallel()
	c, _ := answers(t, 400, "application/json", `{"error": "no registry takes pass-word"}`)
	_, err1 := c.Images.Add(t.Context(), NewImage{Name: "a/b", Username: "u", Password: "pass-word"})
	_, err2 := c.Images.Update(t.Context(), "a/b", ImageUpdate{Username: ptr("u"), Password: ptr("pass-word")})
	for _, err := range []error{err1, err2} {
		if err == nil || strings.Contains(err.Error(), "pass-word") {
			t.Error(err)
		}
	}
}

// TestSetCredentialsIsAtomic changes the key while requests are on their way: each carries one key
// or the other, whole.
func TestSetCredentialsIsAtomic(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, document(t, "2014-04/application-list"))
	})
	c := s.client(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 20 {
				if _, err := c.Applications.List(t.Context(), ApplicationFilter{}, ListOptions{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range 100 {
		c.SetCredentials(Credentials{"user", fmt.Sprint("key", i%2)})
	}
	wg.Wait()
	c.SetCredentials(Credentials{"last", "key"})
	if _, err := c.Applications.List(t.Context(), ApplicationFilter{}, ListOptions{}); err != nil {
		t.Error(err)
	}
	sent := s.requests()
	allowed := map[string]bool{"ApiKey admin:" + testKey: true, "ApiKey user:key0": true, "ApiKey user:key1": true}
	for _, r := range sent[:len(sent)-1] {
		if !allowed[r.Header.Get("Authorization")] {
			t.Errorf("%q", r.Header.Get("Authorization"))
		}
	}
	if got := sent[len(sent)-1].Header.Get("Authorization"); got != "ApiKey last:key" {
		t.Errorf("%q", got)
	}
}

func TestShorterTimeLimitCounts(t *testing.T) {
	t.Parallel()
	transport := &http.Transport{}
	for want, opts := range map[time.Duration][]Option{
		30 * time.Second: nil,
		5 * time.Second:  {WithTimeout(5 * time.Second), WithHTTPClient(&http.Client{Timeout: time.Minute})},
		2 * time.Second:  {WithHTTPClient(&http.Client{Timeout: 2 * time.Second}), WithHTTPClient(nil)},
		time.Minute:      {WithHTTPClient(&http.Client{Timeout: time.Minute, Transport: transport}), WithTimeout(0)},
	} {
		c, err := New("http://h", Credentials{}, opts...)
		if err != nil || c.timeout != want {
			t.Errorf("%v, want %v (%v)", c.timeout, want, err)
		}
		if own, ok := c.transport.(pool); ok == (c.transport == transport) || ok == (want == time.Minute) {
			t.Errorf("%v: %T", want, c.transport)
		} else if ok && (own.MaxIdleConnsPerHost < 4 || own.ResponseHeaderTimeout != want*2/3) {
			t.Errorf("%+v", own)
		}
	}
}

// TestRecordsKeepTheirTimesInJSON writes records as JSON, dates in the layout of the API, and reads
// them back.
func TestRecordsKeepTheirTimesInJSON(t *testing.T) {
	t.Parallel()
	want := Container{UUID: "c", Deployed: at(17, 59, 42), ExitCode: ptr(137)}
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Container
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("(-want +got):", diff)
	}
}

func TestRedactedErrorKeepsItsClasses(t *testing.T) {
	t.Parallel()
	harmless := errors.New("no secret in it")
	if got := redactError(harmless, []string{"", "no", testKey}); !errors.Is(got, harmless) || got.Error() != harmless.Error() {
		t.Error(got)
	}
	err := redactError(fmt.Errorf("%w: %s", context.DeadlineExceeded, testKey), []string{testKey})
	var network net.Error
	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, io.EOF) || !errors.As(err, &network) || !network.Timeout() ||
		err.Error() != "context deadline exceeded: [redacted]" {
		t.Error(err)
	}
}

// TestTidyRemovesSecretsBeforeAndAfterCleaning finds secrets that cleaning would have changed, and
// those that it lays bare.
func TestTidyRemovesSecretsBeforeAndAfterCleaning(t *testing.T) {
	t.Parallel()
	secrets := []string{"two  blanks", "plain-key"}
	for in, want := range map[string]string{
		"a two  blanks b":      "a [redacted] b",
		"a pl\x1b[1main-key b": "a [redacted] b",
		"two blanks":           "two blanks",
	} {
		if got := tidy(in, secrets, 0); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode"
	"unicode/utf8"
)

func FuzzTime(f *testing.F) {
	for _, s := range []string{
		`"Sun, 6 Apr 2014 17:59:42 +0000"`, `"Sun, 06 Apr 2014 17:59:42 -0730"`, `null`, `""`, `"x"`, `5`,
		`"Thu, 1 Jan 1970 00:00:00 +0000"`, `"Sun, 6 Apr 2014 17:59:60 +0000"`, `"Mon, 31 Feb 2014 00:00:00 +0000"`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var first, second Time
		if json.Unmarshal([]byte(text), &first) != nil {
			return
		}
		data, err := json.Marshal(first)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &second); err != nil || !first.Equal(second) {
			t.Errorf("%s became %v, then %s, then %v (%v)", text, first, data, second, err)
		}
	})
}

func FuzzErrorBody(f *testing.F) {
	for _, s := range []string{
		`{"error": "x"}`, `{"error_message": "x"}`, `{"application": {"name": ["a", {"b": "c"}]}}`, "<html>", `"x"`, `[[["x"]]]`,
		"\x1b]0;\x07\x1b[1m\u009b\u202e", "GET, POST", testKey, "s3cr3t\u200b-ap1-k3y",
	} {
		f.Add("text/html", s)
		f.Add("application/json", s)
	}
	f.Fuzz(func(t *testing.T, contentType, body string) {
		message, fields := parseErrorBody(contentType, []byte(body), []string{testKey})
		check := func(s string) {
			t.Helper()
			if utf8.RuneCountInString(s) > maxMessage || !utf8.ValidString(s) || strings.Contains(s, testKey) {
				t.Errorf("%q", s)
			}
			for _, r := range s {
				if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
					t.Errorf("%q in %q", r, s)
				}
			}
		}
		check(message)
		for field, messages := range fields {
			for _, s := range messages {
				check(s)
			}
			for part := range strings.SplitSeq(field, ".") { // names of nested fields are joined
				check(part)
			}
		}
		if len(fields) > 0 && message == "" {
			t.Errorf("no message of %v", fields)
		}
	})
}

// FuzzLog has encoding/json say what is JSON and what its strings mean.
func FuzzLog(f *testing.F) {
	for _, s := range []string{
		`{"logs": "a\nb\u0041\ud83d\ude00\ud83d"}`, `{"logs": null, "x": [1, -0.5e+7, {}, [], true, false]}`, `{}`, ` {"logs":""} `,
		"{\"logs\": \"\xff\xe6\x97 日本\"}", `{"logs": "a", "logs": "b"}`, `{"logs": 5, "logs": "b"}`, `{"logs": 5}`, `[]`, `{"l\u006fgs": "\/"}`, `{"a": 01}`,
		`{"logs": "` + strings.Repeat("ż", 50) + `"}`, `{"logs": "\ud83d\u0041"} x`,
	} {
		f.Add([]byte(s), uint8(7))
	}
	f.Fuzz(func(t *testing.T, body []byte, chunk uint8) {
		var want string
		var object map[string]json.RawMessage
		err := json.Unmarshal(body, &object)
		if err == nil && object == nil {
			err = errors.New("null")
		}
		if raw, ok := object["logs"]; ok && err == nil {
			err = json.Unmarshal(raw, &want)
		}
		size := max(int(chunk), utf8.UTFMax)
		for _, r := range []io.Reader{bytes.NewReader(body), iotest.OneByteReader(bytes.NewReader(body))} {
			out, gotErr := scan(r, size, 1<<20)
			if (gotErr == nil) != (err == nil) {
				t.Fatalf("%q: %v, want %v", body, gotErr, err)
			}
			if err != nil {
				if !errors.Is(gotErr, ErrGarbage) {
					t.Fatalf("%q: %v", body, gotErr)
				}
				continue
			}
			chunks, _, _ := out.finish()
			if got := joined(chunks); got != want {
				t.Fatalf("%q: %q, want %q", body, got, want)
			}
		}
	})
}

func FuzzRecords(f *testing.F) {
	for _, name := range []string{
		"2014-04/application-list", "2014-04/container-list", "2014-04/image-list", "2014-04/application-get",
		"2014-04/container-start", "2014-04/image-get", "2014-03/application-list",
	} {
		f.Add([]byte(document(f, name)))
	}
	f.Add([]byte(`{"objects": [{"uuid": 5}, null, [], {"imagetag_set": [null, 5, {"image": {"image_creation": "x"}}]}]}`))
	c, err := New("http://127.0.0.1", Credentials{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		decodeBoth(t, c.Applications.lister(), body)
		decodeBoth(t, c.Containers.lister(), body)
		decodeBoth(t, c.Images.lister(), body)
	})
}

// decodeBoth decodes a page in one go and record by record: the results must be the same.
func decodeBoth[W, T any](t *testing.T, l lister[W, T], body []byte) {
	t.Helper()
	var page, each Page[T]
	_, err := l.decode(&page, body, ListOptions{})
	var meta wireMeta
	eachErr := l.decodeEach(&each, &meta, body)
	if (err == nil) != (eachErr == nil) {
		t.Fatalf("%v, record by record %v", err, eachErr)
	}
	if err != nil {
		return
	}
	if len(page.Objects) != len(each.Objects) || len(page.Bad) != len(each.Bad) {
		t.Fatalf("%d and %d bad, record by record %d and %d", len(page.Objects), len(page.Bad), len(each.Objects), len(each.Bad))
	}
	for _, bad := range page.Bad {
		if bad.Err == nil || bad.Error() == "" {
			t.Errorf("%+v", bad)
		}
	}
}

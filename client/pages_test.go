package client

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// rows writes the applications from..to as a page.
func rows(total, from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		if i > from {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `{"uuid": "%d"}`, i)
	}
	meta := ""
	if total >= 0 {
		meta = fmt.Sprintf(`"total_count": %d, `, total)
	}
	return fmt.Sprintf(`{"meta": {%s"offset": %d, "next": "http://elsewhere/?offset=0"}, "objects": [%s]}`, meta, from, b.String())
}

// asked returns limit and offset of a request, with the server's defaults.
func asked(r *http.Request) (limit, offset int) {
	limit, offset = 25, 0
	if s := r.URL.Query().Get("limit"); s != "" {
		limit, _ = strconv.Atoi(s)
	}
	if s := r.URL.Query().Get("offset"); s != "" {
		offset, _ = strconv.Atoi(s)
	}
	return limit, offset
}

// collect reads a list to its end and returns the UUIDs and the error that ended it.
func collect(tb testing.TB, c *Client) (uuids []string, last error) {
	tb.Helper()
	for app, err := range c.Applications.All(tb.Context(), ApplicationFilter{Name: "n"}) {
		if last != nil {
			tb.Fatalf("goes on after %v", last)
		}
		if last = err; err == nil {
			uuids = append(uuids, app.UUID)
		}
	}
	return uuids, last
}

func numbers(n int) []string {
	list := make([]string, 0, n)
	for i := range n {
		list = append(list, strconv.Itoa(i))
	}
	return list
}

// TestAllPages lists any number of rows from servers that give pages as they like.
func TestAllPages(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		total := rapid.IntRange(0, 450).Draw(rt, "total")
		most := rapid.IntRange(1, 300).Draw(rt, "most a page")
		ignoresLimit := rapid.Bool().Draw(rt, "ignores the limit")
		tellsTotal := rapid.Bool().Draw(rt, "tells the total")
		s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
			limit, offset := asked(r)
			if r.URL.Query().Get("name") != "n" || limit != 100 {
				t.Errorf("asked for %s", r.URL)
			}
			n := min(limit, most)
			if ignoresLimit {
				n = most
			}
			said := -1
			if tellsTotal {
				said = total
			}
			_, _ = io.WriteString(w, rows(said, min(offset, total), min(offset+n, total)))
		})
		defer s.Close()
		got, err := collect(t, s.client(t))
		if err != nil {
			rt.Fatal(err)
		}
		if !slices.Equal(numbers(total), got) {
			rt.Fatalf("%d records: %v", total, got)
		}
	})
}

func TestNextPageOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		limit, offset := asked(r)
		_, _ = io.WriteString(w, rows(1000, offset, offset+limit))
	})
	c := s.client(t)
	list := c.Applications.All(t.Context(), ApplicationFilter{})
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests before the first record", n)
	}
	for stop, requests := range map[int]int{1: 1, 100: 1, 101: 2, 250: 3} {
		before, seen := len(s.requests()), 0
		for _, err := range list {
			if err != nil {
				t.Fatal(err)
			}
			if seen++; seen == stop {
				break
			}
		}
		if n := len(s.requests()) - before; n != requests {
			t.Errorf("%d requests for %d records", n, stop)
		}
	}
	for _, r := range s.requests() {
		if !strings.HasPrefix(r.URI, "/base/api/v1/application/?limit=100") {
			t.Errorf("asked for %s", r.URI)
		}
	}
}

// TestEndlessListsEnd lists from servers that would never let a list end.
func TestEndlessListsEnd(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		page     func(call, limit, offset int) string
		want     int // records
		requests int
		garbage  bool
	}{
		"a total that is never reached": {func(_, limit, offset int) string {
			return rows(1_000_000_000, min(offset, 150), min(offset+limit, 150))
		}, 150, 3, false},
		"a total that is too small": {func(_, limit, offset int) string {
			return rows(10, offset, offset+limit)
		}, 100, 1, false},
		"a negative total":        {func(_, limit, offset int) string { return rows(-1, min(offset, 5), min(offset+limit, 5)) }, 5, 2, false},
		"no offset, all at once":  {func(_, _, _ int) string { return rows(250, 0, 250) }, 250, 1, false},
		"no offset, a huge total": {func(_, _, _ int) string { return rows(1_000_000, 0, 100) }, 100, 2, true},
		"an empty first page":     {func(_, _, _ int) string { return rows(100, 0, 0) }, 0, 1, false},
		"rows without end": {func(_, _, offset int) string {
			return rows(1<<40, offset, offset+300)
		}, 1200, 5, true},
		"pages without end": {func(call, _, _ int) string { return rows(1<<40, call, call+1) }, 7, 8, true},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call := 0
			s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
				limit, offset := asked(r)
				call++
				_, _ = io.WriteString(w, tc.page(call, limit, offset))
			})
			got, err := collect(t, s.client(t, func(c *Client) { c.limits.records, c.limits.pages = 1000, 7 }))
			if len(got) != tc.want || errors.Is(err, ErrGarbage) != tc.garbage || (err != nil) != tc.garbage {
				t.Errorf("%d records, %v", len(got), err)
			}
			if n := len(s.requests()); n != tc.requests {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// TestListEndsThoughRowsShift removes a row between two pages: the rows move up, and the list still
// ends.
func TestListEndsThoughRowsShift(t *testing.T) {
	t.Parallel()
	call := 0
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		_, offset := asked(r)
		gone := call // a row of the pages before is gone at every call
		call++
		from := min(offset+gone, 250)
		_, _ = io.WriteString(w, rows(250-gone, from, min(from+100, 250)))
	})
	got, err := collect(t, s.client(t))
	if err != nil || len(got) != 248 || call != 3 {
		t.Errorf("%d records in %d pages, %v", len(got), call, err)
	}
}

func TestErrorEndsTheList(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		limit, offset := asked(r)
		if offset > 0 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = io.WriteString(w, rows(1000, 0, limit))
	})
	got, err := collect(t, s.client(t))
	if len(got) != 100 || !errors.Is(err, ErrUnauthorized) || len(s.requests()) != 2 {
		t.Errorf("%d records, %v", len(got), err)
	}
}

// TestKnownPagesAreNotDecoded holds a page to its digest: a page that comes again is not decoded.
func TestKnownPagesAreNotDecoded(t *testing.T) {
	t.Parallel()
	body := string(containerPage(3, 0, 3))
	s := newServer(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
	c := s.client(t)
	first, err := c.Containers.List(t.Context(), ContainerFilter{}, ListOptions{})
	if err != nil || first.Same || first.Digest == 0 {
		t.Fatalf("%+v %v", first, err)
	}
	again, err := c.Containers.List(t.Context(), ContainerFilter{}, ListOptions{Known: first.Digest})
	if err != nil || !again.Same || again.Digest != first.Digest || again.Objects != nil || again.Date.IsZero() {
		t.Errorf("%+v %v", again, err)
	}
	body = strings.Replace(body, "Running", "Stopped", 1)
	changed, err := c.Containers.List(t.Context(), ContainerFilter{}, ListOptions{Known: first.Digest})
	if err != nil || changed.Same || len(changed.Objects) != 3 || changed.Objects[0].State != StateStopped {
		t.Errorf("%+v %v", changed, err)
	}
}

// TestKnownDetailsAreNotDecoded does the same with details.
func TestKnownDetailsAreNotDecoded(t *testing.T) {
	t.Parallel()
	body := document(t, "2014-04/container-get")
	s := newServer(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
	c := s.client(t)
	one, err := c.Containers.GetIfChanged(t.Context(), testUUID, 0)
	if err != nil || one.Same || one.Value.Name != "my-awesome-app" || one.Date.IsZero() {
		t.Errorf("%+v %v", one, err)
	}
	same, err := c.Containers.GetIfChanged(t.Context(), testUUID, one.Digest)
	if err != nil || !same.Same || same.Value.UUID != "" || same.Digest != one.Digest {
		t.Errorf("%+v %v", same, err)
	}
	body = document(t, "2014-04/application-get")
	app, err1 := c.Applications.GetIfChanged(t.Context(), testUUID, 0)
	app2, err2 := c.Applications.GetIfChanged(t.Context(), testUUID, app.Digest)
	body = document(t, "2014-04/image-get")
	image, err3 := c.Images.GetIfChanged(t.Context(), "tutum/lamp", app.Digest)
	if err := errors.Join(err1, err2, err3); err != nil || !app2.Same || image.Same || image.Value.Name != "tutum/lamp" {
		t.Errorf("%+v %+v %v", app2, image, err)
	}
}

// TestAllGoesOverEveryKind goes over containers and images too, and can be left at any record.
func TestAllGoesOverEveryKind(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/image/") {
			_, _ = io.WriteString(w, `{"meta": {"total_count": 3}, "objects": [{"name": "a"}, {"name": 5}, {"name": "c"}]}`)
			return
		}
		_, offset := asked(r)
		_, _ = w.Write(containerPage(50, offset, 150))
	})
	c := s.client(t)
	n := 0
	for container, err := range c.Containers.All(t.Context(), ContainerFilter{State: StateRunning}) {
		if err != nil || !strings.HasSuffix(container.UniqueName, "-"+strconv.Itoa(n%10+1)) {
			t.Fatalf("%d: %+v %v", n, container, err)
		}
		n++
	}
	if n != 150 || len(s.requests()) != 3 {
		t.Errorf("%d containers in %d requests", n, len(s.requests()))
	}
	for stop := 1; stop <= 3; stop++ {
		seen := 0
		for image, err := range c.Images.All(t.Context(), ImageFilter{}) {
			if (err != nil) != (seen == 1) || err != nil && image.Name != "" {
				t.Errorf("%d: %+v %v", seen, image, err)
			}
			if seen++; seen == stop {
				break
			}
		}
		if seen != stop {
			t.Errorf("%d images, not %d", seen, stop)
		}
	}
}

package contracttest

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"fleetop/client"
	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
)

// mixedFleet is a fleet with something for every filter to find and to leave out: equal names, many
// states, terminated objects, images of every kind and registry.
func mixedFleet(tb testing.TB) *fixture {
	tb.Helper()
	f := newFixture(tb, memory.DefaultFleet())
	for range 3 {
		f.up(client.NewApplication{Image: "tutum/hello-world", Name: "twin", Target: 2})
	}
	twins := collect(tb, f.Applications.All(f.ctx(), client.ApplicationFilter{Name: "twin"}))
	must(f.Applications.Stop(f.ctx(), twins[1].UUID))(tb)
	f.settle()
	must(f.Applications.Terminate(f.ctx(), twins[2].UUID))(tb)
	f.settle()
	must(f.Applications.Create(f.ctx(), client.NewApplication{Image: "tutum/hello-world", Name: "new", Target: 2}))(tb)
	for _, name := range []string{"quay.io/a/b", "r.tutum.co/a/b", "plain"} {
		must(f.Images.Add(f.ctx(), client.NewImage{Name: name, Username: "u", Password: "p"}))(tb)
	}
	return f
}

// wantRows compares the rows that came with those of the whole list that match.
func wantRows[T any](tb rapid.TB, filter any, all, got []T, id func(T) string, match func(T) bool) {
	tb.Helper()
	ids := func(list []T) []string {
		out := make([]string, len(list))
		for i := range list {
			out[i] = id(list[i])
		}
		return out
	}
	want := slices.DeleteFunc(slices.Clone(all), func(v T) bool { return !match(v) })
	if diff := gocmp.Diff(ids(want), ids(got)); diff != "" {
		tb.Errorf("%+v (-want +got): %s", filter, diff)
	}
}

// is reports whether a filter is off or fits.
func is[T comparable](filter, value T) bool {
	var none T
	return filter == none || filter == value
}

// isSet is the same for a flag.
func isSet(filter *bool, value bool) bool { return filter == nil || *filter == value }

func matchApplication(f client.ApplicationFilter) func(client.Application) bool {
	return func(a client.Application) bool {
		return is(f.Name, a.Name) && is(f.UniqueName, a.UniqueName) && is(f.UUID, a.UUID) &&
			strings.HasPrefix(a.UUID, f.UUIDPrefix) && is(f.State, a.State)
	}
}

func matchContainer(f client.ContainerFilter, apps map[string]client.Application) func(client.Container) bool {
	return func(c client.Container) bool {
		a := apps[c.Application]
		return is(f.UniqueName, c.UniqueName) && is(f.UUID, c.UUID) && strings.HasPrefix(c.UUID, f.UUIDPrefix) &&
			is(f.State, c.State) && is(f.ApplicationName, a.Name) && is(f.ApplicationUUID, a.UUID) &&
			is(f.ApplicationState, a.State) && is(f.ApplicationUniqueName, a.UniqueName) &&
			strings.HasPrefix(a.UUID, f.ApplicationUUIDPrefix)
	}
}

func matchImage(f client.ImageFilter) func(client.Image) bool {
	return func(m client.Image) bool {
		return is(f.Name, m.Name) && is(f.UniqueName, m.Name) && isSet(f.Private, m.Private) && isSet(f.Base, m.Base) &&
			isSet(f.Starred, m.Starred) && (f.RegistryHost == "" || m.Registry == "/api/v1/registry/"+f.RegistryHost+"/")
	}
}

// TestApplicationsAreFiltered tries every filter on its own with every value there is.
func TestApplicationsAreFiltered(t *testing.T) {
	t.Parallel()
	f := mixedFleet(t)
	all := collect(t, f.Applications.All(f.ctx(), client.ApplicationFilter{}))
	found := map[client.State]bool{}
	try := func(filter client.ApplicationFilter) {
		t.Helper()
		got := collect(t, f.Applications.All(f.ctx(), filter))
		wantRows(t, filter, all, got, func(a client.Application) string { return a.UUID }, matchApplication(filter))
		if len(got) == 0 || len(got) == len(all) {
			t.Errorf("%+v finds %d of %d", filter, len(got), len(all))
		}
	}
	for _, a := range all {
		try(client.ApplicationFilter{Name: a.Name})
		try(client.ApplicationFilter{UniqueName: a.UniqueName})
		try(client.ApplicationFilter{UUID: a.UUID})
		try(client.ApplicationFilter{UUIDPrefix: a.UUID[:8]})
		try(client.ApplicationFilter{State: a.State})
		try(client.ApplicationFilter{Name: a.Name, State: a.State})
		found[a.State] = true
	}
	if len(found) < 5 {
		t.Errorf("only the states %v were tried", found)
	}
}

// TestContainersAreFiltered does the same for containers, whose filters also look at their
// applications.
func TestContainersAreFiltered(t *testing.T) {
	t.Parallel()
	f := mixedFleet(t)
	apps := map[string]client.Application{}
	for _, a := range collect(t, f.Applications.All(f.ctx(), client.ApplicationFilter{})) {
		apps[a.ResourceURI] = a
	}
	all := collect(t, f.Containers.All(f.ctx(), client.ContainerFilter{}))
	for _, c := range all {
		a, ok := apps[c.Application]
		if !ok {
			t.Fatalf("%s belongs to %s, which is not listed", c.UniqueName, c.Application)
		}
		for _, filter := range []client.ContainerFilter{
			{UniqueName: c.UniqueName},
			{UUID: c.UUID},
			{UUIDPrefix: c.UUID[:9]},
			{State: c.State},
			{ApplicationName: a.Name},
			{ApplicationUUID: a.UUID},
			{ApplicationState: a.State},
			{ApplicationUniqueName: a.UniqueName},
			{ApplicationUUIDPrefix: a.UUID[:8]},
			{State: c.State, ApplicationState: a.State, ApplicationName: a.Name},
		} {
			got := collect(t, f.Containers.All(f.ctx(), filter))
			wantRows(t, filter, all, got, func(c client.Container) string { return c.UUID }, matchContainer(filter, apps))
			if len(got) == 0 || len(got) == len(all) {
				t.Errorf("%+v finds %d of %d", filter, len(got), len(all))
			}
		}
	}
}

// TestImagesAreFiltered tries the filters of images alone and together, flags both ways.
func TestImagesAreFiltered(t *testing.T) {
	t.Parallel()
	f := mixedFleet(t)
	all := collect(t, f.Images.All(f.ctx(), client.ImageFilter{}))
	filters := []client.ImageFilter{
		{Private: ptr(true)},
		{Private: ptr(false)},
		{Base: ptr(true)},
		{Base: ptr(false)},
		{Starred: ptr(true)},
		{Starred: ptr(false)},
		{RegistryHost: "r.tutum.co"},
		{RegistryHost: "quay.io"},
		{RegistryHost: engine.DefaultRegistry},
		{Private: ptr(true), RegistryHost: engine.DefaultRegistry},
		{Base: ptr(false), Starred: ptr(false)},
	}
	for _, m := range all {
		filters = append(filters, client.ImageFilter{Name: m.Name}, client.ImageFilter{UniqueName: m.Name})
	}
	for _, filter := range filters {
		got := collect(t, f.Images.All(f.ctx(), filter))
		wantRows(t, filter, all, got, func(m client.Image) string { return m.Name }, matchImage(filter))
		if len(got) == 0 || len(got) == len(all) {
			t.Errorf("%s finds %d of %d", f.last().uri, len(got), len(all))
		}
	}
}

// TestFiltersCombine combines filters at random and compares with what they mean.
func TestFiltersCombine(t *testing.T) {
	t.Parallel()
	f := mixedFleet(t)
	apps := collect(t, f.Applications.All(f.ctx(), client.ApplicationFilter{}))
	byURI := map[string]client.Application{}
	for _, a := range apps {
		byURI[a.ResourceURI] = a
	}
	conts := collect(t, f.Containers.All(f.ctx(), client.ContainerFilter{}))
	rapid.Check(t, func(rt *rapid.T) {
		some := func(label, value string) string {
			return rapid.SampledFrom([]string{"", "", value, value, strings.ToUpper(value), value + "x", "ü & =?"}).Draw(rt, label)
		}
		prefix := func(label, value string) string {
			return value[:rapid.SampledFrom([]int{0, 0, 1, 8, len(value)}).Draw(rt, label)]
		}
		a := rapid.SampledFrom(apps).Draw(rt, "application")
		af := client.ApplicationFilter{
			Name: some("name", a.Name), UniqueName: some("unique_name", a.UniqueName), UUID: some("uuid", a.UUID),
			UUIDPrefix: prefix("prefix", a.UUID), State: client.State(some("state", string(a.State))),
		}
		wantRows(rt, af, apps, collect(t, f.Applications.All(f.ctx(), af)), func(a client.Application) string { return a.UUID }, matchApplication(af))
		c := rapid.SampledFrom(conts).Draw(rt, "container")
		a = byURI[c.Application]
		cf := client.ContainerFilter{
			UniqueName: some("unique", c.UniqueName), UUIDPrefix: prefix("c", c.UUID), State: client.State(some("cstate", string(c.State))),
			ApplicationName: some("aname", a.Name), ApplicationState: client.State(some("astate", string(a.State))),
			ApplicationUUIDPrefix: prefix("a", a.UUID),
		}
		wantRows(rt, cf, conts, collect(t, f.Containers.All(f.ctx(), cf)), func(c client.Container) string { return c.UUID }, matchContainer(cf, byURI))
	})
}

// TestUnknownFiltersAreIgnored sends parameters that no document knows: they are ignored, and
// carried along to the next page.
func TestUnknownFiltersAreIgnored(t *testing.T) {
	t.Parallel()
	f := mixedFleet(t)
	for _, kind := range []string{"application", "container", "image"} {
		path := "/api/v1/" + kind + "/"
		plain := f.raw(http.MethodGet, path+"?limit=5", "", nil).body
		odd := f.raw(http.MethodGet, path+"?limit=5&foo=b%C3%A4r&format=json&name__contains=zzz", "", nil).body
		p, o := object(t, plain), object(t, odd)
		if diff := gocmp.Diff(p["objects"], o["objects"]); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
		next, _ := o["meta"].(map[string]any)["next"].(string)
		q := must(url.Parse(next))(t).Query()
		if q.Get("foo") != "bär" || q.Get("format") != "json" || q.Get("offset") != "5" {
			t.Errorf("%s: next is %q", kind, next)
		}
	}
	for _, query := range []string{"limit=x", "offset=x", "limit=-1", "offset=1.5"} {
		got := f.raw(http.MethodGet, "/api/v1/application/?"+query, "", nil)
		if got.status != http.StatusBadRequest || object(t, got.body)["error"] == nil {
			t.Errorf("%s: %d %s", query, got.status, got.body)
		}
	}
}

// TestPagesOfEverySizeAgree asks for pages of every size and follows what they say of each other.
func TestPagesOfEverySizeAgree(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Sized(250, 1))
	all := collect(t, f.Applications.All(f.ctx(), client.ApplicationFilter{}))
	if len(all) != 250 {
		t.Fatalf("%d applications", len(all))
	}
	for limit, size := range map[int]int{0: 25, 1: 1, 7: 7, 100: 100, 500: 100} {
		for _, offset := range []int{0, 3, 150, 249, 250, 999} {
			page := must(f.Applications.List(f.ctx(), client.ApplicationFilter{State: client.StateRunning}, client.ListOptions{Limit: limit, Offset: offset}))(t)
			want := all[min(offset, 250):min(offset+size, 250)]
			if diff := gocmp.Diff(want, page.Objects[:len(page.Objects):len(page.Objects)]); diff != "" && len(want)+len(page.Objects) > 0 {
				t.Errorf("limit %d, offset %d: %s", limit, offset, diff)
			}
			m := page.Meta
			if m.Limit != size || m.Offset != offset || m.Total != 250 {
				t.Errorf("limit %d, offset %d: meta %+v", limit, offset, m)
			}
			if (m.Next != "") != (offset+size < 250) || (m.Previous != "") != (offset > 0) {
				t.Errorf("limit %d, offset %d: next %q, previous %q", limit, offset, m.Next, m.Previous)
			}
			for _, link := range []struct {
				url  string
				want int
			}{{m.Next, offset + size}, {m.Previous, max(0, offset-size)}} {
				if link.url == "" {
					continue
				}
				u := must(url.Parse(link.url))(t)
				q := u.Query()
				if u.Path != "/api/v1/application/" || u.Host != "" || q.Get("offset") != strconv.Itoa(link.want) || q.Get("limit") != strconv.Itoa(size) || q.Get("state") != "Running" {
					t.Errorf("limit %d, offset %d: %s", limit, offset, link.url)
				}
			}
		}
	}
}

// TestAllEndsWhileThingsChange walks 250 applications in three pages while some are terminated and
// others created between the pages. No page can tell what moved over its boundary: the walk gives
// exactly the pages as they were, repeats nothing, and a second walk, merged by UUID, has
// everything.
func TestAllEndsWhileThingsChange(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Sized(250, 1))
	list := func() []string {
		uuids := []string{}
		for offset := 0; ; offset += 100 {
			page := must(f.Applications.List(f.ctx(), client.ApplicationFilter{}, client.ListOptions{Limit: 100, Offset: offset}))(t)
			for _, a := range page.Objects {
				uuids = append(uuids, a.UUID)
			}
			if page.Meta.Next == "" {
				return uuids
			}
		}
	}
	change := func(from []string, remove []int, create int) {
		for _, i := range remove {
			must(f.Applications.Terminate(f.ctx(), from[i]))(t)
		}
		for range create {
			must(f.Applications.Create(f.ctx(), client.NewApplication{Image: "tutum/redis"}))(t)
		}
		f.clock.advance(6 * time.Minute)
	}
	first := list()
	var second, third, got []string
	for a, err := range f.Applications.All(f.ctx(), client.ApplicationFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, a.UUID)
		switch len(got) {
		case 100:
			change(first, []int{0, 50, 99, 100, 240}, 20)
			second = list()
		case 200:
			change(second, []int{3, 150, 264}, 40)
			third = list()
		}
	}
	want := slices.Concat(first[:100], second[100:200], third[200:])
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Fatalf("(-want +got): %s", diff)
	}
	once := slices.Compact(slices.Sorted(slices.Values(got)))
	if len(once) != len(got) {
		t.Errorf("%d rows, %d of them different", len(got), len(once))
	}
	merged := slices.Sorted(slices.Values(list()))
	again := []string{}
	for _, a := range collect(t, f.Applications.All(f.ctx(), client.ApplicationFilter{})) {
		again = append(again, a.UUID)
	}
	slices.SortFunc(again, cmp.Compare[string])
	if diff := gocmp.Diff(merged, again); diff != "" || len(again) != 250-8+60 {
		t.Errorf("%d at last: %s", len(again), diff)
	}
}

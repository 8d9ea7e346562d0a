package fleet

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"fleetop/client"
	"fleetop/internal/text"
)

// hostiles are texts that a terminal takes for more than text, or draws in its own
// way.
func hostiles() []string {
	return []string{
		"\x1b[2Jclear", "\x1b]0;title\x07x", "\x1b]52;c;aGk=\x1b\\x", "a\x1b", "\u009b31mred", "\x9b31mred", "bell\x07", "a\bb", "del\x7f", "nul\x00",
		"a\nb", "a\r\nb", "a\tb", "a\u2028b", "a\u202egnp.exe", "\u2066x\u2069", "\u200bzero", "a\ufeffb", "a\u00adb", "\xff\xfe", "\xed\xa0\x80",
		"heart\ufe0f", "a\u200db", "\U000e0041tag", "a" + strings.Repeat("\u0301", 20), "\u0301first", "\u1112\u1161\u11ab", "न\u094d", "\ufffd",
		"\x1bPq#0\x1b\\", "\x1b_Gx\x1b\\", "\x1bc",
	}
}

// strict says what is wrong with a text that is to be displayed, knowing nothing
// of how texts are cleaned.
func strict(s string) error {
	if !utf8.ValidString(s) {
		return fmt.Errorf("%+q is not valid UTF-8", s)
	}
	marks := 0
	for i, r := range s {
		switch {
		case r == 0x200c || r == 0x200d || r >= 0xe0020 && r <= 0xe007f || unicode.In(r, unicode.Mn, unicode.Me):
			if marks++; marks > 8 || i == 0 {
				return fmt.Errorf("%+q holds %d marks on one character", s, marks)
			}
		case r < 0x20, r >= 0x7f && r < 0xa0, unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Zl, unicode.Zp):
			return fmt.Errorf("%+q holds %U", s, r)
		case unicode.Is(unicode.Noncharacter_Code_Point, r), r == utf8.RuneError:
			return fmt.Errorf("%+q holds %U", s, r)
		default:
			marks = 0
		}
	}
	return nil
}

// fill sets every field of a record: texts to what text makes of the field's
// path, everything else to something that is not zero.
func fill(v reflect.Value, path string, content func(path string) string) {
	if v.Type() == reflect.TypeFor[client.Time]() {
		v.Set(reflect.ValueOf(client.Time{Time: t0}))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(content(path))
	case reflect.Int:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), path, content)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), path+"[]", content)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, path+" key", content)
		fill(value, path+" value", content)
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), path+"."+v.Type().Field(i).Name, content)
		}
	default:
		panic("a record has a field of kind " + v.Kind().String() + ": " + path)
	}
}

// texts calls see with every text of a record and its path.
func texts(v reflect.Value, path string, see func(path, content string)) {
	switch v.Kind() {
	case reflect.String:
		see(path, v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			texts(v.Elem(), path, see)
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(v.Index(i), path+"[]", see)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			texts(k, path+" key", see)
			texts(v.MapIndex(k), path+" value", see)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				texts(v.Field(i), path+"."+f.Name, see)
			}
		}
	}
}

// record makes a record of type T with every field set, and its row.
func record[T any](content func(path string) string) T {
	var r T
	fill(reflect.ValueOf(&r).Elem(), reflect.TypeFor[T]().Name(), content)
	return r
}

// rawFields are the uuids and URIs, which stay as the server sent them.
func rawFields() []string {
	return []string{
		"Row.ID.Key", "Application.UUID", "Container.UUID", "Application.ResourceURI", "Container.ResourceURI", "Image.ResourceURI",
		"Application.Containers[]", "Application.LinkedFrom[]", "Application.LinkedTo[]", "Container.LinkedFrom[]", "Container.LinkedTo[]",
		"Application.Ports[].Owner", "Container.Ports[].Owner", "Container.Application", "Image.Registry", "Image.Tags[].URI", "Image.Tags[].Image",
	}
}

// displayed returns everything of a row that may be displayed, by where it is.
func displayed(r *Row) map[string][]string {
	out := map[string][]string{
		"name": {r.Name}, "running": {RunningText(r)}, "address": {Address(r)}, "ports": {PortsText(r)}, "exit": {ExitText(r)}, "kind": {ImageKind(r)},
		"tags": {TagsText(r)}, "registry": {RegistryText(r)}, "state": {string(r.State())},
	}
	switch {
	case r.Application != nil:
		out["image"] = []string{ShortImage(r.Application.ImageName)}
		out["port lines"] = PortLines(r.Application.Ports, Address(r))
	case r.Container != nil:
		out["image"] = []string{ShortImage(r.Container.ImageName)}
		out["port lines"] = PortLines(r.Container.Ports, Address(r))
	}
	texts(reflect.ValueOf(*r), "Row", func(path, content string) {
		for _, kind := range []string{"Application", "Container", "Image"} {
			if rest, ok := strings.CutPrefix(path, "Row."+kind+"."); ok {
				path = kind + "." + rest
			}
		}
		if !slices.Contains(rawFields(), path) {
			out[path] = append(out[path], content)
		}
	})
	return out
}

// rowsOf makes a row of each kind with a text of its own in every field.
func rowsOf(content func(path string) string) []*Row {
	return []*Row{ApplicationRow(record[client.Application](content)), ContainerRow(record[client.Container](content)), ImageRow(record[client.Image](content))}
}

func TestHostileTextIsNeverDisplayed(t *testing.T) {
	t.Parallel()
	for _, hostile := range hostiles() {
		for _, row := range rowsOf(func(string) string { return hostile }) {
			checkDisplayed(t, row)
			// A record that has no more than what names are made of otherwise.
			if a := row.Application; a != nil {
				checkDisplayed(t, ApplicationRow(client.Application{UUID: hostile, ImageTag: "/api/v1/image/" + hostile + "/tag/" + hostile + "/"}))
			}
		}
	}
}

func checkDisplayed(t testing.TB, row *Row) {
	t.Helper()
	all := displayed(row)
	if len(all) < 15 {
		t.Fatalf("only %d texts of a row were seen", len(all))
	}
	for where, list := range all {
		for _, content := range list {
			if err := kept(content); err != nil {
				t.Errorf("%v: %s: %v", row.ID.Kind, where, err)
			}
		}
	}
}

// kept fails unless a text is without control sequences and is drawn safely.
func kept(content string) error {
	if plain := text.Plain(content); plain != content {
		return fmt.Errorf("%+q is not plain: %+q", content, plain)
	}
	return strict(text.Clean(content))
}

func TestEveryCharacterStays(t *testing.T) {
	t.Parallel()
	for _, content := range []string{
		"नमस्ते", "น้ำ", "\u1112\u1161\u11ab", "🇩🇪", "👨\u200d👩\u200d👧", "❤\ufe0f", "a\tb", "می\u200cخواهم", "we\u200bb", "a\u202eb", "e\u0301",
	} {
		row := ApplicationRow(client.Application{
			UUID: "u", Name: content, UniqueName: content, RunCommand: content, EnvVars: []client.EnvVar{{Key: content, Value: content + "\n" + content}},
			LinkVariables: map[string]string{content: content}, Roles: []string{content},
		})
		got := append([]string{row.Name, row.Application.Name, row.Application.RunCommand, row.Application.EnvVars[0].Key, row.Application.LinkVariables[content]}, row.Application.Roles...)
		for _, s := range got {
			if s != content {
				t.Errorf("%+q has become %+q", content, s)
			}
		}
		if s := row.Application.EnvVars[0].Value; s != content+"\n"+content {
			t.Errorf("a value of two lines is %+q", s)
		}
	}
}

func TestAnyTextIsDisplayedClean(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		content := rapid.OneOf(rapid.String(), rapid.SampledFrom(hostiles()), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
		for _, row := range rowsOf(func(path string) string { return content.Draw(t, path) }) {
			for where, list := range displayed(row) {
				for _, s := range list {
					if err := kept(s); err != nil {
						t.Fatalf("%v: %s: %+q, %v", row.ID.Kind, where, s, err)
					}
				}
			}
		}
	})
}

func TestRecordsAreNotChanged(t *testing.T) {
	t.Parallel()
	for _, hostile := range hostiles() {
		content := func(string) string { return hostile }
		a, c, i := record[client.Application](content), record[client.Container](content), record[client.Image](content)
		ApplicationRow(a)
		ContainerRow(c)
		ImageRow(i)
		if diff := cmp.Diff([]any{record[client.Application](content), record[client.Container](content), record[client.Image](content)}, []any{a, c, i}); diff != "" {
			t.Fatalf("making a row changed the record (-want +got):\n%s", diff)
		}
	}
}

func TestIdentitiesStayRaw(t *testing.T) {
	t.Parallel()
	for _, row := range rowsOf(func(path string) string { return path + "\x1b[2J" }) {
		want := map[Kind]string{Applications: "Application.UUID\x1b[2J", Containers: "Container.UUID\x1b[2J", Images: "Image.Name\x1b[2J"}[row.ID.Kind]
		if row.ID.Key != want {
			t.Errorf("key %+q, want %+q", row.ID.Key, want)
		}
	}
	c := con("web-1", "web", client.StateRunning)
	if c.ApplicationUUID() != "u-web" || app("web", client.StateRunning).ApplicationUUID() != "u-web" {
		t.Error("a container's application is not known")
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		unique, name, uuid, want string
		exact                    bool
	}{
		{"web-1", "web", "0123456789", "web-1", true},
		{"", "web", "0123456789", "web", true},
		{"", "", "0123456789", "01234567", false},
		{"", "", "0123", "0123", false},
		{"日本-1", "", "0", "日本-1", true},
		{"we\u200bb", "", "0", "we\u200bb", false},
		{"web\x1b[2J", "", "0", "web", false},
		{"👨\u200d👩", "", "0", "👨\u200d👩", true},
		{"\u200b", "web", "0", "web", true},
		{"\u200b", "\u200b", "0123456789", "01234567", false},
		{" ", "", "0123456789", "01234567", false},
		{" web ", "", "0", "web", false},
		{" \u0301web", "", "0", "\u0301web", false},
		{"my web", "", "0", "my web", true},
		{"", "", "日本日本日本日本日本", "日本日本日本日本", false},
		{"", "", "\x1b[2J45678", "4567", false},
		{"", "", "", "", false},
	} {
		for _, row := range []*Row{
			ApplicationRow(client.Application{UUID: test.uuid, Name: test.name, UniqueName: test.unique}),
			ContainerRow(client.Container{UUID: test.uuid, Name: test.name, UniqueName: test.unique}),
		} {
			if row.Name != test.want || row.Exact != test.exact {
				t.Errorf("%+q, %+q, %+q: name %+q, exact %v, want %+q, %v", test.unique, test.name, test.uuid, row.Name, row.Exact, test.want, test.exact)
			}
		}
	}
}

// changes returns, for every field of a record, the record with that field
// changed.
func changes[T any](t *testing.T) map[string]T {
	t.Helper()
	out := map[string]T{}
	content := func(path string) string { return path }
	var walk func(path string, field func(root reflect.Value) reflect.Value)
	add := func(path string, field func(root reflect.Value) reflect.Value, change func(v reflect.Value)) {
		r := record[T](content)
		change(field(reflect.ValueOf(&r).Elem()))
		out[path] = r
	}
	walk = func(path string, field func(root reflect.Value) reflect.Value) {
		sample := record[T](content)
		v := field(reflect.ValueOf(&sample).Elem())
		if v.Type() == reflect.TypeFor[client.Time]() {
			add(path, field, func(v reflect.Value) { v.Set(reflect.ValueOf(client.Time{Time: t0.Add(time.Hour)})) })
			add(path+" zero", field, func(v reflect.Value) { v.SetZero() })
			return
		}
		switch v.Kind() {
		case reflect.String:
			add(path, field, func(v reflect.Value) { v.SetString(v.String() + "!") })
			add(path+" empty", field, func(v reflect.Value) { v.SetString("") })
		case reflect.Int:
			add(path, field, func(v reflect.Value) { v.SetInt(v.Int() + 1) })
		case reflect.Bool:
			add(path, field, func(v reflect.Value) { v.SetBool(!v.Bool()) })
		case reflect.Pointer:
			add(path+" nil", field, func(v reflect.Value) { v.SetZero() })
			add(path+" zero", field, func(v reflect.Value) { v.Elem().SetZero() })
		case reflect.Slice:
			add(path+" shorter", field, func(v reflect.Value) { v.Set(v.Slice(0, 1)) })
			add(path+" empty", field, func(v reflect.Value) { v.SetZero() })
			walk(path+"[]", func(root reflect.Value) reflect.Value { return field(root).Index(1) })
		case reflect.Map:
			add(path+" empty", field, func(v reflect.Value) { v.SetZero() })
			add(path+" value", field, func(v reflect.Value) { v.SetMapIndex(v.MapKeys()[0], reflect.ValueOf("other")) })
		case reflect.Struct:
			for i := range v.NumField() {
				walk(path+"."+v.Type().Field(i).Name, func(root reflect.Value) reflect.Value { return field(root).Field(i) })
			}
		}
	}
	walk(reflect.TypeFor[T]().Name(), func(root reflect.Value) reflect.Value { return root })
	return out
}

func checkVersions[T any](t *testing.T, row func(T) *Row) {
	t.Helper()
	content := func(path string) string { return path }
	base := row(record[T](content)).Version
	if again := row(record[T](content)).Version; again != base {
		t.Errorf("equal records have the versions %x and %x", base, again)
	}
	all := changes[T](t)
	if len(all) < 20 {
		t.Fatalf("only %d changes were made", len(all))
	}
	seen := map[uint64]string{base: "nothing"}
	for path, changed := range all {
		v := row(changed).Version
		if other, ok := seen[v]; ok {
			t.Errorf("the version after a change of %s is that after a change of %s", path, other)
		}
		seen[v] = path
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	t.Run("application", func(t *testing.T) { t.Parallel(); checkVersions(t, ApplicationRow) })
	t.Run("container", func(t *testing.T) { t.Parallel(); checkVersions(t, ContainerRow) })
	t.Run("image", func(t *testing.T) { t.Parallel(); checkVersions(t, ImageRow) })
}

func TestNothingMovesBetweenFieldsUnseen(t *testing.T) {
	t.Parallel()
	seven := 7
	seen := map[uint64]int{}
	for i, a := range []client.Application{
		{EnvVars: []client.EnvVar{{Key: "a", Value: "b"}}},
		{LinkVariables: map[string]string{"a": "b"}},
		{LinkedFrom: []string{"a", "b"}},
		{LinkedTo: []string{"a", "b"}},
		{LinkedFrom: []string{"a"}, LinkedTo: []string{"b"}},
		{Roles: []string{"a", "b"}},
		{Containers: []string{"a", "b"}},
		{Name: "a", RunCommand: "b"},
		{Name: "b", RunCommand: "a"},
		{Ports: []client.Port{{Inner: 7}}},
		{Ports: []client.Port{{Outer: &seven}}},
		{Ports: []client.Port{{}, {Inner: 7}}},
		{Current: 7},
		{Running: 7},
		{Stopped: 7},
		{Target: 7},
	} {
		v := ApplicationRow(a).Version
		if other, ok := seen[v]; ok {
			t.Errorf("records %d and %d have one version", other, i)
		}
		seen[v] = i
	}
}

func TestLinkVariablesOfOnePlainName(t *testing.T) {
	t.Parallel()
	a := client.Application{LinkVariables: map[string]string{"A": "1", "\x1b[mA": "2", "A\x1b[m": "3", "A\x07": "4"}}
	base := ApplicationRow(a)
	for range 50 {
		if again := ApplicationRow(a); again.Version != base.Version {
			t.Fatal("equal records have different versions")
		}
	}
	if len(base.Application.LinkVariables) != 1 {
		t.Errorf("variables %q", base.Application.LinkVariables)
	}
}

func TestHaystack(t *testing.T) {
	t.Parallel()
	port := 49221
	code := 137
	a := ApplicationRow(client.Application{
		UUID: "ABCDEF", UniqueName: "Web-1", State: client.StatePartlyRunning, Running: 1, Target: 3, Size: client.SizeXS, ImageName: "Tutum/Hello:Latest",
		PublicDNS: "web.local", RunCommand: "/Run.sh", Ports: []client.Port{{Inner: 80, Protocol: "tcp"}},
	})
	c := ContainerRow(client.Container{
		UUID: "ABCDEF", Name: "Äpp", UniqueName: "ÄPP-1", State: client.StateStopped, ExitCode: &code, Size: client.SizeXL, ImageTag: "/api/v1/image/a/B/tag/C/",
		PublicDNS: "Host", RunCommand: "CMD", Ports: []client.Port{{Inner: 80, Outer: &port, Protocol: "tcp"}},
	})
	i := ImageRow(client.Image{Name: "Tutum/Lamp", Description: "A Stack", Starred: true, Registry: "/api/v1/registry/R.tutum.co/", Tags: []client.ImageTag{{URI: "/api/v1/image/tutum/lamp/tag/5.6/"}}})
	for row, words := range map[*Row][]string{
		a: {"web-1", "partly running", "1/3", "xs", "tutum/hello:latest", "web.local", "80/tcp", "/run.sh", "abcdef"},
		c: {"äpp-1", "stopped", "137", "xl", "a/b:c", "äpp", "host", "49221->80/tcp", "cmd", "abcdef"},
		i: {"tutum/lamp", "a stack", "jumpstart", "r.tutum.co", "5.6"},
	} {
		for _, w := range words {
			if !strings.Contains(row.Haystack(), w) {
				t.Errorf("%q is not found in %q", w, row.Haystack())
			}
		}
	}
	long := strings.Repeat("X", 5000) + "É"
	if got := ApplicationRow(client.Application{RunCommand: long}).Haystack(); !strings.Contains(got, strings.Repeat("x", 5000)+"é") {
		t.Error("a long text is not found")
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	port := 49221
	a := client.Application{PublicDNS: "public", WebPublicDNS: "web", Ports: []client.Port{{Inner: 80, Protocol: "tcp"}, {Inner: 53, Outer: &port, Protocol: "udp"}, {Inner: 1}}}
	row := ApplicationRow(a)
	for what, pair := range map[string][2]string{
		"ports":          {PortsText(row), "80/tcp 49221->53/udp 1"},
		"port lines":     {strings.Join(PortLines(a.Ports, "h"), ","), "80/tcp,h:49221->53/udp,1"},
		"address":        {Address(row), "web"},
		"running":        {RunningText(row), "0/0"},
		"public address": {Address(ApplicationRow(client.Application{PublicDNS: "public"})), "public"},
		"of a container": {Address(ContainerRow(client.Container{PublicDNS: "host"})), "host"},
		"of an image":    {Address(ImageRow(client.Image{})) + PortsText(ImageRow(client.Image{})) + RunningText(ImageRow(client.Image{})) + ExitText(ImageRow(client.Image{})), ""},
		"image kinds":    {ImageKind(ImageRow(client.Image{Private: true})) + ImageKind(ImageRow(client.Image{Base: true})) + ImageKind(ImageRow(client.Image{})) + ImageKind(row), "privatebase imagepublic"},
		"short image":    {ShortImage("r.tutum.co/user/app:latest") + " " + ShortImage("mysql:5.6") + " " + ShortImage(""), "app mysql:5.6 "},
		"kinds":          {Applications.String() + Containers.String() + Images.String(), "applicationcontainerimage"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %q, want %q", what, pair[0], pair[1])
		}
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	zero, one := 0, 1
	code := func(n *int) func(*client.Container) { return func(c *client.Container) { c.ExitCode = n } }
	for row, want := range map[*Row]bool{
		app("a", client.StateRunning):                     false,
		app("a", client.StatePartlyRunning):               true,
		app("a", client.StateStartFailed):                 true,
		app("a", client.StateStoppedWithErrors):           true,
		app("a", client.StateNotRunning):                  true,
		app("a", client.StateStopped):                     false,
		app("a", client.StateTerminated):                  false,
		app("a", "On fire"):                               false,
		con("a-1", "a", client.StateStopped, code(&zero)): false,
		con("a-1", "a", client.StateStopped, code(&one)):  true,
		con("a-1", "a", client.StateStopped):              false,
		con("a-1", "a", client.StateRunning, code(&one)):  false, // of its run before
		con("a-1", "a", client.StateStartFailed):          true,
		con("a-1", "a", client.StateStoppedWithErrors):    true,
		ImageRow(client.Image{Name: "x"}):                 false,
	} {
		if got := New().Failing(row); got != want {
			t.Errorf("%v %s: failing %v, want %v", row.ID.Kind, row.State(), got, want)
		}
	}
}

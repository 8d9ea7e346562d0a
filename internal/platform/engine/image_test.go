package engine_test

import (
	"testing"

	"fleetop/internal/platform/engine"
)

// TestReferencesAreParsed checks how the names of images are taken apart.
func TestReferencesAreParsed(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]struct{ name, tag, registry, base string }{
		"mysql":                    {"mysql", "latest", engine.DefaultRegistry, "mysql"},
		"mysql:5.6":                {"mysql", "5.6", engine.DefaultRegistry, "mysql"},
		"tutum/mysql:5.6":          {"tutum/mysql", "5.6", engine.DefaultRegistry, "mysql"},
		"quay.io/a/b":              {"quay.io/a/b", "latest", "quay.io", "b"},
		"localhost/a":              {"localhost/a", "latest", "localhost", "a"},
		"registry:5000/space/a":    {"registry:5000/space/a", "latest", "registry:5000", "a"},
		"registry:5000/space/a:1.": {"registry:5000/space/a", "1.", "registry:5000", "a"},
		"a:":                       {"a", "latest", engine.DefaultRegistry, "a"},
		"":                         {"", "latest", engine.DefaultRegistry, ""},
	} {
		ref := engine.ParseRef(s)
		if ref.Name != want.name || ref.Tag != want.tag || ref.Registry() != want.registry || ref.Base() != want.base {
			t.Errorf("%q: %+v, registry %s, base %s", s, ref, ref.Registry(), ref.Base())
		}
		if got := ref.String(); got != want.name+":"+want.tag {
			t.Errorf("%q: String is %q", s, got)
		}
	}
}

package docs

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fleetop/internal/filter"
)

// object is something that a filter finds or does not.
type object struct{ name, state, app, image, uuid, project, owner, node string }

// Haystack returns all columns.
func (o object) Haystack() string {
	return strings.ToLower(strings.Join([]string{o.name, o.state, o.app, o.image, o.uuid, "/run.sh", ""}, "\n"))
}

// Field returns one column.
func (o object) Field(f filter.Field) string {
	return strings.ToLower(map[filter.Field]string{
		filter.Name: o.name, filter.State: o.state, filter.App: o.app, filter.Image: o.image, filter.UUID: o.uuid, filter.Project: o.project, filter.Owner: o.owner, filter.Node: o.node,
	}[f])
}

// TestFiltersOfTheReferenceWork runs the filters that docs/reference.md gives as examples.
func TestFiltersOfTheReferenceWork(t *testing.T) {
	t.Parallel()
	objects := []object{
		{"web", "Partly running", "", "tutum/hello-world:latest", "11112222", "", "", ""},
		{"web-1", "Running", "web", "tutum/hello-world:latest", "3f2a0000", "", "", "node-2"},
		{"web-admin", "Stopped", "", "tutum/hello-world:latest", "0000" + "3f2a", "", "", ""},
		{"db", "Running", "", "tutum/mysql:5.6", "33334444", "shop", "the Compose project shop (/srv/shop)", ""},
		{"worker", "Start failed", "", "tutum/worker:1", "55556666", "", "", ""},
	}
	finds := map[string][]string{
		"web":             {"web", "web-1", "web-admin"},
		`"start failed"`:  {"worker"},
		"!web":            {"db", "worker"},
		"~wrk":            {"worker"},
		`/^web-\d+$/`:     {"web-1"},
		"state:partly":    {"web"},
		"app:web":         {"web-1"},
		"image:mysql":     {"db"},
		"name:db":         {"db"},
		`name:"web"`:      {"web"},
		"uuid:3f2a":       {"web-1"},
		"state:running":   {"web-1", "db"},
		`"/run.sh"`:       {"web", "web-1", "web-admin", "db", "worker"},
		`app:"web"`:       {"web-1"},
		"project:shop":    {"db"},
		"owner:compose":   {"db"},
		"node:node-2":     {"web-1"},
		"Partly running":  {"web"},
		"web-2":           nil,
		"state:nosuch db": nil,
	}
	states := filter.Words{filter.State: {"Running", "Partly running", "Stopped", "Start failed"}}
	for text, want := range finds {
		query, err := filter.Parse(text, states)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var got []string
		for _, o := range objects {
			if query.Match(o) {
				got = append(got, o.name)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("the filter %s finds %q, want %q", text, got, want)
		}
	}
	page := pages(t)[filepath.Join(root, "docs", "reference.md")]
	for _, row := range rows(t, page, "## Filters") {
		for _, example := range inOrder(row[2]) {
			if _, tried := finds[example]; !tried {
				t.Errorf("docs/reference.md gives the filter %s, which no test tries", example)
			}
		}
	}
}

package client

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
)

// TestNoFieldIsLostByAnother spoils every value in the records of the documents, one at a time and
// in every way.
func TestNoFieldIsLostByAnother(t *testing.T) {
	t.Parallel()
	c, err := New("http://127.0.0.1", Credentials{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"2014-04/application-get", "2014-04/application-list", "2014-03/application-list"} {
		spoilEach(t, c.Applications.lister(), name)
	}
	for _, name := range []string{"2014-04/container-start", "2014-04/container-list"} {
		spoilEach(t, c.Containers.lister(), name)
	}
	for _, name := range []string{"2014-04/image-get", "2014-04/image-list"} {
		spoilEach(t, c.Images.lister(), name)
	}
}

// spoilEach decodes the records of a document with one value spoiled.
func spoilEach[W, T any](t *testing.T, l lister[W, T], name string) {
	t.Helper()
	var body map[string]any
	if err := json.Unmarshal([]byte(document(t, name)), &body); err != nil {
		t.Fatal(err)
	}
	records, isList := body["objects"].([]any)
	if !isList {
		records = []any{body}
	}
	decode := func() (Page[T], error) {
		data, err := json.Marshal(map[string]any{"objects": records})
		if err != nil {
			t.Fatal(err)
		}
		var page Page[T]
		_, err = l.decode(&page, data, ListOptions{})
		return page, err
	}
	whole, err := decode()
	if err != nil || len(whole.Objects) != len(records) || len(whole.Faults) > 0 {
		t.Fatalf("%s: %+v, %v", name, whole, err)
	}
	for i, record := range records {
		eachValue(record, "", func(path string, set func(any)) {
			for _, bad := range []any{5, 5.5, "spoiled", true, []any{}, map[string]any{}, []any{5}, map[string]any{"x": 5}} {
				set(bad)
				page, err := decode()
				if err != nil || len(page.Objects) != len(records) || len(page.Bad) > 0 {
					t.Errorf("%s, record %d: %s is %v: %v, bad %v", name, i, path, bad, err, page.Bad)
					continue
				}
				for j := range records {
					if lost := differing(whole.Objects[j], page.Objects[j]); j != i && len(lost) > 0 || len(lost) > 1 {
						t.Errorf("%s, record %d: %s is %v, and record %d lost %v", name, i, path, bad, j, lost)
					}
				}
			}
		})
	}
}

// eachValue calls f for every value within a value, with its path and what sets it; it is as it was
// afterwards.
func eachValue(value any, path string, f func(path string, set func(any))) {
	visit := func(path string, inner any, set func(any)) {
		f(path, set)
		set(inner)
		eachValue(inner, path, f)
	}
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			visit(path+"."+key, v[key], func(x any) { v[key] = x })
		}
	case []any:
		for i := range v {
			visit(fmt.Sprintf("%s[%d]", path, i), v[i], func(x any) { v[i] = x })
		}
	}
}

// differing names the fields in which two records differ, but for Unread.
func differing[T any](a, b T) (names []string) {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range x.NumField() {
		name := x.Type().Field(i).Name
		if name != "Unread" && !reflect.DeepEqual(x.Field(i).Interface(), y.Field(i).Interface()) {
			names = append(names, name)
		}
	}
	return names
}

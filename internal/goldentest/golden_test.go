package goldentest

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// A recorder is a testing.TB that notes failures instead of failing.
type recorder struct {
	testing.TB
	said string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) { r.said += fmt.Sprintf(format, args...) }

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	panic(r)
}

// said returns what Compare reports.
func said(t *testing.T, name, got string) (report string) {
	t.Helper()
	r := &recorder{TB: t}
	defer func() {
		if p := recover(); p != nil && p != any(r) {
			panic(p)
		}
		report = r.said
	}()
	Compare(r, name, got)
	return r.said
}

func TestCompareReportsDifferences(t *testing.T) {
	if *update {
		t.Skip("with -update nothing is compared")
	}
	t.Chdir(t.TempDir())
	if err := os.Mkdir("testdata", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("testdata/frame", []byte("first\n second \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if report := said(t, "frame", "first\n second "); report != "" {
		t.Errorf("the same frame is reported: %s", report)
	}
	for _, got := range []string{"first\n second", "first\n second \n", "first", "First\n second ", ""} {
		if report := said(t, "frame", got); !strings.Contains(report, "testdata/frame") || !strings.Contains(report, "-want +got") {
			t.Errorf("%q is reported as %q", got, report)
		}
	}
	if report := said(t, "missing", "x"); !strings.Contains(report, "-update") {
		t.Errorf("a missing file is reported as %q", report)
	}
}

func TestUpdateWritesWhatCompareReads(t *testing.T) {
	t.Chdir(t.TempDir())
	old := *update
	t.Cleanup(func() { *update = old })
	*update = true
	Compare(t, "screens/list", "one\ntwo")
	*update = false
	Compare(t, "screens/list", "one\ntwo")
	text, err := os.ReadFile("testdata/screens/list")
	if err != nil || string(text) != "one\ntwo\n" {
		t.Errorf("the file holds %q, %v", text, err)
	}
}

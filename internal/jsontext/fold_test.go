package jsontext

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestObjectsAndListsFold(t *testing.T) {
	t.Parallel()
	look := styled()
	look.Ellipsis = "…"
	d := Draw([]byte(`{"a": {"b": [1, 2, 3], "c": {}}, "d": [{"e": "}"}], "f": 1}`), look)
	fold := func(first ...int) string {
		var folds []Fold
		for _, f := range d.Folds {
			for _, line := range first {
				if f.First == line {
					folds = append(folds, f)
				}
			}
		}
		if len(folds) != len(first) {
			t.Fatalf("%v do not all begin folds: %v", first, d.Folds)
		}
		return string(d.Folded(folds))
	}
	for _, test := range []struct{ want, got string }{
		{string(d.Text), fold()},
		{"{…} <k>3 keys</>", fold(0)},
		{`{
  <k>"a"</>: {
    <k>"b"</>: […] <k>3 items</>
    <k>"c"</>: {}
  },
  <k>"d"</>: […] <k>1 item</>
  <k>"f"</>: <n>1</>
}`, fold(2, 9)},
		{`{
  <k>"a"</>: {…} <k>2 keys</>
  <k>"d"</>: [
    {…} <k>1 key</>
  ],
  <k>"f"</>: <n>1</>
}`, fold(1, 10)},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Error(diff)
		}
	}
}

// folds checks that the lines of every fold are where it says, and that one alone, folded, leaves out
// the others of its lines and nothing else.
func folds(t *testing.T, d Drawn) {
	t.Helper()
	lines := strings.Split(string(d.Text), "\n")
	for i, f := range d.Folds {
		if i > 50 {
			return
		}
		if i > 0 && f.First <= d.Folds[i-1].First || f.Last <= f.First {
			t.Fatalf("folds %v", d.Folds)
		}
		end := strings.TrimSuffix(strings.TrimLeft(lines[f.Last], " "), ",")
		want := fmt.Sprintf("%s…%s %s", lines[f.First], end, d.Parts(f))
		got := bytes.Split(d.Folded(d.Folds[i:i+1]), []byte("\n"))
		if len(got) != len(lines)-(f.Last-f.First) || string(got[f.First]) != want {
			t.Fatalf("line %d of %q folded is %q, want %q", f.First, d.Text, got, want)
		}
		for n, line := range got {
			whole := n
			if n > f.First {
				whole += f.Last - f.First
			}
			if n != f.First && string(line) != lines[whole] {
				t.Fatalf("line %d of %q folded is %q, want %q", n, d.Text, line, lines[whole])
			}
		}
	}
}

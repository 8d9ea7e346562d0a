package archtest

import (
	"go/ast"
	"path/filepath"
	"slices"
	"testing"
)

// The root is where a reader begins: what the program is, and which keys it has.
func TestRootHoldsThreeGoFiles(t *testing.T) {
	t.Parallel()
	found, err := filepath.Glob(filepath.Join(root(t), "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range found {
		found[i] = filepath.Base(found[i])
	}
	if want := []string{"keymap.go", "main.go", "main_test.go"}; !slices.Equal(found, want) {
		t.Errorf("the root holds the Go files %q, want %q", found, want)
	}
}

// A screen may run in a process that has others, such as a server of screens: only those
// who own the process end it, take its signals or write to its standard files.
func TestWhoOwnsTheProcess(t *testing.T) {
	t.Parallel()
	owners := []string{"fleetop/internal/cli", "fleetop/internal/terminal"}
	for _, file := range sources(t) {
		owns := slices.Contains(owners, file.pkg)
		if slices.Contains(file.imports, "os/signal") && !owns {
			t.Errorf("%s imports os/signal", file.name)
		}
		for _, name := range used(file, "os") {
			switch name {
			case "Exit":
				if file.name != "main.go" && file.pkg != "fleetop/internal/terminal" {
					t.Errorf("%s calls os.Exit", file.name)
				}
			case "Stdin", "Stdout", "Stderr":
				if !owns {
					t.Errorf("%s uses os.%s", file.name, name)
				}
			}
		}
	}
}

// used returns what a file names of a package, which it imports under the package's own name.
func used(file sourceFile, pkg string) []string {
	var names []string
	if !slices.Contains(file.imports, pkg) {
		return nil
	}
	ast.Inspect(file.syntax, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := selector.X.(*ast.Ident); ok && x.Name == pkg {
				names = append(names, selector.Sel.Name)
			}
		}
		return true
	})
	return names
}

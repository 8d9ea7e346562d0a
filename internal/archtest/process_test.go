package archtest

import (
	"go/ast"
	"path"
	"path/filepath"
	"slices"
	"strings"
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

// Only those who own the process end it, take its signals or write to its standard files.
func TestWhoOwnsTheProcess(t *testing.T) {
	t.Parallel()
	owners := []string{"fleetop/internal/cli", "fleetop/internal/terminal/tty"}
	for _, file := range sources(t) {
		owns := slices.Contains(owners, file.pkg)
		for _, name := range used(file, "os") {
			switch name {
			case "Exit":
				if file.pkgName != "main" && file.pkg != "fleetop/internal/terminal/tty" {
					t.Errorf("%s calls os.Exit", file.name)
				}
			case "Stdin", "Stdout", "Stderr", "Interrupt", "Kill", "Signal":
				if !owns && !testOnly(file.pkg) {
					t.Errorf("%s uses os.%s", file.name, name)
				}
			}
		}
		if owns || testOnly(file.pkg) {
			continue
		}
		if slices.Contains(file.imports, "os/signal") {
			t.Errorf("%s imports os/signal", file.name)
		}
		for _, name := range slices.Concat(used(file, "syscall"), used(file, "unix")) {
			if strings.HasPrefix(name, "SIG") || name == "Signal" {
				t.Errorf("%s knows the signal %s", file.name, name)
			}
		}
	}
}

// testOnly is whether a package is for tests only.
func testOnly(pkg string) bool {
	return matches("fleetop/internal/enginetest/...", pkg) || pkg == "fleetop/internal/ptytest" || pkg == "fleetop/internal/uitest" || strings.HasPrefix(pkg, "fleetop/test/")
}

// A process may have many sessions, such as a server of screens: what draws one knows nothing of
// the process. What a session wants of it, such as a file, it asks of whoever runs it.
func TestSessionsKnowNoProcess(t *testing.T) {
	t.Parallel()
	sessions := []string{"fleetop/ui", "fleetop/ui/...", "fleetop/internal/terminal", "fleetop/internal/terminal/keys", "fleetop/internal/terminal/paint"}
	process := []string{"os", "os/exec", "os/signal", "os/user", "syscall", "golang.org/x/sys/unix", "github.com/charmbracelet/x/term"}
	for _, file := range sources(t) {
		if !slices.ContainsFunc(sessions, func(p string) bool { return matches(p, file.pkg) }) {
			continue
		}
		for _, imported := range file.imports {
			if slices.Contains(process, imported) {
				t.Errorf("%s imports %s", file.name, imported)
			}
		}
	}
}

// used returns what a file names of a package, which it imports under the package's own name.
func used(file sourceFile, pkg string) []string {
	var names []string
	if !slices.ContainsFunc(file.imports, func(imported string) bool { return path.Base(imported) == pkg }) {
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

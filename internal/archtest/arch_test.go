package archtest

import (
	"go/ast"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	bubbletea = "github.com/charmbracelet/bubbletea"
	// maxLines is where a file is certainly two; the habit is about 400.
	maxLines = 500
)

// mayImport says which packages of the module a package may import; a pattern
// that ends in /... stands for everything below. Imports run downwards only. A
// new package needs a row here.
func mayImport() map[string][]string {
	return map[string][]string{
		"fleetop": {"fleetop/internal/cli", "fleetop/ui/command"},

		"fleetop/client": {},

		"fleetop/ui": {"fleetop/client", "fleetop/ui/...", "fleetop/internal/activity", "fleetop/internal/feed/...", "fleetop/internal/orders", "fleetop/internal/recorder", "fleetop/internal/filter", "fleetop/internal/fleet", "fleetop/internal/jsontext", "fleetop/internal/terminal", "fleetop/internal/terminal/keys", "fleetop/internal/terminal/paint", "fleetop/internal/text", "fleetop/internal/textlog"},
		// The screen: nothing here knows the root or each other. Records come
		// through fleet; the names of their types are those of client.
		"fleetop/ui/pane":    {"fleetop/client", "fleetop/ui/command", "fleetop/internal/activity", "fleetop/internal/feed/...", "fleetop/internal/filter", "fleetop/internal/fleet", "fleetop/internal/jsontext", "fleetop/internal/recorder", "fleetop/internal/text", "fleetop/internal/textlog", "fleetop/ui/theme", "fleetop/ui/kit/..."},
		"fleetop/ui/wall":    {"fleetop/internal/recorder", "fleetop/internal/text", "fleetop/ui/kit/...", "fleetop/ui/pane", "fleetop/ui/theme"},
		"fleetop/ui/dialog":  {"fleetop/client", "fleetop/ui/command", "fleetop/internal/fleet", "fleetop/internal/orders", "fleetop/internal/text", "fleetop/ui/form", "fleetop/ui/theme", "fleetop/ui/kit/..."},
		"fleetop/ui/form":    {"fleetop/internal/text", "fleetop/ui/theme", "fleetop/ui/kit/..."},
		"fleetop/ui/command": {},
		"fleetop/ui/theme":   {},
		"fleetop/ui/kit/...": {"fleetop/ui/kit/...", "fleetop/internal/text"},

		// The domain: it knows neither the screen nor bubbletea.
		"fleetop/internal/fleet":     {"fleetop/client", "fleetop/internal/text"},
		"fleetop/internal/activity":  {"fleetop/internal/fleet", "fleetop/internal/text"},
		"fleetop/internal/recorder":  {"fleetop/client", "fleetop/internal/activity", "fleetop/internal/fleet"},
		"fleetop/internal/feed":      {"fleetop/client", "fleetop/internal/feed/...", "fleetop/internal/fleet", "fleetop/internal/text", "fleetop/internal/textlog"},
		"fleetop/internal/feed/poll": {"fleetop/client"},
		"fleetop/internal/orders":    {"fleetop/client", "fleetop/internal/fleet", "fleetop/internal/text"},
		"fleetop/internal/filter":    {},
		"fleetop/internal/jsontext":  {"fleetop/internal/text"},
		"fleetop/internal/text":      {},
		"fleetop/internal/textlog":   {"fleetop/internal/text"},

		"fleetop/internal/cli":    {"fleetop/client", "fleetop/ui/...", "fleetop/internal/..."},
		"fleetop/internal/config": {"fleetop/internal/text"},
		"fleetop/internal/state":  {},
		"fleetop/internal/serve":  {},
		// A session's terminal: nothing here but tty knows the process.
		"fleetop/internal/terminal":        {"fleetop/internal/terminal/keys", "fleetop/internal/terminal/paint"},
		"fleetop/internal/terminal/keys":   {},
		"fleetop/internal/terminal/paint":  {"fleetop/internal/text"},
		"fleetop/internal/terminal/tty":    {"fleetop/internal/terminal"},
		"fleetop/internal/platform":        {"fleetop/internal/platform/engine", "fleetop/internal/platform/ledger"},
		"fleetop/internal/platform/ledger": {"fleetop/internal/platform/engine", "fleetop/internal/state"},
		"fleetop/internal/platform/engine": {},
		"fleetop/internal/platform/memory": {"fleetop/internal/platform/engine"},
		// Both engines of Docker: what they share lies beside.
		"fleetop/internal/platform/docker":           {"fleetop/internal/platform/engine", "fleetop/internal/platform/docker/dialect", "fleetop/internal/platform/docker/dockerlog"},
		"fleetop/internal/platform/swarm":            {"fleetop/internal/platform/engine", "fleetop/internal/platform/docker/dialect", "fleetop/internal/platform/docker/dockerlog"},
		"fleetop/internal/platform/docker/dialect":   {"fleetop/internal/platform/engine"},
		"fleetop/internal/platform/docker/dockerlog": {"fleetop/internal/platform/engine"},
		// How a daemon is found and reached needs nothing but Go.
		"fleetop/internal/platform/docker/reach": {},

		// For tests only; see TestHelpersStayInTests.
		"fleetop/internal/archtest":            {},
		"fleetop/internal/contracttest":        {},
		"fleetop/internal/goldentest":          {},
		"fleetop/internal/enginetest":          {},
		"fleetop/internal/enginetest/contract": {"fleetop/internal/platform/engine"},
		"fleetop/internal/enginetest/apitest":  {"fleetop/client", "fleetop/internal/platform", "fleetop/internal/platform/engine"},
		"fleetop/internal/enginetest/cluster":  {"fleetop/internal/platform/engine"},
		"fleetop/internal/enginetest/worker":   {},
		"fleetop/internal/uitest":              {"fleetop/internal/ptytest", "fleetop/ui/command", "fleetop/internal/terminal", "fleetop/internal/terminal/keys"},
		"fleetop/internal/ptytest":             {"fleetop/internal/ptytest/vt"},
		"fleetop/internal/ptytest/vt":          {},
		"fleetop/internal/picture":             {"fleetop/internal/ptytest/vt"},
		"fleetop/test/...":                     {"fleetop/client", "fleetop/internal/...", "fleetop/ui/..."},
	}
}

// allowed finds the row of a package: its own, else that of a pattern.
func allowed(pkg string) ([]string, bool) {
	table := mayImport()
	if row, ok := table[pkg]; ok {
		return row, true
	}
	for pattern, row := range table {
		if matches(pattern, pkg) {
			return row, true
		}
	}
	return nil, false
}

// matches is whether a pattern of the table stands for a package.
func matches(pattern, pkg string) bool {
	prefix, isTree := strings.CutSuffix(pattern, "/...")
	return pkg == prefix || isTree && strings.HasPrefix(pkg, prefix+"/")
}

func TestImportsRunDownwards(t *testing.T) {
	t.Parallel()
	for _, file := range sources(t) {
		row, ok := allowed(file.pkg)
		if !ok {
			t.Errorf("%s: the package %s has no row in the table of imports", file.name, file.pkg)
			continue
		}
		for _, imported := range file.imports {
			if inModule(imported) && !slices.ContainsFunc(row, func(p string) bool { return matches(p, imported) }) {
				t.Errorf("%s imports %s; it may import %q of this module", file.name, imported, row)
			}
		}
	}
}

// The client is for everybody to copy: it needs nothing but Go.
func TestClientNeedsTheStandardLibraryOnly(t *testing.T) {
	t.Parallel()
	found := false
	for _, file := range sources(t) {
		if file.pkg != "fleetop/client" {
			continue
		}
		found = true
		for _, imported := range file.imports {
			if !standard(imported) {
				t.Errorf("%s imports %s", file.name, imported)
			}
		}
	}
	if !found {
		t.Error("there is no package fleetop/client")
	}
}

// What is known and how it is laid out does not depend on the library that
// draws it.
func TestWhoKnowsBubbletea(t *testing.T) {
	t.Parallel()
	knows := []string{"fleetop/ui", "fleetop/ui/pane", "fleetop/ui/dialog", "fleetop/internal/terminal", "fleetop/internal/terminal/keys", "fleetop/internal/terminal/tty", "fleetop/internal/uitest"}
	for _, file := range sources(t) {
		for _, imported := range file.imports {
			if (imported == bubbletea || strings.HasPrefix(imported, "github.com/charmbracelet/bubbles/")) && !slices.Contains(knows, file.pkg) {
				t.Errorf("%s imports %s", file.name, imported)
			}
		}
	}
}

func TestHelpersStayInTests(t *testing.T) {
	t.Parallel()
	isHelper := func(pkg string) bool {
		return strings.HasSuffix(pkg, "test") || strings.Contains(pkg, "test/") || pkg == "fleetop/internal/picture"
	}
	for _, file := range sources(t) {
		for _, imported := range file.imports {
			switch {
			case isHelper(file.pkg):
			case inModule(imported) && isHelper(imported), imported == "testing", strings.HasPrefix(imported, "testing/"):
				t.Errorf("%s, which is no test, imports %s", file.name, imported)
			}
		}
	}
}

func TestPackageNames(t *testing.T) {
	t.Parallel()
	for _, file := range sources(t) {
		if slices.Contains([]string{"util", "utils", "common", "helpers", "types", "misc"}, file.pkgName) {
			t.Errorf("%s: package %s says nothing about what is in it", file.name, file.pkgName)
		}
		if file.pkgName != "main" && file.pkgName != path.Base(file.pkg) {
			t.Errorf("%s: package %s is in a directory of another name", file.name, file.pkgName)
		}
	}
}

func TestNoFileIsTooLong(t *testing.T) {
	t.Parallel()
	for _, file := range sources(t) {
		if file.lines > maxLines {
			t.Errorf("%s has %d lines, at most %d are allowed", file.name, file.lines, maxLines)
		}
	}
}

// A program that does something before main cannot be understood from main. The
// one exception keeps bubbletea from asking the terminal for its colours.
func TestOnlyThemeHasInit(t *testing.T) {
	t.Parallel()
	found := false
	for _, file := range sources(t) {
		for _, decl := range file.syntax.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv != nil || f.Name.Name != "init" {
				continue
			}
			if file.pkg != "fleetop/ui/theme" {
				t.Errorf("%s has an init function", file.name)
			}
			found = true
		}
	}
	if !found {
		t.Error("ui/theme has no init function: bubbletea asks the terminal for its colours and waits for an answer")
	}
}

// Packages are initialized in the order of their import paths once what they
// import is: theme has to come before bubbletea.
func TestThemeIsInitializedBeforeBubbletea(t *testing.T) {
	t.Parallel()
	if modulePath >= bubbletea {
		t.Errorf("the module path %s does not sort before %s", modulePath, bubbletea)
	}
	before := goList(t, bubbletea)
	for _, pkg := range goList(t, "fleetop/ui/theme") {
		if pkg != "fleetop/ui/theme" && !slices.Contains(before, pkg) {
			t.Errorf("ui/theme depends on %s, which bubbletea does not: it may be initialized later", pkg)
		}
	}
}

// goList returns a package and what it depends on, without the standard library.
func goList(t *testing.T, pkg string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", pkg)
	cmd.Dir = root(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list -deps %s: %v", pkg, err)
	}
	return strings.Fields(string(out))
}

// Later versions of the first are many times slower; the others decide how wide
// a character is, which must not change unseen.
func TestPinnedVersions(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root(t), "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), "module "+modulePath+"\n") {
		t.Errorf("go.mod does not begin with module %s", modulePath)
	}
	for module, version := range map[string]string{
		"github.com/charmbracelet/x/ansi":      "v0.11.6",
		"github.com/mattn/go-runewidth":        "v0.0.19",
		"github.com/clipperhouse/displaywidth": "v0.9.0",
		"github.com/charmbracelet/bubbletea":   "v1.3.10",
		"github.com/charmbracelet/bubbles":     "v1.0.0",
		"github.com/charmbracelet/lipgloss":    "v1.1.0",
	} {
		if got := required(string(text), module); got != version {
			t.Errorf("go.mod requires %s %q, want %s", module, got, version)
		}
	}
}

// required finds the version of a module in go.mod.
func required(goMod, module string) string {
	for line := range strings.Lines(goMod) {
		if fields := strings.Fields(strings.TrimPrefix(line, "require")); len(fields) > 1 && fields[0] == module {
			return fields[1]
		}
	}
	return ""
}

package archtest

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// modulePath is the module's name.
const modulePath = "fleetop"

// A sourceFile is a Go file of the module that is no test.
type sourceFile struct {
	name    string // below the root of the module
	pkg     string // import path
	pkgName string
	imports []string
	lines   int
	syntax  *ast.File
}

// root is the module's directory.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// sources reads every Go file of the module but the tests, for whatever system
// it is built.
func sources(t *testing.T) []sourceFile {
	t.Helper()
	dir := root(t)
	var files []sourceFile
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := entry.Name()
		if entry.IsDir() {
			if name != dir && (strings.HasPrefix(base, ".") || base == "testdata") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(base, ".go") || strings.HasSuffix(base, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		file, err := parseSource(name, filepath.ToSlash(rel))
		files = append(files, file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 20 {
		t.Fatalf("only %d files were found below %s", len(files), dir)
	}
	return files
}

func parseSource(name, rel string) (sourceFile, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return sourceFile{}, err
	}
	syntax, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
	if err != nil {
		return sourceFile{}, err
	}
	file := sourceFile{
		name: rel, pkg: path.Join(modulePath, path.Dir(rel)), pkgName: syntax.Name.Name,
		lines: bytes.Count(text, []byte("\n")), syntax: syntax,
	}
	for _, spec := range syntax.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return sourceFile{}, err
		}
		file.imports = append(file.imports, imported)
	}
	return file, nil
}

// inModule is whether an import path is one of the module's packages.
func inModule(pkg string) bool { return pkg == modulePath || strings.HasPrefix(pkg, modulePath+"/") }

// standard is whether an import path is one of the standard library.
func standard(pkg string) bool {
	first, _, _ := strings.Cut(pkg, "/")
	return !strings.Contains(first, ".") && !inModule(pkg)
}

// Who looks for something begins at the page: a file of the program on the screen that is not there is
// not found.
func TestArchitectureNamesTheFilesOfTheScreen(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(root(t), "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range sources(t) {
		if file.pkg != "fleetop/ui" || strings.HasPrefix(path.Base(file.name), "io_") { // named by a pattern
			continue
		}
		if !bytes.Contains(page, []byte("`"+file.name+"`")) {
			t.Errorf("ARCHITECTURE.md does not name %s", file.name)
		}
	}
}

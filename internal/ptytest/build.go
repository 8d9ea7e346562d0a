package ptytest

import (
	"context"
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// Build builds a main package into dir, with further flags of go build, and returns the path of the
// program. A TestMain calls it once for all its tests.
func Build(ctx context.Context, dir, pkg string, flags ...string) (string, error) {
	program := filepath.Join(dir, path.Base(filepath.ToSlash(pkg)))
	args := append([]string{"build", "-o", program}, flags...)
	out, err := exec.CommandContext(ctx, "go", append(args, pkg)...).CombinedOutput() //nolint:gosec // The test names the package.
	if err != nil {
		return "", fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
	}
	_, err = os.Stat(program)
	return program, err
}

// Main runs the tests of a package that needs the built program, whose path it puts into program
// first, and returns the status to exit with: it is what TestMain of such a package calls.
func Main(m *testing.M, program *string) (status int) {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP) // else programs inherit that nohup ignores it
	dir, err := os.MkdirTemp("", "fleetop-test-")
	if err == nil {
		defer func() { _ = os.RemoveAll(dir) }()
		*program, err = Build(context.Background(), dir, "fleetop")
	}
	if err != nil {
		log.Print(err)
		return 1
	}
	return m.Run()
}

// DependOnSources keeps the go command from reusing a cached result of the calling test's package
// after a Go file of the module has changed: the command does not know what the built program
// depends on. [Start] calls it.
func DependOnSources(t testing.TB) {
	t.Helper()
	if err := lookAtSources(); err != nil {
		t.Fatal(err)
	}
}

// lookAtSources looks at every Go file of the module: the go command notes the files that a test
// looks at while it runs.
var lookAtSources = sync.OnceValue(func() error {
	root, err := os.Getwd()
	for ; err == nil; root = filepath.Dir(root) {
		if _, failure := os.Stat(filepath.Join(root, "go.mod")); failure == nil {
			break
		} else if root == filepath.Dir(root) {
			return failure
		}
	}
	if err != nil {
		return err
	}
	return filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != root && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata"):
			return fs.SkipDir
		case strings.HasSuffix(name, ".go"):
			_, err = os.Stat(name)
		}
		return err
	})
})

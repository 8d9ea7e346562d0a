package ptytest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
)

// Build builds a main package into dir, with further flags of go build, and
// returns the path of the program. A TestMain calls it once for all its tests.
func Build(ctx context.Context, dir, pkg string, flags ...string) (string, error) {
	program := filepath.Join(dir, path.Base(filepath.ToSlash(pkg)))
	args := append([]string{"build", "-o", program}, flags...)
	out, err := exec.CommandContext(ctx, "go", append(args, pkg)...).CombinedOutput() //nolint:gosec // The test names the package.
	if err != nil {
		return "", fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
	}
	// Looking at the program keeps the result of the test out of the cache, whose
	// key does not have the sources of the program.
	_, err = os.Stat(program)
	return program, err
}

package tty

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"fleetop/internal/terminal"
)

// keepTraces is how many traces a directory holds at most: a fault that comes
// back with every poll must not fill the disk.
const keepTraces = 20

// WriteTrace writes what happened, such as a panic, and the stacks to a new file in
// dir, which is made if need be, and returns its path. Only the user can read it,
// control characters are left out, and of older traces the last ones are kept.
func WriteTrace(dir, what string, stack []byte) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	now := time.Now().UTC()
	f, err := os.CreateTemp(dir, "panic-"+now.Format("20060102T150405.000000000")+"-*.txt")
	if err != nil {
		return "", err
	}
	text := fmt.Sprintf("fleetop failed at %s (%s, %s/%s)\n\n%s\n\n%s\n",
		now.Format(time.RFC3339), runtime.Version(), runtime.GOOS, runtime.GOARCH, what, stack)
	_, err = f.WriteString(terminal.CleanLines(text))
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	pruneTraces(dir)
	return f.Name(), err
}

// pruneTraces removes all but the newest traces; their names sort by time.
func pruneTraces(dir string) {
	names, err := filepath.Glob(filepath.Join(dir, "panic-*.txt"))
	if err != nil || len(names) <= keepTraces {
		return
	}
	slices.Sort(names)
	for _, name := range names[:len(names)-keepTraces] {
		_ = os.Remove(name)
	}
}

// failure is what happened, and where its trace is or why there is none.
func failure(what, path string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: no trace could be written: %w", terminal.CleanLine(what), err)
	}
	return errors.New(terminal.CleanLine(what) + ": trace in " + path)
}

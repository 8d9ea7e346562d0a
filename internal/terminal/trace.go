package terminal

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode"
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
	_, err = f.WriteString(cleanLines(text))
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

// cleanLines leaves line ends and tabs and replaces everything else that a
// terminal would act on.
func cleanLines(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

// cleanLine makes text fit for one line of standard error.
func cleanLine(text string) string {
	return strings.Join(strings.Fields(cleanLines(text)), " ")
}

//go:build unix

package serve

import "syscall"

// openFiles returns how many files this process may have open at the same time, at most most. The
// runtime has raised the limit as far as it may.
func openFiles(most int) int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || uint64(limit.Cur) > uint64(most) { //nolint:gosec,unconvert // a small number; signed on some systems
		return most
	}
	return int(limit.Cur) //nolint:gosec // no more than most
}

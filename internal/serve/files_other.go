//go:build !unix

package serve

// openFiles returns how many files this process may have open at the same time, at most most: here
// nothing else limits them.
func openFiles(most int) int { return most }

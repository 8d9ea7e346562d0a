//go:build !unix

package cli

import "io/fs"

// ownedByUs is always true: these systems give the state directory to one user.
func ownedByUs(fs.FileInfo) bool { return true }

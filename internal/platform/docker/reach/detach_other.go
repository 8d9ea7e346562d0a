//go:build !unix

package reach

import "os/exec"

// detach does nothing: there is no terminal to take from a process.
func detach(*exec.Cmd) {}

//go:build unix

package reach

import (
	"os/exec"
	"syscall"
)

// detach gives a process no terminal: it can ask nothing, and no key interrupts it.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

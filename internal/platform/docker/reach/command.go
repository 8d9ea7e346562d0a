package reach

import "strings"

// Arguments returns the arguments with which the docker command reaches this daemon, whatever the
// environment and its current context say. It returns false where the command takes no such address.
func (d *Daemon) Arguments() (args []string, ok bool) {
	if d.context != "" {
		return []string{"--context", d.context}, true
	}
	scheme, _, _ := strings.Cut(d.Address, "://")
	switch scheme {
	case "unix", "tcp", "ssh":
		return []string{"--host", d.Address}, true
	default:
		return nil, false
	}
}

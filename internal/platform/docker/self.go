package docker

import (
	"os"
	"regexp"
)

// ownContainer returns the identifier of the container that this program runs in, empty if it runs
// in none. The files are those in which the kernel names it: its mounts and its control groups.
func ownContainer(files ...string) string {
	pattern := regexp.MustCompile(`(?m)(?:/containers/|/docker/|docker-)([0-9a-f]{64})(?:/|\.scope|\s|$)`)
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // not Linux
		}
		if found := pattern.FindSubmatch(text); found != nil {
			return string(found[1])
		}
	}
	return ""
}

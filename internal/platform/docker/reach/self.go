package reach

import (
	"bytes"
	"os"
	"regexp"
)

// Self returns the identifier of the container that this program runs in, empty for none.
func Self() string {
	for _, path := range []string{"/proc/self/mountinfo", "/proc/self/cgroup"} {
		if data, err := os.ReadFile(path); err == nil { //nolint:gosec // one of the two above
			if id := containerIn(data); id != "" {
				return id
			}
		}
	}
	return ""
}

// containerIn finds the identifier in what the kernel says of a process: a file that Docker mounts
// over one of the container's, or the name of a control group.
func containerIn(data []byte) string {
	mounted := regexp.MustCompile(`/containers/([0-9a-f]{64})/(?:hostname|hosts|resolv\.conf) `)
	grouped := regexp.MustCompile(`(?:/docker/|/docker-)([0-9a-f]{64})(?:\.scope)?$`)
	for line := range bytes.Lines(data) {
		line = bytes.TrimRight(line, "\n")
		for _, form := range []*regexp.Regexp{mounted, grouped} {
			if found := form.FindSubmatch(line); found != nil {
				return string(found[1])
			}
		}
	}
	return ""
}

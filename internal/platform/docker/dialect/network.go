package dialect

import (
	"regexp"
	"strings"
)

var (
	request = regexp.MustCompile(`^(?:.*: )?(?:Get|Head|Post) "[^"]*": `)
	lookup  = regexp.MustCompile(`^dial tcp: lookup (\S+?)(?: on \S+)?: (?:.*: )?(.+)$`)
	dial    = regexp.MustCompile(`^dial tcp (\S+): (?:connect: )?(.+)$`)
)

// Network is Cause for what went wrong on the way to a registry: the cause first, then the host. A line that is
// cut has its addresses at the end.
func Network(s string) string {
	s = request.ReplaceAllString(Cause(s), "")
	if part := lookup.FindStringSubmatch(s); part != nil {
		if part[2] == "no such host" {
			return "no such host " + part[1]
		}
		return "the name " + part[1] + " cannot be looked up: " + part[2]
	}
	return strings.TrimSpace(dial.ReplaceAllString(s, "$2: $1"))
}

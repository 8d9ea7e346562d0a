package platform

import (
	"cmp"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"fleetop/internal/platform/engine"
)

// The grammar of image references is that of github.com/distribution/reference:
//
//	[HOST[:PORT]/]PART[/PART...][:TAG][@ALGORITHM:HEX]

// maxImageName is the most characters of an image's name, its registry included.
const maxImageName = 255

// refPatterns hold what the parts of a reference look like.
type refPatterns struct {
	host, part, tag, digest, id *regexp.Regexp
}

func newRefPatterns() refPatterns {
	return refPatterns{
		host:   regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$`),
		part:   regexp.MustCompile(`^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$`),
		tag:    regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$`),
		digest: regexp.MustCompile(`^(sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$`),
		id:     regexp.MustCompile(`^[a-f0-9]{64}$`),
	}
}

// parseReference reads a reference, whose missing tag is "latest". It returns the rule that the
// text breaks, if it breaks one.
func (p *refPatterns) parseReference(s string) (ref engine.Ref, broken string) {
	rest, digest, pinned := strings.Cut(s, "@")
	ref = engine.Ref{Name: rest, Tag: "latest", Digest: digest}
	if i := strings.LastIndexByte(rest, ':'); i > strings.LastIndexByte(rest, '/') {
		ref.Name, ref.Tag = rest[:i], rest[i+1:]
	}
	if pinned && !p.digest.MatchString(digest) {
		broken = "The digest " + quoted(digest) + " must be sha256: and 64 hexadecimal digits in lower case, or sha512: and 128."
	}
	return ref, cmp.Or(p.brokenName(ref.Name), p.brokenTag(ref.Tag), broken)
}

// brokenTag returns the rule that a tag breaks.
func (p *refPatterns) brokenTag(tag string) string {
	if p.tag.MatchString(tag) {
		return ""
	}
	return "The tag " + quoted(tag) + " must be 1 to 128 letters, digits, underscores, dots and hyphens, and begin with a letter, a digit or an underscore."
}

// brokenName returns the rule that the name of an image without its tag breaks.
func (p *refPatterns) brokenName(name string) string {
	if len(name) > maxImageName {
		return "The name of an image, its registry included, has at most " + strconv.Itoa(maxImageName) + " characters."
	}
	path := name
	if first, rest, found := strings.Cut(name, "/"); found && isRegistry(first) {
		if broken := p.brokenRegistry(first); broken != "" {
			return broken
		}
		path = rest
	} else if p.id.MatchString(name) {
		return "The name " + quoted(name) + " is the id of an image: give its name, such as tutum/hello-world."
	}
	for part := range strings.SplitSeq(path, "/") {
		if !p.part.MatchString(part) {
			return brokenPart(name, part)
		}
	}
	return ""
}

// brokenPart says why a part of a name is none.
func brokenPart(name, part string) string {
	if part == "" {
		return "The name " + quoted(name) + " has an empty part: a name is like tutum/hello-world or registry.example.com:5000/team/app."
	}
	if strings.ToLower(part) != part {
		return "The part " + quoted(part) + " of the name must be in lower case."
	}
	return "The part " + quoted(part) + " of the name must be letters in lower case and digits, with a dot, one or two underscores, or hyphens between them."
}

// isRegistry reports whether the first part of several names a registry.
func isRegistry(part string) bool {
	return strings.ContainsAny(part, ".:") || part == "localhost" || strings.ToLower(part) != part
}

// brokenRegistry returns the rule that a registry's host and port break.
func (p *refPatterns) brokenRegistry(registry string) string {
	const rule = " must be a host name and, if it has one, a port from 1 to 65535, such as registry.example.com:5000."
	host, port := registry, "443"
	if i := strings.LastIndexByte(registry, ':'); i > strings.LastIndexByte(registry, ']') {
		host, port = registry[:i], registry[i+1:]
	}
	n, err := strconv.Atoi(port)
	valid := err == nil && n >= 1 && n <= 65535 && port[0] != '+'
	if inner, isIPv6 := strings.CutPrefix(host, "["); isIPv6 {
		ip, err := netip.ParseAddr(strings.TrimSuffix(inner, "]"))
		valid = valid && err == nil && ip.Is6() && ip.Zone() == "" && strings.HasSuffix(host, "]")
	} else {
		valid = valid && p.host.MatchString(host)
	}
	if valid {
		return ""
	}
	return "The registry " + quoted(registry) + rule
}

package fleet

import (
	"strconv"
	"strings"

	"fleetop/client"
	"fleetop/internal/text"
)

// RunningText returns "N/M" for running of target of an application.
func RunningText(r *Row) string {
	if r.Application == nil {
		return ""
	}
	running, target := RunningParts(r)
	return running + "/" + target
}

// RunningParts returns how many containers of an application run, and of how many; "?" for what is not
// known.
func RunningParts(r *Row) (running, target string) {
	if r.Application == nil {
		return "", ""
	}
	return r.count(r.Application.Running, fieldRunning), r.count(r.Application.Target, fieldTarget)
}

// Address returns the host name of an object: the web address first, then the
// public one.
func Address(r *Row) string {
	switch {
	case r.Application != nil && r.Application.WebPublicDNS != "":
		return r.Application.WebPublicDNS
	case r.Application != nil:
		return r.Application.PublicDNS
	case r.Container != nil:
		return r.Container.PublicDNS
	default:
		return ""
	}
}

// PortsText returns the ports in short: "80/tcp", or "49221->80/tcp" where
// they are published.
func PortsText(r *Row) string {
	switch {
	case r.Application != nil:
		return portsText(r.Application.Ports, "")
	case r.Container != nil:
		return portsText(r.Container.Ports, "")
	default:
		return ""
	}
}

// PortLines returns each port of a workload in full: "host:49221->80/tcp".
func PortLines(ports []client.Port, host string) []string {
	lines := make([]string, len(ports))
	for i, p := range ports {
		lines[i] = portText(p, host)
	}
	return lines
}

func portsText(ports []client.Port, host string) string {
	switch len(ports) {
	case 0:
		return ""
	case 1:
		return portText(ports[0], host)
	default:
		return strings.Join(PortLines(ports, host), " ")
	}
}

func portText(p client.Port, host string) string {
	b := make([]byte, 0, 32)
	if p.Outer != nil {
		if host != "" {
			b = append(append(b, host...), ':')
		}
		b = strconv.AppendInt(b, int64(*p.Outer), 10)
		b = append(b, "->"...)
	}
	b = strconv.AppendInt(b, int64(p.Inner), 10)
	if p.Protocol != "" {
		b = append(append(b, '/'), p.Protocol...)
	}
	return string(b)
}

// ExitText returns the exit code of a container, "" while there is none.
func ExitText(r *Row) string {
	if r.Container == nil || r.Container.ExitCode == nil {
		return ""
	}
	return strconv.Itoa(*r.Container.ExitCode)
}

// ShortImage returns an image without its registry and namespace, and without
// the tag that is meant when there is none: "hello-world", "mysql:5.6".
func ShortImage(name string) string {
	return strings.TrimSuffix(name[strings.LastIndexByte(name, '/')+1:], ":latest")
}

// ImageKind returns what an image is to its account: private, jumpstart or base image.
func ImageKind(r *Row) string {
	switch i := r.Image; {
	case i == nil:
		return ""
	case i.Private:
		return "private"
	case i.Starred:
		return "jumpstart"
	case i.Base:
		return "base image"
	default:
		return "public"
	}
}

// TagsText returns the names of an image's tags.
func TagsText(r *Row) string {
	if r.Image == nil {
		return ""
	}
	names := make([]string, 0, len(r.Image.Tags))
	for _, t := range r.Image.Tags {
		names = append(names, TagName(t))
	}
	return strings.Join(names, " ")
}

// TagName returns the name of a tag, taken from its URI where a list gives no
// more than that.
func TagName(t client.ImageTag) string {
	if t.Name != "" {
		return t.Name
	}
	return text.PlainLine(client.UUIDFromURI(t.URI))
}

// RegistryText returns the host of an image's registry.
func RegistryText(r *Row) string {
	if r.Image == nil {
		return ""
	}
	return text.PlainLine(client.UUIDFromURI(r.Image.Registry))
}

// NaturalKey maps a name to a string whose plain order is the natural order of
// names: "web-2" before "web-10", upper and lower case alike. Every run of
// digits is preceded by characters for its length.
func NaturalKey(name string) string {
	plain := true
	for i := range len(name) {
		if c := name[i]; c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 0x80 {
			plain = false
			break
		}
	}
	if plain {
		return name
	}
	lower := strings.ToLower(name)
	b := make([]byte, 0, len(lower)+4)
	for i := 0; i < len(lower); {
		if lower[i] < '0' || lower[i] > '9' {
			b = append(b, lower[i])
			i++
			continue
		}
		end := i
		for end < len(lower) && lower[end] >= '0' && lower[end] <= '9' {
			end++
		}
		digits := strings.TrimLeft(lower[i:end], "0")
		length := len(digits)
		for ; length >= 9; length -= 9 {
			b = append(b, '9')
		}
		b = append(b, '0'+byte(length)) //nolint:gosec // less than nine
		b = append(b, digits...)
		i = end
	}
	return string(b)
}

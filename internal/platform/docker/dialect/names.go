package dialect

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"fleetop/internal/platform/engine"
)

// ContainerUUID is the UUID of a container or a task that has none of its own, from the daemon's
// identifier. It is the same at every start and on every server.
func ContainerUUID(native string) string { return UUID("fleetop container\n" + native) }

// ServiceUUID is likewise that of a service.
func ServiceUUID(native string) string { return UUID("stack\n" + native) }

// UUID makes a UUID out of a name.
func UUID(name string) string {
	sum := sha256.Sum256([]byte(name))
	b := sum[:16]
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	s := hex.EncodeToString(b)
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// mostLabel is the most that is read of one label: what made it may be hostile.
const mostLabel = 64 << 10

// Short returns labels that are not too long.
func Short(labels map[string]string) map[string]string {
	for _, v := range labels {
		if len(v) > mostLabel {
			list := make(map[string]string, len(labels))
			for k, v := range labels {
				list[k] = v[:min(len(v), mostLabel)]
			}
			return list
		}
	}
	return labels
}

// Ref reads the name of an image as Docker and Podman write it.
func Ref(name string) engine.Ref {
	name = Clean(name)
	for _, prefix := range []string{"docker.io/library/", "docker.io/", "index.docker.io/library/", "index.docker.io/"} {
		if after, found := strings.CutPrefix(name, prefix); found {
			name = after
			break
		}
	}
	name, digest, _ := strings.Cut(name, "@")
	ref := engine.ParseRef(name)
	ref.Digest = digest
	return ref
}

// Environment writes variables as Docker has them.
func Environment(vars []engine.Var) []string {
	out := make([]string, len(vars))
	for i, v := range vars {
		out[i] = v.Key + "=" + v.Value
	}
	return out
}

// Variables reads "KEY=value".
func Variables(list []string) []engine.Var {
	vars := make([]engine.Var, 0, len(list))
	for _, s := range list {
		k, v, _ := strings.Cut(s, "=")
		vars = append(vars, engine.Var{Key: k, Value: v})
	}
	return vars
}

package docker

import (
	"crypto/sha256"
	"encoding/hex"
)

// The labels of the containers that were made here. Docker cannot change them once the container is
// made.
const (
	labelVersion     = "fleetop.version"
	labelOwner       = "fleetop.owner"       // the server that made it and enforces its policies
	labelApplication = "fleetop.application" // UUID
	labelContainer   = "fleetop.container"   // UUID
	labelNumber      = "fleetop.number"
	labelCommand     = "fleetop.command"
	labelEntrypoint  = "fleetop.entrypoint"
	labelPorts       = "fleetop.ports"  // "80/tcp=49153,53/udp=49154": inner and outer
	labelEnv         = "fleetop.env"    // the application's own variables: a JSON list of "KEY=value"
	labelIgnore      = "fleetop.ignore" // whatever its value, the container is not shown

	// labelPrefix begins all of them, also those of [engine.Spec.Labels], which are kept as they are.
	labelPrefix = "fleetop."
	// labelName is one of the platform's: the application's name.
	labelName = labelPrefix + "name"
)

// mostLabel is the most that is read of one label: what made it may be hostile.
const mostLabel = 64 << 10

// The labels of Docker Compose and of Swarm.
const (
	composeProject = "com.docker.compose.project"
	composeService = "com.docker.compose.service"
	composeNumber  = "com.docker.compose.container-number"
	composeOneOff  = "com.docker.compose.oneoff"
	composeHook    = "com.docker.compose.hook"
	composeDir     = "com.docker.compose.project.working_dir"
	swarmService   = "com.docker.swarm.service.id"
	swarmName      = "com.docker.swarm.service.name"
	swarmTask      = "com.docker.swarm.task.name"
)

// isOurs reports whether a label is the engine's and not the platform's.
func isOurs(label string) bool {
	switch label {
	case labelVersion, labelOwner, labelApplication, labelContainer, labelNumber, labelCommand, labelEntrypoint, labelPorts, labelEnv:
		return true
	default:
		return false
	}
}

// containerUUID is the UUID of a container that was not made here. It is the same at every start and
// on every server.
func containerUUID(native string) string { return uuidOf("fleetop container\n" + native) }

// uuidOf makes a UUID out of a name.
func uuidOf(name string) string {
	sum := sha256.Sum256([]byte(name))
	b := sum[:16]
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	s := hex.EncodeToString(b)
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

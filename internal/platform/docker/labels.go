package docker

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

package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"
)

// The flags of the dashboard, without their dashes. They are the keys of [Flags].
const (
	FlagEndpoint     = "endpoint"
	FlagUser         = "user"
	FlagAPIKeyFile   = "apikey-file"
	FlagEngine       = "engine"
	FlagInterval     = "interval"
	FlagReadOnly     = "read-only"
	FlagTheme        = "theme"
	FlagASCII        = "ascii"
	FlagLogFile      = "log-file"
	FlagInsecureHTTP = "insecure-http"
	FlagCAFile       = "ca-file"
	FlagFPS          = "fps"
	FlagGrace        = "grace"
	FlagWall         = "wall"
	FlagQuietHours   = "quiet-hours"

	FlagDockerHost    = "docker-host"
	FlagDockerContext = "docker-context"
	FlagSwarmPublish  = "swarm-publish"
	FlagMaxContainers = "max-containers"
)

// Flags are the words of the command line as they were given, by the flag's name. A flag that was
// not given is absent.
type Flags map[string]string

// A setting is one row of the table of flags: what it is called on the command line, which
// variables stand for it, first match first, and what its help says.
type setting struct {
	flag      string
	variables []string
	argument  string // the word for its value in the help; empty for a boolean
	usage     string
}

// settings is the table of flags in the order in which the help lists them.
func settings() []setting {
	return []setting{
		{FlagEndpoint, []string{"FLEETOP_ENDPOINT", "TUTUM_BASE_URL"}, "URL", "server to open (default " + DefaultEndpoint + " when credentials are set)"},
		{FlagUser, []string{"TUTUM_USER"}, "NAME", "account (default user under [auth] in ~/.tutum)"},
		{FlagAPIKeyFile, nil, "PATH", "file that holds the API key (default $TUTUM_APIKEY, else apikey under [auth] in ~/.tutum)"},
		{FlagEngine, []string{"FLEETOP_ENGINE"}, strings.Join(Engines(), "|"), "run a built-in server and open it: memory simulates containers, docker runs those of a Docker daemon, swarm those of a Docker Swarm"},
		{FlagDockerHost, []string{"DOCKER_HOST"}, "URL", "engines docker and swarm: the daemon, unix://PATH, tcp://HOST:PORT or ssh://USER@HOST (default as the docker command); swarm: managers, with commas between"},
		{FlagDockerContext, []string{"DOCKER_CONTEXT"}, "NAME", "engines docker and swarm: the daemon, by a context of the docker command"},
		{FlagSwarmPublish, nil, strings.Join(Publishes(), "|"), "engine swarm: publish ports on the node of each container (default), or through the mesh on all nodes"},
		{FlagMaxContainers, []string{"FLEETOP_MAX_CONTAINERS"}, "N", "built-in server: most containers that it creates, 0 for no limit (default 200; in the sandbox: 1000; on docker and swarm: 0)"},
		{FlagInterval, []string{"FLEETOP_INTERVAL"}, "D", "time between polls, 1s to 1h (default 5s)"},
		{FlagWall, []string{"FLEETOP_WALL"}, "", "open the wall: large tiles, worst first, for a screen that nobody touches; implies --read-only"},
		{FlagQuietHours, []string{"FLEETOP_QUIET_HOURS"}, "HH:MM-HH:MM", "when the wall does not ring, in local time"},
		{FlagReadOnly, []string{"FLEETOP_READ_ONLY"}, "", "hide every command that changes something"},
		{FlagTheme, []string{"FLEETOP_THEME"}, strings.Join(Themes(), "|"), "colour theme (default default)"},
		{FlagASCII, []string{"FLEETOP_ASCII"}, "", "draw ASCII characters only"},
		{FlagLogFile, []string{"FLEETOP_LOG_FILE"}, "PATH", "write diagnostics to this file as JSON lines; at 10 MiB it is renamed to PATH.1"},
		{FlagInsecureHTTP, []string{"FLEETOP_INSECURE_HTTP"}, "", "allow plain HTTP to a host that is not loopback"},
		{FlagCAFile, []string{"FLEETOP_CA_FILE"}, "PATH", "PEM file of certificates to trust in addition to the system's"},
		{FlagGrace, []string{"FLEETOP_GRACE"}, "D", "countdown before destructive actions are sent, 0 to 5m; 0 turns it off (default 5s)"},
		{FlagFPS, []string{"FLEETOP_FPS"}, "N", "most frames per second, 1 to 120 (default 120)"},
	}
}

// Register adds the dashboard's flags to fs and returns the map that parsing fills. With names,
// only those flags are added.
func Register(fs *pflag.FlagSet, names ...string) Flags {
	given := Flags{}
	for _, s := range settings() {
		if len(names) > 0 && !slices.Contains(names, s.flag) {
			continue
		}
		usage := s.usage
		if len(s.variables) > 0 {
			usage += " [$" + strings.Join(s.variables, ", $") + "]"
		}
		f := fs.VarPF(&flagValue{given: given, name: s.flag, kind: s.argument}, s.flag, "", usage)
		if s.argument == "" {
			f.NoOptDefVal = "true"
		}
	}
	return given
}

// A flagValue puts a flag's word into the map. [Resolve] checks it, together with the words of
// variables.
type flagValue struct {
	given      Flags
	name, kind string
}

func (v *flagValue) String() string { return "" }

func (v *flagValue) Set(word string) error {
	v.given[v.name] = word
	return nil
}

// Type is what the help prints after the flag; pflag prints none for "bool".
func (v *flagValue) Type() string {
	if v.kind == "" {
		return "bool"
	}
	return v.kind
}

// parseBool reads a boolean as flags and variables take it.
func parseBool(word string) (bool, error) {
	switch word {
	case "1", "true", "yes":
		return true, nil
	case "0", "false", "no":
		return false, nil
	}
	return false, fmt.Errorf("%s is not a boolean (choose 1, 0, true, false, yes or no)", quote(word))
}

// parseInterval reads the time between polls: 5s, or a bare number of seconds.
func parseInterval(word string) (time.Duration, error) {
	return parseDuration(word, MinInterval, MaxInterval, "1s to 1h")
}

// parseGrace reads the length of the countdown: 5s, or a bare number of seconds.
func parseGrace(word string) (time.Duration, error) {
	return parseDuration(word, 0, MaxGrace, "0 to 5m")
}

// parseDuration reads a duration between two bounds; bounds names them for the error.
func parseDuration(word string, least, most time.Duration, bounds string) (time.Duration, error) {
	text := word
	if word != "" && strings.Trim(word, "0123456789") == "" {
		text += "s"
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("%s is not a duration (e.g. 5s, 1m)", quote(word))
	}
	if d < least || d > most {
		return 0, fmt.Errorf("%s is out of range (%s)", quote(word), bounds)
	}
	return d, nil
}

// parseFPS reads the most frames a second.
func parseFPS(word string) (int, error) {
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 || n > MaxFPS {
		return 0, fmt.Errorf("%s is not a number of frames per second (1 to 120)", quote(word))
	}
	return n, nil
}

// parseMaxContainers reads the most containers of a built-in server.
func parseMaxContainers(word string) (int, error) {
	n, err := strconv.Atoi(word)
	if err != nil || n < 0 || n > MostContainers {
		return 0, fmt.Errorf("%s is not a number of containers (0 to %d; 0 is no limit)", quote(word), MostContainers)
	}
	return n, nil
}

// quote shows a value in a message: escaped, and cut so that the message stays one readable line.
func quote(word string) string {
	const most = 80
	if runes := []rune(word); len(runes) > most {
		word = string(runes[:most]) + "…"
	}
	return fmt.Sprintf("%q", word)
}

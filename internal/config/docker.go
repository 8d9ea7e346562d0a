package config

import (
	"fmt"
	"slices"
	"strings"
)

// RunsDocker reports whether an engine runs containers with a Docker daemon, or several.
func RunsDocker(engine string) bool { return engine == EngineDocker || engine == EngineSwarm }

// docker finds the daemon that the command line names. The variables are read where the docker
// command's own places are, in its order.
func (r resolver) docker(engine string) (Docker, error) {
	var given []value
	for _, flag := range []string{FlagDockerHost, FlagDockerContext, FlagSwarmPublish} {
		if _, ok := r.flags[flag]; !ok {
			given = append(given, value{})
			continue
		}
		v, err := r.lookup(flag)
		if err != nil {
			return Docker{}, err
		}
		switch {
		case flag == FlagSwarmPublish && engine != EngineSwarm:
			return Docker{}, fmt.Errorf("%s: needs --%s %s", v.source, FlagEngine, EngineSwarm)
		case !RunsDocker(engine):
			return Docker{}, fmt.Errorf("%s: needs --%s %s or %s", v.source, FlagEngine, EngineDocker, EngineSwarm)
		}
		given = append(given, v)
	}
	d := Docker{Host: given[0].word, Context: given[1].word, Publish: given[2].word}
	if given[0].given() && given[1].given() {
		return Docker{}, fmt.Errorf("%s and %s cannot be combined: each names a daemon", given[0].source, given[1].source)
	}
	if given[2].given() && !slices.Contains(Publishes(), d.Publish) {
		return Docker{}, given[2].wrap(fmt.Errorf("%s is not possible (choose %s)", quote(d.Publish), strings.Join(Publishes(), " or ")))
	}
	if engine == EngineDocker && strings.Contains(d.Host, ",") {
		return Docker{}, given[0].wrap(fmt.Errorf("several daemons need --%s %s", FlagEngine, EngineSwarm))
	}
	return d, nil
}

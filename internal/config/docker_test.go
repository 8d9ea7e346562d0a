package config

import (
	"fmt"
	"testing"
)

func TestDockerIsNamedByFlags(t *testing.T) {
	t.Parallel()
	both := Flags{FlagEngine: "docker", FlagDockerHost: "ssh://shop", FlagDockerContext: "shop"}
	for _, test := range []struct {
		name  string
		flags Flags
		env   map[string]string
		want  Docker
		err   string
	}{
		{name: "neither", flags: Flags{FlagEngine: "docker"}},
		{name: "host", flags: Flags{FlagEngine: "docker", FlagDockerHost: " ssh://shop "}, want: Docker{Host: "ssh://shop"}},
		{name: "context", flags: Flags{FlagDockerContext: "shop"}, env: map[string]string{"FLEETOP_ENGINE": "docker"}, want: Docker{Context: "shop"}},
		{
			name: "a host beside the variables of the docker command, which are read elsewhere", flags: Flags{FlagEngine: "docker", FlagDockerHost: "ssh://shop"},
			env: map[string]string{"DOCKER_HOST": "ssh://other", "DOCKER_CONTEXT": "other"}, want: Docker{Host: "ssh://shop"},
		},
		{name: "variables alone", flags: Flags{FlagEngine: "docker"}, env: map[string]string{"DOCKER_HOST": "ssh://other", "DOCKER_CONTEXT": "other"}},
		{name: "both", flags: both, err: "--docker-host and --docker-context cannot be combined: each names a daemon"},
		{name: "an empty one", flags: Flags{FlagEngine: "docker", FlagDockerHost: " "}, err: "--docker-host: needs a value"},
		{name: "another engine", flags: Flags{FlagEngine: "memory", FlagDockerHost: "ssh://shop"}, err: "--docker-host: needs --engine docker or swarm"},
		{name: "managers", flags: Flags{FlagEngine: "swarm", FlagDockerHost: "ssh://a,ssh://b", FlagSwarmPublish: "ingress"}, want: Docker{Host: "ssh://a,ssh://b", Publish: "ingress"}},
		{name: "several daemons", flags: Flags{FlagEngine: "docker", FlagDockerHost: "ssh://a,ssh://b"}, err: "--docker-host: several daemons need --engine swarm"},
		{name: "no way to publish", flags: Flags{FlagEngine: "swarm", FlagSwarmPublish: "vip"}, err: "--swarm-publish: \"vip\" is not possible (choose host or ingress)"},
		{name: "nothing to publish", flags: Flags{FlagEngine: "docker", FlagSwarmPublish: "host"}, err: "--swarm-publish: needs --engine swarm"},
		{name: "no engine", flags: Flags{FlagDockerContext: "shop"}, err: "--docker-context: needs --engine docker or swarm"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			getenv := func(name string) string { return test.env[name] }
			screen, err := Resolve(test.flags, getenv, t.TempDir())
			check(t, screen.Docker, err, test.want, test.err)
			server, err := ResolveServe(test.flags, getenv, 0)
			check(t, server.Docker, err, test.want, test.err)
		})
	}
}

func check(t *testing.T, got Docker, err error, want Docker, wantErr string) {
	t.Helper()
	if got != want || err == nil && wantErr != "" || err != nil && fmt.Sprint(err) != wantErr {
		t.Errorf("the daemon is %+v, %v, want %+v, %q", got, err, want, wantErr)
	}
}

// The daemon's containers count, whoever made them: a limit would only be in the way.
func TestTheUsersOwnDaemonHasNoLimitUnlessOneIsGiven(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]int{"": 0, "7": 7} {
		flags := Flags{FlagEngine: "docker"}
		if word != "" {
			flags[FlagMaxContainers] = word
		}
		s, err := Resolve(flags, func(string) string { return "" }, t.TempDir())
		if err != nil || s.MaxContainers != want || s.Engine != EngineDocker || s.Account != (Account{User: DefaultUser}) {
			t.Errorf("with the limit %q: %+v, %v", word, s, err)
		}
	}
}

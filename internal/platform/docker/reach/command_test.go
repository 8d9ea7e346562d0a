package reach

import (
	"slices"
	"strings"
	"testing"
)

// TestTheDockerCommandIsToldTheSameDaemon checks the arguments that lead the docker command to the
// daemon that was found, whatever led to it.
func TestTheDockerCommandIsToldTheSameDaemon(t *testing.T) {
	t.Parallel()
	contexts := map[string]string{"shop": "ssh://me@shop", "current": "tcp://current:1"}
	for name, test := range map[string]struct {
		desk   desk
		config string
		want   []string // ~ is the home; nil: the command cannot
	}{
		"a context asked for":       {desk{context: "shop"}, "", []string{"--context", "shop"}},
		"a host asked for":          {desk{host: "tcp://far:1"}, "", []string{"--host", "tcp://far:1"}},
		"DOCKER_HOST":               {desk{env: map[string]string{"DOCKER_HOST": "ssh://me@far:22/sock"}}, "", []string{"--host", "ssh://me@far:22/sock"}},
		"DOCKER_CONTEXT":            {desk{env: map[string]string{"DOCKER_CONTEXT": "shop"}}, "", []string{"--context", "shop"}},
		"the current context":       {desk{}, `{"currentContext":"current"}`, []string{"--context", "current"}},
		"the socket":                {desk{}, "", []string{"--host", "unix://~/docker.sock"}},
		"a scheme of ours alone":    {desk{host: "http://far:1"}, "", nil},
		"the default context":       {desk{context: "default", env: map[string]string{"DOCKER_HOST": "tcp://far:1"}}, "", []string{"--host", "tcp://far:1"}},
		"the second socket that is": {desk{sockets: []string{"none.sock", "rootless.sock"}}, "", []string{"--host", "unix://~/rootless.sock"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := test.desk.options(t, contexts)
			if test.config != "" {
				write(t, o.Home+"/.docker/config.json", test.config)
			}
			listen(t, o.sockets[len(o.sockets)-1])
			d, err := Find(o)
			if err != nil {
				t.Fatal(err)
			}
			args, ok := d.Arguments()
			for i := range args {
				args[i] = strings.Replace(args[i], o.Home, "~", 1)
			}
			if ok != (test.want != nil) || !slices.Equal(args, test.want) {
				t.Errorf("the arguments are %q, %v, want %q", args, ok, test.want)
			}
		})
	}
}

package docker

import (
	"errors"
	"slices"
	"strings"
	"testing"

	cerrdefs "github.com/containerd/errdefs"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// TestReasons checks what is made of the daemon's words: the end of them, where the cause is.
func TestReasons(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		`Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/nope": stat /nope: no such file or directory: unknown`: `exec: "/nope": stat /nope: no such file or directory`,
		`OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "x": executable file not found in $PATH: unknown`:                                                            `exec: "x": executable file not found in $PATH`,
		`driver failed programming external connectivity on endpoint web-1 (5a1f): Bind for 0.0.0.0:8080 failed: port is already allocated`:                                                                       `Bind for 0.0.0.0:8080 failed: port is already allocated`,
		`Get "https://r.example/v2/": dial tcp: lookup r.example: no such host`:                                                                                                                                   `Get "https://r.example/v2/": dial tcp: lookup r.example: no such host`,
		"toomanyrequests: You have reached\n\tyour \x1b[31mlimit":                                                                                                                                                 `toomanyrequests: You have reached your [31mlimit`,
		"pull access denied for a/b, repository does not exist or may require 'docker login': denied":                                                                                                             "pull access denied for a/b, repository does not exist or wants a user name and a password: give them with the image: denied",
		"unable to start container process: ": "unable to start container process:",
	} {
		if got := reasonOf(errors.New(said)); got != want {
			t.Errorf("%q became\n%q, not\n%q", said, got, want)
		}
	}
	if got := reasonOf(errors.New(strings.Repeat("ü", 400))); len(got) > dialect.MostReason+len("…") {
		t.Errorf("a reason of %d bytes", len(got))
	}
}

// TestRefusalsAreToldApart checks what is understood of the daemon's refusals.
func TestRefusalsAreToldApart(t *testing.T) {
	t.Parallel()
	conflict := func(s string) error { return cerrdefs.ErrConflict.WithMessage(s) }
	tests := map[string]func(error) bool{
		"port": portTaken, "name": nameTaken, "paused": isPaused, "leaving": isLeaving,
		"network": networkUnclear, "too many": tooMany, "no reader": noReader,
	}
	for _, test := range []struct {
		err  error
		want string
	}{
		{errors.New("Bind for 0.0.0.0:80 failed: port is already allocated"), "port"},
		{errors.New("listen tcp4 0.0.0.0:80: bind: address already in use"), "port"},
		{conflict(`Conflict. The container name "/web-1" is already in use by container "5a1f"`), "name"},
		{conflict("cannot start a paused container, try unpause instead"), "paused"},
		{conflict("removal of container 5a1f is already in progress"), "leaving"},
		{conflict("container is marked for removal and cannot be started"), "leaving"},
		{errors.New("network fleetop-x not found"), "network"},
		{errors.New("network fleetop-x is ambiguous (2 matches found on name)"), "network"},
		{errors.New("toomanyrequests: Rate exceeded"), "too many"},
		{errors.New("configured logging driver does not support reading"), "no reader"},
		{errors.New("no space left on device"), ""},
		{nil, ""},
	} {
		for name, is := range tests {
			if got := is(test.err); got != (name == test.want) {
				t.Errorf("%v is %s: %v", test.err, name, got)
			}
		}
	}
}

// TestPortsAreFoundInWords checks which port a message is about.
func TestPortsAreFoundInWords(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]int{
		"Bind for 0.0.0.0:49213 failed: port is already allocated": 49213,
		"listen tcp4 0.0.0.0:80: bind: address already in use":     80,
		"listen tcp6 [::]:80: bind: address already in use":        80,
		"exec: 12 of 13":                    0,
		"at 1.2.3.4:99999999999 it ends: x": 0,
		"":                                  0,
	} {
		if got := portIn(errors.New(said)); got != want {
			t.Errorf("%q is about port %d, not %d", said, got, want)
		}
	}
	for want, got := range map[string]string{
		"port 80 is used by web-1":                                 portReason(80, "web-1", false),
		"port 80 is used by another program":                       portReason(80, "", true),
		"port 80 is used by another container or program":          portReason(80, "", false),
		"one of its ports is used by another container or program": portReason(0, "", true),
	} {
		if got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

// TestPortsAreChosen checks which outer ports are chosen.
func TestPortsAreChosen(t *testing.T) {
	t.Parallel()
	tcp, udp := engine.Port{Number: 80, Protocol: "tcp"}, engine.Port{Number: 53, Protocol: "udp"}
	taken := func(ports ...engine.Port) func(engine.Port) bool {
		return func(p engine.Port) bool { return slices.Contains(ports, p) }
	}
	for name, test := range map[string]struct {
		start int
		taken func(engine.Port) bool
		want  []int
	}{
		"free":     {50000, taken(), []int{50000, 50001}},
		"taken":    {50000, taken(engine.Port{Number: 50000, Protocol: "tcp"}, engine.Port{Number: 50002, Protocol: "udp"}), []int{50001, 50003}},
		"other":    {50000, taken(engine.Port{Number: 50000, Protocol: "udp"}), []int{50000, 50001}},
		"the last": {lastOuter, taken(), []int{lastOuter, firstOuter}},
		"none":     {50000, func(engine.Port) bool { return true }, nil},
		"no tcp":   {50000, func(p engine.Port) bool { return p.Protocol == "tcp" }, []int{50000}},
	} {
		var got []int
		for _, b := range choosePorts([]engine.Port{tcp, udp}, test.start, test.taken) {
			got = append(got, b.Outer)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, not %v", name, got, test.want)
		}
	}
}

// TestNewerCommandsReplaceOlder checks what is left to do when another command comes.
func TestNewerCommandsReplaceOlder(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		commands, want []command
		stopsPull      bool
	}{
		{[]command{doMake, doStart}, []command{doMake, doStart}, false},
		{[]command{doMake, doStart, doStart}, []command{doMake, doStart}, false},
		{[]command{doMake, doStart, doStop}, []command{doStop}, true},
		{[]command{doStart, doStop, doStart}, []command{doStart}, true},
		{[]command{doMake, doStart, doRemove}, []command{doRemove}, true},
		{[]command{doStop, doRemove}, []command{doRemove}, true},
	} {
		stopped := false
		h := hand{pulling: func() { stopped = true }}
		for _, cmd := range test.commands {
			h.add(cmd)
		}
		if !slices.Equal(h.todo, test.want) || stopped != test.stopsPull {
			t.Errorf("%v: %v is left to do, the pull stopped is %v", test.commands, h.todo, stopped)
		}
	}
}

// TestKeptLogsAreBounded checks that the logs of removed containers do not fill the memory.
func TestKeptLogsAreBounded(t *testing.T) {
	t.Parallel()
	var k keptLogs
	for i := range 100 {
		k.add(dialect.UUID(string(rune('a'+i))), make([]byte, 1<<20))
	}
	if k.size > mostKept || len(k.by) != len(k.order) || len(k.by) != mostKept>>20 {
		t.Errorf("%d bytes, %d logs, %d in order", k.size, len(k.by), len(k.order))
	}
	if _, found := k.text(dialect.UUID(string(rune('a' + 99)))); !found {
		t.Error("the newest is not kept")
	}
	for _, id := range slices.Clone(k.order) {
		k.forget(id)
	}
	if k.size != 0 || len(k.by) != 0 {
		t.Errorf("%d bytes of %d logs are left", k.size, len(k.by))
	}
}

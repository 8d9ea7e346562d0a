package reach

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A desk is where a user sits: variables, and files below the home, which is ~ in values.
type desk struct {
	home          string
	host, context string
	env           map[string]string
	sockets       []string
}

// options makes the files of contexts, each named by its address, and returns where to look.
func (d desk) options(t *testing.T, contexts map[string]string) Options {
	t.Helper()
	d.home = t.TempDir()
	for name, address := range contexts {
		writeContext(t, filepath.Join(d.home, ".docker"), name, fmt.Sprintf(`{"Name":%q,"Metadata":{},"Endpoints":{"docker":{"Host":%q,"SkipTLSVerify":false}}}`, name, address))
	}
	sockets := slices.Clone(d.sockets)
	for i := range sockets {
		sockets[i] = filepath.Join(d.home, sockets[i])
	}
	if sockets == nil {
		sockets = []string{filepath.Join(d.home, "docker.sock")}
	}
	return Options{
		Host: d.host, Context: d.context, Home: d.home, sockets: sockets,
		Getenv: func(name string) string { return strings.ReplaceAll(d.env[name], "~", d.home) },
	}
}

func identify(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:])
}

func writeContext(t *testing.T, config, name, meta string) {
	t.Helper()
	write(t, filepath.Join(config, "contexts", "meta", identify(name), "meta.json"), meta)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// listen makes a socket that accepts connections and never answers.
func listen(t *testing.T, path string) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
}

// Each place is tried with all later ones filled, and must win.
func TestTheFirstPlaceThatNamesADaemonDecides(t *testing.T) {
	t.Parallel()
	contexts := map[string]string{
		"flagged": "tcp://flag-context:1", "variable": "tcp://variable-context:1", "current": "tcp://current-context:1",
	}
	all := map[string]string{"DOCKER_HOST": "tcp://variable-host:1", "DOCKER_CONTEXT": "variable"}
	onlyContext := map[string]string{"DOCKER_CONTEXT": "variable", "DOCKER_HOST": " "}
	current := `{"currentContext":"current"}`
	for _, test := range []struct {
		name              string
		desk              desk
		config            string
		wantName, address string
	}{
		{"the context asked for", desk{context: "flagged", env: all}, current, "flagged", "tcp://flag-context:1"},
		{"the host asked for", desk{host: "tcp://flag-host:1", env: all}, current, "flag-host", "tcp://flag-host:1"},
		{"DOCKER_HOST", desk{env: all}, current, "variable-host", "tcp://variable-host:1"},
		{"DOCKER_CONTEXT", desk{env: onlyContext}, current, "variable", "tcp://variable-context:1"},
		{"the current context", desk{}, current, "current", "tcp://current-context:1"},
		{"the default socket", desk{}, `{}`, machine(), "unix://~/docker.sock"},
		{"the default socket without files", desk{}, "", machine(), "unix://~/docker.sock"},
		{"the default context as the current one", desk{}, `{"currentContext":"default"}`, machine(), "unix://~/docker.sock"},
		{"the default context beside DOCKER_HOST", desk{context: "default", env: all}, current, "variable-host", "tcp://variable-host:1"},
		{"the default context before the current one", desk{env: map[string]string{"DOCKER_CONTEXT": "default"}}, current, machine(), "unix://~/docker.sock"},
		{"DOCKER_CONFIG", desk{env: map[string]string{"DOCKER_CONFIG": "~/elsewhere"}}, current, machine(), "unix://~/docker.sock"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := test.desk.options(t, contexts)
			if test.config != "" {
				write(t, filepath.Join(o.Home, ".docker", "config.json"), test.config)
			}
			listen(t, o.sockets[0])
			got, err := Find(o)
			if err != nil {
				t.Fatal(err)
			}
			if address := strings.Replace(got.Address, o.Home, "~", 1); got.Name != test.wantName || address != test.address {
				t.Errorf("found %s at %s, want %s at %s", got.Name, address, test.wantName, test.address)
			}
		})
	}
}

func TestOtherSocketsOfThisMachineComeLast(t *testing.T) {
	t.Parallel()
	o := desk{sockets: []string{"docker.sock", "rootless.sock", "podman.sock"}}.options(t, nil)
	listen(t, o.sockets[2])
	got, err := Find(o)
	if err != nil {
		t.Fatal(err)
	}
	want := "there is no " + o.sockets[0] + ": this is the daemon behind " + o.sockets[2]
	if got.Address != "unix://"+o.sockets[2] || !got.Local || got.Host != machine() || !slices.Equal(got.Notes, []string{want}) {
		t.Errorf("found %+v, want the last socket and the note %q", got, want)
	}
	listen(t, o.sockets[0])
	if got, err = Find(o); err != nil || got.Address != "unix://"+o.sockets[0] || got.Notes != nil {
		t.Errorf("found %+v, %v, want the default socket without a note", got, err)
	}
}

func TestUsualSockets(t *testing.T) {
	t.Parallel()
	env := map[string]string{"XDG_RUNTIME_DIR": "/run/user/7"}
	o := Options{Home: "/home/me", Getenv: func(name string) string { return env[name] }}
	want := []string{
		"/var/run/docker.sock", "/run/user/7/docker.sock", "/home/me/.docker/run/docker.sock",
		"/run/user/7/podman/podman.sock", "/run/podman/podman.sock",
	}
	if got := o.usualSockets(); !slices.Equal(got, want) {
		t.Errorf("the sockets are %q, want %q", got, want)
	}
}

func TestWhatIsWrongIsSaidWithARemedy(t *testing.T) {
	t.Parallel()
	const end = ": start Docker, or name a daemon with --docker-host or --docker-context"
	for _, test := range []struct {
		name string
		desk desk
		file string // text of config.json
		want string // ~ is the home
	}{
		{"no socket", desk{}, "", "no Docker daemon here: there is no ~/docker.sock" + end},
		{"no such context", desk{context: "shpo"}, "", `--docker-context: there is no context "shpo" (choose default, broken, empty or shop)`},
		{"no such context, by variable", desk{env: map[string]string{"DOCKER_CONTEXT": "../x"}}, "", `DOCKER_CONTEXT: there is no context "../x" (choose default, broken, empty or shop)`},
		{"a context that was removed", desk{}, `{"currentContext":"gone"}`, `~/.docker/config.json: there is no context "gone" (choose default, broken, empty or shop)`},
		{"a context without a daemon", desk{context: "empty"}, "", `--docker-context: the context "empty" names no Docker daemon`},
		{"a context with a bad address", desk{context: "broken"}, "", `context "broken": "10.0.0.1:2375" has no scheme: give tcp://10.0.0.1:2375`},
		{"a damaged config.json", desk{}, `{"currentContext":`, `~/.docker/config.json cannot be read: unexpected end of JSON input: or name a daemon with --docker-host or --docker-context`},
		{"no scheme", desk{host: "shop:2375"}, "", `--docker-host: "shop:2375" has no scheme: give tcp://shop:2375`},
		{"a path", desk{host: "/run/x.sock"}, "", `--docker-host: "/run/x.sock" has no scheme: give unix:///run/x.sock`},
		{"a user", desk{env: map[string]string{"DOCKER_HOST": "me@shop"}}, "", `DOCKER_HOST: "me@shop" has no scheme: give ssh://me@shop`},
		{"a word", desk{host: "shop"}, "", `--docker-host: "shop" has no scheme: give unix:// with the path of a socket, tcp:// or ssh://`},
		{"a pipe of Windows", desk{host: "npipe:////./pipe/x"}, "", `--docker-host: "npipe:////./pipe/x" is a pipe of Windows: give unix://, tcp:// or ssh://`},
		{"a strange scheme", desk{host: "ftp://shop"}, "", `--docker-host: "ftp://shop": the scheme "ftp" is not known: give unix://, tcp:// or ssh://`},
		{"no host", desk{host: "tcp://:2375"}, "", `--docker-host: "tcp://:2375" names no host`},
		{"a port too large", desk{host: "tcp://shop:70000"}, "", `--docker-host: "tcp://shop:70000": the port is not from 1 to 65535`},
		{"a path behind the port", desk{host: "tcp://shop:2375/v1"}, "", `--docker-host: "tcp://shop:2375/v1" has more than a host and a port`},
		{"a password", desk{host: "ssh://me:secret@shop"}, "", `--docker-host: "ssh://me:xxxxx@shop" holds a password: leave it out, and give ssh a key (ssh-add)`},
		{"a password in no address", desk{host: "ssh://me:secret@shop:port"}, "", `--docker-host: "ssh://shop:port" is not an address: give it as tcp://HOST:PORT or ssh://USER@HOST`},
		{"a query", desk{host: "ssh://shop?x"}, "", `--docker-host: "ssh://shop?x" has more than an address`},
		{"no directory of certificates", desk{host: "tcp://shop", env: map[string]string{"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "~/none"}}, "", `DOCKER_CERT_PATH: ~/none cannot be read: no such file or directory`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := test.desk.options(t, map[string]string{"shop": "tcp://shop:1", "broken": "10.0.0.1:2375"})
			writeContext(t, filepath.Join(o.Home, ".docker"), "empty", `{"Name":"empty","Endpoints":{}}`)
			if test.file != "" {
				write(t, filepath.Join(o.Home, ".docker", "config.json"), test.file)
			}
			got, err := Find(o)
			if err == nil {
				t.Fatalf("found %+v", got)
			}
			if text := strings.ReplaceAll(err.Error(), o.Home, "~"); text != test.want {
				t.Errorf("the error is\n%s\nwant\n%s", text, test.want)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		address string
		secure  bool
		want    endpoint
	}{
		{"unix://", false, endpoint{network: "unix", address: "/var/run/docker.sock"}},
		{"unix:///x/d.sock", true, endpoint{network: "unix", address: "/x/d.sock"}},
		{"tcp://shop", false, endpoint{network: "tcp", host: "shop", address: "shop:2375"}},
		{"tcp://shop", true, endpoint{network: "tcp", host: "shop", address: "shop:2376", tls: true}},
		{"tcp://[::1]:99/", false, endpoint{network: "tcp", host: "::1", address: "[::1]:99"}},
		{"http://shop:99", true, endpoint{network: "tcp", host: "shop", address: "shop:99"}},
		{"https://shop:99", false, endpoint{network: "tcp", host: "shop", address: "shop:99", tls: true}},
		{"ssh://shop", false, endpoint{network: "ssh", host: "shop"}},
		{"ssh://me@shop:22/run/d.sock", true, endpoint{network: "ssh", host: "shop", user: "me", port: "22", path: "/run/d.sock"}},
		{"ssh://me@shop/", false, endpoint{network: "ssh", host: "shop", user: "me"}},
	} {
		if got, err := parse(test.address, test.secure); err != nil || got != test.want {
			t.Errorf("parse(%q, %v) = %+v, %v, want %+v", test.address, test.secure, got, err, test.want)
		}
	}
}

func TestOnlyPlainTCPToAnotherMachineIsWarnedOf(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"tcp://shop:2375": true, "tcp://127.0.0.1:2375": false, "tcp://localhost": false, "tcp://[::1]:1": false,
		"https://shop": false, "ssh://shop": false, "unix:///x": false,
	} {
		got, err := Find(desk{host: address}.options(t, nil))
		if err != nil {
			t.Fatal(err)
		}
		if warned := len(got.Notes) > 0; warned != want {
			t.Errorf("%s: the notes are %q", address, got.Notes)
		}
	}
}

func TestContextsAreListed(t *testing.T) {
	t.Parallel()
	o := desk{}.options(t, map[string]string{"shop": "tcp://a", "default": "tcp://b", "accounts": "tcp://c"})
	writeContext(t, filepath.Join(o.Home, ".docker"), "damaged", "{")
	if got, want := Contexts(o), []string{"default", "accounts", "shop"}; !slices.Equal(got, want) {
		t.Errorf("the contexts are %q, want %q", got, want)
	}
	if got := Contexts(Options{Getenv: func(string) string { return "" }}); !slices.Equal(got, []string{"default"}) {
		t.Errorf("without a home the contexts are %q", got)
	}
}

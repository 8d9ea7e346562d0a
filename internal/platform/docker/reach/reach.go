// Package reach finds a Docker daemon as the docker command does, and connects to it.
//
// [Find] decides which daemon is meant; it reads files and variables and connects to nothing. The
// [Daemon] it returns dials connections that speak the Engine API as plain HTTP: TLS, and the ssh
// process between, are behind [Daemon.Dial]. Errors of both are sentences that say what to do.
package reach

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// Options say where to look. Host and Context are what the user asked for on the command line,
// empty if nothing; at most one of them is set.
type Options struct {
	Host, Context string
	// Getenv looks up a variable of the environment.
	Getenv func(string) string
	// Home is the user's home directory, empty if there is none.
	Home string

	sockets []string // stand in for the usual sockets; for tests
}

// A Daemon is a Docker daemon that was found.
type Daemon struct {
	// Name is what to call it: its context, else the name of its machine.
	Name string
	// Host is the name of its machine.
	Host string
	// Address is where it listens, such as unix:///var/run/docker.sock.
	Address string
	// From names what led to it, such as DOCKER_HOST.
	From string
	// Local means that it runs on this machine, behind a socket.
	Local bool
	// Notes are sentences for the user.
	Notes []string

	endpoint endpoint
	context  string      // that has files; empty for none
	tls      *tls.Config // nil for none
	ssh      *sshDialer  // nil for none
}

// Find decides which daemon is meant. The first of these decides: the context asked for, the host
// asked for, DOCKER_HOST, DOCKER_CONTEXT, the current context of the file config.json, and the
// default socket. If that does not exist, the sockets of rootless Docker and of Podman are tried.
//
// The context "default" has no files: it is DOCKER_HOST, else the default socket.
func Find(o Options) (*Daemon, error) {
	if o.Host != "" {
		return o.byHost(o.Host, "--docker-host")
	}
	name, from, err := o.context()
	if err != nil {
		return nil, err
	}
	if name != defaultContext {
		return o.byContext(name, from)
	}
	if host := o.variable("DOCKER_HOST"); host != "" {
		return o.byHost(host, "DOCKER_HOST")
	}
	return o.bySocket()
}

// context returns the name of the context that is meant, and what named it.
func (o Options) context() (name, from string, err error) {
	if o.Context != "" {
		return o.Context, "--docker-context", nil
	}
	if o.variable("DOCKER_HOST") != "" {
		return defaultContext, "", nil
	}
	if name := o.variable("DOCKER_CONTEXT"); name != "" {
		return name, "DOCKER_CONTEXT", nil
	}
	name, err = o.currentContext()
	if err != nil || name == "" {
		return defaultContext, "", err
	}
	return name, printable(o.configFile()), nil
}

// byHost is the daemon at an address. The variables of TLS apply to it.
func (o Options) byHost(address, from string) (*Daemon, error) {
	files, err := o.tlsFromVariables()
	if err != nil {
		return nil, err
	}
	return newDaemon(address, from, files)
}

// byContext is the daemon of a context that has files.
func (o Options) byContext(name, from string) (*Daemon, error) {
	c, err := o.readContext(name)
	if err != nil {
		return nil, wrap(from, err)
	}
	d, err := newDaemon(c.address, "context "+quote(name), c.tls)
	if err != nil {
		return nil, err
	}
	d.Name, d.context = name, name
	return d, nil
}

// bySocket is the daemon behind the first socket that exists.
func (o Options) bySocket() (*Daemon, error) {
	candidates := o.usualSockets()
	for i, path := range candidates {
		if _, err := os.Stat(path); err != nil && !errors.Is(err, os.ErrPermission) {
			continue
		}
		d, err := newDaemon("unix://"+path, "socket "+path, tlsFiles{})
		if err == nil && i > 0 {
			d.Notes = append(d.Notes, "there is no "+candidates[0]+": this is the daemon behind "+path)
		}
		return d, err
	}
	return nil, sentence(nil, "no Docker daemon here: there is no "+candidates[0]+": start Docker"+orAnother)
}

// usualSockets returns where the daemon of this machine may listen, the default first.
func (o Options) usualSockets() []string {
	if o.sockets != nil {
		return o.sockets
	}
	paths := []string{defaultSocket}
	runtime := o.variable("XDG_RUNTIME_DIR")
	if filepath.IsAbs(runtime) {
		paths = append(paths, filepath.Join(runtime, "docker.sock"))
	}
	if o.Home != "" {
		paths = append(paths, filepath.Join(o.Home, ".docker", "run", "docker.sock"))
	}
	if filepath.IsAbs(runtime) {
		paths = append(paths, filepath.Join(runtime, "podman", "podman.sock"))
	}
	return append(paths, "/run/podman/podman.sock")
}

func (o Options) variable(name string) string { return strings.TrimSpace(o.Getenv(name)) }

// newDaemon is the daemon at an address.
func newDaemon(address, from string, files tlsFiles) (*Daemon, error) {
	e, err := parse(address, files.wanted)
	if err != nil {
		return nil, wrap(from, err)
	}
	d := &Daemon{Host: e.host, Address: address, From: from, Local: e.network == "unix", endpoint: e}
	if d.Local {
		d.Host = machine()
	}
	d.Name = d.Host
	switch {
	case e.network == "ssh":
		d.ssh = newSSH(e)
	case e.tls:
		if d.tls, err = files.load(e.host); err != nil {
			return nil, wrap(from, err)
		}
	case e.network == "tcp" && !e.loopback():
		d.Notes = append(d.Notes, address+" has no TLS: whoever can listen on the way, or reach that port, can do everything on that machine")
	}
	return d, nil
}

// Dial connects to the daemon, which then speaks HTTP. The address is the daemon's own; what is
// given is ignored, so that Dial fits an HTTP transport.
func (d *Daemon) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	if d.ssh != nil {
		return d.ssh.dial(ctx)
	}
	plain := &net.Dialer{Timeout: dialTimeout}
	conn, err := plain.DialContext(ctx, d.endpoint.network, d.endpoint.address)
	if err != nil {
		return nil, d.explain(err)
	}
	if d.tls == nil {
		return conn, nil
	}
	secure := tls.Client(conn, d.tls)
	limited, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	if err := secure.HandshakeContext(limited); err != nil {
		_ = conn.Close()
		return nil, d.explain(err)
	}
	return &tlsConn{Conn: secure, daemon: d}, nil
}

// machine is the name of this machine.
func machine() string {
	if name, err := os.Hostname(); err == nil && name != "" {
		return name
	}
	return "localhost"
}

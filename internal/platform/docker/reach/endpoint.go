package reach

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	defaultSocket = "/var/run/docker.sock"
	plainPort     = "2375"
	securePort    = "2376"
	// dialTimeout bounds connecting, and then shaking hands.
	dialTimeout = 10 * time.Second
)

// An endpoint is a daemon's address, taken apart.
type endpoint struct {
	network string // unix, tcp or ssh
	address string // what to dial: a path, or host and port
	host    string // the machine's name, empty behind a socket
	tls     bool

	user, port, path string // of ssh
}

// parse takes an address apart as it stands in DOCKER_HOST. secure means that files for TLS were
// given.
func parse(address string, secure bool) (endpoint, error) {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return endpoint{}, withoutScheme(address)
	}
	switch scheme {
	case "unix":
		if rest == "" {
			rest = defaultSocket
		}
		return endpoint{network: "unix", address: rest}, nil
	case "tcp", "http", "https":
		return parseTCP(scheme, address, secure)
	case "ssh":
		return parseSSH(address)
	case "npipe":
		return endpoint{}, fmt.Errorf("%s is a pipe of Windows: give unix://, tcp:// or ssh://", quote(address))
	}
	return endpoint{}, fmt.Errorf("%s: the scheme %s is not known: give unix://, tcp:// or ssh://", quote(address), quote(scheme))
}

// withoutScheme says what was probably meant by an address without a scheme.
func withoutScheme(address string) error {
	meant := "unix:// with the path of a socket, tcp:// or ssh://"
	switch host, port, err := net.SplitHostPort(address); {
	case strings.HasPrefix(address, "/"):
		meant = "unix://" + address
	case err == nil && host != "" && isPort(port):
		meant = "tcp://" + address
	case strings.Contains(address, "@"):
		meant = "ssh://" + address
	}
	return fmt.Errorf("%s has no scheme: give %s", quote(address), printable(meant))
}

func parseTCP(scheme, address string, secure bool) (endpoint, error) {
	u, err := parseURL(address)
	if err != nil {
		return endpoint{}, err
	}
	if u.User != nil || u.Path != "" && u.Path != "/" {
		return endpoint{}, fmt.Errorf("%s has more than a host and a port", quote(u.Redacted()))
	}
	e := endpoint{network: "tcp", host: u.Hostname(), tls: scheme == "https" || scheme == "tcp" && secure}
	port := u.Port()
	if port == "" {
		port = plainPort
		if e.tls {
			port = securePort
		}
	}
	e.address = net.JoinHostPort(e.host, port)
	return e, nil
}

func parseSSH(address string) (endpoint, error) {
	u, err := parseURL(address)
	if err != nil {
		return endpoint{}, err
	}
	if _, ok := u.User.Password(); ok {
		return endpoint{}, fmt.Errorf("%s holds a password: leave it out, and give ssh a key (ssh-add)", quote(u.Redacted()))
	}
	e := endpoint{network: "ssh", host: u.Hostname(), user: u.User.Username(), port: u.Port()}
	if u.Path != "/" {
		e.path = u.Path
	}
	return e, nil
}

// parseURL reads an address with a host.
func parseURL(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s is not an address: give it as tcp://HOST:PORT or ssh://USER@HOST", quote(withoutPassword(address)))
	case u.Hostname() == "":
		return nil, fmt.Errorf("%s names no host", quote(u.Redacted()))
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, fmt.Errorf("%s has more than an address", quote(u.Redacted()))
	case u.Port() != "" && !isPort(u.Port()):
		return nil, fmt.Errorf("%s: the port is not from 1 to 65535", quote(u.Redacted()))
	}
	return u, nil
}

// withoutPassword drops what stands before the host in an address that is no URL.
func withoutPassword(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		return scheme + "://" + rest[at+1:]
	}
	return address
}

func isPort(word string) bool {
	n, err := strconv.ParseUint(word, 10, 16)
	return err == nil && n > 0
}

// loopback is whether the address leads to this machine.
func (e endpoint) loopback() bool {
	if e.host == "localhost" || strings.HasSuffix(e.host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(e.host)
	return err == nil && ip.Unmap().IsLoopback()
}

package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// DefaultEndpoint is the server that is opened when credentials are set and no endpoint is.
const DefaultEndpoint = "https://app.tutum.co/"

// apiPath is where every version 1 server keeps the API below its root.
const apiPath = "/api/v1"

// NormalizeEndpoint reads an endpoint in any of its forms and returns the server's root, ending in
// a slash: "http://h:1", "http://h:1/" and "http://h:1/api/v1/" are all "http://h:1/". A path
// before /api/v1 is kept. Errors never repeat a password in the URL.
func NormalizeEndpoint(raw string) (string, error) {
	if !printable(raw) || strings.ContainsAny(raw, " \\") {
		return "", errors.New("a URL cannot contain spaces, backslashes or control characters (e.g. https://paas.example.com/)")
	}
	u, err := parseEndpoint(escapeZone(raw))
	if err != nil {
		return "", err
	}
	if port := u.Port(); port != "" || strings.HasSuffix(u.Host, ":") {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return "", fmt.Errorf("%s needs a port from 1 to 65535 (e.g. https://host:8443/)", quote(raw))
		}
	}
	u.Host = lowerHost(u.Host)
	path := strings.TrimRight(u.EscapedPath(), "/")
	u.RawPath = strings.TrimRight(strings.TrimSuffix(path, apiPath), "/") + "/"
	if u.Path, err = url.PathUnescape(u.RawPath); err != nil {
		return "", fmt.Errorf("%s is not a URL (e.g. https://paas.example.com/)", quote(raw))
	}
	return u.String(), nil
}

// escapeZone writes the zone of an IPv6 address as a URL has it: [fe80::1%eth0] becomes
// [fe80::1%25eth0].
func escapeZone(raw string) string {
	scheme, rest, ok := strings.Cut(raw, "://[")
	if !ok {
		return raw
	}
	address, behind, ok := strings.Cut(rest, "]")
	if !ok {
		return raw
	}
	ip, zone, zoned := strings.Cut(address, "%")
	if !zoned || zone == "" || strings.HasPrefix(zone, "25") && len(zone) > len("25") {
		return raw
	}
	return scheme + "://[" + ip + "%25" + zone + "]" + behind
}

// lowerHost returns a host in lower case, except the zone of an IPv6 address, which names an
// interface.
func lowerHost(host string) string {
	ip, zone, zoned := strings.Cut(host, "%")
	if !zoned {
		return strings.ToLower(host)
	}
	return strings.ToLower(ip) + "%" + zone
}

// parseEndpoint parses a URL that names only a server.
func parseEndpoint(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err == nil && u.User != nil:
		return nil, errors.New("the URL contains a user: leave it out (e.g. https://paas.example.com/)")
	case err != nil && strings.Contains(raw, "@"):
		return nil, errors.New("not a URL (e.g. https://paas.example.com/)") // What stands before the @ may be a password.
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "":
		return nil, fmt.Errorf("%s is not a URL of the form https://host or http://host:port", quote(raw))
	case u.Hostname() == "":
		return nil, fmt.Errorf("%s has no host (e.g. https://paas.example.com/)", quote(raw))
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, fmt.Errorf("%s has a query or a fragment: give only the server's address", quote(raw))
	}
	return u, nil
}

// CheckTransport refuses an endpoint over which the key would travel in the clear: plain HTTP to a
// host that is not this one.
func CheckTransport(endpoint string) error {
	u, err := url.Parse(endpoint)
	if err != nil {
		return errors.New("not a URL (e.g. https://paas.example.com/)")
	}
	if u.Scheme != "http" || isLoopback(u.Hostname()) {
		return nil
	}
	return fmt.Errorf("%s would send the key in the clear: use https://, or give --%s", quote(endpoint), FlagInsecureHTTP)
}

func isLoopback(host string) bool {
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// An Address is where a server listens.
type Address struct {
	// Name is the host as it was given, empty for every address of the machine.
	Name string
	// IP is what the host stands for; unspecified for every address of the machine.
	IP netip.Addr
	// Port is the port, 0 for any that is free.
	Port uint16
}

// ParseAddress reads HOST:PORT and looks a name up. An empty text, host or port means every address
// and any free port. The error for a name without an address is a [net.DNSError].
func ParseAddress(ctx context.Context, text string) (Address, error) {
	if text = strings.TrimSpace(text); text == "" {
		text = ":"
	}
	name, port, err := net.SplitHostPort(strings.Replace(text, "%25", "%", 1)) // a zone as URLs have it
	if err != nil {
		return Address{}, fmt.Errorf("%q is not an address (e.g. 127.0.0.1:8000 or [::1]:8000)", text)
	}
	a := Address{Name: name}
	if port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil {
			return Address{}, fmt.Errorf("%q needs a port from 0 to 65535 (e.g. 127.0.0.1:8000)", text)
		}
		a.Port = uint16(n)
	}
	if name == "" {
		a.IP = netip.IPv6Unspecified()
		return a, nil
	}
	if ip, err := netip.ParseAddr(name); err == nil {
		a.IP = ip.Unmap()
		if a.IP.Is6() && a.IP.IsLinkLocalUnicast() && a.IP.Zone() == "" {
			return Address{}, fmt.Errorf("%q is a link-local address without its interface (e.g. [fe80::1%%eth0]:8000)", text)
		}
		return a, nil
	}
	found, err := net.DefaultResolver.LookupNetIP(ctx, "ip", name)
	if err != nil {
		return Address{}, fmt.Errorf("listen: %w", err)
	}
	a.IP = preferred(found)
	return a, nil
}

// preferred picks one of a name's addresses as dialling does: IPv4 first.
func preferred(found []netip.Addr) netip.Addr {
	for _, ip := range found {
		if ip.Unmap().Is4() {
			return ip.Unmap()
		}
	}
	return found[0]
}

// Loopback reports whether only this machine can reach the address.
func (a Address) Loopback() bool { return a.IP.Unmap().IsLoopback() }

// Listen listens on the address.
func (a Address) Listen(ctx context.Context) (net.Listener, error) {
	host := a.IP.String()
	if a.Name == "" {
		host = "" // IPv4 and IPv6, whichever the machine has
	}
	var lc net.ListenConfig
	at := net.JoinHostPort(host, strconv.Itoa(int(a.Port)))
	l, err := lc.Listen(ctx, "tcp", at)
	if err != nil {
		return nil, fmt.Errorf("listen: %s: %w%s", at, cause(err), remedy(err))
	}
	return l, nil
}

// cause is what the system said, without the address.
func cause(err error) error {
	if call := (*os.SyscallError)(nil); errors.As(err, &call) {
		return call.Err
	}
	return err
}

// remedy says what to do about an address that the server cannot listen on.
func remedy(err error) string {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return ": give another port, or 0 for any free port"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return ": give an address of this machine"
	case errors.Is(err, syscall.EACCES):
		return ": give a port of 1024 or more"
	default:
		return ""
	}
}

// Reach returns the host and port under which others reach a listener on the address: a name as it
// was given, the true port, and for every address the first of the machine's that is not loopback,
// out of have, such as [net.InterfaceAddrs] returns.
func (a Address) Reach(l net.Listener, have []net.Addr) string {
	port := int(a.Port)
	if tcp, ok := l.Addr().(*net.TCPAddr); ok {
		port = tcp.Port
	}
	host := a.Name
	if a.IP.IsUnspecified() {
		host = firstAddress(have, a.IP.Unmap().Is4())
	}
	return net.JoinHostPort(host, strconv.Itoa(port))
}

// firstAddress returns the first address that is not loopback, IPv4 rather than IPv6, whose
// addresses of one link alone are of use to few.
func firstAddress(have []net.Addr, only4 bool) string {
	six := ""
	for _, a := range have {
		ipnet, ok := a.(*net.IPNet)
		if !ok || ipnet.IP.IsLoopback() || ipnet.IP.IsUnspecified() {
			continue
		}
		if ipnet.IP.To4() != nil {
			return ipnet.IP.String()
		}
		if six == "" && ipnet.IP.IsGlobalUnicast() {
			six = ipnet.IP.String()
		}
	}
	if six != "" && !only4 {
		return six
	}
	return "127.0.0.1"
}

// URL returns the address of a server at a host and port, ending in a slash.
func URL(scheme, hostPort string) string {
	return scheme + "://" + strings.ReplaceAll(hostPort, "%", "%25") + "/"
}

package reach

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// tlsFiles are the files ca.pem, cert.pem and key.pem in a directory. Each pair of cert.pem and
// key.pem, and ca.pem, may be missing.
type tlsFiles struct {
	dir    string
	wanted bool // the connection has TLS
	verify bool // the daemon's certificate is checked
}

// tlsFromVariables returns what DOCKER_TLS_VERIFY, DOCKER_TLS and DOCKER_CERT_PATH say.
func (o Options) tlsFromVariables() (tlsFiles, error) {
	verify := o.Getenv("DOCKER_TLS_VERIFY") != ""
	if !verify && o.Getenv("DOCKER_TLS") == "" {
		return tlsFiles{}, nil
	}
	dir := o.variable("DOCKER_CERT_PATH")
	if dir == "" {
		dir = o.directory()
	} else if _, err := os.Stat(dir); err != nil {
		return tlsFiles{}, fmt.Errorf("DOCKER_CERT_PATH: %s cannot be read: %w", printable(dir), unwrapPath(err))
	}
	return tlsFiles{dir: dir, wanted: true, verify: verify}, nil
}

func (f tlsFiles) path(name string) string { return filepath.Join(f.dir, name) }

// exist is whether there is any of the files.
func (f tlsFiles) exist() bool {
	for _, name := range []string{"ca.pem", "cert.pem", "key.pem"} {
		if _, err := os.Stat(f.path(name)); err == nil {
			return true
		}
	}
	return false
}

// load returns the settings of TLS for a host.
func (f tlsFiles) load(host string) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: host}
	if !f.wanted || f.dir == "" {
		return config, nil // https:// with the authorities of the system
	}
	config.InsecureSkipVerify = !f.verify // the user's context or variables say so
	if pem, err := os.ReadFile(f.path("ca.pem")); err == nil {
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s holds no certificate", printable(f.path("ca.pem")))
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s cannot be read: %w", printable(f.path("ca.pem")), unwrapPath(err))
	}
	pair, err := tls.LoadX509KeyPair(f.path("cert.pem"), f.path("key.pem"))
	switch {
	case err == nil:
		config.Certificates = []tls.Certificate{pair}
	case errors.Is(err, fs.ErrNotExist) && f.missing("cert.pem") && f.missing("key.pem"):
	default:
		return nil, fmt.Errorf("%s with key.pem beside it cannot be used: %w", printable(f.path("cert.pem")), unwrapPath(err))
	}
	return config, nil
}

func (f tlsFiles) missing(name string) bool {
	_, err := os.Stat(f.path(name))
	return errors.Is(err, fs.ErrNotExist)
}

// A tlsConn explains the refusals that reach the client behind the handshake.
type tlsConn struct {
	*tls.Conn
	daemon *Daemon
}

// Read implements net.Conn.
func (c *tlsConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = c.daemon.explain(err)
	}
	return n, err
}

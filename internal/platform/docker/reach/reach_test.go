package reach

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// daemon answers as Docker does to a ping.
func daemon(version string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/_ping" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Api-Version", version)
		_, _ = io.WriteString(w, "OK")
	})
}

// behindSocket serves a handler on a socket, and returns the socket's path.
func behindSocket(t *testing.T, h http.Handler) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "d.sock")
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", path)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(h)
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
	return path
}

// find finds the daemon at an address, with variables.
func find(t *testing.T, address string, env map[string]string) *Daemon {
	t.Helper()
	d, err := Find(desk{host: address, env: env}.options(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// wantPing pings; want is the sentence that is wrong, with ~ for the daemon's address.
func wantPing(t *testing.T, d *Daemon, want string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, err := d.Ping(ctx)
	switch {
	case err == nil && want != "":
		t.Errorf("the ping succeeds, want %q", want)
	case err != nil && want == "":
		t.Errorf("the ping fails: %v", err)
	case err != nil:
		if text := strings.ReplaceAll(err.Error(), strings.TrimPrefix(d.Address, "tcp://"), "~"); text != want {
			t.Errorf("the error is\n%s\nwant\n%s", text, want)
		}
	}
}

func TestPingOfASocket(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"1.40", "1.41", "1.56", "2.0"} {
		wantPing(t, find(t, "unix://"+behindSocket(t, daemon(version)), nil), "")
	}
	wantPing(t, find(t, "unix://"+behindSocket(t, daemon("1.39")), nil), "~ is too old: its API is 1.39, and 1.40 is needed (Docker 19.03)")
	wantPing(t, find(t, "unix://"+behindSocket(t, http.NotFoundHandler()), nil), "~ is no Docker daemon: check --docker-host")
	failing := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Api-Version", "1.41")
		http.Error(w, "out\x1b of order\n", http.StatusInternalServerError)
	})
	wantPing(t, find(t, "unix://"+behindSocket(t, failing), nil), "~: the daemon answers 500 Internal Server Error: out of order")
}

func TestPingOfADaemonThatHangsEndsWithItsContext(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "d.sock")
	listen(t, path)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := find(t, "unix://"+path, nil).Ping(ctx)
	if want := "Docker takes connections but does not answer: restart it, for example systemctl restart docker (unix://" + path + ")"; err == nil || err.Error() != want {
		t.Errorf("the error is %v, want %q", err, want)
	}
}

func TestSocketsThatDoNotAnswer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const end = ": start Docker"
	_, err := find(t, "unix://"+dir+"/none", nil).Dial(t.Context(), "", "")
	if want := "there is no " + dir + "/none" + end; err == nil || err.Error() != want {
		t.Errorf("the error is %v, want %q", err, want)
	}
	wantPing(t, find(t, "unix://"+dir+"/none", nil), "there is no "+dir+"/none: start Docker, or name a daemon with --docker-host or --docker-context")
	path := filepath.Join(dir, "left")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	_ = l.Close()
	_, err = find(t, "unix://"+path, nil).Dial(t.Context(), "", "")
	if want := "nothing listens on " + path + end; err == nil || err.Error() != want || !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("the error is %v, want %q", err, want)
	}
	d := find(t, "unix://"+path, nil)
	denied := d.explain(&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.EACCES)})
	if text := denied.Error(); !strings.HasPrefix(text, "no permission to use "+path+": join the group it belongs to (sudo usermod -aG docker ") {
		t.Errorf("the error is %q", text)
	}
}

func TestHostsThatDoNotAnswer(t *testing.T) {
	t.Parallel()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	wantPing(t, find(t, "tcp://"+address, nil), "~ refuses connections: check that Docker listens there, and --docker-host")
	d := find(t, "tcp://shop:2375", nil)
	if got, want := d.explain(&net.DNSError{Name: "shop", IsNotFound: true}).Error(), "the host shop cannot be found: check --docker-host"; got != want {
		t.Errorf("the error is %q, want %q", got, want)
	}
	if got, want := d.explain(&net.OpError{Err: os.ErrDeadlineExceeded}).Error(), "shop:2375 does not answer: check the network, and --docker-host"; got != want {
		t.Errorf("the error is %q, want %q", got, want)
	}
}

// certificates are an authority, and files that it signed.
type certificates struct {
	t   *testing.T
	dir string
	key *ecdsa.PrivateKey
	ca  *x509.Certificate
}

func newCertificates(t *testing.T) *certificates {
	t.Helper()
	c := &certificates{t: t, dir: t.TempDir()}
	c.key = c.newKey()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &c.key.PublicKey, c.key)
	if err != nil {
		t.Fatal(err)
	}
	if c.ca, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	c.pem("ca.pem", "CERTIFICATE", der)
	return c
}

func (c *certificates) newKey() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		c.t.Fatal(err)
	}
	return key
}

func (c *certificates) pem(name, kind string, der []byte) {
	write(c.t, filepath.Join(c.dir, name), string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})))
}

// sign writes a certificate for 127.0.0.1 and its key.
func (c *certificates) sign(cert, key string) tls.Certificate {
	c.t.Helper()
	own := c.newKey()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: cert}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, c.ca, &own.PublicKey, c.key)
	if err != nil {
		c.t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(own)
	if err != nil {
		c.t.Fatal(err)
	}
	c.pem(cert, "CERTIFICATE", der)
	c.pem(key, "PRIVATE KEY", encoded)
	pair, err := tls.LoadX509KeyPair(filepath.Join(c.dir, cert), filepath.Join(c.dir, key))
	if err != nil {
		c.t.Fatal(err)
	}
	return pair
}

// serve answers over TLS to clients with a certificate of the authority, and returns the address.
func (c *certificates) serve() string {
	c.t.Helper()
	pool := x509.NewCertPool()
	pool.AddCert(c.ca)
	s := httptest.NewUnstartedServer(daemon("1.41"))
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{c.sign("server.pem", "server-key.pem")}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	c.t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

func TestTLSByVariables(t *testing.T) {
	t.Parallel()
	c := newCertificates(t)
	address := "tcp://" + c.serve()
	wants := map[string]string{"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": c.dir}
	wantPing(t, find(t, address, wants), "~ does not accept the client's certificate: put one that it knows into cert.pem and key.pem (--docker-host)")
	c.sign("cert.pem", "key.pem")
	wantPing(t, find(t, address, wants), "")

	other := newCertificates(t)
	other.sign("cert.pem", "key.pem")
	wantPing(t, find(t, address, map[string]string{"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": other.dir}),
		"~ has a certificate of an unknown authority: put that of the authority into ca.pem beside cert.pem (--docker-host)")
	if err := os.Remove(filepath.Join(c.dir, "ca.pem")); err != nil {
		t.Fatal(err)
	}
	wantPing(t, find(t, address, map[string]string{"DOCKER_TLS": "1", "DOCKER_CERT_PATH": c.dir}), "")
	wantPing(t, find(t, address, nil), "tcp://~ wants TLS: set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the directory of ca.pem, cert.pem and key.pem")
}

func TestTLSOfAContext(t *testing.T) {
	t.Parallel()
	c := newCertificates(t)
	address := c.serve()
	c.sign("cert.pem", "key.pem")
	o := desk{context: "shop"}.options(t, map[string]string{"shop": "tcp://" + address})
	// The variables are those of the default context.
	o.Getenv = func(name string) string {
		return map[string]string{"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/none"}[name]
	}
	for _, name := range []string{"ca.pem", "cert.pem", "key.pem"} {
		data, err := os.ReadFile(filepath.Join(c.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(o.Home, ".docker", "contexts", "tls", identify("shop"), "docker", name), string(data))
	}
	d, err := Find(o)
	if err != nil {
		t.Fatal(err)
	}
	if d.Name != "shop" || d.Host != "127.0.0.1" || d.Local {
		t.Errorf("found %+v", d)
	}
	wantPing(t, d, "")
}

func TestTLSToAPlainDaemon(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(daemon("1.41"))
	t.Cleanup(s.Close)
	address := "tcp://" + s.Listener.Addr().String()
	wantPing(t, find(t, address, nil), "")
	wantPing(t, find(t, address, map[string]string{"DOCKER_TLS_VERIFY": "1"}),
		"~ speaks no TLS: unset DOCKER_TLS_VERIFY and DOCKER_TLS, or check the port")
}

func TestDamagedCertificatesAreNamed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"ca.pem", "cert.pem", "key.pem"} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, name), "nothing")
		_, err := Find(desk{host: "tcp://shop", env: map[string]string{"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": dir}}.options(t, nil))
		if err == nil || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), name) {
			t.Errorf("the error of a damaged %s is %v", name, err)
		}
	}
}

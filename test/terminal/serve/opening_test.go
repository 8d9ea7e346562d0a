package serve

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"fleetop/internal/ptytest"
)

// TestTheLineWithAKeyFileOpensTheServer runs, from another directory, the line that is printed
// without a terminal.
func TestTheLineWithAKeyFileOpensTheServer(t *testing.T) {
	t.Parallel()
	s := start(t, nil, "--name", "shop.1")
	file := filepath.Join(s.state, "fleetop", "serve-shop.1.key")
	if want := "fleetop --endpoint " + s.url + "/ --user admin --apikey-file " + file; s.line != want {
		t.Errorf("it said %q, want %q", s.line, want)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	key, err := os.ReadFile(file)
	if err != nil || len(strings.TrimSpace(string(key))) < 20 {
		t.Fatalf("the key is %q, %v", key, err)
	}
	opens(t, nil, s.line, host(s.url))

	// Another server of the same name does not make the first line untrue.
	again := start(t, []string{"XDG_STATE_HOME=" + s.state}, "--name", "shop.1")
	opens(t, nil, s.line, host(s.url))
	opens(t, nil, again.line, host(again.url))
	if said, status := s.stop(syscall.SIGTERM); status != 0 || strings.Contains(said+s.line, strings.TrimSpace(string(key))) {
		t.Errorf("status %d, it said %s", status, said)
	}
}

// TestAKeyFileThatOthersCouldReadIsReplaced finds files in the place of the key file that cannot be
// trusted.
func TestAKeyFileThatOthersCouldReadIsReplaced(t *testing.T) {
	t.Parallel()
	for name, make := range map[string]func(path, other string) error{
		"readable": func(path, _ string) error { return os.WriteFile(path, []byte(goodKey), 0o644) },
		"short":    func(path, _ string) error { return os.WriteFile(path, []byte("short"), 0o600) },
		"empty":    func(path, _ string) error { return os.WriteFile(path, nil, 0o600) },
		"a link":   func(path, other string) error { return os.Symlink(other, path) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state, other := t.TempDir(), filepath.Join(t.TempDir(), "other")
			if err := os.WriteFile(other, []byte(goodKey), 0o600); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(state, "fleetop", "serve-fleetop.key")
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := make(path, other); err != nil {
				t.Fatal(err)
			}
			s := start(t, []string{"XDG_STATE_HOME=" + state})
			info, err := os.Lstat(path)
			if err != nil || info.Mode() != 0o600 {
				t.Errorf("%v, %v", info, err)
			}
			if key, err := os.ReadFile(path); err != nil || strings.Contains(string(key), goodKey) || len(key) < 20 {
				t.Errorf("the key is %q, %v", key, err)
			}
			if kept, err := os.ReadFile(other); err != nil || string(kept) != goodKey {
				t.Errorf("the other file holds %q, %v", kept, err)
			}
			if !strings.HasSuffix(s.line, " --apikey-file "+path) {
				t.Errorf("it said %q", s.line)
			}
		})
	}
}

// TestTheExportLineOpensTheServer runs the line that is printed on a terminal.
func TestTheExportLineOpensTheServer(t *testing.T) {
	t.Parallel()
	for name, env := range map[string][]string{"alone": nil, "with the engine in a variable": {"FLEETOP_ENGINE=memory"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state := t.TempDir()
			term := ptytest.Start(t, ptytest.Options{
				Path: binary(t), Args: []string{"serve", "--listen", "localhost:0"}, Env: append([]string{"XDG_STATE_HOME=" + state}, env...), Cols: 250, Rows: 50,
			})
			term.WaitFor(`^export FLEETOP_ENDPOINT=http://localhost:\d+/ TUTUM_USER=admin TUTUM_APIKEY=\w{20,}`)
			line := ""
			for l := range strings.Lines(term.Screen()) {
				if strings.HasPrefix(l, "export ") {
					line = strings.TrimSpace(l)
				}
			}
			if n := strings.Count(term.Output(), "TUTUM_APIKEY"); n != 1 {
				t.Errorf("the key is printed %d times", n)
			}
			if kept, err := os.ReadDir(state); err != nil || len(kept) != 0 {
				t.Errorf("it left %v, %v", kept, err)
			}
			_, rest, _ := strings.Cut(line, "http://")
			address, _, _ := strings.Cut(rest, "/")
			opens(t, env, line+"\nfleetop", address)
			term.Signal(syscall.SIGTERM)
			if code := term.Wait(); code != 0 {
				t.Errorf("it ended with %d", code)
			}
		})
	}
}

// TestAGivenKeyIsNeverPrinted gives the key in a variable and in a file.
func TestAGivenKeyIsNeverPrinted(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a dir's")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "key")
	if err := os.WriteFile(file, []byte(goodKey+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	variable := []string{"TUTUM_APIKEY=" + goodKey}
	s := start(t, variable)
	opens(t, variable, s.line, host(s.url))
	said, _ := s.stop(syscall.SIGINT)
	if strings.Contains(said+s.line, goodKey) {
		t.Errorf("it said %s", said)
	}
	s = start(t, nil, "--apikey-file", file, "--user", "admin")
	opens(t, nil, s.line, host(s.url))
	if said, _ = s.stop(syscall.SIGHUP); strings.Contains(said+s.line, goodKey) {
		t.Errorf("it said %s", said)
	}
	if kept, err := os.ReadDir(s.state); err != nil || len(kept) != 0 {
		t.Errorf("it left %v, %v", kept, err)
	}
}

// TestTheLineIsTrueForEveryAddress listens where other machines reach it: in the clear, with a
// certificate of a private authority, and with a self-signed one.
func TestTheLineIsTrueForEveryAddress(t *testing.T) {
	t.Parallel()
	address := machineAddress(t)
	cert, key := certificate(t, address)
	env := []string{"TUTUM_APIKEY=" + goodKey}
	tests := map[string]struct {
		args         []string
		scheme, host string
	}{
		"every address in the clear": {[]string{"--listen", "0.0.0.0:0", "--insecure-http"}, "http", address},
		"the same, written shorter":  {[]string{"--listen", ":0", "--insecure-http"}, "http", address},
		"one address with TLS":       {[]string{"--listen", net.JoinHostPort(address, "0"), "--tls-cert", cert, "--tls-key", key}, "https", address},
		"every address with TLS":     {[]string{"--listen", "[::]:0", "--tls-cert", cert, "--tls-key", key}, "https", address},
		"a name with TLS":            {[]string{"--listen", "localhost:0", "--tls-cert", cert, "--tls-key", key}, "https", "localhost"},
		"IPv6":                       {[]string{"--listen", "[::1]:0"}, "http", "[::1]"},
	}
	if zoned := zonedAddress(t); zoned != "" {
		one := tests["one address with TLS"]
		one.args = []string{"--listen", net.JoinHostPort(zoned, "0"), "--insecure-http"}
		one.scheme, one.host = "http", "["+strings.Replace(zoned, "%", "%25", 1)+"]"
		tests["IPv6 with a zone"] = one
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, env, test.args...)
			if !strings.HasPrefix(s.url, test.scheme+"://"+test.host+":") {
				t.Errorf("it says that it is on %s", s.url)
			}
			if insecure := strings.HasSuffix(s.line, " --insecure-http"); insecure != (test.scheme == "http" && name != "IPv6") {
				t.Errorf("it said %q", s.line)
			}
			opens(t, env, s.line, strings.Replace(host(s.url), "%25", "%", 1))
		})
	}
}

// zonedAddress returns a link-local IPv6 address of this machine with its zone, empty if there is
// none.
func zonedAddress(t *testing.T) string {
	t.Helper()
	links, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range links {
		have, err := link.Addrs()
		if err != nil || link.Flags&net.FlagUp == 0 {
			continue
		}
		for _, a := range have {
			if n, ok := a.(*net.IPNet); ok && n.IP.To4() == nil && n.IP.IsLinkLocalUnicast() {
				return n.IP.String() + "%" + link.Name
			}
		}
	}
	return ""
}

// TestThePublicURLIsInTheLine names a proxy in front of the server.
func TestThePublicURLIsInTheLine(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"https://paas.example.com":          "fleetop --endpoint https://paas.example.com/ --user admin --apikey-file ",
		"http://paas.example.com/x/api/v1/": "fleetop --endpoint http://paas.example.com/x/ --user admin --apikey-file ",
	} {
		s := start(t, nil, "--public-url", url)
		insecure := strings.HasSuffix(s.line, " --insecure-http")
		if !strings.HasPrefix(s.line, want) || insecure != strings.HasPrefix(url, "http:") {
			t.Errorf("it said %q", s.line)
		}
	}
}

// TestThePublicURLNeedsThePrivateAuthorityOfItsOwnCertificate gives names that the server's
// certificate is valid for and that it is not: those are a proxy's.
func TestThePublicURLNeedsThePrivateAuthorityOfItsOwnCertificate(t *testing.T) {
	t.Parallel()
	cert, key := certificate(t, "127.0.0.1")
	for url, want := range map[string]bool{
		"https://localhost:8443": true, "https://127.0.0.1": true, "https://paas.example.com": false, "http://localhost": false,
	} {
		s := start(t, nil, "--public-url", url, "--tls-cert", cert, "--tls-key", key)
		if got := strings.Contains(s.line, " --ca-file "+cert); got != want {
			t.Errorf("%s: it said %q", url, s.line)
		}
	}
}

// TestNoPlaceForTheKeyNamesTheWaysOut lets the key that is made nowhere to go.
func TestNoPlaceForTheKeyNamesTheWaysOut(t *testing.T) {
	t.Parallel()
	file, full := filepath.Join(t.TempDir(), "file"), t.TempDir()
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(full, "fleetop", "serve-fleetop.key"), 0o700); err != nil {
		t.Fatal(err)
	}
	for state, want := range map[string]string{file: "not a directory", full: "serve-fleetop.key is a directory, not a file"} {
		out, errs, status := run(t, []string{"XDG_STATE_HOME=" + state}, "serve", "--listen", "127.0.0.1:0")
		if status != 1 || out != "" || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: status %d, %q, %q", want, status, out, errs)
		}
		for _, part := range []string{"fleetop: the new key cannot be kept: ", want, "give a key with --apikey-file or TUTUM_APIKEY, or another directory with XDG_STATE_HOME"} {
			if !strings.Contains(errs, part) {
				t.Errorf("it lacks %q: %s", part, errs)
			}
		}
	}
}

// host is the host and port of a URL.
func host(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	return rest
}

// machineAddress is an IPv4 address of this machine that is not loopback.
func machineAddress(t *testing.T) string {
	t.Helper()
	have, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range have {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() && n.IP.To4() != nil {
			return n.IP.String()
		}
	}
	return "127.0.0.1" // a machine without a network: what is printed then
}

// certificate makes a certificate for an address and localhost that it signs itself.
func certificate(t *testing.T, address string) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "a test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.ParseIP(address)}, DNSNames: []string{"localhost"},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	return writePEM(t, dir, "CERTIFICATE", der), writePEM(t, dir, "PRIVATE KEY", pkcs8)
}

func writePEM(t *testing.T, dir, kind string, der []byte) string {
	t.Helper()
	path := filepath.Join(dir, strings.ToLower(strings.ReplaceAll(kind, " ", "-"))+".pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

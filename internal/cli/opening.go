package cli

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"fleetop/internal/config"
)

// loadTLS reads a certificate and its key; nil if neither is given.
func loadTLS(certFile, keyFile string) (*tls.Config, error) {
	switch {
	case certFile == "" && keyFile == "":
		return nil, nil //nolint:nilnil // plain HTTP
	case keyFile == "":
		return nil, errors.New("--tls-cert needs --tls-key, the file of the certificate's private key")
	case certFile == "":
		return nil, errors.New("--tls-key needs --tls-cert, the file of the certificate")
	}
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("--tls-cert %s, --tls-key %s: %w", certFile, keyFile, err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}

// opening returns the line that opens the server in another terminal. It contains the key only if
// the key was made here and standard output is a terminal.
func (s *server) opening(endpoint string) string {
	insecure := config.CheckTransport(endpoint) != nil
	ca := s.authority(endpoint)
	if s.made && s.madeFile == "" {
		return s.exports(endpoint, insecure, ca)
	}
	words := []string{"fleetop", "--endpoint", endpoint, "--user", s.settings.User}
	if file := s.keyFile(); file != "" {
		words = append(words, "--apikey-file", file)
	}
	if ca != "" {
		words = append(words, "--ca-file", ca)
	}
	for i, word := range words {
		words[i] = shellWord(word)
	}
	if insecure {
		words = append(words, "--insecure-http")
	}
	return strings.Join(words, " ")
}

// exports returns the line that sets the variables with which fleetop opens the server.
func (s *server) exports(endpoint string, insecure bool, ca string) string {
	line := fmt.Sprintf("export FLEETOP_ENDPOINT=%s TUTUM_USER=%s TUTUM_APIKEY=%s",
		shellWord(endpoint), shellWord(s.settings.User), s.settings.Key.Reveal())
	if ca != "" {
		line += " FLEETOP_CA_FILE=" + shellWord(ca)
	}
	if insecure {
		line += " FLEETOP_INSECURE_HTTP=1"
	}
	if s.env.Getenv("FLEETOP_ENGINE") != "" {
		line += " FLEETOP_ENGINE=" // else two variables exclude each other
	}
	return line
}

// keyFile is the file that holds the key, empty if it came from TUTUM_APIKEY.
func (s *server) keyFile() string {
	if s.made {
		return s.madeFile
	}
	return absolute(s.settings.KeyFile)
}

// absolute returns a path that is valid in every directory.
func absolute(path string) string {
	if path == "" {
		return ""
	}
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// authority returns the file of certificates that clients have to trust in addition to the
// system's. It is empty if they need none, and behind a proxy, whose name is not in our
// certificate.
func (s *server) authority(endpoint string) string {
	if s.tls == nil || !strings.HasPrefix(endpoint, "https:") {
		return ""
	}
	leaf, chain := s.certificate()
	_, err := leaf.Verify(x509.VerifyOptions{Intermediates: chain, DNSName: hostname(endpoint)})
	if unknown := (x509.UnknownAuthorityError{}); errors.As(err, &unknown) {
		return absolute(s.own.tlsCert)
	}
	return ""
}

// certificate returns the server's certificate, and those sent with it.
func (s *server) certificate() (*x509.Certificate, *x509.CertPool) {
	pair := s.tls.Certificates[0]
	chain := x509.NewCertPool()
	for _, der := range pair.Certificate[1:] {
		if c, err := x509.ParseCertificate(der); err == nil {
			chain.AddCert(c)
		}
	}
	return pair.Leaf, chain
}

func hostname(endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// warn writes remarks about the key and the certificate to standard error.
func (s *server) warn(endpoint string) {
	for _, text := range append(s.engine.notes, s.settings.Note, s.onlyOnce(), s.doubt(endpoint)) {
		if text != "" {
			_, _ = fmt.Fprintf(s.env.Stderr, "fleetop: %s\n", text)
		}
	}
}

// onlyOnce returns the remark that a key came through a pipe, else nothing.
func (s *server) onlyOnce() string {
	if !s.settings.KeyPiped {
		return ""
	}
	return "the key came through a pipe: add it to the line that opens the server, with --apikey-file or TUTUM_APIKEY"
}

// doubt returns why clients will refuse the certificate, empty if they will not.
func (s *server) doubt(endpoint string) string {
	if s.tls == nil || s.public != "" {
		return ""
	}
	leaf, _ := s.certificate()
	name := fmt.Sprintf("the certificate %q ", s.own.tlsCert)
	switch now := time.Now(); {
	case now.After(leaf.NotAfter):
		return name + "expired on " + leaf.NotAfter.Format(time.DateOnly)
	case now.Before(leaf.NotBefore):
		return name + "is not valid before " + leaf.NotBefore.Format(time.DateOnly)
	case leaf.VerifyHostname(hostname(endpoint)) != nil:
		return name + fmt.Sprintf("is not valid for %s: give --public-url with a name in the certificate", hostname(endpoint))
	default:
		return ""
	}
}

// shellWord quotes a word for a POSIX shell where it needs it.
func shellWord(word string) string {
	if strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@+/:") == "" && word != "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

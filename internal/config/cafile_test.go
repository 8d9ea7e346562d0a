package config

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// authority returns a certificate that signs itself, as PEM.
func authority(t *testing.T, name string) (*x509.Certificate, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// TestCertificatesOfAFileAreTrustedBesideTheSystems reads certificates, from the flag and from its
// variable, and refuses files without one.
func TestCertificatesOfAFileAreTrustedBesideTheSystems(t *testing.T) {
	t.Parallel()
	one, onePEM := authority(t, "one")
	two, twoPEM := authority(t, "two")
	key := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("s3cret")})
	broken := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("no certificate")})
	dir := t.TempDir()
	for name, test := range map[string]struct {
		text  []byte
		wrong string
	}{
		"good":      {text: []byte("a note\n" + string(onePEM) + string(key) + string(twoPEM))},
		"empty":     {text: nil, wrong: " holds no certificate: it must hold PEM blocks that begin with -----BEGIN CERTIFICATE-----"},
		"only-key":  {text: key, wrong: " holds no certificate"},
		"cut":       {text: onePEM[:len(onePEM)/2], wrong: " holds no certificate"},
		"broken":    {text: append(append([]byte{}, onePEM...), broken...), wrong: ": certificate 2 cannot be read: "},
		"too-large": {text: append(append([]byte{}, onePEM...), make([]byte, maxCAFile)...), wrong: "larger than 1024 KiB"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, test.text, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, source := range []string{"--ca-file", "FLEETOP_CA_FILE"} {
			flags, env := Flags{}, map[string]string{}
			if source == "--ca-file" {
				flags[FlagCAFile] = path
			} else {
				env[source] = path
			}
			s, err := Resolve(flags, func(name string) string { return env[name] }, "")
			if test.wrong != "" {
				if err == nil || !strings.HasPrefix(err.Error(), source+": ") || !strings.Contains(err.Error(), test.wrong) || strings.Contains(err.Error(), "s3cret") {
					t.Errorf("%s: %v", name, err)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if s.CAFile != path {
				t.Errorf("the file is %s", s.CAFile)
			}
			for _, c := range []*x509.Certificate{one, two} {
				if _, err := c.Verify(x509.VerifyOptions{Roots: s.CAs}); err != nil {
					t.Errorf("%s: %v", c.Subject, err)
				}
			}
			if system, err := x509.SystemCertPool(); err == nil && s.CAs.Equal(system) {
				t.Error("nothing was added")
			}
		}
	}
	for _, path := range []string{filepath.Join(dir, "nowhere"), dir} {
		if _, err := Resolve(Flags{FlagCAFile: path}, func(string) string { return "" }, ""); err == nil || !strings.HasPrefix(err.Error(), "--ca-file: cannot read ") {
			t.Errorf("%s: %v", path, err)
		}
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	near, err := filepath.Rel(here, filepath.Join(dir, "good"))
	if err != nil {
		t.Fatal(err)
	}
	if s, err := Resolve(Flags{FlagCAFile: near}, func(string) string { return "" }, ""); err != nil || s.CAFile != filepath.Join(dir, "good") {
		t.Errorf("%s is %s, %v", near, s.CAFile, err)
	}
	if s, err := Resolve(Flags{}, func(string) string { return "" }, ""); err != nil || s.CAs != nil || s.CAFile != "" {
		t.Errorf("without the flag: %v, %v", s.CAs, err)
	}
}

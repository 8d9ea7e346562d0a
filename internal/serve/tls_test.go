package serve

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// secure returns how a server speaks TLS, and a client that trusts it.
func secure(t *testing.T) (*tls.Config, *http.Client) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	config := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
	return config, &http.Client{Transport: transport}
}

// TestStrangersAskForLittleOverHTTP2 reads how much the server lets a connection ask for at once.
func TestStrangersAskForLittleOverHTTP2(t *testing.T) {
	t.Parallel()
	config, _ := secure(t)
	address, _ := run(t, http.NotFoundHandler(), Options{Identify: identify, TLS: config})
	c, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	// The preface of a client, and its empty settings: RFC 9113, 3.4.
	if _, err := io.WriteString(c, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"); err != nil {
		t.Fatal(err)
	}
	head := make([]byte, 9)
	if _, err := io.ReadFull(c, head); err != nil || head[3] != 4 {
		t.Fatalf("the first frame is %v, %v; want settings", head, err)
	}
	settings := make([]byte, int(head[1])<<8|int(head[2]))
	if _, err := io.ReadFull(c, settings); err != nil {
		t.Fatal(err)
	}
	most := map[uint16]uint32{}
	for ; len(settings) >= 6; settings = settings[6:] {
		most[binary.BigEndian.Uint16(settings)] = binary.BigEndian.Uint32(settings[2:])
	}
	const concurrentStreams, headerListSize = 3, 6
	if most[concurrentStreams] != 16 || most[headerListSize] == 0 || most[headerListSize] > 20<<10 {
		t.Errorf("the settings are %v", most)
	}
}

// TestTLSIsBoundedAndFinishedLikePlainHTTP opens more connections than there is room for, which
// never shake hands, and stops the server while an answer is on its way.
func TestTLSIsBoundedAndFinishedLikePlainHTTP(t *testing.T) {
	t.Parallel()
	config, client := secure(t)
	arrived, release := make(chan struct{}), make(chan struct{})
	large := strings.Repeat("x", 4<<20)
	limits := Limits{All: 30, Each: 20, Loopback: 20}
	address, stop := run(t, guarded(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(arrived)
			<-release
		}
		_, _ = io.WriteString(w, large)
	}), Options{Identify: identify, TLS: config, Limits: limits, StopTime: time.Minute})
	get := func(path string) error {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+address+path, nil)
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", "right")
		res, err := client.Do(req)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err == nil && (string(text) != large || res.ProtoMajor != 2) {
			err = fmt.Errorf("%d bytes over %s", len(text), res.Proto)
		}
		return err
	}
	answered := make(chan error, 1)
	go func() { answered <- get("/slow") }()
	<-arrived
	for i := range 5 * limits.Loopback {
		open(t, address, "")
		if i%limits.Loopback == 0 {
			if err := get("/"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if old, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}); err == nil {
		_ = old.Close()
		t.Error("TLS 1.1 is spoken")
	}
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	waitRefused(t, address)
	close(release)
	if err := <-answered; err != nil {
		t.Errorf("the answer on its way: %v", err)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

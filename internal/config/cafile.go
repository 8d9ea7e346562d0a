package config

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
)

// ReadCAFile reads certificates from a PEM file, and returns them together with those that the
// system trusts.
func ReadCAFile(path string) (*x509.CertPool, error) {
	data, err := readUpTo(path, maxCAFile)
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool() // a system without certificates of its own
	}
	found := 0
	for {
		var block *pem.Block
		if block, data = pem.Decode(data); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		found++
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%s: certificate %d cannot be read: %w", quote(path), found, err)
		}
		pool.AddCert(c)
	}
	if found == 0 {
		return nil, fmt.Errorf("%s holds no certificate: it must hold PEM blocks that begin with -----BEGIN CERTIFICATE-----", quote(path))
	}
	return pool, nil
}

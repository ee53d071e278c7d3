package fakeiam

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"strings"
)

// parseCertificates reads certificates in PEM, and nothing else, one after the
// other. It returns nil where there is anything else.
func parseCertificates(body string) []*x509.Certificate {
	var all []*x509.Certificate
	rest := []byte(strings.TrimSpace(body) + "\n")
	for strings.TrimSpace(string(rest)) != "" {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil || b.Type != "CERTIFICATE" {
			return nil
		}
		c, err := x509.ParseCertificate(b.Bytes)
		if err != nil {
			return nil
		}
		all = append(all, c)
	}
	return all
}

// parseCertificate reads exactly one.
func parseCertificate(body string) (*x509.Certificate, bool) {
	all := parseCertificates(body)
	if len(all) != 1 {
		return nil, false
	}
	return all[0], true
}

// parsePrivateKey reads what stands between the first dashes that hold a key
// without a password.
func parsePrivateKey(body string) (crypto.Signer, bool) {
	b, _ := pem.Decode([]byte(strings.TrimSpace(body) + "\n"))
	if b == nil {
		return nil, false
	}
	if key, err := x509.ParsePKCS1PrivateKey(b.Bytes); err == nil {
		return key, true
	}
	if key, err := x509.ParseECPrivateKey(b.Bytes); err == nil {
		return key, true
	}
	parsed, err := x509.ParsePKCS8PrivateKey(b.Bytes)
	key, ok := parsed.(crypto.Signer)
	return key, err == nil && ok
}

// checkPair wants a certificate, its key and the chain that signed it, and says of
// anything else what IAM says of it, as far as that is known (issues of programs
// that upload certificates). The key is not kept: no call returns it.
func checkPair(body, key, chain string) (*x509.Certificate, error) {
	leaf, ok := parseCertificate(body)
	if !ok {
		return nil, refuse("MalformedCertificate", "Unable to parse certificate. Please ensure the certificate is in PEM format.")
	}
	if _, ok := parsePrivateKey(key); !ok {
		return nil, refuse("MalformedCertificate", "Unable to parse private key. Please ensure the private key is in PEM format.")
	}
	if _, err := tls.X509KeyPair([]byte(body), []byte(key)); err != nil {
		return nil, refuse("KeyPairMismatch", "The public key certificate and the private key do not match.")
	}
	return leaf, checkChain(leaf, chain)
}

// checkChain wants every certificate to be signed by the next. The index in the
// refusal is that of the one that is not, from -1, which is the leaf.
func checkChain(leaf *x509.Certificate, chain string) error {
	if chain == "" {
		return nil
	}
	all := parseCertificates(chain)
	if len(all) == 0 {
		return brokenChain(-1)
	}
	for i, signer := range all {
		if leaf.CheckSignatureFrom(signer) != nil {
			return brokenChain(i - 1)
		}
		leaf = signer
	}
	return nil
}

func brokenChain(at int) error {
	return refuse("MalformedCertificate", "Unable to validate certificate chain. The certificate chain must start with the "+
		"immediate signing certificate, followed by any intermediaries in order. The index within the chain of the "+
		"invalid certificate is: %d", at)
}

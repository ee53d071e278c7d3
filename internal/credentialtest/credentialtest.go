// Package credentialtest makes keys, certificates and one-time codes such as IAM takes.
// It is imported by tests only.
package credentialtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"math/big"
	"time"
)

// Codes returns the codes of a device with this seed in the last step of time and in
// the present one: those that EnableMFADevice wants.
func Codes(seed []byte, now time.Time) (first, second string) {
	step := now.Unix() / 30
	return code(seed, step-1), code(seed, step)
}

// code is that of a device in a step of time (RFC 6238).
func code(seed []byte, step int64) string {
	h := hmac.New(sha1.New, seed)
	_ = binary.Write(h, binary.BigEndian, step)
	sum := h.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:])&0x7fffffff)%1_000_000)
}

// SSHKey is an RSA key of 2048 bits that nobody has the other half of.
func SSHKey(number int64) string {
	modulus := new(big.Int).SetBit(big.NewInt(2*number+1), 2047, 1)
	var wire []byte
	for _, part := range [][]byte{[]byte("ssh-rsa"), {1, 0, 1}, append([]byte{0}, modulus.Bytes()...)} {
		wire = binary.BigEndian.AppendUint32(wire, uint32(len(part)))
		wire = append(wire, part...)
	}
	return "ssh-rsa " + base64.StdEncoding.EncodeToString(wire)
}

// Certificate is one that has signed itself, and its key, in PEM. It is good for long.
func Certificate() (body, key string) {
	pair, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "example.com"},
		NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2120, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, pair.Public(), pair)
	if err != nil {
		panic(err)
	}
	private, err := x509.MarshalECPrivateKey(pair)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
		string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: private}))
}

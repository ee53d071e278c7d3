package fakeiam

import (
	"crypto/md5" // the API says that a fingerprint is one
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"math/big"
	"strings"
)

// IAM takes RSA keys of 2048 bits and more, as a line of ssh-rsa or as PEM (API
// Reference, UploadSSHPublicKey).
const (
	rsaLabel   = "ssh-rsa"
	minRSABits = 2048
	maxRSABits = 16384
)

var errNoKey = errors.New("this is no public RSA key of enough bits, as a line of ssh-rsa or as PEM")

func parseSSHKey(body string) (*rsa.PublicKey, error) {
	key := parsePEMKey(body)
	if key == nil {
		key = parseKeyLine(body)
	}
	if key == nil || key.N.BitLen() < minRSABits || key.N.BitLen() > maxRSABits || key.N.Bit(0) == 0 {
		return nil, errNoKey
	}
	return key, nil
}

// parsePEMKey reads the two forms in which a public RSA key stands in PEM.
func parsePEMKey(body string) *rsa.PublicKey {
	b, rest := pem.Decode([]byte(strings.TrimSpace(body) + "\n"))
	if b == nil || strings.TrimSpace(string(rest)) != "" {
		return nil
	}
	if key, err := x509.ParsePKCS1PublicKey(b.Bytes); err == nil {
		return key
	}
	parsed, err := x509.ParsePKIXPublicKey(b.Bytes)
	key, ok := parsed.(*rsa.PublicKey)
	if err != nil || !ok {
		return nil
	}
	return key
}

// parseKeyLine reads ssh-rsa, base 64 and perhaps a comment. The base 64 holds the
// label, the exponent and the modulus, each behind its length (RFC 4253, 6.6).
func parseKeyLine(body string) *rsa.PublicKey {
	fields := strings.Fields(body)
	if len(fields) < 2 || fields[0] != rsaLabel || strings.Contains(strings.TrimSpace(body), "\n") {
		return nil
	}
	wire, err := base64.StdEncoding.DecodeString(fields[1])
	if err != nil {
		return nil
	}
	var parts [3][]byte
	for i := range parts {
		if len(wire) < 4 || uint64(binary.BigEndian.Uint32(wire)) > uint64(len(wire)-4) {
			return nil
		}
		n := 4 + int(binary.BigEndian.Uint32(wire))
		parts[i], wire = wire[4:n], wire[n:]
	}
	e := new(big.Int).SetBytes(parts[1])
	if len(wire) > 0 || string(parts[0]) != rsaLabel || e.BitLen() < 2 || e.BitLen() > 31 {
		return nil
	}
	return &rsa.PublicKey{E: int(e.Int64()), N: new(big.Int).SetBytes(parts[2])}
}

// wireOf is what the base 64 of a line of ssh-rsa holds.
func wireOf(key *rsa.PublicKey) []byte {
	var out []byte
	// An integer whose first bit is set has a zero before it, or it would be negative.
	integer := func(i *big.Int) []byte { return i.FillBytes(make([]byte, i.BitLen()/8+1)) }
	for _, part := range [][]byte{[]byte(rsaLabel), integer(big.NewInt(int64(key.E))), integer(key.N)} {
		out = binary.BigEndian.AppendUint32(out, uint32(len(part)))
		out = append(out, part...)
	}
	return out
}

// fingerprint is what ssh-keygen -l -E md5 shows, without the label.
func fingerprint(key *rsa.PublicKey) string {
	sum := md5.Sum(wireOf(key))
	pairs := make([]string, len(sum))
	for i, b := range sum {
		pairs[i] = hex.EncodeToString([]byte{b})
	}
	return strings.Join(pairs, ":")
}

// encodeSSHKey is a key in an encoding: as it came where that is the one.
func encodeSSHKey(key *rsa.PublicKey, body, encoding string) (string, error) {
	isPEM := parsePEMKey(body) != nil
	switch {
	case isPEM == (encoding == "PEM"):
		return body, nil
	case isPEM:
		return rsaLabel + " " + base64.StdEncoding.EncodeToString(wireOf(key)), nil
	}
	der, err := x509.MarshalPKIXPublicKey(key)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), err
}

package fakeiam

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"maps"
	"math/big"
	mathrand "math/rand/v2"
	"net/url"
	"slices"
	"testing"
	"time"
)

// sshLine is an SSH key that is as good as any, and another one for each number.
func sshLine(number int64) string {
	n := new(big.Int).Lsh(big.NewInt(1), minRSABits-1)
	key := &rsa.PublicKey{E: 65537, N: n.Add(n, big.NewInt(2*number+1))}
	return rsaLabel + " " + base64.StdEncoding.EncodeToString(wireOf(key))
}

// pair is a certificate and its key.
type pair struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	body string // in PEM
}

// certify makes a certificate that signer, or nobody else, has signed.
func certify(name string, signer *pair) *pair {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(2036, 1, 2, 3, 4, 5, 0, time.UTC),
	}
	by := &pair{template, key, ""}
	if signer != nil {
		by = signer
	}
	der, err := x509.CreateCertificate(rand.Reader, template, by.cert, key.Public(), by.key)
	if err != nil {
		panic(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return &pair{cert, key, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))}
}

func (p *pair) private() string {
	der, err := x509.MarshalPKCS8PrivateKey(p.key)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

var certOne, certTwo, certThree = certify("one", nil), certify("two", nil), certify("three", nil)

// last stands for the ID of the credential that a user got last.
const last = "the last one"

// idParams are the parameters that are such IDs.
var idParams = map[string]credentialKind{
	"AccessKeyId": accessKeys, "SSHPublicKeyId": sshKeys, "CertificateId": signingCerts, "ServiceSpecificCredentialId": serviceCredentials,
}

// named is a form with IDs in place of last; where there is none yet, with one
// that nobody has.
func (t tb) named(v url.Values) url.Values {
	out := maps.Clone(v)
	t.mu.RLock()
	defer t.mu.RUnlock()
	u, _ := t.acct.users.get(v.Get("UserName"))
	for param, kind := range idParams {
		if v.Get(param) != last {
			continue
		}
		out.Set(param, "NOBODYHASTHISID1234567890")
		if u != nil && len(u.held[kind]) > 0 {
			out.Set(param, u.held[kind][len(u.held[kind])-1].ID)
		}
	}
	return out
}

// credentialParams are parameters for all actions on credentials.
func credentialParams(serial, device, certificate, alias string, cert *pair) []string {
	return []string{
		"Password", "Correct-horse-1", "AccessKeyId", last, "SSHPublicKeyId", last, "CertificateId", last,
		"ServiceSpecificCredentialId", last, "Status", inactive, "SSHPublicKeyBody", sshLine(1), "Encoding", "PEM",
		"CertificateBody", cert.body, "PrivateKey", cert.private(), "ServerCertificateName", certificate,
		"ServiceName", "codecommit.amazonaws.com", "SerialNumber", serial, "VirtualMFADeviceName", device,
		"AuthenticationCode1", "111111", "AuthenticationCode2", "222222", "AccountAlias", alias,
	}
}

// withCredentials gives Alice some, and a form parameters that are about them.
func (t tb) withCredentials(v url.Values) {
	t.Helper()
	alice := []string{"UserName", "Alice"}
	all := append(alice, credentialParams("TOKEN0001", "device", "server", "alias", certOne)...)
	for _, action := range []string{"CreateAccessKey", "UploadSSHPublicKey", "UploadSigningCertificate", "CreateServiceSpecificCredential", "EnableMFADevice"} {
		t.do(action, all...)
	}
	for param, values := range t.named(form("", all...)) {
		if !v.Has(param) {
			v[param] = values
		}
	}
}

// credentialLife is part of a lifetime: a user gets and loses credentials.
func credentialLife(name string) [][]string {
	user := []string{"UserName", name}
	all := append(user, credentialParams("TOKEN9999", "life", "life", "life", certTwo)...)
	virtual := []string{"SerialNumber", ownARN + "mfa/life", "VirtualMFADeviceName", "life",
		"Tags.member.1.Key", "k", "Tags.member.1.Value", "v", "TagKeys.member.1", "k"}
	server := append(all, virtual[4:]...)
	var calls [][]string
	for _, step := range []struct {
		actions []string
		params  []string
	}{
		{[]string{"DeleteAccountPasswordPolicy"}, nil}, // refused where there is none
		{[]string{"CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile"}, all},
		{[]string{"CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey"}, all},
		{[]string{"UploadSSHPublicKey", "UpdateSSHPublicKey", "DeleteSSHPublicKey"}, all},
		{[]string{"UploadSigningCertificate", "UpdateSigningCertificate", "DeleteSigningCertificate"}, all},
		{[]string{"CreateServiceSpecificCredential", "UpdateServiceSpecificCredential", "ResetServiceSpecificCredential",
			"DeleteServiceSpecificCredential"}, all},
		{[]string{"CreateVirtualMFADevice", "TagMFADevice", "UntagMFADevice", "DeleteVirtualMFADevice"}, virtual},
		{[]string{"EnableMFADevice", "ResyncMFADevice", "DeactivateMFADevice"}, all},
		{[]string{"UploadServerCertificate", "UpdateServerCertificate", "TagServerCertificate", "UntagServerCertificate",
			"DeleteServerCertificate"}, server},
		{[]string{"CreateAccountAlias", "DeleteAccountAlias", "UpdateAccountPasswordPolicy", "DeleteAccountPasswordPolicy",
			"GenerateCredentialReport"}, all},
	} {
		for _, action := range step.actions {
			calls = append(calls, slices.Concat([]string{action}, step.params))
		}
	}
	return calls
}

// randomCredential adds what actions on credentials need.
func randomCredential(r *mathrand.Rand, v url.Values) {
	device := fmt.Sprint("device", r.IntN(2))
	serial := ownARN + "mfa/" + device
	if r.IntN(2) == 0 {
		serial = fmt.Sprint("TOKEN000", r.IntN(2))
	}
	pairs := credentialParams(serial, device, fmt.Sprint("server", r.IntN(2)), fmt.Sprint("alias", r.IntN(2)), []*pair{certOne, certThree}[r.IntN(2)])
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	v.Set("Status", []string{active, inactive}[r.IntN(2)])
	v.Set("SSHPublicKeyBody", sshLine(r.Int64N(9)))
	v.Set("MinimumPasswordLength", fmt.Sprint(6+r.IntN(20)))
}

func TestCertifying(t *testing.T) {
	if err := certify("leaf", certOne).cert.CheckSignatureFrom(certOne.cert); err != nil {
		t.Error(err)
	}
}

package conformance

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" // what authenticator apps use
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// password is one that IAM's own policy takes.
const password = "Correct-horse-1"

var credentialCases = slices.Concat(loginCases, accessKeyCases, deviceCases, sshKeyCases, signingCases, serviceCases,
	serverCertificateCases, settingCases, reportCases, heldCases, missingCredentialCases)

func (s *script) login(user string) {
	do(s, s.iam.CreateLoginProfile, &iam.CreateLoginProfileInput{UserName: &user, Password: new(password)})
}

func (s *script) accessKey(user string) *types.AccessKey {
	return do(s, s.iam.CreateAccessKey, &iam.CreateAccessKeyInput{UserName: &user}).AccessKey
}

// device makes a virtual device under the case's path.
func (s *script) device(label string, tagged ...types.Tag) *types.VirtualMFADevice {
	in := &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: new(s.name(label)), Path: &s.path, Tags: tagged}
	return do(s, s.iam.CreateVirtualMFADevice, in).VirtualMFADevice
}

// enable gives a device to a user, with the codes of the last minute.
func (s *script) enable(user string, d *types.VirtualMFADevice) error {
	first, second := s.codes(d)
	return try(s, s.iam.EnableMFADevice, &iam.EnableMFADeviceInput{
		UserName: &user, SerialNumber: d.SerialNumber, AuthenticationCode1: &first, AuthenticationCode2: &second,
	})
}

func (s *script) codes(d *types.VirtualMFADevice) (first, second string) {
	seed, err := base32.StdEncoding.DecodeString(string(d.Base32StringSeed))
	if err != nil {
		s.errorf("the seed is no base 32: %v", err)
		panic(errStopped)
	}
	step := time.Now().Unix() / 30
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

// publicKey is an RSA key of 2048 bits that nobody has the other half of.
func publicKey(number int64) string {
	modulus := new(big.Int).SetBit(big.NewInt(2*number+1), 2047, 1)
	var wire []byte
	for _, part := range [][]byte{[]byte("ssh-rsa"), {1, 0, 1}, append([]byte{0}, modulus.Bytes()...)} {
		wire = binary.BigEndian.AppendUint32(wire, uint32(len(part)))
		wire = append(wire, part...)
	}
	return "ssh-rsa " + base64.StdEncoding.EncodeToString(wire)
}

func (s *script) sshKey(user string, number int64) *types.SSHPublicKey {
	in := &iam.UploadSSHPublicKeyInput{UserName: &user, SSHPublicKeyBody: new(publicKey(number))}
	return do(s, s.iam.UploadSSHPublicKey, in).SSHPublicKey
}

// certificate is one that has signed itself, and its key, in PEM.
func certificate() (body, key string) {
	pair, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "example.com"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
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

// signing uploads a certificate that nobody else has.
func (s *script) signing(user string) *types.SigningCertificate {
	body, _ := certificate()
	return do(s, s.iam.UploadSigningCertificate, &iam.UploadSigningCertificateInput{UserName: &user, CertificateBody: &body}).Certificate
}

func (s *script) uploadServer(name, body, key string, tagged ...types.Tag) (*iam.UploadServerCertificateOutput, error) {
	return s.iam.UploadServerCertificate(s.ctx, &iam.UploadServerCertificateInput{
		ServerCertificateName: &name, Path: &s.path, CertificateBody: &body, PrivateKey: &key, Tags: tagged,
	})
}

func (s *script) serverCertificate(label string, tagged ...types.Tag) string {
	body, key := certificate()
	_, err := s.uploadServer(s.name(label), body, key, tagged...)
	if err != nil {
		s.errorf("%v", err)
		panic(errStopped)
	}
	return s.name(label)
}

const commits = "codecommit.amazonaws.com"

func (s *script) serviceCredential(user, service string) *types.ServiceSpecificCredential {
	in := &iam.CreateServiceSpecificCredentialInput{UserName: &user, ServiceName: &service}
	return do(s, s.iam.CreateServiceSpecificCredential, in).ServiceSpecificCredential
}

package conformance

import (

	// what authenticator apps use

	"encoding/base32"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/internal/credentialtest"
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
	return credentialtest.Codes(seed, time.Now())
}

func (s *script) sshKey(user string, number int64) *types.SSHPublicKey {
	in := &iam.UploadSSHPublicKeyInput{UserName: &user, SSHPublicKeyBody: new(credentialtest.SSHKey(number))}
	return do(s, s.iam.UploadSSHPublicKey, in).SSHPublicKey
}

// signing uploads a certificate that nobody else has.
func (s *script) signing(user string) *types.SigningCertificate {
	body, _ := credentialtest.Certificate()
	return do(s, s.iam.UploadSigningCertificate, &iam.UploadSigningCertificateInput{UserName: &user, CertificateBody: &body}).Certificate
}

func (s *script) uploadServer(name, body, key string, tagged ...types.Tag) (*iam.UploadServerCertificateOutput, error) {
	return s.iam.UploadServerCertificate(s.ctx, &iam.UploadServerCertificateInput{
		ServerCertificateName: &name, Path: &s.path, CertificateBody: &body, PrivateKey: &key, Tags: tagged,
	})
}

func (s *script) serverCertificate(label string, tagged ...types.Tag) string {
	body, key := credentialtest.Certificate()
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

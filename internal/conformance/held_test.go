package conformance

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/internal/credentialtest"
)

// held makes the case that a user who has something cannot be deleted until it is
// gone. Make returns how it goes.
func held(what, words string, make func(s *script, user string) (remove func() error)) testCase {
	return testCase{"a user with " + what + " cannot be deleted", func(s *script) {
		u := s.user("u")
		remove := make(s, u)
		s.refused(s.deleteUser(u), deleteConflict, words)
		s.done(remove())
		s.done(s.deleteUser(u))
	}}
}

// The words are compared only where they were recorded.
const referenced = "Cannot delete entity, must remove referenced objects first."

var heldCases = []testCase{
	held("a login profile", "", func(s *script, u string) func() error {
		s.login(u)
		return func() error { return try(s, s.iam.DeleteLoginProfile, &iam.DeleteLoginProfileInput{UserName: &u}) }
	}),
	held("an access key", "", func(s *script, u string) func() error {
		in := &iam.DeleteAccessKeyInput{UserName: &u, AccessKeyId: s.accessKey(u).AccessKeyId}
		return func() error { return try(s, s.iam.DeleteAccessKey, in) }
	}),
	held("an MFA device", "", func(s *script, u string) func() error {
		d := s.device("d")
		s.done(s.enable(u, d))
		return func() error { return s.deactivate(u, d.SerialNumber) }
	}),
	held("an SSH key", referenced, func(s *script, u string) func() error {
		in := &iam.DeleteSSHPublicKeyInput{UserName: &u, SSHPublicKeyId: s.sshKey(u, 1).SSHPublicKeyId}
		return func() error { return try(s, s.iam.DeleteSSHPublicKey, in) }
	}),
	held("a signing certificate", "", func(s *script, u string) func() error {
		in := &iam.DeleteSigningCertificateInput{UserName: &u, CertificateId: s.signing(u).CertificateId}
		return func() error { return try(s, s.iam.DeleteSigningCertificate, in) }
	}),
	held("a credential for a service", referenced, func(s *script, u string) func() error {
		in := &iam.DeleteServiceSpecificCredentialInput{
			UserName: &u, ServiceSpecificCredentialId: s.serviceCredential(u, commits).ServiceSpecificCredentialId,
		}
		return func() error { return try(s, s.iam.DeleteServiceSpecificCredential, in) }
	}),
}

var missingCredentialCases = slices.Concat(missingKeyCases, []testCase{
	onNobody("CreateLoginProfile", func(s *script, u string) error {
		return try(s, s.iam.CreateLoginProfile, &iam.CreateLoginProfileInput{UserName: &u, Password: new(password)})
	}),
	onNobody("GetLoginProfile", func(s *script, u string) error {
		return try(s, s.iam.GetLoginProfile, &iam.GetLoginProfileInput{UserName: &u})
	}),
	onNobody("UpdateLoginProfile", func(s *script, u string) error {
		return try(s, s.iam.UpdateLoginProfile, &iam.UpdateLoginProfileInput{UserName: &u, Password: new(password)})
	}),
	onNobody("DeleteLoginProfile", func(s *script, u string) error {
		return try(s, s.iam.DeleteLoginProfile, &iam.DeleteLoginProfileInput{UserName: &u})
	}),
	onNobody("CreateServiceSpecificCredential", func(s *script, u string) error {
		return try(s, s.iam.CreateServiceSpecificCredential, &iam.CreateServiceSpecificCredentialInput{UserName: &u, ServiceName: new(commits)})
	}),
	onNobody("ListServiceSpecificCredentials", func(s *script, u string) error {
		return try(s, s.iam.ListServiceSpecificCredentials, &iam.ListServiceSpecificCredentialsInput{UserName: &u})
	}),
	onNobody("EnableMFADevice", func(s *script, u string) error { return s.enable(u, s.device("d")) }),
	onNobody("DeactivateMFADevice", func(s *script, u string) error { return s.deactivate(u, s.device("d").SerialNumber) }),
	onNobody("ListMFADevices", func(s *script, u string) error {
		return try(s, s.iam.ListMFADevices, &iam.ListMFADevicesInput{UserName: &u})
	}),
})

var missingKeyCases = []testCase{
	onNobody("CreateAccessKey", func(s *script, u string) error {
		return try(s, s.iam.CreateAccessKey, &iam.CreateAccessKeyInput{UserName: &u})
	}),
	onNobody("ListAccessKeys", func(s *script, u string) error {
		return try(s, s.iam.ListAccessKeys, &iam.ListAccessKeysInput{UserName: &u})
	}),
	onNobody("UpdateAccessKey", func(s *script, u string) error {
		return try(s, s.iam.UpdateAccessKey, &iam.UpdateAccessKeyInput{UserName: &u, AccessKeyId: new(noKey), Status: types.StatusTypeInactive})
	}),
	onNobody("DeleteAccessKey", func(s *script, u string) error {
		return try(s, s.iam.DeleteAccessKey, &iam.DeleteAccessKeyInput{UserName: &u, AccessKeyId: new(noKey)})
	}),
	onNobody("UploadSSHPublicKey", func(s *script, u string) error {
		return try(s, s.iam.UploadSSHPublicKey, &iam.UploadSSHPublicKeyInput{UserName: &u, SSHPublicKeyBody: new(credentialtest.SSHKey(1))})
	}),
	onNobody("ListSSHPublicKeys", func(s *script, u string) error {
		return try(s, s.iam.ListSSHPublicKeys, &iam.ListSSHPublicKeysInput{UserName: &u})
	}),
	onNobody("UploadSigningCertificate", func(s *script, u string) error {
		body, _ := credentialtest.Certificate()
		return try(s, s.iam.UploadSigningCertificate, &iam.UploadSigningCertificateInput{UserName: &u, CertificateBody: &body})
	}),
	onNobody("ListSigningCertificates", func(s *script, u string) error {
		return try(s, s.iam.ListSigningCertificates, &iam.ListSigningCertificatesInput{UserName: &u})
	}),
	onNobody("DeleteSigningCertificate", func(s *script, u string) error {
		return try(s, s.iam.DeleteSigningCertificate, &iam.DeleteSigningCertificateInput{UserName: &u, CertificateId: new(noCertificate)})
	}),
}

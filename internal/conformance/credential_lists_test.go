package conformance

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// credentialLists are the lists of what users sign in with, and of the rest that
// this package's credential cases are about.
var credentialLists = []list{
	{"ListAccessKeys", func(s *script) []string {
		u := s.user("u")
		return []string{*s.accessKey(u).AccessKeyId, *s.accessKey(u).AccessKeyId}
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListAccessKeysInput{UserName: new(s.name("u")), MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListAccessKeys, in, func(out *iam.ListAccessKeysOutput) page {
			return page{names(out.AccessKeyMetadata, keyID), out.IsTruncated, out.Marker}
		})
	}},
	{"ListSSHPublicKeys", func(s *script) []string {
		u := s.user("u")
		return five(func(label string) string { return *s.sshKey(u, int64(label[0])).SSHPublicKeyId })
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListSSHPublicKeysInput{UserName: new(s.name("u")), MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListSSHPublicKeys, in, func(out *iam.ListSSHPublicKeysOutput) page {
			ids := names(out.SSHPublicKeys, func(k types.SSHPublicKeyMetadata) *string { return k.SSHPublicKeyId })
			return page{ids, out.IsTruncated, out.Marker}
		})
	}},
	{"ListSigningCertificates", func(s *script) []string {
		u := s.user("u")
		return []string{*s.signing(u).CertificateId, *s.signing(u).CertificateId}
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListSigningCertificatesInput{UserName: new(s.name("u")), MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListSigningCertificates, in, func(out *iam.ListSigningCertificatesOutput) page {
			ids := names(out.Certificates, func(c types.SigningCertificate) *string { return c.CertificateId })
			return page{ids, out.IsTruncated, out.Marker}
		})
	}},
	{"ListServiceSpecificCredentials", func(s *script) []string {
		u := s.user("u")
		var ids []string
		for _, service := range []string{commits, commits, "cassandra.amazonaws.com"} {
			ids = append(ids, *s.serviceCredential(u, service).ServiceSpecificCredentialId)
		}
		return ids
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListServiceSpecificCredentialsInput{UserName: new(s.name("u")), MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListServiceSpecificCredentials, in, func(out *iam.ListServiceSpecificCredentialsOutput) page {
			ids := names(out.ServiceSpecificCredentials, func(c types.ServiceSpecificCredentialMetadata) *string {
				return c.ServiceSpecificCredentialId
			})
			return page{ids, out.IsTruncated, out.Marker}
		})
	}},
	{"ListMFADevices", func(s *script) []string {
		u := s.user("u")
		return five(func(label string) string { d := s.device(label); s.done(s.enable(u, d)); return *d.SerialNumber })
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListMFADevicesInput{UserName: new(s.name("u")), MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListMFADevices, in, func(out *iam.ListMFADevicesOutput) page {
			return page{names(out.MFADevices, func(d types.MFADevice) *string { return d.SerialNumber }), out.IsTruncated, out.Marker}
		})
	}},
	// This one and that of aliases can be asked for nothing less than the account.
	{"ListVirtualMFADevices", func(s *script) []string {
		return five(func(label string) string { return *s.device(label).SerialNumber })
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListVirtualMFADevicesInput{MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListVirtualMFADevices, in, func(out *iam.ListVirtualMFADevicesOutput) page {
			all := names(out.VirtualMFADevices, func(d types.VirtualMFADevice) *string { return d.SerialNumber })
			return page{slices.DeleteFunc(all, func(serial string) bool { return !strings.Contains(serial, s.path) }), out.IsTruncated, out.Marker}
		})
	}},
	{"ListAccountAliases", func(s *script) []string {
		s.done(s.alias(s.name("a")))
		return []string{s.name("a")}
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListAccountAliasesInput{MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListAccountAliases, in, func(out *iam.ListAccountAliasesOutput) page {
			return page{out.AccountAliases, out.IsTruncated, out.Marker}
		})
	}},
	{"ListMFADeviceTags", func(s *script) []string {
		s.device("d", tags("a", "", "b", "", "c", "", "d", "", "e", "")...)
		return []string{"a", "b", "c", "d", "e"}
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListMFADeviceTagsInput{SerialNumber: new(s.arn("mfa", s.path, s.name("d"))), MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListMFADeviceTags, in, func(out *iam.ListMFADeviceTagsOutput) page {
			return page{names(out.Tags, func(t types.Tag) *string { return t.Key }), out.IsTruncated, out.Marker}
		})
	}},
	{"ListServerCertificates", func(s *script) []string {
		s.deleteServers()
		return five(func(label string) string { return s.serverCertificate(label) })
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListServerCertificatesInput{PathPrefix: &s.path, MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListServerCertificates, in, func(out *iam.ListServerCertificatesOutput) page {
			return page{names(out.ServerCertificateMetadataList, serverName), out.IsTruncated, out.Marker}
		})
	}},
	{"ListServerCertificateTags", func(s *script) []string {
		s.deleteServers()
		s.serverCertificate("c", tags("a", "", "b", "", "c", "", "d", "", "e", "")...)
		return []string{"a", "b", "c", "d", "e"}
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListServerCertificateTagsInput{ServerCertificateName: new(s.name("c")), MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListServerCertificateTags, in, func(out *iam.ListServerCertificateTagsOutput) page {
			return page{names(out.Tags, func(t types.Tag) *string { return t.Key }), out.IsTruncated, out.Marker}
		})
	}},
}

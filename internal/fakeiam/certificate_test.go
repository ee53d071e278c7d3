package fakeiam

import (
	"strings"
	"testing"
)

func TestSigningCertificates(t *testing.T) {
	s := start(t)
	s.do("CreateUser", "UserName", "u")
	s.do("CreateUser", "UserName", "v")
	upload := func(user string, p *pair) []string { return []string{"UserName", user, "CertificateBody", p.body} }
	id := s.do("UploadSigningCertificate", upload("u", certOne)...).text("Certificate/CertificateId")
	same(t, "length of the ID", len(id), 32)
	same(t, "body", s.do("ListSigningCertificates", "UserName", "u").texts("Certificates", "CertificateBody"), []string{certOne.body})
	s.do("UpdateSigningCertificate", "UserName", "u", "CertificateId", id, "Status", "Inactive")
	same(t, "status", s.do("ListSigningCertificates", "UserName", "u").texts("Certificates", "Status"), []string{"Inactive"})

	s.wants("409 DuplicateCertificate: The same certificate is associated with an IAM user in the account.",
		"UploadSigningCertificate", upload("v", certOne)...)
	s.do("UploadSigningCertificate", upload("u", certTwo)...)
	s.wants("409 LimitExceeded: Cannot exceed quota for CertificatesPerUser: 2", "UploadSigningCertificate", upload("u", certThree)...)
	for _, body := range []string{"invalid-certificate-body", certOne.body + certTwo.body, certThree.private(), strings.ToLower(certThree.body)} {
		s.wants("400 MalformedCertificate: Certificate "+body+" is malformed.", "UploadSigningCertificate", "UserName", "v", "CertificateBody", body)
	}
	s.do("DeleteSigningCertificate", "UserName", "u", "CertificateId", id)
	s.do("UploadSigningCertificate", upload("v", certOne)...)
}

func TestServerCertificates(t *testing.T) {
	s := start(t)
	upload := func(name string, more ...string) []string {
		return append([]string{"ServerCertificateName", name, "CertificateBody", certOne.body, "PrivateKey", certOne.private()}, more...)
	}
	made := s.do("UploadServerCertificate", upload("Web", "Path", "/eng/", "Tags.member.1.Key", "k", "Tags.member.1.Value", "v")...)
	const meta = "ServerCertificateMetadata/"
	same(t, "ARN", made.text(meta+"Arn"), ownARN+"server-certificate/eng/Web")
	same(t, "expiration", made.text(meta+"Expiration"), "2036-01-02T03:04:05Z")
	same(t, "tags", made.texts("Tags", "Key"), []string{"k"})
	id := made.text(meta + "ServerCertificateId")
	if !strings.HasPrefix(id, "ASCA") || len(id) != 21 {
		t.Errorf("the ID is %s", id)
	}
	if strings.Contains(s.acct.bytes(t), "PRIVATE KEY") {
		t.Error("the private key is in the state")
	}
	got := s.do("GetServerCertificate", "ServerCertificateName", "WEB")
	same(t, "body", got.text("ServerCertificate/CertificateBody"), certOne.body)
	same(t, "no chain", got.at("ServerCertificate/CertificateChain") == nil, true)
	same(t, "tags", got.texts("ServerCertificate/Tags", "Value"), []string{"v"})

	taken := "409 EntityAlreadyExists: The Server Certificate with name web already exists."
	s.wants(taken, "UploadServerCertificate", upload("web")...)
	s.do("UploadServerCertificate", upload("other")...)
	s.wants(taken, "UpdateServerCertificate", "ServerCertificateName", "other", "NewServerCertificateName", "web")
	same(t, "below a path", s.do("ListServerCertificates", "PathPrefix", "/eng").texts("ServerCertificateMetadataList", "ServerCertificateName"), []string{"Web"})

	s.do("UpdateServerCertificate", "ServerCertificateName", "web", "NewServerCertificateName", "www", "NewPath", "/ops/")
	s.do("UpdateServerCertificate", "ServerCertificateName", "www", "NewServerCertificateName", "WWW") // a change of case
	got = s.do("GetServerCertificate", "ServerCertificateName", "www")
	same(t, "ARN", got.text("ServerCertificate/"+meta+"Arn"), ownARN+"server-certificate/ops/WWW")
	same(t, "ID", got.text("ServerCertificate/"+meta+"ServerCertificateId"), id)
	s.wants("404 NoSuchEntity: The Server Certificate with name Web cannot be found.", "DeleteServerCertificate", "ServerCertificateName", "Web")
	s.do("DeleteServerCertificate", "ServerCertificateName", "www")
}

func TestNumberOfServerCertificates(t *testing.T) {
	s := start(t, WithQuota("ServerCertificatesQuota", 1))
	params := []string{"CertificateBody", certOne.body, "PrivateKey", certOne.private()}
	s.do("UploadServerCertificate", append(params, "ServerCertificateName", "a")...)
	s.wants("409 LimitExceeded: Cannot exceed quota for ServerCertificatesPerAccount: 1",
		"UploadServerCertificate", append(params, "ServerCertificateName", "b")...)
}

func TestPairsAndChains(t *testing.T) {
	middle := certify("middle", certOne)
	leaf := certify("leaf", middle)
	const (
		noCert   = "400 MalformedCertificate: Unable to parse certificate. Please ensure the certificate is in PEM format."
		noKey    = "400 MalformedCertificate: Unable to parse private key. Please ensure the private key is in PEM format."
		mismatch = "400 KeyPairMismatch: The public key certificate and the private key do not match."
		broken   = "400 MalformedCertificate: Unable to validate certificate chain. The certificate chain must start with the " +
			"immediate signing certificate, followed by any intermediaries in order. The index within the chain of the " +
			"invalid certificate is: "
	)
	s := start(t)
	for _, test := range []struct{ name, body, key, chain, want string }{
		{"no certificate", "x", leaf.private(), "", noCert},
		{"two certificates", leaf.body + middle.body, leaf.private(), "", noCert},
		{"no key", leaf.body, "x", "", noKey},
		{"a certificate for a key", leaf.body, leaf.body, "", noKey},
		{"another's key", leaf.body, middle.private(), "", mismatch},
		{"no certificate in the chain", leaf.body, leaf.private(), "x", broken + "-1"},
		{"a chain that begins elsewhere", leaf.body, leaf.private(), certOne.body, broken + "-1"},
		{"a chain that goes on elsewhere", leaf.body, leaf.private(), middle.body + certTwo.body, broken + "0"},
		{"the whole chain", leaf.body, leaf.private(), middle.body + certOne.body, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := tb{t, s.Server}
			params := []string{"ServerCertificateName", "c", "CertificateBody", test.body, "PrivateKey", test.key}
			if test.chain != "" {
				params = append(params, "CertificateChain", test.chain)
			}
			if test.want != "" {
				s.wants(test.want, "UploadServerCertificate", params...)
				return
			}
			s.do("UploadServerCertificate", params...)
			got := s.do("GetServerCertificate", "ServerCertificateName", "c")
			same(t, "chain", got.text("ServerCertificate/CertificateChain"), test.chain)
		})
	}
}

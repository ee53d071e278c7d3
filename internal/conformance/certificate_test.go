package conformance

import (
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/internal/credentialtest"
)

const (
	malformedCertificate = "400 MalformedCertificate"
	noCertificate        = "NONEXISTENTCERTID12345678901"
)

func (s *script) certificatesOf(user string) []types.SigningCertificate {
	p := iam.NewListSigningCertificatesPaginator(s.iam, &iam.ListSigningCertificatesInput{UserName: &user})
	return collect(s, p, func(out *iam.ListSigningCertificatesOutput) []types.SigningCertificate { return out.Certificates })
}

var signingCases = []testCase{
	{"a signing certificate is listed as it was uploaded", func(s *script) {
		u := s.user("u")
		c := s.signing(u)
		s.same("user", c.UserName, &u)
		s.same("status", c.Status, types.StatusTypeActive)
		s.recent("its date", c.UploadDate)
		s.same("certificates", s.certificatesOf(u), []types.SigningCertificate{*c})
	}},
	{"a signing certificate is made inactive and deleted", func(s *script) {
		u := s.user("u")
		c := s.signing(u)
		in := &iam.UpdateSigningCertificateInput{UserName: &u, CertificateId: c.CertificateId, Status: types.StatusTypeInactive}
		do(s, s.iam.UpdateSigningCertificate, in)
		s.same("status", s.certificatesOf(u)[0].Status, types.StatusTypeInactive)
		do(s, s.iam.DeleteSigningCertificate, &iam.DeleteSigningCertificateInput{UserName: &u, CertificateId: c.CertificateId})
		s.same("certificates", len(s.certificatesOf(u)), 0)
	}},
	{"a user has two signing certificates at most", func(s *script) {
		u := s.user("u")
		s.signing(u)
		s.signing(u)
		body, _ := credentialtest.Certificate()
		in := &iam.UploadSigningCertificateInput{UserName: &u, CertificateBody: &body}
		s.refused(try(s, s.iam.UploadSigningCertificate, in), limitExceeded, "Cannot exceed quota for CertificatesPerUser: 2")
	}},
	{"a signing certificate belongs to one user", func(s *script) {
		in := &iam.UploadSigningCertificateInput{UserName: new(s.user("v")), CertificateBody: s.signing(s.user("u")).CertificateBody}
		s.refused(try(s, s.iam.UploadSigningCertificate, in), "409 DuplicateCertificate", "")
	}},
	{"what is no certificate is not uploaded for signing", func(s *script) {
		in := &iam.UploadSigningCertificateInput{UserName: new(s.user("u")), CertificateBody: new("invalid-certificate-body")}
		s.refused(try(s, s.iam.UploadSigningCertificate, in), malformedCertificate, "Certificate invalid-certificate-body is malformed.")
	}},
	{"a signing certificate that is not there is neither changed nor deleted", func(s *script) {
		u, id, words := s.user("u"), new(noCertificate), "The Certificate with id "+noCertificate+" cannot be found."
		update := &iam.UpdateSigningCertificateInput{UserName: &u, CertificateId: id, Status: types.StatusTypeInactive}
		s.refused(try(s, s.iam.UpdateSigningCertificate, update), noSuchEntity, words)
		s.refused(try(s, s.iam.DeleteSigningCertificate, &iam.DeleteSigningCertificateInput{UserName: &u, CertificateId: id}), noSuchEntity, words)
	}},
}

func (s *script) getServer(name string) (*types.ServerCertificate, error) {
	out, err := s.iam.GetServerCertificate(s.ctx, &iam.GetServerCertificateInput{ServerCertificateName: &name})
	if err != nil {
		return nil, err
	}
	return out.ServerCertificate, nil
}

func (s *script) serversBelow(path string) []types.ServerCertificateMetadata {
	p := iam.NewListServerCertificatesPaginator(s.iam, &iam.ListServerCertificatesInput{PathPrefix: &path})
	return collect(s, p, func(out *iam.ListServerCertificatesOutput) []types.ServerCertificateMetadata {
		return out.ServerCertificateMetadataList
	})
}

func serverName(c types.ServerCertificateMetadata) *string { return c.ServerCertificateName }

func (s *script) tagsOfServer(name string) []string {
	p := iam.NewListServerCertificateTagsPaginator(s.iam, &iam.ListServerCertificateTagsInput{ServerCertificateName: &name})
	return pairs(collect(s, p, func(out *iam.ListServerCertificateTagsOutput) []types.Tag { return out.Tags }))
}

// deleteServers makes room: an account has twenty server certificates at most, and
// the cases of one run come one after the other.
func (s *script) deleteServers() {
	for _, c := range s.serversBelow("/" + s.run + "/") {
		do(s, s.iam.DeleteServerCertificate, &iam.DeleteServerCertificateInput{ServerCertificateName: c.ServerCertificateName})
	}
}

func serverNotFound(name string) string {
	return "The Server Certificate with name " + name + " cannot be found."
}

// cleaned is a case that leaves no server certificates.
func cleaned(name string, run func(*script)) testCase {
	return testCase{name, func(s *script) {
		defer s.deleteServers()
		run(s)
	}}
}

var serverCertificateCases = []testCase{
	cleaned("a server certificate is read as it was uploaded, without its key", func(s *script) {
		name := s.name("c")
		body, key := credentialtest.Certificate()
		made, err := s.uploadServer(name, body, key)
		s.done(err)
		meta := made.ServerCertificateMetadata
		s.same("ARN", meta.Arn, new(s.arn("server-certificate", s.path, name)))
		s.uniqueID(meta.ServerCertificateId, "ASCA")
		s.recent("its date", meta.UploadDate)
		if meta.Expiration == nil || !meta.Expiration.After(*meta.UploadDate) {
			s.errorf("it expires %v", meta.Expiration)
		}
		s.same("certificates", s.serversBelow(s.path), []types.ServerCertificateMetadata{*meta})
		got, err := s.getServer(name)
		s.done(err)
		s.same("body", got.CertificateBody, &body)
		s.same("chain", got.CertificateChain, (*string)(nil))
		s.same("tags", len(got.Tags), 0)
	}),
	cleaned("a server certificate is moved and renamed", func(s *script) {
		old, renamed := s.serverCertificate("c"), s.name("d")
		before, err := s.getServer(old)
		s.done(err)
		in := &iam.UpdateServerCertificateInput{ServerCertificateName: &old, NewServerCertificateName: &renamed, NewPath: new(s.path + "x/")}
		do(s, s.iam.UpdateServerCertificate, in)
		after, err := s.getServer(renamed)
		s.done(err)
		s.same("ARN", after.ServerCertificateMetadata.Arn, new(s.arn("server-certificate", s.path+"x/", renamed)))
		s.same("id", after.ServerCertificateMetadata.ServerCertificateId, before.ServerCertificateMetadata.ServerCertificateId)
		_, err = s.getServer(old)
		s.refused(err, noSuchEntity, serverNotFound(old))
	}),
	cleaned("a server certificate's name is taken", func(s *script) {
		name, other := s.serverCertificate("c"), s.serverCertificate("d")
		body, key := credentialtest.Certificate()
		_, err := s.uploadServer(name, body, key)
		s.refused(err, alreadyExists, "The Server Certificate with name "+name+" already exists.")
		in := &iam.UpdateServerCertificateInput{ServerCertificateName: &other, NewServerCertificateName: &name}
		s.refused(try(s, s.iam.UpdateServerCertificate, in), alreadyExists, "")
	}),
	cleaned("a server certificate's name is taken whatever its case", func(s *script) {
		name := s.serverCertificate("c")
		body, key := credentialtest.Certificate()
		_, err := s.uploadServer(upper(name), body, key)
		s.refused(err, alreadyExists, "")
	}),
	cleaned("what is no certificate is not uploaded for a server", func(s *script) {
		body, key := credentialtest.Certificate()
		_, other := credentialtest.Certificate()
		_, err := s.uploadServer(s.name("c"), "x", key)
		s.refused(err, malformedCertificate, "Unable to parse certificate. Please ensure the certificate is in PEM format.")
		_, err = s.uploadServer(s.name("c"), body, other)
		s.refused(err, "400 KeyPairMismatch", "")
	}),
	cleaned("a server certificate that is not there is neither read, changed nor deleted", func(s *script) {
		name := s.name("absent")
		_, err := s.getServer(name)
		s.refused(err, noSuchEntity, serverNotFound(name))
		s.refused(try(s, s.iam.DeleteServerCertificate, &iam.DeleteServerCertificateInput{ServerCertificateName: &name}), noSuchEntity, serverNotFound(name))
		s.refused(try(s, s.iam.UpdateServerCertificate, &iam.UpdateServerCertificateInput{ServerCertificateName: &name, NewPath: &s.path}), noSuchEntity, "")
	}),
	cleaned("server certificates have tags", func(s *script) {
		name := s.serverCertificate("c", tags("a", "1")...)
		do(s, s.iam.TagServerCertificate, &iam.TagServerCertificateInput{ServerCertificateName: &name, Tags: tags("A", "2")})
		s.same("tags", unordered(s.tagsOfServer(name)), []string{"A=2", "a=1"})
		got, err := s.getServer(name)
		s.done(err)
		s.same("tags", unordered(pairs(got.Tags)), []string{"A=2", "a=1"})
		do(s, s.iam.UntagServerCertificate, &iam.UntagServerCertificateInput{ServerCertificateName: &name, TagKeys: []string{"a"}})
		s.same("tags", s.tagsOfServer(name), []string{"A=2"})
	}),
	cleaned("a server certificate that is not there has no tags", func(s *script) {
		name := new(s.name("absent"))
		s.refused(try(s, s.iam.TagServerCertificate, &iam.TagServerCertificateInput{ServerCertificateName: name, Tags: tags("a", "1")}), noSuchEntity, "")
		s.refused(try(s, s.iam.UntagServerCertificate, &iam.UntagServerCertificateInput{ServerCertificateName: name, TagKeys: []string{"a"}}), noSuchEntity, "")
		s.refused(try(s, s.iam.ListServerCertificateTags, &iam.ListServerCertificateTagsInput{ServerCertificateName: name}), noSuchEntity, "")
	}),
	cleaned("an account has twenty server certificates at most", func(s *script) {
		body, key := credentialtest.Certificate()
		for i := range 20 {
			if _, err := s.uploadServer(s.name(string(rune('a'+i))), body, key); err != nil {
				s.errorf("certificate %d: %v", i+1, err)
				return
			}
		}
		_, err := s.uploadServer(s.name("z"), body, key)
		s.refused(err, limitExceeded, "")
	}),
}

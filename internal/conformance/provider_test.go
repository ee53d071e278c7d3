package conformance

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// profile creates an instance profile under the case's path and returns its name.
func (s *script) profile(label string, tagged ...types.Tag) string {
	name := s.name(label)
	do(s, s.iam.CreateInstanceProfile, &iam.CreateInstanceProfileInput{InstanceProfileName: &name, Path: &s.path, Tags: tagged})
	return name
}

func (s *script) seat(role, profile string) {
	do(s, s.iam.AddRoleToInstanceProfile, &iam.AddRoleToInstanceProfileInput{RoleName: &role, InstanceProfileName: &profile})
}

func (s *script) unseat(role, profile string) error {
	return try(s, s.iam.RemoveRoleFromInstanceProfile, &iam.RemoveRoleFromInstanceProfileInput{RoleName: &role, InstanceProfileName: &profile})
}

func (s *script) getProfile(name string) *types.InstanceProfile {
	return do(s, s.iam.GetInstanceProfile, &iam.GetInstanceProfileInput{InstanceProfileName: &name}).InstanceProfile
}

func (s *script) deleteProfile(name string) error {
	return try(s, s.iam.DeleteInstanceProfile, &iam.DeleteInstanceProfileInput{InstanceProfileName: &name})
}

func profileName(p types.InstanceProfile) *string { return p.InstanceProfileName }

var profileCases = []testCase{
	{"a profile is read as it was created", func(s *script) {
		name := s.profile("i", tags("a", "1")...)
		p := s.getProfile(name)
		s.same("ARN", p.Arn, new(s.arn("instance-profile", s.path, name)))
		s.same("tags", pairs(p.Tags), []string{"a=1"})
		s.same("roles", len(p.Roles), 0)
		s.uniqueID(p.InstanceProfileId, "AIPA")
		s.recent("the profile's date", p.CreateDate)
	}},
	{"profiles are listed by path, without tags", func(s *script) {
		want := []string{s.profile("a", tags("a", "1")...), s.profile("b")}
		p := iam.NewListInstanceProfilesPaginator(s.iam, &iam.ListInstanceProfilesInput{PathPrefix: &s.path})
		all := collect(s, p, func(out *iam.ListInstanceProfilesOutput) []types.InstanceProfile { return out.InstanceProfiles })
		s.same("profiles", unordered(names(all, profileName)), unordered(want))
		for _, p := range all {
			s.same("tags", len(p.Tags), 0)
		}
	}},
	{"a profile holds one role", func(s *script) {
		r, p := s.role("r"), s.profile("i")
		s.seat(r, p)
		s.same("roles", names(s.getProfile(p).Roles, roleName), []string{r})
		for _, role := range []string{s.role("x"), r} { // not even the same again
			in := &iam.AddRoleToInstanceProfileInput{RoleName: &role, InstanceProfileName: &p}
			s.refused(try(s, s.iam.AddRoleToInstanceProfile, in), limitExceeded, "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1")
		}
	}},
	{"a role may sit in several profiles", func(s *script) {
		r, a, b := s.role("r"), s.profile("a"), s.profile("b")
		s.seat(r, a)
		s.seat(r, b)
		all := do(s, s.iam.ListInstanceProfilesForRole, &iam.ListInstanceProfilesForRoleInput{RoleName: &r}).InstanceProfiles
		s.same("profiles", unordered(names(all, profileName)), []string{a, b})
		s.done(s.unseat(r, a))
		s.refused(s.unseat(r, a), noSuchEntity, "Role "+r+" in Instance Profile "+a+" cannot be found.")
	}},
	{"a profile that holds a role cannot be deleted", func(s *script) {
		r, p := s.role("r"), s.profile("i")
		s.seat(r, p)
		s.refused(s.deleteProfile(p), deleteConflict, notEmpty)
		s.done(s.unseat(r, p))
		s.done(s.deleteProfile(p))
	}},
	{"tags of a profile respect their case", func(s *script) {
		p := s.profile("i", tags("a", "1")...)
		do(s, s.iam.TagInstanceProfile, &iam.TagInstanceProfileInput{InstanceProfileName: &p, Tags: tags("A", "2", "b", "3")})
		do(s, s.iam.UntagInstanceProfile, &iam.UntagInstanceProfileInput{InstanceProfileName: &p, TagKeys: []string{"b"}})
		got := do(s, s.iam.ListInstanceProfileTags, &iam.ListInstanceProfileTagsInput{InstanceProfileName: &p}).Tags
		s.same("tags", unordered(pairs(got)), []string{"A=2", "a=1"})
	}},
	{"a profile's name is taken whatever its case", func(s *script) {
		n := s.profile("i")
		create := func(name string) error {
			return try(s, s.iam.CreateInstanceProfile, &iam.CreateInstanceProfileInput{InstanceProfileName: &name})
		}
		s.refused(create(n), alreadyExists, "Instance Profile "+n+" already exists.")
		s.refused(create(upper(n)), alreadyExists, "")
	}},
}

const thumbprint = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

func (s *script) host(label string) string { return s.name(label) + ".example.com" }

func (s *script) tryOIDC(in *iam.CreateOpenIDConnectProviderInput) error {
	return try(s, s.iam.CreateOpenIDConnectProvider, in)
}

// oidc creates an OpenID Connect provider and returns its ARN.
func (s *script) oidc(label string, tagged ...types.Tag) string {
	in := &iam.CreateOpenIDConnectProviderInput{Url: new("https://" + s.host(label)), ThumbprintList: []string{thumbprint}, Tags: tagged}
	return *do(s, s.iam.CreateOpenIDConnectProvider, in).OpenIDConnectProviderArn
}

func (s *script) getOIDC(arn string) *iam.GetOpenIDConnectProviderOutput {
	return do(s, s.iam.GetOpenIDConnectProvider, &iam.GetOpenIDConnectProviderInput{OpenIDConnectProviderArn: &arn})
}

var oidcCases = []testCase{
	{"an OIDC provider is read as it was created", func(s *script) {
		arn := s.oidc("a", tags("a", "1")...)
		s.same("ARN", arn, s.arn("oidc-provider", "/", s.host("a")))
		p := s.getOIDC(arn)
		s.same("URL", p.Url, new(s.host("a")))
		s.same("thumbprints", p.ThumbprintList, []string{thumbprint})
		s.same("client IDs", len(p.ClientIDList), 0)
		s.same("tags", pairs(p.Tags), []string{"a=1"})
	}},
	{"OIDC providers are listed", func(s *script) {
		arn := s.oidc("a")
		all := do(s, s.iam.ListOpenIDConnectProviders, &iam.ListOpenIDConnectProvidersInput{}).OpenIDConnectProviderList
		arns := names(all, func(p types.OpenIDConnectProviderListEntry) *string { return p.Arn })
		s.same("it is listed", slices.Contains(arns, arn), true)
	}},
	{"client IDs are added and removed, each once", func(s *script) {
		arn := s.oidc("a")
		for range 2 {
			for _, id := range []string{"x", "y"} {
				do(s, s.iam.AddClientIDToOpenIDConnectProvider, &iam.AddClientIDToOpenIDConnectProviderInput{OpenIDConnectProviderArn: &arn, ClientID: &id})
			}
		}
		s.same("client IDs", unordered(s.getOIDC(arn).ClientIDList), []string{"x", "y"})
		for range 2 {
			do(s, s.iam.RemoveClientIDFromOpenIDConnectProvider, &iam.RemoveClientIDFromOpenIDConnectProviderInput{OpenIDConnectProviderArn: &arn, ClientID: new("x")})
		}
		s.same("client IDs", s.getOIDC(arn).ClientIDList, []string{"y"})
	}},
	{"thumbprints are replaced", func(s *script) {
		arn, other := s.oidc("a"), strings.Repeat("b", 40)
		do(s, s.iam.UpdateOpenIDConnectProviderThumbprint, &iam.UpdateOpenIDConnectProviderThumbprintInput{OpenIDConnectProviderArn: &arn, ThumbprintList: []string{other}})
		s.same("thumbprints", s.getOIDC(arn).ThumbprintList, []string{other})
	}},
	{"tags of an OIDC provider respect their case", func(s *script) {
		arn := s.oidc("a", tags("a", "1")...)
		do(s, s.iam.TagOpenIDConnectProvider, &iam.TagOpenIDConnectProviderInput{OpenIDConnectProviderArn: &arn, Tags: tags("A", "2", "b", "3")})
		do(s, s.iam.UntagOpenIDConnectProvider, &iam.UntagOpenIDConnectProviderInput{OpenIDConnectProviderArn: &arn, TagKeys: []string{"b"}})
		got := do(s, s.iam.ListOpenIDConnectProviderTags, &iam.ListOpenIDConnectProviderTagsInput{OpenIDConnectProviderArn: &arn}).Tags
		s.same("tags", unordered(pairs(got)), []string{"A=2", "a=1"})
	}},
	{"an OIDC provider is deleted although a role trusts it, and once", func(s *script) {
		arn, r := s.oidc("a"), s.role("r")
		s.done(s.trust(r, strings.NewReplacer(`"Service":"ec2.amazonaws.com"`, `"Federated":"`+arn+`"`, "AssumeRole", "AssumeRoleWithWebIdentity").Replace(trustEC2)))
		in := &iam.DeleteOpenIDConnectProviderInput{OpenIDConnectProviderArn: &arn}
		do(s, s.iam.DeleteOpenIDConnectProvider, in)
		s.refused(try(s, s.iam.DeleteOpenIDConnectProvider, in), noSuchEntity, "OpenId connect Provider "+arn+" cannot be found.")
	}},
	{"an OIDC provider's URL is taken", func(s *script) {
		s.oidc("a")
		url := "https://" + s.host("a")
		s.refused(s.tryOIDC(&iam.CreateOpenIDConnectProviderInput{Url: &url, ThumbprintList: []string{thumbprint}}), alreadyExists, "Provider with url "+url+" already exists.")
	}},
	{"an OIDC provider's URL is a URL", func(s *script) {
		s.refused(s.tryOIDC(&iam.CreateOpenIDConnectProviderInput{Url: new("example.org")}), validationError, "Invalid Open ID Connect Provider URL")
	}},
	{"an OIDC provider has five thumbprints at most", func(s *script) {
		in := &iam.CreateOpenIDConnectProviderInput{Url: new("https://" + s.host("a")), ThumbprintList: slices.Repeat([]string{thumbprint}, 6)}
		s.refused(s.tryOIDC(in), invalidInput, "Thumbprint list must contain fewer than 5 entries.")
	}},
	{"an OIDC provider has a hundred client IDs at most", func(s *script) {
		in := &iam.CreateOpenIDConnectProviderInput{Url: new("https://" + s.host("a")), ThumbprintList: []string{thumbprint}}
		for i := range 101 {
			in.ClientIDList = append(in.ClientIDList, fmt.Sprint(i))
		}
		s.refused(s.tryOIDC(in), limitExceeded, "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100")
	}},
}

// metadata is a SAML metadata document, with a mark in it.
func metadata(mark string) string {
	return `<?xml version="1.0"?><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com">` +
		`<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"></IDPSSODescriptor><!-- ` + mark +
		strings.Repeat(".", 1000) + ` --></EntityDescriptor>`
}

// saml creates a SAML provider and returns its ARN.
func (s *script) saml(label string, tagged ...types.Tag) string {
	in := &iam.CreateSAMLProviderInput{Name: new(s.name(label)), SAMLMetadataDocument: new(metadata(label)), Tags: tagged}
	return *do(s, s.iam.CreateSAMLProvider, in).SAMLProviderArn
}

func (s *script) getSAML(arn string) *iam.GetSAMLProviderOutput {
	return do(s, s.iam.GetSAMLProvider, &iam.GetSAMLProviderInput{SAMLProviderArn: &arn})
}

var samlCases = []testCase{
	{"a SAML provider is read as it was created", func(s *script) {
		arn := s.saml("a", tags("a", "1")...)
		s.same("ARN", arn, s.arn("saml-provider", "/", s.name("a")))
		p := s.getSAML(arn)
		s.same("document", p.SAMLMetadataDocument, new(metadata("a")))
		s.same("tags", pairs(p.Tags), []string{"a=1"})
		s.same("encryption", p.AssertionEncryptionMode, types.AssertionEncryptionModeTypeAllowed)
	}},
	{"SAML providers are listed", func(s *script) {
		arn := s.saml("a")
		all := do(s, s.iam.ListSAMLProviders, &iam.ListSAMLProvidersInput{}).SAMLProviderList
		arns := names(all, func(p types.SAMLProviderListEntry) *string { return p.Arn })
		s.same("it is listed", slices.Contains(arns, arn), true)
	}},
	{"a SAML provider's document is replaced", func(s *script) {
		arn := s.saml("a")
		got := do(s, s.iam.UpdateSAMLProvider, &iam.UpdateSAMLProviderInput{SAMLProviderArn: &arn, SAMLMetadataDocument: new(metadata("b"))})
		s.same("answer", got.SAMLProviderArn, &arn)
		s.same("document", s.getSAML(arn).SAMLMetadataDocument, new(metadata("b")))
	}},
	{"tags of a SAML provider respect their case", func(s *script) {
		arn := s.saml("a", tags("a", "1")...)
		do(s, s.iam.TagSAMLProvider, &iam.TagSAMLProviderInput{SAMLProviderArn: &arn, Tags: tags("A", "2", "b", "3")})
		do(s, s.iam.UntagSAMLProvider, &iam.UntagSAMLProviderInput{SAMLProviderArn: &arn, TagKeys: []string{"b"}})
		got := do(s, s.iam.ListSAMLProviderTags, &iam.ListSAMLProviderTagsInput{SAMLProviderArn: &arn}).Tags
		s.same("tags", unordered(pairs(got)), []string{"A=2", "a=1"})
	}},
	{"a SAML provider is deleted once", func(s *script) {
		arn := s.saml("a")
		in := &iam.DeleteSAMLProviderInput{SAMLProviderArn: &arn}
		do(s, s.iam.DeleteSAMLProvider, in)
		s.refused(try(s, s.iam.DeleteSAMLProvider, in), noSuchEntity, "Manifest not found for arn "+arn)
	}},
	{"a SAML provider's name is taken", func(s *script) {
		s.saml("a")
		in := &iam.CreateSAMLProviderInput{Name: new(s.name("a")), SAMLMetadataDocument: new(metadata("a"))}
		s.refused(try(s, s.iam.CreateSAMLProvider, in), alreadyExists, "")
	}},
	{"a SAML provider's document is one of SAML", func(s *script) {
		in := &iam.CreateSAMLProviderInput{Name: new(s.name("a")), SAMLMetadataDocument: new("<x>" + strings.Repeat(".", 1000) + "</x>")}
		s.refused(try(s, s.iam.CreateSAMLProvider, in), invalidInput, "")
	}},
}

package statetest

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"iamsync/spec"
)

var samlNames = []string{"okta", "okta.a-b_c"}

var providerURLs = []string{"id.example.com", "id.example.com/a", "id.example.com/a/b~c"}

// CertificateNames are those of server certificates, which only an upload makes. One that
// is renamed begins with NewName.
var CertificateNames = []string{"www", "ww.w", "www+1"}

// NewName begins the names that server certificates get.
const NewName = "new-"

// Described are the objects of which a bulk read does not say everything.
func Described() []spec.ID {
	var ids []spec.ID
	for _, name := range policyNames {
		ids = append(ids, spec.PolicyID(name))
	}
	for _, url := range providerURLs {
		ids = append(ids, spec.OIDCProviderID(url))
	}
	for _, name := range samlNames {
		ids = append(ids, spec.SAMLProviderID(name))
	}
	for _, name := range CertificateNames {
		ids = append(ids, spec.ServerCertificateID(name), spec.ServerCertificateID(NewName+name))
	}
	return ids
}

// drawProviders adds some identity providers.
func drawProviders(t *rapid.T, s spec.State) {
	for _, url := range providerURLs {
		if rapid.Bool().Draw(t, "provider") {
			s.Add(spec.OIDCProvider{
				URL: url, ARN: s.Account.ProviderARN(spec.OIDCProviderID(url)), Tags: drawTags(t),
				ClientIDs: some(t, "a", "a b", "c,d"), Thumbprints: []string{strings.Repeat(rapid.SampledFrom([]string{"a", "0"}).Draw(t, "print"), 40)},
			})
		}
	}
	for _, name := range samlNames {
		if rapid.Bool().Draw(t, "provider") {
			entity := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "entity")
			s.Add(spec.SAMLProvider{
				Name: name, ARN: s.Account.ProviderARN(spec.SAMLProviderID(name)), Tags: drawTags(t),
				Metadata: `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="` + entity + `"><IDPSSODescriptor/></EntityDescriptor>` + strings.Repeat(" ", 1000),
			})
		}
	}
}

// some draws some of the texts, in order; nil is none of them.
func some(t *rapid.T, from ...string) []string {
	drawn := rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, len(from), rapid.ID[string]).Draw(t, "some")
	slices.Sort(drawn)
	return append([]string(nil), drawn...)
}

// drawTags draws the tags of what tells their keys apart by case.
func drawTags(t *rapid.T) map[string]string {
	if rapid.Bool().Draw(t, "tagged") {
		return nil
	}
	return map[string]string{rapid.SampledFrom([]string{"k", "K", "k:/=+-@"}).Draw(t, "key"): rapid.SampledFrom([]string{"", "v"}).Draw(t, "value")}
}

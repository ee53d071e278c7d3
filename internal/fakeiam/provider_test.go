package fakeiam

import (
	"fmt"
	"strings"
	"testing"
)

func TestInstanceProfiles(t *testing.T) {
	const arn = ownARN + "instance-profile/eng/ec2"
	s := roles(t)
	p := s.do("GetInstanceProfile", "InstanceProfileName", "EC2").at("InstanceProfile")
	if id := p.text("InstanceProfileId"); !strings.HasPrefix(id, "AIPA") || len(id) != 21 {
		t.Errorf("id is %s", id)
	}
	for element, want := range map[string]string{
		"Arn": arn, "Path": "/eng/", "InstanceProfileName": "ec2", "Roles/member/Arn": ec2, "Roles/member/AssumeRolePolicyDocument": urlEncoded(trustEC2),
	} {
		same(t, element, p.text(element), want)
	}
	made := s.do("CreateInstanceProfile", append([]string{"InstanceProfileName", "tagged"}, tags(1, "k")...)...).at("InstanceProfile")
	listed := s.do("ListInstanceProfiles", "PathPrefix", "/eng/")
	same(t, "below a path", listed.texts("InstanceProfiles", "Arn"), []string{arn})
	for name, test := range map[string]struct {
		in   *xmlNode
		tags bool
	}{
		"GetInstanceProfile without tags":    {p, true},
		"CreateInstanceProfile with tags":    {made, true},
		"CreateInstanceProfile without tags": {s.do("CreateInstanceProfile", "InstanceProfileName", "x").at("InstanceProfile"), false},
		"ListInstanceProfiles":               {listed.at("InstanceProfiles/member"), false},
	} {
		same(t, name+" shows tags", test.in.at("Tags") != nil, test.tags)
		same(t, name+" shows roles", test.in.at("Roles") != nil, true)
	}
	s.do("TagInstanceProfile", "InstanceProfileName", "tagged", "Tags.member.1.Key", "K01", "Tags.member.1.Value", "")
	same(t, "tags", s.do("ListInstanceProfileTags", "InstanceProfileName", "tagged").texts("Tags", "Key"), []string{"K01", "k01"})
	s.do("UntagInstanceProfile", "InstanceProfileName", "tagged", "TagKeys.member.1", "k01")
	same(t, "tags", s.do("GetInstanceProfile", "InstanceProfileName", "tagged").texts("InstanceProfile/Tags", "Key"), []string{"K01"})

	s.do("AddRoleToInstanceProfile", "InstanceProfileName", "empty", "RoleName", "ec2") // a role may sit in several
	s.do("AddRoleToInstanceProfile", "InstanceProfileName", "x", "RoleName", "ec2")
	all := s.do("ListInstanceProfilesForRole", "RoleName", "ec2").texts("InstanceProfiles", "InstanceProfileName")
	same(t, "profiles of the role", all, []string{"ec2", "empty", "x"})
}

func TestRefusalsAboutInstanceProfiles(t *testing.T) {
	const (
		missing  = "404 NoSuchEntity: Instance Profile absent cannot be found."
		held     = "409 DeleteConflict: Cannot delete entity, must remove roles from instance profile first."
		occupied = "409 LimitExceeded: Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"
	)
	s := roles(t)
	s.do("CreateRole", "RoleName", "other", "AssumeRolePolicyDocument", trustEC2)
	for _, test := range []struct {
		want, action string
		params       []string
	}{
		{"409 EntityAlreadyExists: Instance Profile Ec2 already exists.", "CreateInstanceProfile", []string{"InstanceProfileName", "Ec2"}},
		{missing, "GetInstanceProfile", []string{"InstanceProfileName", "absent"}},
		{missing, "DeleteInstanceProfile", []string{"InstanceProfileName", "absent"}},
		{missing, "AddRoleToInstanceProfile", []string{"InstanceProfileName", "absent", "RoleName", "ec2"}},
		{missing, "RemoveRoleFromInstanceProfile", []string{"InstanceProfileName", "absent", "RoleName", "ec2"}},
		{missing, "TagInstanceProfile", append([]string{"InstanceProfileName", "absent"}, tags(1, "k")...)},
		{missing, "UntagInstanceProfile", []string{"InstanceProfileName", "absent", "TagKeys.member.1", "k"}},
		{missing, "ListInstanceProfileTags", []string{"InstanceProfileName", "absent"}},
		{"404 NoSuchEntity: The role with name nobody cannot be found.", "RemoveRoleFromInstanceProfile", []string{"InstanceProfileName", "ec2", "RoleName", "nobody"}},
		{"404 NoSuchEntity: Role other in Instance Profile ec2 cannot be found.", "RemoveRoleFromInstanceProfile", []string{"InstanceProfileName", "ec2", "RoleName", "other"}},
		{"404 NoSuchEntity: Role other in Instance Profile empty cannot be found.", "RemoveRoleFromInstanceProfile", []string{"InstanceProfileName", "empty", "RoleName", "other"}},
		{occupied, "AddRoleToInstanceProfile", []string{"InstanceProfileName", "ec2", "RoleName", "other"}},
		{occupied, "AddRoleToInstanceProfile", []string{"InstanceProfileName", "ec2", "RoleName", "ec2"}},
		{held, "DeleteInstanceProfile", []string{"InstanceProfileName", "ec2"}},
		{held, "DeleteRole", []string{"RoleName", "ec2"}},
		{"400 InvalidInput: Duplicate tag keys found.", "TagInstanceProfile", []string{"InstanceProfileName", "ec2",
			"Tags.member.1.Key", "a", "Tags.member.1.Value", "", "Tags.member.2.Key", "a", "Tags.member.2.Value", ""}},
	} {
		s.wants(test.want, test.action, test.params...)
	}
	s.do("RemoveRoleFromInstanceProfile", "InstanceProfileName", "ec2", "RoleName", "ec2")
	s.do("DeleteInstanceProfile", "InstanceProfileName", "ec2")
	s.do("DeleteRole", "RoleName", "ec2")
}

func TestOIDCProviders(t *testing.T) {
	s := roles(t)
	made := s.do("CreateOpenIDConnectProvider", append([]string{"Url", "https://b.example.com", "ClientIDList.member.1", "x", "ClientIDList.member.2", "x"}, tags(1, "k")...)...)
	const arn = ownARN + "oidc-provider/b.example.com"
	same(t, "answer", made.text("OpenIDConnectProviderArn")+made.text("Tags/member/Key"), arn+"k01")
	same(t, "list", s.do("ListOpenIDConnectProviders").texts("OpenIDConnectProviderList", "Arn"), []string{arn, oidc1})
	show := func(arn string) string {
		p := s.do("GetOpenIDConnectProvider", "OpenIDConnectProviderArn", arn)
		return fmt.Sprint(p.text("Url"), p.texts("ClientIDList", ""), p.texts("ThumbprintList", ""), p.texts("Tags", "Key"))
	}
	same(t, "provider", show(oidc1), fmt.Sprint("id.example.com/A", []string{"a"}, []string{thumbprint}, []string{}))
	if got := s.do("GetOpenIDConnectProvider", "OpenIDConnectProviderArn", arn).texts("ThumbprintList", ""); len(got) != 1 || len(got[0]) != 40 {
		t.Errorf("a provider without thumbprints has %q, want the one that IAM finds", got)
	}

	for range 2 { // twice is once
		s.do("AddClientIDToOpenIDConnectProvider", "OpenIDConnectProviderArn", oidc1, "ClientID", "b")
		s.do("RemoveClientIDFromOpenIDConnectProvider", "OpenIDConnectProviderArn", oidc1, "ClientID", "a")
		s.do("UpdateOpenIDConnectProviderThumbprint", "OpenIDConnectProviderArn", oidc1, "ThumbprintList.member.1", strings.Repeat("b", 40))
		s.do("TagOpenIDConnectProvider", append([]string{"OpenIDConnectProviderArn", oidc1}, tags(2, "t")...)...)
		s.do("UntagOpenIDConnectProvider", "OpenIDConnectProviderArn", oidc1, "TagKeys.member.1", "t01")
	}
	same(t, "provider", show(oidc1), fmt.Sprint("id.example.com/A", []string{"b"}, []string{strings.Repeat("b", 40)}, []string{"t02"}))
	same(t, "tags", s.do("ListOpenIDConnectProviderTags", "OpenIDConnectProviderArn", oidc1).texts("Tags", "Key"), []string{"t02"})

	s.do("UpdateAssumeRolePolicy", "RoleName", "ec2", "PolicyDocument", trusts(`{"Federated":"`+oidc1+`"}`, `"sts:AssumeRoleWithWebIdentity"`, ""))
	s.do("DeleteOpenIDConnectProvider", "OpenIDConnectProviderArn", oidc1) // although a role trusts it
	s.wants("404 NoSuchEntity: OpenId connect Provider "+oidc1+" cannot be found.", "DeleteOpenIDConnectProvider", "OpenIDConnectProviderArn", oidc1)
}

func TestRefusalsAboutOIDCProviders(t *testing.T) {
	const missing = "404 NoSuchEntity: OpenIDConnect Provider not found for arn " + noOIDC
	list := func(name string, n int, value func(int) string) []string {
		var out []string
		for i := range n {
			out = append(out, fmt.Sprintf("%s.member.%d", name, i+1), value(i))
		}
		return out
	}
	thumbprints := func(n int) []string { return list("ThumbprintList", n, func(int) string { return thumbprint }) }
	clients := func(n int) []string { return list("ClientIDList", n, func(i int) string { return fmt.Sprint(i) }) }
	s := roles(t)
	for _, test := range []struct {
		want, action string
		params       []string
	}{
		{missing, "GetOpenIDConnectProvider", nil},
		{missing, "AddClientIDToOpenIDConnectProvider", []string{"ClientID", "c"}},
		{missing, "RemoveClientIDFromOpenIDConnectProvider", []string{"ClientID", "c"}},
		{missing, "UpdateOpenIDConnectProviderThumbprint", thumbprints(1)},
		{missing, "TagOpenIDConnectProvider", tags(1, "k")},
		{missing, "UntagOpenIDConnectProvider", []string{"TagKeys.member.1", "k"}},
		{missing, "ListOpenIDConnectProviderTags", nil},
		{"409 EntityAlreadyExists: Provider with url https://id.example.com/A already exists.", "CreateOpenIDConnectProvider", []string{"Url", "https://id.example.com/A"}},
		{"400 InvalidInput: Thumbprint list must contain fewer than 5 entries.", "CreateOpenIDConnectProvider", append(thumbprints(6), "Url", "https://x.example.com")},
		{"400 InvalidInput: Thumbprint list must contain fewer than 5 entries.", "UpdateOpenIDConnectProviderThumbprint", append(thumbprints(6), "OpenIDConnectProviderArn", oidc1)},
		{"409 LimitExceeded: Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100", "CreateOpenIDConnectProvider", append(clients(101), "Url", "https://x.example.com")},
		{"400 ValidationError: 3 validation errors detected: Value at 'clientIDList' failed to satisfy constraint: Member must satisfy constraint: " +
			"[Member must have length less than or equal to 255, Member must have length greater than or equal to 1]; " +
			"Value at 'thumbprintList' failed to satisfy constraint: Member must satisfy constraint: " +
			"[Member must have length less than or equal to 40, Member must have length greater than or equal to 40]; " +
			"Value at 'url' failed to satisfy constraint: Member must have length less than or equal to 255",
			"CreateOpenIDConnectProvider", []string{"Url", strings.Repeat("b", 256), "ThumbprintList.member.1", "b", "ClientIDList.member.1", strings.Repeat("b", 256)}},
	} {
		s.wants(test.want, test.action, append([]string{"OpenIDConnectProviderArn", noOIDC}, test.params...)...)
	}
	for _, url := range []string{"example.org", "http://example.org", "https://", "https://a:443", "https://a@b.c", "https://a.b?c", "https://a.b#c", "https://a b"} {
		s.wants("400 ValidationError: Invalid Open ID Connect Provider URL", "CreateOpenIDConnectProvider", "Url", url)
	}
	s.do("CreateOpenIDConnectProvider", append(append(clients(100), thumbprints(5)...), "Url", "https://full.example.com")...)
	s.wants("409 LimitExceeded: Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100",
		"AddClientIDToOpenIDConnectProvider", "OpenIDConnectProviderArn", ownARN+"oidc-provider/full.example.com", "ClientID", "x")
	for i := range 98 {
		s.do("CreateOpenIDConnectProvider", "Url", fmt.Sprintf("https://id%d.example.com", i))
	}
	s.wants("409 LimitExceeded: Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100", "CreateOpenIDConnectProvider", "Url", "https://x.example.com")
}

func TestSAMLProviders(t *testing.T) {
	s := roles(t)
	made := s.do("CreateSAMLProvider", append([]string{"Name", "a", "SAMLMetadataDocument", metadata("a"), "AssertionEncryptionMode", "Required"}, tags(1, "k")...)...)
	const arn = ownARN + "saml-provider/a"
	same(t, "answer", made.text("SAMLProviderArn")+made.text("Tags/member/Key"), arn+"k01")
	same(t, "list", s.do("ListSAMLProviders").texts("SAMLProviderList", "Arn"), []string{arn, saml1})
	p := s.do("GetSAMLProvider", "SAMLProviderArn", saml1)
	for element, want := range map[string]string{
		"SAMLMetadataDocument": metadata("1"), "AssertionEncryptionMode": "Allowed",
		"CreateDate": "2026-01-02T03:04:05Z", "ValidUntil": "2126-01-02T03:04:05Z",
	} {
		same(t, element, p.text(element), want)
	}
	if p.at("Tags") == nil || p.at("PrivateKeyList") == nil || !strings.HasPrefix(p.text("SAMLProviderUUID"), "SAMLSP") {
		t.Errorf("it lacks something: %s", flat(p))
	}
	answer := s.do("UpdateSAMLProvider", "SAMLProviderArn", arn, "SAMLMetadataDocument", metadata("b"))
	same(t, "answer", answer.text("SAMLProviderArn"), arn)
	s.do("UpdateSAMLProvider", "SAMLProviderArn", arn, "AssertionEncryptionMode", "Allowed")
	p = s.do("GetSAMLProvider", "SAMLProviderArn", arn)
	same(t, "updated", p.text("SAMLMetadataDocument")+p.text("AssertionEncryptionMode"), metadata("b")+"Allowed")
	s.do("TagSAMLProvider", append([]string{"SAMLProviderArn", arn}, tags(2, "t")...)...)
	s.do("UntagSAMLProvider", "SAMLProviderArn", arn, "TagKeys.member.1", "t01", "TagKeys.member.2", "K01")
	same(t, "tags", s.do("ListSAMLProviderTags", "SAMLProviderArn", arn).texts("Tags", "Key"), []string{"k01", "t02"})

	s.do("UpdateAssumeRolePolicy", "RoleName", "ec2", "PolicyDocument", trusts(`{"Federated":"`+saml1+`"}`, `"sts:AssumeRoleWithSAML"`, ""))
	s.do("DeleteSAMLProvider", "SAMLProviderArn", saml1) // although a role trusts it
}

func TestRefusalsAboutSAMLProviders(t *testing.T) {
	const missing = "404 NoSuchEntity: Manifest not found for arn " + noSAML
	const unreadable = "400 InvalidInput: Could not parse metadata"
	length := func(constraint string) string {
		return "400 ValidationError: 1 validation error detected: Value at 'sAMLMetadataDocument' failed to satisfy constraint: Member must have length " + constraint
	}
	fill := strings.Repeat(" ", 1000)
	s := roles(t)
	for _, test := range []struct {
		want, action string
		params       []string
	}{
		{missing, "GetSAMLProvider", nil},
		{missing, "UpdateSAMLProvider", []string{"SAMLMetadataDocument", metadata("")}},
		{missing, "DeleteSAMLProvider", nil},
		{missing, "TagSAMLProvider", tags(1, "k")},
		{missing, "UntagSAMLProvider", []string{"TagKeys.member.1", "k"}},
		{missing, "ListSAMLProviderTags", nil},
		{"409 EntityAlreadyExists: Provider with name IDP already exists.", "CreateSAMLProvider", []string{"Name", "IDP", "SAMLMetadataDocument", metadata("")}},
		{length("greater than or equal to 1000"), "CreateSAMLProvider", []string{"Name", "x", "SAMLMetadataDocument", "<x/>"}},
		{length("less than or equal to 10000000"), "CreateSAMLProvider", []string{"Name", "x", "SAMLMetadataDocument", metadata("") + strings.Repeat("x", 10_000_000)}},
		{unreadable, "CreateSAMLProvider", []string{"Name", "x", "SAMLMetadataDocument", "no XML" + fill}},
		{unreadable, "CreateSAMLProvider", []string{"Name", "x", "SAMLMetadataDocument", "<EntityDescriptor/>" + fill}},
		{unreadable, "CreateSAMLProvider", []string{"Name", "x", "SAMLMetadataDocument", `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"/>` + fill}},
		{unreadable, "UpdateSAMLProvider", []string{"SAMLProviderArn", saml1, "SAMLMetadataDocument", strings.TrimSuffix(metadata(""), ">")}},
		{"400 InvalidInput: This server keeps no private keys of SAML providers.", "UpdateSAMLProvider", []string{"SAMLProviderArn", saml1, "AddPrivateKey", "k"}},
		{`400 ValidationError: 1 validation error detected: Value at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w._-]+`,
			"CreateSAMLProvider", []string{"Name", "a+b", "SAMLMetadataDocument", metadata("")}},
	} {
		params := test.params
		if len(params) == 0 || params[0] != "SAMLProviderArn" {
			params = append([]string{"SAMLProviderArn", noSAML}, params...)
		}
		s.wants(test.want, test.action, params...)
	}
	for i := range 99 {
		s.do("CreateSAMLProvider", "Name", fmt.Sprint("p", i), "SAMLMetadataDocument", metadata(""))
	}
	s.wants("409 LimitExceeded: Cannot exceed quota for SAMLProvidersPerAccount: 100", "CreateSAMLProvider", "Name", "x", "SAMLMetadataDocument", metadata(""))
}

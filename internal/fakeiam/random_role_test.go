package fakeiam

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
)

// trusting is the trust document of a role that these may assume.
func trusting(arns ...string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["` +
		strings.Join(arns, `","`) + `"]},"Action":"sts:AssumeRole"}]}`
}

// trustEC2 is a trust document that nothing is wrong with.
var trustEC2 = trustOf("ec2.amazonaws.com")

// metadata is the metadata document of a SAML provider, with a mark in it.
func metadata(mark string) string {
	return `<?xml version="1.0"?><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com">` +
		`<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/><!-- ` + mark + strings.Repeat(" ", 1000) +
		`--></EntityDescriptor>`
}

var thumbprint = strings.Repeat("a", 40)

// roleLifetime has every action on roles, profiles and providers, in an order in
// which each is legal. It needs the policy x of lifetime.
func roleLifetime() []url.Values {
	const policy, name = ownARN + "policy/y", "y"
	const oidc, saml = ownARN + "oidc-provider/id.example.com/y", ownARN + "saml-provider/y"
	tag := []string{"Tags.member.1.Key", "k", "Tags.member.1.Value", "v"}
	var calls []url.Values
	for _, c := range [][]string{
		{"CreatePolicy", "PolicyName", name, "PolicyDocument", document1},
		{"CreateUser", "UserName", name},
		{"CreateRole", "RoleName", name, "AssumeRolePolicyDocument", trusting(ownARN + "user/y")},
		{"UpdateRole", "RoleName", name, "MaxSessionDuration", "7200"},
		{"UpdateRoleDescription", "RoleName", name, "Description", "d"},
		{"UpdateAssumeRolePolicy", "RoleName", name, "PolicyDocument", trusting(ownARN+"role/y", ownARN+"user/y")},
		{"DeleteUser", "UserName", name},
		append([]string{"TagRole", "RoleName", name}, tag...),
		{"UntagRole", "RoleName", name, "TagKeys.member.1", "K"},
		{"PutRolePermissionsBoundary", "RoleName", name, "PermissionsBoundary", policy},
		{"PutRolePolicy", "RoleName", name, "PolicyName", "i", "PolicyDocument", document1},
		{"AttachRolePolicy", "RoleName", name, "PolicyArn", policy},
		{"CreateInstanceProfile", "InstanceProfileName", name},
		{"AddRoleToInstanceProfile", "InstanceProfileName", name, "RoleName", name},
		append([]string{"TagInstanceProfile", "InstanceProfileName", name}, tag...),
		{"UntagInstanceProfile", "InstanceProfileName", name, "TagKeys.member.1", "k"},
		{"RemoveRoleFromInstanceProfile", "InstanceProfileName", name, "RoleName", name},
		{"DeleteInstanceProfile", "InstanceProfileName", name},
		{"DetachRolePolicy", "RoleName", name, "PolicyArn", policy},
		{"DeleteRolePolicy", "RoleName", name, "PolicyName", "i"},
		{"DeleteRolePermissionsBoundary", "RoleName", name},
		{"DeleteRole", "RoleName", name},
		{"DeletePolicy", "PolicyArn", policy},
		{"CreateServiceLinkedRole", "AWSServiceName", "eks.amazonaws.com"},
		{"DeleteServiceLinkedRole", "RoleName", "AWSServiceRoleForAmazonEKS"},

		{"CreateOpenIDConnectProvider", "Url", "https://id.example.com/y", "ThumbprintList.member.1", thumbprint},
		{"AddClientIDToOpenIDConnectProvider", "OpenIDConnectProviderArn", oidc, "ClientID", "c"},
		{"RemoveClientIDFromOpenIDConnectProvider", "OpenIDConnectProviderArn", oidc, "ClientID", "c"},
		{"UpdateOpenIDConnectProviderThumbprint", "OpenIDConnectProviderArn", oidc, "ThumbprintList.member.1", thumbprint},
		append([]string{"TagOpenIDConnectProvider", "OpenIDConnectProviderArn", oidc}, tag...),
		{"UntagOpenIDConnectProvider", "OpenIDConnectProviderArn", oidc, "TagKeys.member.1", "k"},
		{"DeleteOpenIDConnectProvider", "OpenIDConnectProviderArn", oidc},
		{"CreateSAMLProvider", "Name", name, "SAMLMetadataDocument", metadata("1")},
		{"UpdateSAMLProvider", "SAMLProviderArn", saml, "SAMLMetadataDocument", metadata("2")},
		append([]string{"TagSAMLProvider", "SAMLProviderArn", saml}, tag...),
		{"UntagSAMLProvider", "SAMLProviderArn", saml, "TagKeys.member.1", "k"},
		{"DeleteSAMLProvider", "SAMLProviderArn", saml},
	} {
		calls = append(calls, form(c[0], c[1:]...))
	}
	return calls
}

// randomRoleParams are the parameters of calls about a few roles, some of which
// trust each other, profiles and providers.
func randomRoleParams(r *rand.Rand, v url.Values) {
	host, name := fmt.Sprintf("id%d.example.com", r.IntN(2)), fmt.Sprint("s", r.IntN(2))
	document := trusting(fmt.Sprint(ownARN, "role/r", r.IntN(2)), ownARN+"root", "arn:aws:iam::999999999999:role/else")
	if r.IntN(2) == 0 {
		document = trustEC2
	}
	for key, value := range map[string]string{
		"RoleName": fmt.Sprint("r", r.IntN(2)), "AssumeRolePolicyDocument": document,
		"MaxSessionDuration": fmt.Sprint(3600 + r.IntN(1000)), "InstanceProfileName": fmt.Sprint("i", r.IntN(2)),
		"Url": "https://" + host, "OpenIDConnectProviderArn": ownARN + "oidc-provider/" + host,
		"ClientID": fmt.Sprint("c", r.IntN(3)), "ThumbprintList.member.1": thumbprint,
		"Name": name, "SAMLProviderArn": ownARN + "saml-provider/" + name, "SAMLMetadataDocument": metadata(name),
		"AWSServiceName": "spot.amazonaws.com",
	} {
		v.Set(key, value)
	}
	switch v.Get("Action") {
	case "UpdateAssumeRolePolicy":
		v.Set("PolicyDocument", document)
	case "DeleteServiceLinkedRole":
		v.Set("RoleName", "AWSServiceRoleForEC2Spot")
	}
}

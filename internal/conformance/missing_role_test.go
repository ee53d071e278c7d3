package conformance

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/iam"
)

func onNoRole(action string, f func(s *script, n string) error) testCase {
	return testCase{action + " of a role that is not there", func(s *script) {
		n := s.name("absent")
		s.refused(f(s, n), noSuchEntity, "The role with name "+n+" cannot be found.")
	}}
}

func onNoProfile(action string, f func(s *script, n string) error) testCase {
	return testCase{action + " of a profile that is not there", func(s *script) {
		n := s.name("absent")
		s.refused(f(s, n), noSuchEntity, "Instance Profile "+n+" cannot be found.")
	}}
}

// onNoOIDC knows IAM's words for GetOpenIDConnectProvider alone.
func onNoOIDC(action string, f func(s *script, n string) error) testCase {
	return testCase{action + " of a provider that is not there", func(s *script) {
		n, words := s.arn("oidc-provider", "/", s.host("absent")), ""
		if action == "GetOpenIDConnectProvider" {
			words = "OpenIDConnect Provider not found for arn " + n
		}
		s.refused(f(s, n), noSuchEntity, words)
	}}
}

// onNoSAML knows IAM's words for GetSAMLProvider alone.
func onNoSAML(action string, f func(s *script, n string) error) testCase {
	return testCase{action + " of a provider that is not there", func(s *script) {
		n, words := s.arn("saml-provider", "/", s.name("absent")), ""
		if action == "GetSAMLProvider" {
			words = "Manifest not found for arn " + n
		}
		s.refused(f(s, n), noSuchEntity, words)
	}}
}

var missingRoleCases = slices.Concat(missingRoles, missingProfiles, missingProviders)

var missingRoles = []testCase{
	onNoRole("GetRole", func(s *script, n string) error { return try(s, s.iam.GetRole, &iam.GetRoleInput{RoleName: &n}) }),
	onNoRole("UpdateRole", func(s *script, n string) error { return try(s, s.iam.UpdateRole, &iam.UpdateRoleInput{RoleName: &n}) }),
	onNoRole("UpdateRoleDescription", func(s *script, n string) error {
		return try(s, s.iam.UpdateRoleDescription, &iam.UpdateRoleDescriptionInput{RoleName: &n, Description: new("d")})
	}),
	onNoRole("UpdateAssumeRolePolicy", func(s *script, n string) error {
		return try(s, s.iam.UpdateAssumeRolePolicy, &iam.UpdateAssumeRolePolicyInput{RoleName: &n, PolicyDocument: new(trustEC2)})
	}),
	onNoRole("DeleteRole", func(s *script, n string) error { return try(s, s.iam.DeleteRole, &iam.DeleteRoleInput{RoleName: &n}) }),
	onNoRole("TagRole", func(s *script, n string) error {
		return try(s, s.iam.TagRole, &iam.TagRoleInput{RoleName: &n, Tags: tags("a", "b")})
	}),
	onNoRole("UntagRole", func(s *script, n string) error {
		return try(s, s.iam.UntagRole, &iam.UntagRoleInput{RoleName: &n, TagKeys: []string{"a"}})
	}),
	onNoRole("ListRoleTags", func(s *script, n string) error {
		return try(s, s.iam.ListRoleTags, &iam.ListRoleTagsInput{RoleName: &n})
	}),
	onNoRole("PutRolePermissionsBoundary", func(s *script, n string) error {
		return try(s, s.iam.PutRolePermissionsBoundary, &iam.PutRolePermissionsBoundaryInput{RoleName: &n, PermissionsBoundary: new(s.policy("p"))})
	}),
	onNoRole("DeleteRolePermissionsBoundary", func(s *script, n string) error {
		return try(s, s.iam.DeleteRolePermissionsBoundary, &iam.DeleteRolePermissionsBoundaryInput{RoleName: &n})
	}),
	onNoRole("PutRolePolicy", func(s *script, n string) error {
		return try(s, s.iam.PutRolePolicy, &iam.PutRolePolicyInput{RoleName: &n, PolicyName: new("i"), PolicyDocument: new(document)})
	}),
	onNoRole("GetRolePolicy", func(s *script, n string) error {
		return try(s, s.iam.GetRolePolicy, &iam.GetRolePolicyInput{RoleName: &n, PolicyName: new("i")})
	}),
	onNoRole("DeleteRolePolicy", func(s *script, n string) error {
		return try(s, s.iam.DeleteRolePolicy, &iam.DeleteRolePolicyInput{RoleName: &n, PolicyName: new("i")})
	}),
	onNoRole("ListRolePolicies", func(s *script, n string) error {
		return try(s, s.iam.ListRolePolicies, &iam.ListRolePoliciesInput{RoleName: &n})
	}),
	onNoRole("AttachRolePolicy", func(s *script, n string) error {
		return try(s, s.iam.AttachRolePolicy, &iam.AttachRolePolicyInput{RoleName: &n, PolicyArn: new(s.policy("p"))})
	}),
	onNoRole("DetachRolePolicy", func(s *script, n string) error {
		return try(s, s.iam.DetachRolePolicy, &iam.DetachRolePolicyInput{RoleName: &n, PolicyArn: new(s.policy("p"))})
	}),
	onNoRole("ListAttachedRolePolicies", func(s *script, n string) error {
		return try(s, s.iam.ListAttachedRolePolicies, &iam.ListAttachedRolePoliciesInput{RoleName: &n})
	}),
	onNoRole("ListInstanceProfilesForRole", func(s *script, n string) error {
		return try(s, s.iam.ListInstanceProfilesForRole, &iam.ListInstanceProfilesForRoleInput{RoleName: &n})
	}),
	onNoRole("AddRoleToInstanceProfile", func(s *script, n string) error {
		return try(s, s.iam.AddRoleToInstanceProfile, &iam.AddRoleToInstanceProfileInput{RoleName: &n, InstanceProfileName: new(s.profile("i"))})
	}),
	onNoRole("RemoveRoleFromInstanceProfile", func(s *script, n string) error {
		return try(s, s.iam.RemoveRoleFromInstanceProfile, &iam.RemoveRoleFromInstanceProfileInput{RoleName: &n, InstanceProfileName: new(s.profile("i"))})
	}),
}

var missingProfiles = []testCase{
	onNoProfile("GetInstanceProfile", func(s *script, n string) error {
		return try(s, s.iam.GetInstanceProfile, &iam.GetInstanceProfileInput{InstanceProfileName: &n})
	}),
	onNoProfile("DeleteInstanceProfile", func(s *script, n string) error {
		return try(s, s.iam.DeleteInstanceProfile, &iam.DeleteInstanceProfileInput{InstanceProfileName: &n})
	}),
	onNoProfile("AddRoleToInstanceProfile", func(s *script, n string) error {
		return try(s, s.iam.AddRoleToInstanceProfile, &iam.AddRoleToInstanceProfileInput{InstanceProfileName: &n, RoleName: new(s.role("r"))})
	}),
	onNoProfile("RemoveRoleFromInstanceProfile", func(s *script, n string) error {
		return try(s, s.iam.RemoveRoleFromInstanceProfile, &iam.RemoveRoleFromInstanceProfileInput{InstanceProfileName: &n, RoleName: new(s.role("r"))})
	}),
	onNoProfile("TagInstanceProfile", func(s *script, n string) error {
		return try(s, s.iam.TagInstanceProfile, &iam.TagInstanceProfileInput{InstanceProfileName: &n, Tags: tags("a", "b")})
	}),
	onNoProfile("UntagInstanceProfile", func(s *script, n string) error {
		return try(s, s.iam.UntagInstanceProfile, &iam.UntagInstanceProfileInput{InstanceProfileName: &n, TagKeys: []string{"a"}})
	}),
	onNoProfile("ListInstanceProfileTags", func(s *script, n string) error {
		return try(s, s.iam.ListInstanceProfileTags, &iam.ListInstanceProfileTagsInput{InstanceProfileName: &n})
	}),
}

var missingProviders = []testCase{
	onNoOIDC("GetOpenIDConnectProvider", func(s *script, n string) error {
		return try(s, s.iam.GetOpenIDConnectProvider, &iam.GetOpenIDConnectProviderInput{OpenIDConnectProviderArn: &n})
	}),
	onNoOIDC("AddClientIDToOpenIDConnectProvider", func(s *script, n string) error {
		return try(s, s.iam.AddClientIDToOpenIDConnectProvider, &iam.AddClientIDToOpenIDConnectProviderInput{OpenIDConnectProviderArn: &n, ClientID: new("c")})
	}),
	onNoOIDC("RemoveClientIDFromOpenIDConnectProvider", func(s *script, n string) error {
		return try(s, s.iam.RemoveClientIDFromOpenIDConnectProvider, &iam.RemoveClientIDFromOpenIDConnectProviderInput{OpenIDConnectProviderArn: &n, ClientID: new("c")})
	}),
	onNoOIDC("UpdateOpenIDConnectProviderThumbprint", func(s *script, n string) error {
		return try(s, s.iam.UpdateOpenIDConnectProviderThumbprint, &iam.UpdateOpenIDConnectProviderThumbprintInput{OpenIDConnectProviderArn: &n, ThumbprintList: []string{thumbprint}})
	}),
	onNoOIDC("TagOpenIDConnectProvider", func(s *script, n string) error {
		return try(s, s.iam.TagOpenIDConnectProvider, &iam.TagOpenIDConnectProviderInput{OpenIDConnectProviderArn: &n, Tags: tags("a", "b")})
	}),
	onNoOIDC("UntagOpenIDConnectProvider", func(s *script, n string) error {
		return try(s, s.iam.UntagOpenIDConnectProvider, &iam.UntagOpenIDConnectProviderInput{OpenIDConnectProviderArn: &n, TagKeys: []string{"a"}})
	}),
	onNoOIDC("ListOpenIDConnectProviderTags", func(s *script, n string) error {
		return try(s, s.iam.ListOpenIDConnectProviderTags, &iam.ListOpenIDConnectProviderTagsInput{OpenIDConnectProviderArn: &n})
	}),
	onNoSAML("GetSAMLProvider", func(s *script, n string) error {
		return try(s, s.iam.GetSAMLProvider, &iam.GetSAMLProviderInput{SAMLProviderArn: &n})
	}),
	onNoSAML("UpdateSAMLProvider", func(s *script, n string) error {
		return try(s, s.iam.UpdateSAMLProvider, &iam.UpdateSAMLProviderInput{SAMLProviderArn: &n, SAMLMetadataDocument: new(metadata("b"))})
	}),
	onNoSAML("TagSAMLProvider", func(s *script, n string) error {
		return try(s, s.iam.TagSAMLProvider, &iam.TagSAMLProviderInput{SAMLProviderArn: &n, Tags: tags("a", "b")})
	}),
	onNoSAML("UntagSAMLProvider", func(s *script, n string) error {
		return try(s, s.iam.UntagSAMLProvider, &iam.UntagSAMLProviderInput{SAMLProviderArn: &n, TagKeys: []string{"a"}})
	}),
	onNoSAML("ListSAMLProviderTags", func(s *script, n string) error {
		return try(s, s.iam.ListSAMLProviderTags, &iam.ListSAMLProviderTagsInput{SAMLProviderArn: &n})
	}),
}

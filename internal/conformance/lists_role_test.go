package conformance

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// allLists are those of which the cases about pages and markers are made.
var allLists = slices.Concat(lists, roleLists, credentialLists)

var roleLists = []list{
	{"ListRoles", func(s *script) []string { return five(func(label string) string { return s.role(label) }) },
		func(s *script, size *int32, marker *string) (page, error) {
			in := &iam.ListRolesInput{PathPrefix: &s.path, MaxItems: size, Marker: marker}
			return ask(s, s.iam.ListRoles, in, func(out *iam.ListRolesOutput) page {
				return page{names(out.Roles, roleName), out.IsTruncated, out.Marker}
			})
		}},
	{"ListInstanceProfiles", func(s *script) []string { return five(func(label string) string { return s.profile(label) }) },
		func(s *script, size *int32, marker *string) (page, error) {
			in := &iam.ListInstanceProfilesInput{PathPrefix: &s.path, MaxItems: size, Marker: marker}
			return ask(s, s.iam.ListInstanceProfiles, in, func(out *iam.ListInstanceProfilesOutput) page {
				return page{names(out.InstanceProfiles, profileName), out.IsTruncated, out.Marker}
			})
		}},
	{"ListInstanceProfilesForRole", func(s *script) []string {
		r := s.role("r")
		return five(func(label string) string { p := s.profile(label); s.seat(r, p); return p })
	},
		func(s *script, size *int32, marker *string) (page, error) {
			in := &iam.ListInstanceProfilesForRoleInput{RoleName: new(s.name("r")), MaxItems: size, Marker: marker}
			return ask(s, s.iam.ListInstanceProfilesForRole, in, func(out *iam.ListInstanceProfilesForRoleOutput) page {
				return page{names(out.InstanceProfiles, profileName), out.IsTruncated, out.Marker}
			})
		}},
	{"ListRolePolicies", func(s *script) []string {
		r := s.role("r")
		return five(func(label string) string { s.done(s.putRole(r, label, document)); return label })
	},
		func(s *script, size *int32, marker *string) (page, error) {
			in := &iam.ListRolePoliciesInput{RoleName: new(s.name("r")), MaxItems: size, Marker: marker}
			return ask(s, s.iam.ListRolePolicies, in, func(out *iam.ListRolePoliciesOutput) page {
				return page{out.PolicyNames, out.IsTruncated, out.Marker}
			})
		}},
	{"ListAttachedRolePolicies", func(s *script) []string {
		r := s.role("r")
		return five(func(label string) string { p := s.policy(label); s.attachRole(r, p); return p })
	},
		func(s *script, size *int32, marker *string) (page, error) {
			in := &iam.ListAttachedRolePoliciesInput{RoleName: new(s.name("r")), MaxItems: size, Marker: marker}
			return ask(s, s.iam.ListAttachedRolePolicies, in, func(out *iam.ListAttachedRolePoliciesOutput) page {
				return page{names(out.AttachedPolicies, attachedARN), out.IsTruncated, out.Marker}
			})
		}},
	{"ListRoleTags", func(s *script) []string { s.role("r", fiveTags...); return fiveKeys },
		func(s *script, size *int32, marker *string) (page, error) {
			in := &iam.ListRoleTagsInput{RoleName: new(s.name("r")), MaxItems: size, Marker: marker}
			return ask(s, s.iam.ListRoleTags, in, func(out *iam.ListRoleTagsOutput) page {
				return page{names(out.Tags, func(t types.Tag) *string { return t.Key }), out.IsTruncated, out.Marker}
			})
		}},
	{"ListInstanceProfileTags", func(s *script) []string { s.profile("i", fiveTags...); return fiveKeys },
		func(s *script, size *int32, marker *string) (page, error) {
			in := &iam.ListInstanceProfileTagsInput{InstanceProfileName: new(s.name("i")), MaxItems: size, Marker: marker}
			return ask(s, s.iam.ListInstanceProfileTags, in, func(out *iam.ListInstanceProfileTagsOutput) page {
				return page{names(out.Tags, func(t types.Tag) *string { return t.Key }), out.IsTruncated, out.Marker}
			})
		}},
	{"ListOpenIDConnectProviderTags", func(s *script) []string { s.oidc("a", fiveTags...); return fiveKeys },
		func(s *script, size *int32, marker *string) (page, error) {
			in := &iam.ListOpenIDConnectProviderTagsInput{OpenIDConnectProviderArn: new(s.arn("oidc-provider", "/", s.host("a"))), MaxItems: size, Marker: marker}
			return ask(s, s.iam.ListOpenIDConnectProviderTags, in, func(out *iam.ListOpenIDConnectProviderTagsOutput) page {
				return page{names(out.Tags, func(t types.Tag) *string { return t.Key }), out.IsTruncated, out.Marker}
			})
		}},
	{"ListSAMLProviderTags", func(s *script) []string { s.saml("a", fiveTags...); return fiveKeys },
		func(s *script, size *int32, marker *string) (page, error) {
			in := &iam.ListSAMLProviderTagsInput{SAMLProviderArn: new(s.arn("saml-provider", "/", s.name("a"))), MaxItems: size, Marker: marker}
			return ask(s, s.iam.ListSAMLProviderTags, in, func(out *iam.ListSAMLProviderTagsOutput) page {
				return page{names(out.Tags, func(t types.Tag) *string { return t.Key }), out.IsTruncated, out.Marker}
			})
		}},
}

var (
	fiveKeys = []string{"a", "b", "c", "d", "e"}
	fiveTags = tags("e", "", "d", "", "c", "", "b", "", "a", "")
)

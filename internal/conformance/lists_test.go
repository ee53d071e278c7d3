package conformance

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

var lists = []list{
	{"ListUsers", func(s *script) []string { return five(func(label string) string { return s.user(label) }) },
		func(s *script, size *int32, marker *string) (page, error) {
			in := &iam.ListUsersInput{PathPrefix: &s.path, MaxItems: size, Marker: marker}
			return ask(s, s.iam.ListUsers, in, func(out *iam.ListUsersOutput) page {
				return page{names(out.Users, userName), out.IsTruncated, out.Marker}
			})
		}},
	{"ListGroups", func(s *script) []string { return five(s.group) },
		func(s *script, size *int32, marker *string) (page, error) {
			in := &iam.ListGroupsInput{PathPrefix: &s.path, MaxItems: size, Marker: marker}
			return ask(s, s.iam.ListGroups, in, func(out *iam.ListGroupsOutput) page {
				return page{names(out.Groups, groupName), out.IsTruncated, out.Marker}
			})
		}},
	{"GetGroup", func(s *script) []string {
		g := s.group("g")
		return five(func(label string) string { u := s.user(label); s.join(u, g); return u })
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.GetGroupInput{GroupName: new(s.name("g")), MaxItems: size, Marker: marker}
		return ask(s, s.iam.GetGroup, in, func(out *iam.GetGroupOutput) page {
			return page{names(out.Users, userName), out.IsTruncated, out.Marker}
		})
	}},
	{"ListGroupsForUser", func(s *script) []string {
		u := s.user("u")
		return five(func(label string) string { g := s.group(label); s.join(u, g); return g })
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListGroupsForUserInput{UserName: new(s.name("u")), MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListGroupsForUser, in, func(out *iam.ListGroupsForUserOutput) page {
			return page{names(out.Groups, groupName), out.IsTruncated, out.Marker}
		})
	}},
	{"ListUserPolicies", func(s *script) []string {
		u := s.user("u")
		return five(func(label string) string { s.putUser(u, label, document); return label })
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListUserPoliciesInput{UserName: new(s.name("u")), MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListUserPolicies, in, func(out *iam.ListUserPoliciesOutput) page {
			return page{out.PolicyNames, out.IsTruncated, out.Marker}
		})
	}},
	{"ListGroupPolicies", func(s *script) []string {
		g := s.group("g")
		return five(func(label string) string { s.putGroup(g, label, document); return label })
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListGroupPoliciesInput{GroupName: new(s.name("g")), MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListGroupPolicies, in, func(out *iam.ListGroupPoliciesOutput) page {
			return page{out.PolicyNames, out.IsTruncated, out.Marker}
		})
	}},
	{"ListAttachedUserPolicies", func(s *script) []string {
		u := s.user("u")
		return five(func(label string) string { p := s.policy(label); s.attachUser(u, p); return p })
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListAttachedUserPoliciesInput{UserName: new(s.name("u")), MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListAttachedUserPolicies, in, func(out *iam.ListAttachedUserPoliciesOutput) page {
			return page{names(out.AttachedPolicies, attachedARN), out.IsTruncated, out.Marker}
		})
	}},
	{"ListAttachedGroupPolicies", func(s *script) []string {
		g := s.group("g")
		return five(func(label string) string { p := s.policy(label); s.attachGroup(g, p); return p })
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListAttachedGroupPoliciesInput{GroupName: new(s.name("g")), MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListAttachedGroupPolicies, in, func(out *iam.ListAttachedGroupPoliciesOutput) page {
			return page{names(out.AttachedPolicies, attachedARN), out.IsTruncated, out.Marker}
		})
	}},
	{"ListPolicies", func(s *script) []string { return five(func(label string) string { return s.policy(label) }) },
		func(s *script, size *int32, marker *string) (page, error) {
			in := &iam.ListPoliciesInput{PathPrefix: &s.path, MaxItems: size, Marker: marker}
			return ask(s, s.iam.ListPolicies, in, func(out *iam.ListPoliciesOutput) page {
				return page{names(out.Policies, func(p types.Policy) *string { return p.Arn }), out.IsTruncated, out.Marker}
			})
		}},
	{"ListPolicyVersions", func(s *script) []string {
		arn := s.policy("p")
		for range 4 {
			s.version(arn, false)
		}
		return []string{"v1", "v2", "v3", "v4", "v5"}
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListPolicyVersionsInput{PolicyArn: new(s.arn("policy", s.path, s.name("p"))), MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListPolicyVersions, in, func(out *iam.ListPolicyVersionsOutput) page {
			return page{names(out.Versions, func(v types.PolicyVersion) *string { return v.VersionId }), out.IsTruncated, out.Marker}
		})
	}},
	{"ListEntitiesForPolicy", func(s *script) []string {
		arn, g := s.policy("p"), s.group("g")
		s.attachGroup(g, arn)
		return append(five(func(label string) string { u := s.user(label); s.attachUser(u, arn); return u }), g)
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListEntitiesForPolicyInput{PolicyArn: new(s.arn("policy", s.path, s.name("p"))), MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListEntitiesForPolicy, in, func(out *iam.ListEntitiesForPolicyOutput) page {
			items := names(out.PolicyUsers, func(u types.PolicyUser) *string { return u.UserName })
			items = append(items, names(out.PolicyGroups, func(g types.PolicyGroup) *string { return g.GroupName })...)
			return page{items, out.IsTruncated, out.Marker}
		})
	}},
	{"ListUserTags", func(s *script) []string {
		u := s.user("u")
		return five(func(label string) string { s.tagUser(u, label, "v"); return label })
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListUserTagsInput{UserName: new(s.name("u")), MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListUserTags, in, func(out *iam.ListUserTagsOutput) page {
			return page{names(out.Tags, func(t types.Tag) *string { return t.Key }), out.IsTruncated, out.Marker}
		})
	}},
	{"ListPolicyTags", func(s *script) []string {
		p := s.policy("p")
		return five(func(label string) string { s.tagPolicy(p, label, "v"); return label })
	}, func(s *script, size *int32, marker *string) (page, error) {
		in := &iam.ListPolicyTagsInput{PolicyArn: new(s.arn("policy", s.path, s.name("p"))), MaxItems: size, Marker: marker}
		return ask(s, s.iam.ListPolicyTags, in, func(out *iam.ListPolicyTagsOutput) page {
			return page{names(out.Tags, func(t types.Tag) *string { return t.Key }), out.IsTruncated, out.Marker}
		})
	}},
	// This one can be asked for nothing less than the account.
	{"GetAccountAuthorizationDetails", func(s *script) []string { return append(five(s.group), s.user("u"), tail(s.policy("p"))) },
		func(s *script, size *int32, marker *string) (page, error) {
			in := &iam.GetAccountAuthorizationDetailsInput{MaxItems: size, Marker: marker,
				Filter: []types.EntityType{types.EntityTypeUser, types.EntityTypeGroup, types.EntityTypeLocalManagedPolicy}}
			return ask(s, s.iam.GetAccountAuthorizationDetails, in, func(out *iam.GetAccountAuthorizationDetailsOutput) page {
				items := names(out.UserDetailList, func(u types.UserDetail) *string { return u.UserName })
				items = append(items, names(out.GroupDetailList, func(g types.GroupDetail) *string { return g.GroupName })...)
				items = append(items, names(out.Policies, func(p types.ManagedPolicyDetail) *string { return new(tail(*p.Arn)) })...)
				if len(items) > int(*size) {
					s.errorf("a page of %d has %d items", *size, len(items))
				}
				return page{slices.DeleteFunc(items, func(name string) bool { return !strings.HasPrefix(name, s.id) }), out.IsTruncated, out.Marker}
			})
		}},
}

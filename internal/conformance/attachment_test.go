package conformance

import (
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

func attachedARN(p types.AttachedPolicy) *string { return p.PolicyArn }

func (s *script) attachedToUser(user string) []string {
	p := iam.NewListAttachedUserPoliciesPaginator(s.iam, &iam.ListAttachedUserPoliciesInput{UserName: &user})
	return names(collect(s, p, func(out *iam.ListAttachedUserPoliciesOutput) []types.AttachedPolicy { return out.AttachedPolicies }), attachedARN)
}

func (s *script) attachedToGroup(group string) []string {
	p := iam.NewListAttachedGroupPoliciesPaginator(s.iam, &iam.ListAttachedGroupPoliciesInput{GroupName: &group})
	return names(collect(s, p, func(out *iam.ListAttachedGroupPoliciesOutput) []types.AttachedPolicy { return out.AttachedPolicies }), attachedARN)
}

// holders are whom a policy is attached to or whose boundary it is, with their kind.
func (s *script) holders(arn string) []string {
	return s.entities(&iam.ListEntitiesForPolicyInput{PolicyArn: &arn})
}

func (s *script) entities(in *iam.ListEntitiesForPolicyInput) []string {
	all := collect(s, iam.NewListEntitiesForPolicyPaginator(s.iam, in), func(out *iam.ListEntitiesForPolicyOutput) []string {
		var page []string
		for _, u := range out.PolicyUsers {
			page = append(page, "user "+*u.UserName)
		}
		for _, g := range out.PolicyGroups {
			page = append(page, "group "+*g.GroupName)
		}
		for _, r := range out.PolicyRoles {
			page = append(page, "role "+*r.RoleName)
		}
		return page
	})
	return unordered(all)
}

var attachmentCases = []testCase{
	{"a policy is attached to a user and detached", func(s *script) {
		u, p := s.user("u"), s.policy("p")
		s.attachUser(u, p)
		got := do(s, s.iam.ListAttachedUserPolicies, &iam.ListAttachedUserPoliciesInput{UserName: &u}).AttachedPolicies
		s.same("attached", got, []types.AttachedPolicy{{PolicyArn: &p, PolicyName: new(s.name("p"))}})
		do(s, s.iam.DetachUserPolicy, &iam.DetachUserPolicyInput{UserName: &u, PolicyArn: &p})
		s.same("attached", len(s.attachedToUser(u)), 0)
	}},
	{"a policy is attached to a group and detached", func(s *script) {
		g, p := s.group("g"), s.policy("p")
		s.attachGroup(g, p)
		got := do(s, s.iam.ListAttachedGroupPolicies, &iam.ListAttachedGroupPoliciesInput{GroupName: &g}).AttachedPolicies
		s.same("attached", got, []types.AttachedPolicy{{PolicyArn: &p, PolicyName: new(s.name("p"))}})
		do(s, s.iam.DetachGroupPolicy, &iam.DetachGroupPolicyInput{GroupName: &g, PolicyArn: &p})
		s.same("attached", len(s.attachedToGroup(g)), 0)
	}},
	{"a policy counts whom it is attached to", func(s *script) {
		p, count := s.policy("p"), func() int32 { return *s.getPolicy(s.arn("policy", s.path, s.name("p"))).AttachmentCount }
		s.attachUser(s.user("a"), p)
		s.attachUser(s.user("b"), p)
		s.attachGroup(s.group("g"), p)
		s.same("count", count(), int32(3))
		do(s, s.iam.DetachUserPolicy, &iam.DetachUserPolicyInput{UserName: new(s.name("a")), PolicyArn: &p})
		s.same("count", count(), int32(2))
	}},
	{"attaching twice is attaching once", func(s *script) {
		u, g, p := s.user("u"), s.group("g"), s.policy("p")
		for range 2 {
			s.attachUser(u, p)
			s.attachGroup(g, p)
		}
		s.same("attached to the user", s.attachedToUser(u), []string{p})
		s.same("attached to the group", s.attachedToGroup(g), []string{p})
		s.same("count", s.getPolicy(p).AttachmentCount, new(int32(2)))
	}},
	{"attached policies are listed by path", func(s *script) {
		u, g, p := s.user("u"), s.group("g"), s.policy("p")
		for _, arn := range []string{p, s.managed("SecurityAudit")} {
			s.attachUser(u, arn)
			s.attachGroup(g, arn)
		}
		user := do(s, s.iam.ListAttachedUserPolicies, &iam.ListAttachedUserPoliciesInput{UserName: &u, PathPrefix: &s.path}).AttachedPolicies
		group := do(s, s.iam.ListAttachedGroupPolicies, &iam.ListAttachedGroupPoliciesInput{GroupName: &g, PathPrefix: &s.path}).AttachedPolicies
		s.same("attached to the user", names(user, attachedARN), []string{p})
		s.same("attached to the group", names(group, attachedARN), []string{p})
	}},
	{"what is no ARN of a policy is not attached", func(s *script) {
		u, g := s.user("u"), s.group("g")
		arn := s.arn("user", s.path, u)
		s.refused(try(s, s.iam.AttachUserPolicy, &iam.AttachUserPolicyInput{UserName: &u, PolicyArn: &arn}),
			validationError, "ARN "+arn+" is not valid.")
		s.refused(try(s, s.iam.AttachGroupPolicy, &iam.AttachGroupPolicyInput{GroupName: &g, PolicyArn: &arn}),
			validationError, "ARN "+arn+" is not valid.")
	}},
}

var holderCases = []testCase{
	{"a policy that nobody has, has no holders", func(s *script) {
		got := do(s, s.iam.ListEntitiesForPolicy, &iam.ListEntitiesForPolicyInput{PolicyArn: new(s.policy("p"))})
		s.same("holders", len(got.PolicyUsers)+len(got.PolicyGroups)+len(got.PolicyRoles), 0)
	}},
	{"holders are listed with their ids", func(s *script) {
		u, g, p := s.user("u"), s.group("g"), s.policy("p")
		s.attachUser(u, p)
		s.attachGroup(g, p)
		s.same("holders", s.holders(p), []string{"group " + g, "user " + u})
		for _, e := range []types.EntityType{types.EntityTypeUser, types.EntityTypeGroup} {
			got := do(s, s.iam.ListEntitiesForPolicy, &iam.ListEntitiesForPolicyInput{PolicyArn: &p, EntityFilter: e})
			for _, h := range got.PolicyUsers {
				s.same("id of the user", h.UserId, s.getUser(u).UserId)
			}
			for _, h := range got.PolicyGroups {
				s.same("id of the group", h.GroupId, s.getGroup(g).GroupId)
			}
		}
	}},
	{"holders are listed by kind", func(s *script) {
		u, g, p := s.user("u"), s.group("g"), s.policy("p")
		s.attachUser(u, p)
		s.attachGroup(g, p)
		for kind, want := range map[types.EntityType][]string{
			types.EntityTypeUser: {"user " + u}, types.EntityTypeGroup: {"group " + g}, types.EntityTypeRole: nil,
		} {
			s.same(string(kind), s.entities(&iam.ListEntitiesForPolicyInput{PolicyArn: &p, EntityFilter: kind}), want)
		}
	}},
	{"holders are listed by path", func(s *script) {
		u, p, other := s.user("u"), s.policy("p"), s.name("o")
		do(s, s.iam.CreateUser, &iam.CreateUserInput{UserName: &other})
		s.attachUser(u, p)
		s.attachUser(other, p)
		s.same("holders", s.entities(&iam.ListEntitiesForPolicyInput{PolicyArn: &p, PathPrefix: &s.path}), []string{"user " + u})
	}},
	{"holders are listed by what they use the policy for", func(s *script) {
		attached, bounded, p := s.user("a"), s.user("b"), s.policy("p")
		s.attachUser(attached, p)
		s.bound(bounded, p)
		s.same("all", s.holders(p), []string{"user " + attached, "user " + bounded})
		for usage, want := range map[types.PolicyUsageType]string{"PermissionsPolicy": attached, "PermissionsBoundary": bounded} {
			got := s.entities(&iam.ListEntitiesForPolicyInput{PolicyArn: &p, PolicyUsageFilter: usage})
			s.same(string(usage), got, []string{"user " + want})
		}
	}},
}

package conformance

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// policies are the names of what ListPolicies returns.
func (s *script) policies(in *iam.ListPoliciesInput) []string {
	p := iam.NewListPoliciesPaginator(s.iam, in)
	return names(collect(s, p, func(out *iam.ListPoliciesOutput) []types.Policy { return out.Policies }),
		func(p types.Policy) *string { return p.PolicyName })
}

// inScope makes the case that a scope has an own policy or not, and one of AWS or
// not. Both lie under a path that few policies of AWS have.
func inScope(name string, scope types.PolicyScopeType, own, foreign bool) testCase {
	return testCase{name, func(s *script) {
		const path = "/job-function/"
		do(s, s.iam.CreatePolicy, &iam.CreatePolicyInput{PolicyName: new(s.name("p")), Path: new(path), PolicyDocument: new(document)})
		got := s.policies(&iam.ListPoliciesInput{Scope: scope, PathPrefix: new(path)})
		s.same("the own policy is there", slices.Contains(got, s.name("p")), own)
		s.same("the policy of AWS is there", slices.Contains(got, "Billing"), foreign)
	}}
}

var policyCases = []testCase{
	{"a policy is read as it was created", func(s *script) {
		name := s.name("p")
		made := do(s, s.iam.CreatePolicy, &iam.CreatePolicyInput{
			PolicyName: &name, Path: &s.path, PolicyDocument: new(document), Description: new("Reads a bucket"), Tags: tags("team", "payments"),
		}).Policy
		want := *made
		want.PolicyName, want.Path, want.Arn = &name, &s.path, new(s.arn("policy", s.path, name))
		want.Description, want.Tags, want.DefaultVersionId = new("Reads a bucket"), tags("team", "payments"), new("v1")
		want.AttachmentCount, want.PermissionsBoundaryUsageCount, want.IsAttachable = new(int32(0)), new(int32(0)), true
		want.UpdateDate = made.CreateDate
		s.same("what GetPolicy returns", *s.getPolicy(*made.Arn), want)
	}},
	{"creating a policy answers without its description", func(s *script) {
		made := do(s, s.iam.CreatePolicy, &iam.CreatePolicyInput{
			PolicyName: new(s.name("p")), PolicyDocument: new(document), Description: new("Reads a bucket"),
		}).Policy
		s.same("description", made.Description, (*string)(nil))
		s.same("path", made.Path, new("/"))
	}},
	{"a policy without a description has none", func(s *script) {
		p := s.getPolicy(s.policy("p"))
		if p.Description != nil && *p.Description != "" {
			s.errorf("the description is %q", *p.Description)
		}
		s.same("tags", len(p.Tags), 0)
	}},
	{"a policy's name may have 128 characters", func(s *script) {
		arn := s.policy(strings.Repeat("p", 128-len(s.id)))
		s.same("ARN", s.getPolicy(arn).Arn, &arn)
	}},
	{"a description may have a thousand characters", func(s *script) {
		text := strings.Repeat("é", 1000)
		made := do(s, s.iam.CreatePolicy, &iam.CreatePolicyInput{
			PolicyName: new(s.name("p")), PolicyDocument: new(document), Description: &text,
		}).Policy
		s.same("description", s.getPolicy(*made.Arn).Description, &text)
	}},
	{"a policy is not found under another path", func(s *script) {
		s.policy("p")
		arn := s.arn("policy", "/", s.name("p"))
		s.refused(try(s, s.iam.GetPolicy, &iam.GetPolicyInput{PolicyArn: &arn}), noSuchEntity, "Policy "+arn+" was not found.")
	}},
	{"a deleted policy is gone", func(s *script) {
		arn := s.policy("p")
		do(s, s.iam.DeletePolicy, &iam.DeletePolicyInput{PolicyArn: &arn})
		s.refused(try(s, s.iam.GetPolicy, &iam.GetPolicyInput{PolicyArn: &arn}), noSuchEntity, "Policy "+arn+" was not found.")
		s.same("policies", len(s.policies(&iam.ListPoliciesInput{PathPrefix: &s.path})), 0)
	}},
	{"a policy of the same name is another one", func(s *script) {
		arn := s.policy("p")
		before := s.getPolicy(arn)
		do(s, s.iam.DeletePolicy, &iam.DeletePolicyInput{PolicyArn: &arn})
		after := s.getPolicy(s.policy("p"))
		if *after.PolicyId == *before.PolicyId {
			s.errorf("both have the id %s", *after.PolicyId)
		}
		s.same("version", after.DefaultVersionId, new("v1"))
	}},
}

var policyListCases = []testCase{
	{"policies are listed by path", func(s *script) {
		s.policy("p")
		do(s, s.iam.CreatePolicy, &iam.CreatePolicyInput{PolicyName: new(s.name("o")), PolicyDocument: new(document)})
		s.same("policies", s.policies(&iam.ListPoliciesInput{PathPrefix: &s.path}), []string{s.name("p")})
	}},
	{"a list of policies has neither descriptions nor tags", func(s *script) {
		do(s, s.iam.CreatePolicy, &iam.CreatePolicyInput{
			PolicyName: new(s.name("p")), Path: &s.path, PolicyDocument: new(document), Description: new("d"), Tags: tags("a", "b"),
		})
		listed := do(s, s.iam.ListPolicies, &iam.ListPoliciesInput{Scope: types.PolicyScopeTypeLocal, PathPrefix: &s.path}).Policies
		s.same("policies", len(listed), 1)
		s.same("description", listed[0].Description, (*string)(nil))
		s.same("tags", len(listed[0].Tags), 0)
		s.same("version", listed[0].DefaultVersionId, new("v1"))
	}},
	inScope("the scope Local is the account's own policies", types.PolicyScopeTypeLocal, true, false),
	inScope("the scope AWS is the policies of AWS", types.PolicyScopeTypeAws, false, true),
	inScope("the scope All is both", types.PolicyScopeTypeAll, true, true),
	inScope("no scope is all", "", true, true),
	{"policies that are attached are listed apart", func(s *script) {
		s.attachUser(s.user("u"), s.policy("a"))
		s.attachGroup(s.group("g"), s.policy("b"))
		s.policy("c")
		got := s.policies(&iam.ListPoliciesInput{Scope: types.PolicyScopeTypeLocal, PathPrefix: &s.path, OnlyAttached: true})
		s.same("policies", unordered(got), []string{s.name("a"), s.name("b")})
	}},
	{"policies are listed by what they are used for", func(s *script) {
		u := s.user("u")
		s.attachUser(u, s.policy("a"))
		s.bound(u, s.policy("b"))
		s.policy("c")
		for usage, want := range map[types.PolicyUsageType]string{"PermissionsPolicy": "a", "PermissionsBoundary": "b"} {
			got := s.policies(&iam.ListPoliciesInput{PathPrefix: &s.path, PolicyUsageFilter: usage})
			s.same(string(usage), got, []string{s.name(want)})
		}
	}},
	{"a list of policies counts their uses", func(s *script) {
		a, b := s.user("a"), s.user("b")
		p := s.policy("p")
		s.attachUser(a, p)
		s.bound(a, p)
		s.bound(b, p)
		got := do(s, s.iam.ListPolicies, &iam.ListPoliciesInput{PathPrefix: &s.path, Scope: types.PolicyScopeTypeLocal}).Policies[0]
		s.same("attached", got.AttachmentCount, new(int32(1)))
		s.same("boundary", got.PermissionsBoundaryUsageCount, new(int32(2)))
	}},
}

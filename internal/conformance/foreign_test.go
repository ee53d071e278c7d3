package conformance

import (
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// spare is a policy of AWS that only refusals are about: a backend that does not
// refuse harms no other case.
const spare = "AWSDirectConnectReadOnlyAccess"

// Policies of AWS, and of other accounts.
var foreignCases = []testCase{
	{"a policy of AWS can be read", func(s *script) {
		arn := s.managed("ReadOnlyAccess")
		p := s.getPolicy(arn)
		s.same("ARN", p.Arn, &arn)
		s.same("name", p.PolicyName, new("ReadOnlyAccess"))
		v := do(s, s.iam.GetPolicyVersion, &iam.GetPolicyVersionInput{PolicyArn: &arn, VersionId: p.DefaultVersionId}).PolicyVersion
		text, err := url.PathUnescape(*v.Document)
		if err != nil || !strings.Contains(text, `"2012-10-17"`) || !v.IsDefaultVersion {
			s.errorf("the default version is %t, its document %.60s, %v", v.IsDefaultVersion, text, err)
		}
	}},
	{"a policy of AWS lies under its path", func(s *script) {
		s.same("path", s.getPolicy(s.managed("job-function/Billing")).Path, new("/job-function/"))
		arn := s.managed("Billing")
		s.refused(try(s, s.iam.GetPolicy, &iam.GetPolicyInput{PolicyArn: &arn}), noSuchEntity, "Policy "+arn+" was not found.")
	}},
	{"a policy of AWS can be attached and detached", func(s *script) {
		u, g, arn := s.user("u"), s.group("g"), s.managed("SecurityAudit")
		s.attachUser(u, arn)
		s.attachGroup(g, arn)
		s.same("attached", s.attachedToUser(u), []string{arn})
		s.same("attached", s.attachedToGroup(g), []string{arn})
		do(s, s.iam.DetachUserPolicy, &iam.DetachUserPolicyInput{UserName: &u, PolicyArn: &arn})
		do(s, s.iam.DetachGroupPolicy, &iam.DetachGroupPolicyInput{GroupName: &g, PolicyArn: &arn})
		s.same("attached", len(s.attachedToUser(u)), 0)
	}},
	{"a policy of AWS can be a boundary", func(s *script) {
		u, arn := s.user("u"), s.managed("PowerUserAccess")
		s.bound(u, arn)
		s.same("boundary", boundaryARN(s.getUser(u).PermissionsBoundary), arn)
	}},
	{"a policy of one's own may have the name of one of AWS", func(s *script) {
		own := do(s, s.iam.CreatePolicy, &iam.CreatePolicyInput{PolicyName: new("AmazonEC2ReadOnlyAccess"), PolicyDocument: new(document), Path: &s.path}).Policy.Arn
		aws, u := s.managed("AmazonEC2ReadOnlyAccess"), s.user("u")
		s.attachUser(u, *own)
		s.attachUser(u, aws)
		s.same("attached", len(s.attachedToUser(u)), 2)
		do(s, s.iam.DetachUserPolicy, &iam.DetachUserPolicyInput{UserName: &u, PolicyArn: own})
		s.same("attached", s.attachedToUser(u), []string{aws})
		do(s, s.iam.DeletePolicy, &iam.DeletePolicyInput{PolicyArn: own}) // the name is not this case's alone
	}},
	{"a policy of AWS cannot be deleted", func(s *script) {
		arn := s.managed(spare)
		s.refused(try(s, s.iam.DeletePolicy, &iam.DeletePolicyInput{PolicyArn: &arn}), accessDenied, "Cannot delete policies outside your own account.")
	}},
	{"a policy of AWS gets no new version", func(s *script) {
		arn := s.managed(spare)
		s.refused(try(s, s.iam.CreatePolicyVersion, &iam.CreatePolicyVersionInput{PolicyArn: &arn, PolicyDocument: new(document)}),
			accessDenied, "Cannot update policies outside your own account.")
	}},
	{"a policy of AWS keeps its default version", func(s *script) {
		arn := s.managed(spare)
		s.refused(try(s, s.iam.SetDefaultPolicyVersion, &iam.SetDefaultPolicyVersionInput{PolicyArn: &arn, VersionId: new("v1")}), accessDenied, "")
	}},
	{"a policy of AWS keeps its versions", func(s *script) {
		arn := s.managed(spare)
		s.refused(try(s, s.iam.DeletePolicyVersion, &iam.DeletePolicyVersionInput{PolicyArn: &arn, VersionId: new("v1")}), accessDenied, "")
	}},
	{"a policy of AWS gets no tags", func(s *script) {
		arn := s.managed(spare)
		s.refused(try(s, s.iam.TagPolicy, &iam.TagPolicyInput{PolicyArn: &arn, Tags: tags("a", "b")}), accessDenied, "")
		s.refused(try(s, s.iam.UntagPolicy, &iam.UntagPolicyInput{PolicyArn: &arn, TagKeys: []string{"a"}}), accessDenied, "")
	}},
	{"a policy for service-linked roles is not attached to others", func(s *script) {
		u, g, arn := s.user("u"), s.group("g"), s.managed("aws-service-role/AccessAnalyzerServiceRolePolicy")
		s.refused(try(s, s.iam.AttachUserPolicy, &iam.AttachUserPolicyInput{UserName: &u, PolicyArn: &arn}), notAttachable, "")
		s.refused(try(s, s.iam.AttachGroupPolicy, &iam.AttachGroupPolicyInput{GroupName: &g, PolicyArn: &arn}), notAttachable, "")
	}},
	{"a policy of another account is not there", func(s *script) {
		s.policy("p")
		u, arn := s.user("u"), "arn:"+s.partition+":iam::999999999999:policy"+s.path+s.name("p")
		s.refused(try(s, s.iam.AttachUserPolicy, &iam.AttachUserPolicyInput{UserName: &u, PolicyArn: &arn}),
			noSuchEntity, "Policy "+arn+" does not exist or is not attachable.")
	}},
	{"policies of AWS are many and each is listed once", func(s *script) {
		p := iam.NewListPoliciesPaginator(s.iam, &iam.ListPoliciesInput{Scope: types.PolicyScopeTypeAws, MaxItems: new(int32(1000))})
		seen := map[string]bool{}
		for _, p := range collect(s, p, func(out *iam.ListPoliciesOutput) []types.Policy { return out.Policies }) {
			if seen[*p.Arn] {
				s.errorf("%s is listed twice", *p.Arn)
			}
			seen[*p.Arn] = true
		}
		if len(seen) < 1000 {
			s.errorf("there are only %d", len(seen))
		}
	}},
}

package conformance

import (
	"net/url"

	"github.com/aws/aws-sdk-go-v2/service/iam"
)

func (s *script) inlineOfUser(user string) []string {
	p := iam.NewListUserPoliciesPaginator(s.iam, &iam.ListUserPoliciesInput{UserName: &user})
	return collect(s, p, func(out *iam.ListUserPoliciesOutput) []string { return out.PolicyNames })
}

func (s *script) inlineOfGroup(group string) []string {
	p := iam.NewListGroupPoliciesPaginator(s.iam, &iam.ListGroupPoliciesInput{GroupName: &group})
	return collect(s, p, func(out *iam.ListGroupPoliciesOutput) []string { return out.PolicyNames })
}

func (s *script) inlineUser(user, name string) *string {
	return do(s, s.iam.GetUserPolicy, &iam.GetUserPolicyInput{UserName: &user, PolicyName: &name}).PolicyDocument
}

func (s *script) inlineGroup(group, name string) *string {
	return do(s, s.iam.GetGroupPolicy, &iam.GetGroupPolicyInput{GroupName: &group, PolicyName: &name}).PolicyDocument
}

// decoded undoes the encoding of documents.
func (s *script) decoded(encoded *string) string {
	if encoded == nil {
		return ""
	}
	text, err := url.PathUnescape(*encoded)
	if err != nil {
		s.errorf("the document %q: %v", *encoded, err)
	}
	return text
}

var inlineCases = []testCase{
	{"an inline policy of a user is read as it was put", func(s *script) {
		u := s.user("u")
		s.putUser(u, "inline", document)
		got := do(s, s.iam.GetUserPolicy, &iam.GetUserPolicyInput{UserName: &u, PolicyName: new("inline")})
		s.same("user", got.UserName, &u)
		s.same("name", got.PolicyName, new("inline"))
		s.same("document", s.decoded(got.PolicyDocument), document)
	}},
	{"an inline policy of a group is read as it was put", func(s *script) {
		g := s.group("g")
		s.putGroup(g, "inline", document)
		got := do(s, s.iam.GetGroupPolicy, &iam.GetGroupPolicyInput{GroupName: &g, PolicyName: new("inline")})
		s.same("group", got.GroupName, &g)
		s.same("name", got.PolicyName, new("inline"))
		s.same("document", s.decoded(got.PolicyDocument), document)
	}},
	{"putting an inline policy again replaces it", func(s *script) {
		u, g := s.user("u"), s.group("g")
		for _, text := range []string{document, another} {
			s.putUser(u, "inline", text)
			s.putGroup(g, "inline", text)
		}
		s.same("of the user", s.decoded(s.inlineUser(u, "inline")), another)
		s.same("of the group", s.decoded(s.inlineGroup(g, "inline")), another)
		s.same("policies of the user", s.inlineOfUser(u), []string{"inline"})
		s.same("policies of the group", s.inlineOfGroup(g), []string{"inline"})
	}},
	{"inline policies are listed", func(s *script) {
		u, g := s.user("u"), s.group("g")
		for _, name := range []string{"c", "a", "b"} {
			s.putUser(u, name, document)
			s.putGroup(g, name, document)
		}
		s.same("of the user", unordered(s.inlineOfUser(u)), []string{"a", "b", "c"})
		s.same("of the group", unordered(s.inlineOfGroup(g)), []string{"a", "b", "c"})
	}},
	{"a deleted inline policy is gone", func(s *script) {
		u, g := s.user("u"), s.group("g")
		for _, name := range []string{"a", "b"} {
			s.putUser(u, name, document)
			s.putGroup(g, name, document)
		}
		do(s, s.iam.DeleteUserPolicy, &iam.DeleteUserPolicyInput{UserName: &u, PolicyName: new("a")})
		do(s, s.iam.DeleteGroupPolicy, &iam.DeleteGroupPolicyInput{GroupName: &g, PolicyName: new("a")})
		s.same("of the user", s.inlineOfUser(u), []string{"b"})
		s.same("of the group", s.inlineOfGroup(g), []string{"b"})
	}},
	{"an inline policy of a user that is not there is not found", func(s *script) {
		u, words := s.user("u"), "The user policy with name absent cannot be found."
		s.refused(try(s, s.iam.GetUserPolicy, &iam.GetUserPolicyInput{UserName: &u, PolicyName: new("absent")}), noSuchEntity, words)
		s.refused(try(s, s.iam.DeleteUserPolicy, &iam.DeleteUserPolicyInput{UserName: &u, PolicyName: new("absent")}), noSuchEntity, words)
	}},
	{"an inline policy of a group that is not there is not found", func(s *script) {
		g, words := s.group("g"), "The group policy with name absent cannot be found."
		s.refused(try(s, s.iam.GetGroupPolicy, &iam.GetGroupPolicyInput{GroupName: &g, PolicyName: new("absent")}), noSuchEntity, words)
		s.refused(try(s, s.iam.DeleteGroupPolicy, &iam.DeleteGroupPolicyInput{GroupName: &g, PolicyName: new("absent")}), noSuchEntity, words)
	}},
	{"two users may have inline policies of one name", func(s *script) {
		a, b := s.user("a"), s.user("b")
		s.putUser(a, "inline", document)
		s.putUser(b, "inline", another)
		s.same("of the first", s.decoded(s.inlineUser(a, "inline")), document)
		s.same("of the second", s.decoded(s.inlineUser(b, "inline")), another)
	}},
	{"an inline policy has its document checked", func(s *script) {
		u, g := s.user("u"), s.group("g")
		s.refused(try(s, s.iam.PutUserPolicy, &iam.PutUserPolicyInput{UserName: &u, PolicyName: new("i"), PolicyDocument: new("{}")}),
			malformed, "")
		s.refused(try(s, s.iam.PutGroupPolicy, &iam.PutGroupPolicyInput{GroupName: &g, PolicyName: new("i"), PolicyDocument: new("{}")}),
			malformed, "")
		s.same("policies", len(s.inlineOfUser(u))+len(s.inlineOfGroup(g)), 0)
	}},
}

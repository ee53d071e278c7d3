package conformance

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
)

func (s *script) trust(role, text string) error {
	return try(s, s.iam.UpdateAssumeRolePolicy, &iam.UpdateAssumeRolePolicyInput{RoleName: &role, PolicyDocument: &text})
}

// trusted is a role's trust document.
func (s *script) trusted(role string) string {
	return s.decoded(s.getRole(role).AssumeRolePolicyDocument)
}

// mistrusted makes the case that a trust document is refused, by both actions.
func mistrusted(name, words string, text func(s *script) string) testCase {
	return testCase{"a trust document with " + name, func(s *script) {
		t := text(s)
		want := strings.ReplaceAll(words, "ARN", s.arn("user", s.path, s.name("absent")))
		s.refused(s.trust(s.role("r"), t), malformed, want)
		in := &iam.CreateRoleInput{RoleName: new(s.name("new")), AssumeRolePolicyDocument: &t}
		s.refused(try(s, s.iam.CreateRole, in), malformed, want)
	}}
}

// always is a text that does not depend on the case.
func always(text string) func(*script) string { return func(*script) string { return text } }

var trustCases = []testCase{
	mistrusted("no JSON", "This policy contains invalid Json", always("not valid json")),
	mistrusted("a resource", "Has prohibited field Resource", always(strings.Replace(trustEC2, `"Action"`, `"Resource":"*","Action"`, 1))),
	mistrusted("an action that is none", "AssumeRole policy may only specify STS AssumeRole actions.", always(strings.Replace(trustEC2, "AssumeRole", "InvalidAction", 1))),
	mistrusted("a user that is not there", `Invalid principal in policy: "AWS":"ARN"`, func(s *script) string {
		return trusting(s.arn("user", s.path, s.name("absent")))
	}),
	mistrusted("a group", "", func(s *script) string { return trusting(s.arn("group", s.path, s.group("g"))) }),
	mistrusted("nobody in it", "", always(strings.Replace(trustEC2, `{"Service":"ec2.amazonaws.com"}`, `{"AWS":[]}`, 1))),
	mistrusted("an effect that is none", "", always(strings.Replace(trustEC2, "Allow", "Maybe", 1))),
	{"a role cannot trust itself before it is there", func(s *script) {
		name := s.name("r")
		arn := s.arn("role", s.path, name)
		in := &iam.CreateRoleInput{RoleName: &name, Path: &s.path, AssumeRolePolicyDocument: new(trusting(arn))}
		s.refused(try(s, s.iam.CreateRole, in), malformed, `Invalid principal in policy: "AWS":"`+arn+`"`)
		in.AssumeRolePolicyDocument = new(trustEC2)
		do(s, s.iam.CreateRole, in)
		s.done(s.trust(name, trusting(arn)))
		s.same("document", s.trusted(name), trusting(arn))
	}},
	{"those of another account are trusted unseen", func(s *script) {
		r := s.role("r")
		s.done(s.trust(r, trusting("arn:"+s.partition+":iam::999999999999:role/x")))
	}},
	{"an account is trusted by its root", func(s *script) {
		r, root := s.role("r"), trusting("arn:"+s.partition+":iam::999999999999:root")
		s.done(s.trust(r, trusting("999999999999")))
		s.same("document", s.trusted(r), root)
	}},
	{"trust follows who is renamed and moved", func(s *script) {
		r, u := s.role("r"), s.user("u")
		s.done(s.trust(r, trusting(*s.getUser(u).Arn)))
		v := s.name("v")
		do(s, s.iam.UpdateUser, &iam.UpdateUserInput{UserName: &u, NewUserName: &v, NewPath: new(s.path + "moved/")})
		s.same("document", s.trusted(r), trusting(s.arn("user", s.path+"moved/", v)))
	}},
	{"who was trusted and is deleted shows by the ID", func(s *script) {
		r, other, u := s.role("r"), s.role("other"), s.user("u")
		user, role := s.getUser(u), s.getRole(other)
		s.done(s.trust(r, trusting(*user.Arn)))
		s.done(s.deleteUser(u))
		s.user("u") // somebody else
		s.same("document", s.trusted(r), trusting(*user.UserId))
		s.done(s.trust(r, trusting(*role.Arn)))
		s.done(s.deleteRole(other))
		s.same("document", s.trusted(r), trusting(*role.RoleId))
	}},
	{"a trust document has 2048 characters at most", func(s *script) {
		long := func(n int) string {
			head, tail, _ := strings.Cut(trustEC2, `}]}`)
			open, end := head+`,"Condition":{"StringEquals":{"sts:ExternalId":"`, `"}}}]}`+tail
			return open + strings.Repeat("x", n-len(open)-len(end)) + end
		}
		r := s.role("r")
		s.done(s.trust(r, long(2048)))
		s.refused(s.trust(r, long(2049)), limitExceeded, "Cannot exceed quota for ACLSizePerRole: 2048")
	}},
}

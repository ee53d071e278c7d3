package conformance

import (
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/iam"
)

func (s *script) tryPutUser(user, name, text string) error {
	return try(s, s.iam.PutUserPolicy, &iam.PutUserPolicyInput{UserName: &user, PolicyName: &name, PolicyDocument: &text})
}

func (s *script) tryPutGroup(group, name, text string) error {
	return try(s, s.iam.PutGroupPolicy, &iam.PutGroupPolicyInput{GroupName: &group, PolicyName: &name, PolicyDocument: &text})
}

// Quotas as a fresh account has them. Those on the account as a whole are not
// met here: other cases live in it too.
var quotaCases = []testCase{
	{"a user is in ten groups at most", func(s *script) {
		u := s.user("u")
		for i := range 10 {
			s.join(u, s.group(strconv.Itoa(i)))
		}
		in := &iam.AddUserToGroupInput{UserName: &u, GroupName: new(s.group("x"))}
		s.refused(try(s, s.iam.AddUserToGroup, in), limitExceeded, "")
		s.join(u, s.name("0")) // is a member already
		s.leave(u, s.name("0"))
		do(s, s.iam.AddUserToGroup, in)
	}},
	{"a user has ten policies attached at most", func(s *script) {
		u := s.user("u")
		for i := range 10 {
			s.attachUser(u, s.policy(strconv.Itoa(i)))
		}
		in := &iam.AttachUserPolicyInput{UserName: &u, PolicyArn: new(s.policy("x"))}
		s.refused(try(s, s.iam.AttachUserPolicy, in), limitExceeded, "")
		s.attachUser(u, s.arn("policy", s.path, s.name("0"))) // is attached already
	}},
	{"a group has ten policies attached at most", func(s *script) {
		g := s.group("g")
		for i := range 10 {
			s.attachGroup(g, s.policy(strconv.Itoa(i)))
		}
		in := &iam.AttachGroupPolicyInput{GroupName: &g, PolicyArn: new(s.policy("x"))}
		s.refused(try(s, s.iam.AttachGroupPolicy, in), limitExceeded, "")
		s.attachGroup(g, s.arn("policy", s.path, s.name("0")))
	}},
	{"a boundary is not one of the ten", func(s *script) {
		u := s.user("u")
		s.bound(u, s.policy("fence"))
		for i := range 10 {
			s.attachUser(u, s.policy(strconv.Itoa(i)))
		}
	}},
	{"a policy has 6144 characters at most, without white space", func(s *script) {
		fits, over := sized(6144), sized(6145)
		do(s, s.iam.CreatePolicy, &iam.CreatePolicyInput{PolicyName: new(s.name("p")), PolicyDocument: &fits})
		s.refused(try(s, s.iam.CreatePolicy, &iam.CreatePolicyInput{PolicyName: new(s.name("q")), PolicyDocument: &over}), limitExceeded, "")
	}},
	{"a version of a policy has 6144 characters at most", func(s *script) {
		arn, fits, over := s.policy("p"), sized(6144), sized(6145)
		s.refused(try(s, s.iam.CreatePolicyVersion, &iam.CreatePolicyVersionInput{PolicyArn: &arn, PolicyDocument: &over}), limitExceeded, "")
		do(s, s.iam.CreatePolicyVersion, &iam.CreatePolicyVersionInput{PolicyArn: &arn, PolicyDocument: &fits})
	}},
	{"the inline policies of a user have 2048 characters together", func(s *script) {
		u := s.user("u")
		s.done(s.tryPutUser(u, "a", sized(1024)))
		s.done(s.tryPutUser(u, "b", sized(1024)))
		s.refused(s.tryPutUser(u, "b", sized(1025)), limitExceeded, "")
		s.refused(s.tryPutUser(u, "c", sized(200)), limitExceeded, "")
		s.same("the second", s.decoded(s.inlineUser(u, "b")), sized(1024))
	}},
	{"the inline policies of a group have 5120 characters together", func(s *script) {
		g := s.group("g")
		s.done(s.tryPutGroup(g, "a", sized(4000)))
		s.done(s.tryPutGroup(g, "b", sized(1120)))
		s.refused(s.tryPutGroup(g, "c", sized(200)), limitExceeded, "")
	}},
	{"an inline policy that is replaced does not count", func(s *script) {
		u, g := s.user("u"), s.group("g")
		for range 2 {
			s.done(s.tryPutUser(u, "a", sized(2048)))
			s.done(s.tryPutGroup(g, "a", sized(5120)))
		}
	}},
}

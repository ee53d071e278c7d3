package conformance

import (
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

func (s *script) createUser(name, path string) error {
	return try(s, s.iam.CreateUser, &iam.CreateUserInput{UserName: &name, Path: &path})
}

func (s *script) createGroup(name, path string) error {
	return try(s, s.iam.CreateGroup, &iam.CreateGroupInput{GroupName: &name, Path: &path})
}

func (s *script) createPolicy(name, path string) error {
	return try(s, s.iam.CreatePolicy, &iam.CreatePolicyInput{PolicyName: &name, Path: &path, PolicyDocument: new(document)})
}

func policyTaken(name string) string {
	return "A policy called " + name + " already exists. Duplicate names are not allowed."
}

// Names are taken whatever their case and path.
var takenCases = []testCase{
	{"a user's name is taken", func(s *script) {
		n := s.user("u")
		s.refused(s.createUser(n, s.path), alreadyExists, "User with name "+n+" already exists.")
	}},
	{"a user's name is taken under every path", func(s *script) {
		s.refused(s.createUser(s.user("u"), "/"), alreadyExists, "")
	}},
	{"a user's name is taken whatever its case", func(s *script) {
		s.refused(s.createUser(upper(s.user("u")), s.path), alreadyExists, "")
	}},
	{"a group's name is taken", func(s *script) {
		n := s.group("g")
		s.refused(s.createGroup(n, s.path), alreadyExists, "Group with name "+n+" already exists.")
	}},
	{"a group's name is taken under every path", func(s *script) {
		s.refused(s.createGroup(s.group("g"), "/"), alreadyExists, "")
	}},
	{"a group's name is taken whatever its case", func(s *script) {
		s.refused(s.createGroup(upper(s.group("g")), s.path), alreadyExists, "")
	}},
	{"a policy's name is taken", func(s *script) {
		n := tail(s.policy("p"))
		s.refused(s.createPolicy(n, s.path), alreadyExists, policyTaken(n))
	}},
	{"a policy's name is taken under every path", func(s *script) {
		s.refused(s.createPolicy(tail(s.policy("p")), "/"), alreadyExists, "")
	}},
	{"a policy's name is taken whatever its case", func(s *script) {
		s.refused(s.createPolicy(upper(tail(s.policy("p"))), s.path), alreadyExists, "")
	}},
}

func (s *script) deleteUser(name string) error {
	return try(s, s.iam.DeleteUser, &iam.DeleteUserInput{UserName: &name})
}

func (s *script) deleteGroup(name string) error {
	return try(s, s.iam.DeleteGroup, &iam.DeleteGroupInput{GroupName: &name})
}

func (s *script) deletePolicy(arn string) error {
	return try(s, s.iam.DeletePolicy, &iam.DeletePolicyInput{PolicyArn: &arn})
}

const (
	mustDetach     = "Cannot delete entity, must detach all policies first."
	mustDelete     = "Cannot delete entity, must delete policies first."
	attachedPolicy = "Cannot delete a policy attached to entities."
)

// done wants a call to have succeeded.
func (s *script) done(err error) {
	if err != nil {
		s.errorf("%v", err)
	}
}

// What is in use cannot be deleted, and can once it is not.
var conflictCases = []testCase{
	{"a user with a policy attached cannot be deleted", func(s *script) {
		u, p := s.user("u"), s.policy("p")
		s.attachUser(u, p)
		s.refused(s.deleteUser(u), deleteConflict, mustDetach)
		do(s, s.iam.DetachUserPolicy, &iam.DetachUserPolicyInput{UserName: &u, PolicyArn: &p})
		s.done(s.deleteUser(u))
	}},
	{"a user with an inline policy cannot be deleted", func(s *script) {
		u := s.user("u")
		s.putUser(u, "i", document)
		s.refused(s.deleteUser(u), deleteConflict, mustDelete)
		do(s, s.iam.DeleteUserPolicy, &iam.DeleteUserPolicyInput{UserName: &u, PolicyName: new("i")})
		s.done(s.deleteUser(u))
	}},
	{"a user in a group cannot be deleted", func(s *script) {
		u, g := s.user("u"), s.group("g")
		s.join(u, g)
		s.refused(s.deleteUser(u), deleteConflict, "")
		s.leave(u, g)
		s.done(s.deleteUser(u))
	}},
	{"a group with a policy attached cannot be deleted", func(s *script) {
		g, p := s.group("g"), s.policy("p")
		s.attachGroup(g, p)
		s.refused(s.deleteGroup(g), deleteConflict, mustDetach)
		do(s, s.iam.DetachGroupPolicy, &iam.DetachGroupPolicyInput{GroupName: &g, PolicyArn: &p})
		s.done(s.deleteGroup(g))
	}},
	{"a group with an inline policy cannot be deleted", func(s *script) {
		g := s.group("g")
		s.putGroup(g, "i", document)
		s.refused(s.deleteGroup(g), deleteConflict, mustDelete)
		do(s, s.iam.DeleteGroupPolicy, &iam.DeleteGroupPolicyInput{GroupName: &g, PolicyName: new("i")})
		s.done(s.deleteGroup(g))
	}},
	{"a group with members cannot be deleted", func(s *script) {
		u, g := s.user("u"), s.group("g")
		s.join(u, g)
		s.refused(s.deleteGroup(g), deleteConflict, "")
		s.leave(u, g)
		s.done(s.deleteGroup(g))
	}},
	{"a policy that a user has cannot be deleted", func(s *script) {
		u, p := s.user("u"), s.policy("p")
		s.attachUser(u, p)
		s.refused(s.deletePolicy(p), deleteConflict, attachedPolicy)
		do(s, s.iam.DetachUserPolicy, &iam.DetachUserPolicyInput{UserName: &u, PolicyArn: &p})
		s.done(s.deletePolicy(p))
	}},
	{"a policy that a group has cannot be deleted", func(s *script) {
		g, p := s.group("g"), s.policy("p")
		s.attachGroup(g, p)
		s.refused(s.deletePolicy(p), deleteConflict, attachedPolicy)
		do(s, s.iam.DetachGroupPolicy, &iam.DetachGroupPolicyInput{GroupName: &g, PolicyArn: &p})
		s.done(s.deletePolicy(p))
	}},
	{"a policy that is a boundary cannot be deleted", func(s *script) {
		u, p := s.user("u"), s.policy("p")
		s.bound(u, p)
		s.refused(s.deletePolicy(p), deleteConflict, attachedPolicy)
		do(s, s.iam.DeleteUserPermissionsBoundary, &iam.DeleteUserPermissionsBoundaryInput{UserName: &u})
		s.done(s.deletePolicy(p))
	}},
	{"a policy with several versions cannot be deleted", func(s *script) {
		p := s.policy("p")
		s.version(p, false)
		s.refused(s.deletePolicy(p), deleteConflict, "")
		s.deleteVersion(p, "v2")
		s.done(s.deletePolicy(p))
	}},
	{"a user's tags do not hold it", func(s *script) {
		s.done(s.deleteUser(s.user("u", tags("a", "b")...)))
	}},
	{"a user's boundary does not hold it", func(s *script) {
		u := s.user("u")
		s.bound(u, s.policy("p"))
		s.done(s.deleteUser(u))
	}},
	{"a policy's tags do not hold it", func(s *script) {
		s.done(s.deletePolicy(s.policy("p", tags("a", "b")...)))
	}},
}

// again makes the case that what is gone cannot be removed once more.
func again(name string, prepare func(s *script) (remove func() error, words string)) testCase {
	return testCase{name, func(s *script) {
		remove, words := prepare(s)
		s.done(remove())
		s.refused(remove(), noSuchEntity, words)
	}}
}

var repeatCases = []testCase{
	again("a user is deleted once", func(s *script) (func() error, string) {
		n := s.user("u")
		return func() error { return s.deleteUser(n) }, "The user with name " + n + " cannot be found."
	}),
	again("a group is deleted once", func(s *script) (func() error, string) {
		n := s.group("g")
		return func() error { return s.deleteGroup(n) }, "The group with name " + n + " cannot be found."
	}),
	again("a policy is deleted once", func(s *script) (func() error, string) {
		arn := s.policy("p")
		return func() error { return s.deletePolicy(arn) }, "Policy " + arn + notFound
	}),
	again("a version is deleted once", func(s *script) (func() error, string) {
		in := &iam.DeletePolicyVersionInput{PolicyArn: new(s.policy("p")), VersionId: new("v2")}
		s.version(*in.PolicyArn, false)
		return func() error { return try(s, s.iam.DeletePolicyVersion, in) }, "Policy " + *in.PolicyArn + " version v2" + noAttachable
	}),
	again("an inline policy of a user is deleted once", func(s *script) (func() error, string) {
		in := &iam.DeleteUserPolicyInput{UserName: new(s.user("u")), PolicyName: new("i")}
		s.putUser(*in.UserName, "i", document)
		return func() error { return try(s, s.iam.DeleteUserPolicy, in) }, "The user policy with name i cannot be found."
	}),
	again("an inline policy of a group is deleted once", func(s *script) (func() error, string) {
		in := &iam.DeleteGroupPolicyInput{GroupName: new(s.group("g")), PolicyName: new("i")}
		s.putGroup(*in.GroupName, "i", document)
		return func() error { return try(s, s.iam.DeleteGroupPolicy, in) }, "The group policy with name i cannot be found."
	}),
	again("a policy is detached from a user once", func(s *script) (func() error, string) {
		in := &iam.DetachUserPolicyInput{UserName: new(s.user("u")), PolicyArn: new(s.policy("p"))}
		s.attachUser(*in.UserName, *in.PolicyArn)
		return func() error { return try(s, s.iam.DetachUserPolicy, in) }, "Policy " + *in.PolicyArn + notFound
	}),
	again("a policy is detached from a group once", func(s *script) (func() error, string) {
		in := &iam.DetachGroupPolicyInput{GroupName: new(s.group("g")), PolicyArn: new(s.policy("p"))}
		s.attachGroup(*in.GroupName, *in.PolicyArn)
		return func() error { return try(s, s.iam.DetachGroupPolicy, in) }, "Policy " + *in.PolicyArn + notFound
	}),
	{"tagging and untagging twice is doing it once", func(s *script) {
		u, p := s.user("u"), s.policy("p")
		for range 2 {
			s.tagUser(u, "a", "1")
			s.tagPolicy(p, "a", "1")
		}
		s.same("tags of the user", s.tagsOfUser(u), []string{"a=1"})
		s.same("tags of the policy", s.tagsOfPolicy(p), []string{"a=1"})
		for range 2 {
			do(s, s.iam.UntagUser, &iam.UntagUserInput{UserName: &u, TagKeys: []string{"a"}})
			do(s, s.iam.UntagPolicy, &iam.UntagPolicyInput{PolicyArn: &p, TagKeys: []string{"a"}})
		}
	}},
	{"making a version the default twice is doing it once", func(s *script) {
		p := s.policy("p")
		s.version(p, false)
		for range 2 {
			do(s, s.iam.SetDefaultPolicyVersion, &iam.SetDefaultPolicyVersionInput{PolicyArn: &p, VersionId: new("v2")})
		}
		s.same("versions", unordered(s.versions(p)), []string{"v1", "v2*"})
	}},
}

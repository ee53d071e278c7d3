package conformance

import (
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

func (s *script) renameUser(from, to string) {
	do(s, s.iam.UpdateUser, &iam.UpdateUserInput{UserName: &from, NewUserName: &to})
}

func (s *script) renameGroup(from, to string) {
	do(s, s.iam.UpdateGroup, &iam.UpdateGroupInput{GroupName: &from, NewGroupName: &to})
}

var renameCases = []testCase{
	{"a renamed user keeps its id and date", func(s *script) {
		from, to := s.user("a"), s.name("b")
		before := s.getUser(from)
		s.renameUser(from, to)
		after := s.getUser(to)
		s.same("id", after.UserId, before.UserId)
		s.same("date", after.CreateDate, before.CreateDate)
		s.same("name", after.UserName, &to)
		s.same("ARN", after.Arn, new(s.arn("user", s.path, to)))
		s.refused(try(s, s.iam.GetUser, &iam.GetUserInput{UserName: &from}), noSuchEntity, "The user with name "+from+" cannot be found.")
	}},
	{"a renamed user keeps its tags", func(s *script) {
		from, to := s.user("a", tags("team", "payments")...), s.name("b")
		s.renameUser(from, to)
		s.same("tags", pairs(s.getUser(to).Tags), []string{"team=payments"})
	}},
	{"a renamed user keeps its boundary", func(s *script) {
		from, to, fence := s.user("a"), s.name("b"), s.policy("fence")
		s.bound(from, fence)
		s.renameUser(from, to)
		s.same("boundary", boundaryARN(s.getUser(to).PermissionsBoundary), fence)
	}},
	{"a renamed user keeps its groups", func(s *script) {
		from, to, g := s.user("a"), s.name("b"), s.group("g")
		s.join(from, g)
		s.renameUser(from, to)
		s.same("groups", s.groupsOf(to), []string{g})
		s.same("members", s.members(g), []string{to})
		s.leave(to, g)
		s.same("members", len(s.members(g)), 0)
	}},
	{"a renamed user keeps its policies", func(s *script) {
		from, to, p := s.user("a"), s.name("b"), s.policy("p")
		s.attachUser(from, p)
		s.putUser(from, "inline", document)
		s.renameUser(from, to)
		s.same("attached", s.attachedToUser(to), []string{p})
		s.same("inline", s.inlineOfUser(to), []string{"inline"})
		s.same("holders", s.holders(p), []string{"user " + to})
		do(s, s.iam.DetachUserPolicy, &iam.DetachUserPolicyInput{UserName: &to, PolicyArn: &p})
	}},
	{"a moved user keeps its name and id", func(s *script) {
		name := s.user("u")
		before := s.getUser(name)
		do(s, s.iam.UpdateUser, &iam.UpdateUserInput{UserName: &name, NewPath: new(s.path + "moved/")})
		after := s.getUser(name)
		s.same("id", after.UserId, before.UserId)
		s.same("path", after.Path, new(s.path+"moved/"))
		s.same("ARN", after.Arn, new(s.arn("user", s.path+"moved/", name)))
	}},
	{"the name that a renamed user had is free", func(s *script) {
		from, to := s.user("a"), s.name("b")
		s.renameUser(from, to)
		if a, b := s.getUser(s.user("a")), s.getUser(to); *a.UserId == *b.UserId {
			s.errorf("both have the id %s", *a.UserId)
		}
	}},
	{"a user is not renamed to another's name", func(s *script) {
		a, b := s.user("a"), s.user("b")
		before := s.getUser(b)
		s.refused(try(s, s.iam.UpdateUser, &iam.UpdateUserInput{UserName: &a, NewUserName: &b}),
			alreadyExists, "User with name "+b+" already exists.")
		s.same("the other's id", s.getUser(b).UserId, before.UserId)
	}},
	{"a user is not renamed to another's name in another case", func(s *script) {
		a, b := s.user("a"), upper(s.user("b"))
		s.refused(try(s, s.iam.UpdateUser, &iam.UpdateUserInput{UserName: &a, NewUserName: &b}), alreadyExists, "")
	}},
	{"a user's name may change its case", func(s *script) {
		from := s.user("a")
		s.renameUser(from, upper(from))
		s.same("name", s.getUser(upper(from)).UserName, new(upper(from)))
		s.same("users", names(s.usersBelow(s.path), userName), []string{upper(from)})
	}},
	{"an update that changes nothing succeeds", func(s *script) {
		u, g := s.user("u"), s.group("g")
		before := s.getUser(u)
		do(s, s.iam.UpdateUser, &iam.UpdateUserInput{UserName: &u})
		do(s, s.iam.UpdateUser, &iam.UpdateUserInput{UserName: &u, NewUserName: &u, NewPath: &s.path})
		do(s, s.iam.UpdateGroup, &iam.UpdateGroupInput{GroupName: &g})
		do(s, s.iam.UpdateGroup, &iam.UpdateGroupInput{GroupName: &g, NewGroupName: &g, NewPath: &s.path})
		s.same("user", s.getUser(u), before)
		s.same("group", s.getGroup(g).Path, &s.path)
	}},
	{"a renamed group keeps its id, members and policies", func(s *script) {
		from, to, u, p := s.group("a"), s.name("b"), s.user("u"), s.policy("p")
		before := s.getGroup(from)
		s.join(u, from)
		s.attachGroup(from, p)
		s.putGroup(from, "inline", document)
		s.renameGroup(from, to)
		after := s.getGroup(to)
		s.same("id", after.GroupId, before.GroupId)
		s.same("ARN", after.Arn, new(s.arn("group", s.path, to)))
		s.same("members", s.members(to), []string{u})
		s.same("groups", s.groupsOf(u), []string{to})
		s.same("attached", s.attachedToGroup(to), []string{p})
		s.same("inline", s.inlineOfGroup(to), []string{"inline"})
		s.same("holders", s.holders(p), []string{"group " + to})
		s.refused(try(s, s.iam.GetGroup, &iam.GetGroupInput{GroupName: &from}), noSuchEntity, "The group with name "+from+" cannot be found.")
	}},
	{"a moved group keeps its name and id", func(s *script) {
		name := s.group("g")
		before := s.getGroup(name)
		do(s, s.iam.UpdateGroup, &iam.UpdateGroupInput{GroupName: &name, NewPath: new("/moved" + s.path)})
		after := s.getGroup(name)
		s.same("id", after.GroupId, before.GroupId)
		s.same("ARN", after.Arn, new(s.arn("group", "/moved"+s.path, name)))
	}},
	{"a group is not renamed to another's name", func(s *script) {
		a, b := s.group("a"), s.group("b")
		s.refused(try(s, s.iam.UpdateGroup, &iam.UpdateGroupInput{GroupName: &a, NewGroupName: &b}),
			alreadyExists, "Group with name "+b+" already exists.")
	}},
}

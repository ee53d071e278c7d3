package conformance

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// upper is a name in another case.
func upper(name string) string { return strings.ToUpper(name) }

func (s *script) groupsBelow(path string) []string {
	p := iam.NewListGroupsPaginator(s.iam, &iam.ListGroupsInput{PathPrefix: &path})
	return names(collect(s, p, func(out *iam.ListGroupsOutput) []types.Group { return out.Groups }), groupName)
}

func groupName(g types.Group) *string { return g.GroupName }

func (s *script) members(group string) []string {
	p := iam.NewGetGroupPaginator(s.iam, &iam.GetGroupInput{GroupName: &group})
	return names(collect(s, p, func(out *iam.GetGroupOutput) []types.User { return out.Users }), userName)
}

func (s *script) groupsOf(user string) []string {
	p := iam.NewListGroupsForUserPaginator(s.iam, &iam.ListGroupsForUserInput{UserName: &user})
	return names(collect(s, p, func(out *iam.ListGroupsForUserOutput) []types.Group { return out.Groups }), groupName)
}

var groupCases = []testCase{
	{"a group is read as it was created", func(s *script) {
		name := s.name("g")
		made := do(s, s.iam.CreateGroup, &iam.CreateGroupInput{GroupName: &name, Path: &s.path}).Group
		s.same("name", made.GroupName, &name)
		s.same("path", made.Path, &s.path)
		s.same("ARN", made.Arn, new(s.arn("group", s.path, name)))
		s.same("what GetGroup returns", s.getGroup(name), made)
		s.same("members", len(s.members(name)), 0)
	}},
	{"a group without a path lies at the root", func(s *script) {
		name := s.name("g")
		made := do(s, s.iam.CreateGroup, &iam.CreateGroupInput{GroupName: &name}).Group
		s.same("path", made.Path, new("/"))
		s.same("ARN", made.Arn, new(s.arn("group", "/", name)))
	}},
	{"a group's name may have 128 characters", func(s *script) {
		name := s.group(strings.Repeat("g", 128-len(s.id)))
		s.same("name", s.getGroup(name).GroupName, &name)
	}},
	{"groups are listed by path", func(s *script) {
		inside, outside := s.group("g"), s.name("o")
		do(s, s.iam.CreateGroup, &iam.CreateGroupInput{GroupName: &outside})
		s.same("groups", s.groupsBelow(s.path), []string{inside})
	}},
	{"a deleted group is gone", func(s *script) {
		name := s.group("g")
		do(s, s.iam.DeleteGroup, &iam.DeleteGroupInput{GroupName: &name})
		s.refused(try(s, s.iam.GetGroup, &iam.GetGroupInput{GroupName: &name}), noSuchEntity, "The group with name "+name+" cannot be found.")
		s.same("listed", slices.Contains(s.groupsBelow(s.path), name), false)
	}},
	{"a group of the same name is another one", func(s *script) {
		name := s.group("g")
		before := s.getGroup(name)
		do(s, s.iam.DeleteGroup, &iam.DeleteGroupInput{GroupName: &name})
		if after := s.getGroup(s.group("g")); *after.GroupId == *before.GroupId {
			s.errorf("both have the id %s", *after.GroupId)
		}
	}},
	{"a user and a group may have one name", func(s *script) {
		s.same("both", s.user("x"), s.group("x"))
	}},
}

var membershipCases = []testCase{
	{"a membership shows at both ends", func(s *script) {
		u, g := s.user("u"), s.group("g")
		s.join(u, g)
		s.same("members", s.members(g), []string{u})
		s.same("groups", s.groupsOf(u), []string{g})
		s.leave(u, g)
		s.same("members", len(s.members(g)), 0)
		s.same("groups", len(s.groupsOf(u)), 0)
	}},
	{"a member is listed as the user that it is", func(s *script) {
		u, g := s.user("u"), s.group("g")
		s.join(u, g)
		got := do(s, s.iam.GetGroup, &iam.GetGroupInput{GroupName: &g}).Users
		s.same("members", got, []types.User{*s.getUser(u)})
	}},
	{"joining twice is joining once", func(s *script) {
		u, g := s.user("u"), s.group("g")
		s.join(u, g)
		s.join(u, g)
		s.same("members", s.members(g), []string{u})
		s.same("groups", s.groupsOf(u), []string{g})
	}},
	{"leaving a group that one is not in succeeds", func(s *script) {
		s.leave(s.user("u"), s.group("g"))
	}},
	{"a user is in several groups, and leaves one", func(s *script) {
		u, a, b, c := s.user("u"), s.group("a"), s.group("b"), s.group("c")
		for _, g := range []string{c, a, b} {
			s.join(u, g)
		}
		s.leave(u, a)
		s.same("groups", unordered(s.groupsOf(u)), []string{b, c})
	}},
	{"a group has several members, and loses one", func(s *script) {
		g, a, b, c := s.group("g"), s.user("a"), s.user("b"), s.user("c")
		for _, u := range []string{a, b, c} {
			s.join(u, g)
		}
		s.leave(b, g)
		s.same("members", unordered(s.members(g)), []string{a, c})
	}},
}

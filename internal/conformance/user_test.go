package conformance

import (
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

func (s *script) usersBelow(path string) []types.User {
	p := iam.NewListUsersPaginator(s.iam, &iam.ListUsersInput{PathPrefix: &path})
	return collect(s, p, func(out *iam.ListUsersOutput) []types.User { return out.Users })
}

func userName(u types.User) *string { return u.UserName }

var userCases = []testCase{
	{"a user is read as it was created", func(s *script) {
		name := s.name("u")
		made := do(s, s.iam.CreateUser, &iam.CreateUserInput{UserName: &name, Path: &s.path, Tags: tags("team", "payments")}).User
		s.same("name", made.UserName, &name)
		s.same("path", made.Path, &s.path)
		s.same("ARN", made.Arn, new(s.arn("user", s.path, name)))
		s.same("tags", pairs(made.Tags), []string{"team=payments"})
		s.same("what GetUser returns", s.getUser(name), made)
	}},
	{"a user without a path lies at the root", func(s *script) {
		name := s.name("u")
		made := do(s, s.iam.CreateUser, &iam.CreateUserInput{UserName: &name}).User
		s.same("path", made.Path, new("/"))
		s.same("ARN", s.getUser(name).Arn, new(s.arn("user", "/", name)))
	}},
	{"a user has no boundary and no tags unless it was given some", func(s *script) {
		u := s.getUser(s.user("u"))
		s.same("boundary", u.PermissionsBoundary, (*types.AttachedPermissionsBoundary)(nil))
		s.same("tags", len(u.Tags), 0)
	}},
	{"the case of a user's name is kept", func(s *script) {
		name := s.user("MiXed")
		s.same("name", s.getUser(name).UserName, &name)
	}},
	{"users are listed by path", func(s *script) {
		inside, outside, below := s.user("b"), s.name("o"), s.name("a")
		do(s, s.iam.CreateUser, &iam.CreateUserInput{UserName: &outside})
		do(s, s.iam.CreateUser, &iam.CreateUserInput{UserName: &below, Path: new(s.path + "deeper/")})
		s.same("users", unordered(names(s.usersBelow(s.path), userName)), []string{below, inside})
	}},
	{"a path is a prefix of text, not of folders", func(s *script) {
		for _, label := range []string{"ab", "ac", "b"} {
			do(s, s.iam.CreateUser, &iam.CreateUserInput{UserName: new(s.name(label)), Path: new(s.path + label + "/")})
		}
		s.same("users", unordered(names(s.usersBelow(s.path+"a"), userName)), []string{s.name("ab"), s.name("ac")})
	}},
	{"a list of users has no tags, and what else GetUser has", func(s *script) {
		want := *s.getUser(s.user("u", tags("team", "payments")...))
		want.Tags = nil
		s.same("users", s.usersBelow(s.path), []types.User{want})
	}},
	{"a list of users has no boundaries", func(s *script) {
		s.bound(s.user("u"), s.policy("fence"))
		for _, u := range s.usersBelow(s.path) {
			s.same("boundary", u.PermissionsBoundary, (*types.AttachedPermissionsBoundary)(nil))
		}
	}},
	{"ids tell the kind", func(s *script) {
		s.uniqueID(s.getUser(s.user("u")).UserId, "AIDA")
		s.uniqueID(s.getGroup(s.group("g")).GroupId, "AGPA")
		s.uniqueID(s.getPolicy(s.policy("p")).PolicyId, "ANPA")
	}},
	{"dates are of whole seconds", func(s *script) {
		s.recent("the user's date", s.getUser(s.user("u")).CreateDate)
		s.recent("the group's date", s.getGroup(s.group("g")).CreateDate)
		p := s.getPolicy(s.policy("p"))
		s.recent("the policy's date", p.CreateDate)
		s.recent("the date of its last change", p.UpdateDate)
		s.recent("the version's date", s.getVersion(*p.Arn, "v1").CreateDate)
	}},
	{"a deleted user is gone", func(s *script) {
		name := s.user("u")
		do(s, s.iam.DeleteUser, &iam.DeleteUserInput{UserName: &name})
		s.refused(try(s, s.iam.GetUser, &iam.GetUserInput{UserName: &name}), noSuchEntity, "The user with name "+name+" cannot be found.")
		s.same("users", len(s.usersBelow(s.path)), 0)
	}},
	{"a user of the same name is another one", func(s *script) {
		name := s.user("u", tags("team", "payments")...)
		before := s.getUser(name)
		do(s, s.iam.DeleteUser, &iam.DeleteUserInput{UserName: &name})
		after := s.getUser(s.user("u"))
		if *after.UserId == *before.UserId {
			s.errorf("both have the id %s", *after.UserId)
		}
		s.same("tags", len(after.Tags), 0)
	}},
	{"GetUser without a name tells of the caller", func(s *script) {
		s.same("ARN", do(s, s.iam.GetUser, &iam.GetUserInput{}).User.Arn, &s.caller)
	}},
}

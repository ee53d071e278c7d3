package fakeiam

import (
	"strings"
	"time"
)

type user struct {
	principal
	groups []*group // in the order in which they were joined
	credentials
}

type userOutput struct {
	Path                string `out:"omitempty"`
	UserName            string `out:"omitempty"`
	UserId              string
	Arn                 string
	CreateDate          time.Time
	PasswordLastUsed    time.Time         `out:"omitempty"`
	PermissionsBoundary *attachedBoundary `out:"omitempty"`
	Tags                []Tag             `out:"omitempty"`
}

// brief is a user as lists show it: without boundary and tags.
func (u *user) brief(a *account) userOutput {
	return userOutput{Path: u.path, UserName: u.name, UserId: u.id, Arn: u.arn(a), CreateDate: u.created, PasswordLastUsed: u.passwordUsed}
}

func (u *user) full(a *account) userOutput {
	out := u.brief(a)
	out.PermissionsBoundary = boundaryOutput(u.boundary)
	out.Tags = u.tags
	return out
}

func (a *account) user(name string) (*user, error) {
	if u, ok := a.users.get(name); ok {
		return u, nil
	}
	return nil, noSuch("The user with name %s cannot be found.", name)
}

type userName struct {
	UserName string `in:"name,required"`
}

type oneUser struct{ User userOutput }

type createUserInput struct {
	Path                string `in:"path"`
	UserName            string `in:"userName,required"`
	PermissionsBoundary string `in:"arn"`
	Tags                []Tag  `in:"tags"`
}

func (a *account) createUser(in *createUserInput) (*oneUser, error) {
	tags, err := mergeTags(nil, in.Tags, foldedTags)
	if err != nil {
		return nil, err
	}
	if a.users.has(in.UserName) {
		return nil, exists("User with name %s already exists.", in.UserName)
	}
	if n := a.quotas["UsersQuota"]; a.users.len() >= n {
		return nil, overQuota("UsersPerAccount", n)
	}
	u := &user{principal: principal{kind: userKind, name: in.UserName, path: orRoot(in.Path), tags: tags}}
	if in.PermissionsBoundary != "" {
		if err := a.setBoundary(&u.principal, in.PermissionsBoundary); err != nil {
			return nil, err
		}
	}
	u.id, u.created = a.newID(userKind.idPrefix), a.date()
	a.users.put(u.name, u)
	out := u.full(a)
	out.Tags = in.Tags // as they were sent; reads sort them
	return &oneUser{out}, nil
}

// rootCreated is the date of the root user, whom nothing here creates.
var rootCreated = time.Date(2010, 5, 8, 0, 0, 0, 0, time.UTC)

type getUserInput struct {
	UserName string `in:"name"`
}

// getUser is about the caller where no name is given.
func (a *account) getUser(in *getUserInput) (*oneUser, error) {
	name := in.UserName
	if name == "" {
		_, resource, _ := strings.Cut(a.caller, "::"+a.id+":")
		switch {
		case resource == "root":
			return &oneUser{userOutput{UserId: a.id, Arn: a.caller, CreateDate: rootCreated}}, nil
		case !strings.HasPrefix(resource, "user/"):
			return nil, invalid("Must specify userName when calling with non-User credentials")
		}
		name = resource[strings.LastIndex(resource, "/")+1:]
	}
	u, err := a.user(name)
	if err != nil {
		return nil, err
	}
	return &oneUser{u.full(a)}, nil
}

type listUsersInput struct {
	PathPrefix string `in:"pathPrefix"`
	paging
}

type listUsersOutput struct {
	Users []userOutput
	paged
}

func (a *account) listUsers(in *listUsersInput) (*listUsersOutput, error) {
	users, p, err := page(a, "ListUsers", in.paging, a.users.after, func(u *user) (userOutput, bool) {
		return u.brief(a), strings.HasPrefix(u.path, in.PathPrefix)
	})
	return &listUsersOutput{users, p}, err
}

type updateUserInput struct {
	UserName    string `in:"name,required"`
	NewPath     string `in:"path"`
	NewUserName string `in:"userName"`
}

// updateUser moves and renames. What belongs to the user stays with it.
func (a *account) updateUser(in *updateUserInput) error {
	u, err := a.user(in.UserName)
	if err != nil {
		return err
	}
	if name := in.NewUserName; name != "" {
		if other, ok := a.users.get(name); ok && other != u {
			return exists("User with name %s already exists.", name)
		}
		a.users.remove(u.name)
		a.users.put(name, u)
		for _, g := range u.groups {
			g.members.remove(u.name)
			g.members.put(name, u)
		}
		u.name = name
	}
	if in.NewPath != "" {
		u.path = in.NewPath
	}
	return nil
}

func (a *account) deleteUser(in *userName) error {
	u, err := a.user(in.UserName)
	if err != nil {
		return err
	}
	if len(u.groups) > 0 {
		return conflict("must remove users from group first.")
	}
	if err := u.disposable(); err != nil {
		return err
	}
	if err := u.deletable(); err != nil {
		return err
	}
	u.unbound()
	u.gone = true
	a.users.remove(u.name)
	return nil
}

var userTags = taggable[userName, *user]{
	list: "ListUserTags", as: foldedTags,
	of:   func(u *user) *[]Tag { return &u.tags },
	find: func(a *account, n userName) (*user, error) { return a.user(n.UserName) },
}

package plan

import (
	"fmt"
	"strings"

	"iamsync/spec"
)

var userKind = behaviour{
	rank: 2, appears: Create, vanishes: Delete,
	zero: spec.User{},
	path: func(r spec.Resource) string { return r.(spec.User).Path },
	fields: map[spec.Field]copies{
		spec.FieldPath:     copying(func(want *spec.User, live spec.User) { want.Path = live.Path }),
		spec.FieldTags:     copying(func(want *spec.User, live spec.User) { want.Tags = live.Tags }),
		spec.FieldBoundary: copying(func(want *spec.User, live spec.User) { want.Boundary = live.Boundary }),
	},
	keep:    keepUserFields,
	repoint: repointUser,
	caller: func(r spec.Resource) caller {
		u := r.(spec.User)
		return caller{path: u.Path, boundary: u.Boundary, tags: u.Tags}
	},
	compare: compareUsers,
	create:  createUser,
	update:  updateUser,
	remove: func(r spec.Resource, _ spec.Facts) []Call {
		return []Call{{Action: DeleteUser, Params: userName(r), Frees: holds(r)}}
	},
}

func userName(r spec.Resource) Params { return Params{"UserName": r.ID().Name} }

// createUser sets the boundary in the call that creates the user, so that the
// user is never without it.
func createUser(r spec.Resource) []Call {
	u := r.(spec.User)
	p := userName(u).with("Path", u.Path).withTags(u.Tags)
	if u.Boundary != "" {
		p = p.with("PermissionsBoundary", u.Boundary)
	}
	return []Call{{Action: CreateUser, Params: p}}
}

func compareUsers(before, after spec.Resource) []Field {
	b, a := before.(spec.User), after.(spec.User)
	if b.Path == a.Path && b.Boundary == a.Boundary { // of most users, and much cheaper to see
		return tags(b.Tags, a.Tags)
	}
	return append(flat(b, a), tags(b.Tags, a.Tags)...)
}

func updateUser(c Change, ctx context) []Call {
	before, after := c.Before.(spec.User), c.After.(spec.User)
	calls := moveCalls(UpdateUser, "User", c)
	if before.Boundary != after.Boundary {
		calls = append(calls, boundaryCall(before, after, ctx))
	}
	return append(calls, userTagCalls(before, after)...)
}

func boundaryCall(before, after spec.User, ctx context) Call {
	call := Call{Frees: holds(before), Shift: ctx.boundaryShift(before.Boundary, after.Boundary), Part: boundaryPart}
	if after.Boundary == "" {
		call.Action, call.Params = DeleteUserPermissionsBoundary, userName(after)
	} else {
		call.Action, call.Params = PutUserPermissionsBoundary, userName(after).with("PermissionsBoundary", after.Boundary)
	}
	return call
}

// userTagCalls minds that IAM does not tell the keys of a user's tags apart by
// their case: writing "team" replaces "Team", and removing "Team" afterwards
// would remove both (IAM User Guide, "Tags for IAM resources").
func userTagCalls(before, after spec.User) []Call {
	folded := map[string]bool{}
	for key := range after.Tags {
		folded[strings.ToLower(key)] = true
	}
	return tagCalls(before.Tags, after.Tags, userName(after), UntagUser, TagUser,
		func(key string) bool { return !folded[strings.ToLower(key)] })
}

// keepUserFields refuses a boundary that nobody mentioned, and keeps the tags
// that are never ours.
func keepUserFields(s *settled, w, l spec.Resource) spec.Resource {
	want, live := w.(spec.User), l.(spec.User)
	if s.declared.LeavesUnsaid(want.ID(), spec.FieldBoundary) && live.Boundary != want.Boundary {
		s.refuse(want.ID(), "boundary-unsaid",
			fmt.Sprintf("%s has the permissions boundary %s, which its declaration does not mention", want.ID(), live.Boundary),
			"write boundary: with that policy to keep it, or boundary: none to drop it, which widens access")
		want.Boundary = live.Boundary
	}
	want.Tags = withForeignTags(want.Tags, live.Tags)
	return want
}

func repointUser(r spec.Resource, moved map[string]string) spec.Resource {
	u := r.(spec.User)
	if arn, found := moved[u.Boundary]; found {
		u.Boundary = arn
	}
	return u
}

package plan

import (
	"fmt"

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
	revive:  reviving(func(u *spec.User, id spec.ID, from origin) { u.Name, u.Tags = id.Name, from.tags(u.Tags) }),
	anew:    "it gets another ID, and has no password, keys or devices",
	create:  createUser,
	update:  updateUser,
	remove: func(r spec.Resource, _ spec.Facts) []Call {
		return []Call{{Action: DeleteUser, Params: userName(r), Frees: holds(r)}}
	},
}

func userName(r spec.Resource) Params { return Params{"UserName": r.ID().Name} }

// createUser sets the boundary in the call that creates the user, so that the
// user is never without it.
func createUser(r spec.Resource, _ context) []Call {
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
		calls = append(calls, boundaryCall(before, after, ctx.boundaryShift(before.Boundary, after.Boundary), after.Boundary))
	}
	return append(calls, foldedTagCalls(before.Tags, after.Tags, userName(after), UntagUser, TagUser)...)
}

// boundaryCall gives a user or role the boundary to, "" for none.
func boundaryCall(before, after spec.Resource, shift Shift, to string) Call {
	p := principals[after.ID().Kind]
	call := Call{Action: p.unbound, Params: ownerParams(after), Frees: holds(before), Shift: shift, Part: boundaryPart}
	if to != "" {
		call.Action, call.Params = p.bound, call.Params.with("PermissionsBoundary", to)
	}
	return call
}

// keepBoundary refuses a boundary that nobody mentioned.
func (s *settled) keepBoundary(id spec.ID, want, live string) string {
	if live == want || !s.declared.LeavesUnsaid(id, spec.FieldBoundary) {
		return want
	}
	s.refuse(id, "boundary-unsaid",
		fmt.Sprintf("%s has the permissions boundary %s, which its declaration does not mention", id, live),
		"write boundary: with that policy to keep it, or boundary: none to drop it, which widens access")
	return live
}

// keepUserFields keeps the tags that are never ours.
func keepUserFields(s *settled, w, l spec.Resource) spec.Resource {
	want, live := w.(spec.User), l.(spec.User)
	boundary, tags := s.keepBoundary(want.ID(), want.Boundary, live.Boundary), withForeignTags(want.Tags, live.Tags)
	if boundary == want.Boundary && len(tags) == len(want.Tags) {
		return nil
	}
	want.Boundary, want.Tags = boundary, tags
	return want
}

func repointUser(r spec.Resource, moved map[string]string) spec.Resource {
	u := r.(spec.User)
	if arn, found := moved[u.Boundary]; found {
		u.Boundary = arn
	}
	return u
}

package plan

import (
	"fmt"

	"iamsync/spec"
)

var profileKind = behaviour{
	rank: 6, appears: Create, vanishes: Delete,
	zero: spec.Profile{},
	path: func(r spec.Resource) string { return r.(spec.Profile).Path },
	immovable: immovable{
		Code: "profile-path", noun: "an instance profile",
		lost: "it gets another ID, and machines that were started with it are without it until it is associated anew",
	},
	fields: map[spec.Field]copies{
		spec.FieldPath: copying(func(want *spec.Profile, live spec.Profile) { want.Path = live.Path }),
		spec.FieldTags: copying(func(want *spec.Profile, live spec.Profile) { want.Tags = live.Tags }),
		spec.FieldRole: copying(func(want *spec.Profile, live spec.Profile) { want.Role = live.Role }),
	},
	keep:    keepProfileFields,
	compare: compareProfiles,
	revive:  reviving(func(p *spec.Profile, id spec.ID, from origin) { p.Name, p.Tags = id.Name, from.tags(p.Tags) }),
	anew:    "it gets another ID, and machines that were started with it are without it until it is associated anew",
	renewed: renewedRole,
	lets:    profileLets,
	made:    madeProfile,
	create:  createProfile,
	update:  updateProfile,
	remove:  removeProfile,
}

func profileName(r spec.Resource) Params { return Params{"InstanceProfileName": r.ID().Name} }

func compareProfiles(before, after spec.Resource) []Field {
	b, a := before.(spec.Profile), after.(spec.Profile)
	return append(flat(b, a), tags(b.Tags, a.Tags)...)
}

// renewedRole shows that the role is taken out and put in again, since it is replaced.
func renewedRole(before, after spec.Resource, replaced set) []Field {
	b, a := before.(spec.Profile), after.(spec.Profile)
	if b.Role != a.Role || !replaced[spec.RoleID(a.Role)] {
		return nil
	}
	return []Field{{Path: []string{"role"}, Before: b.Role, After: a.Role, Renewed: true}}
}

func createProfile(r spec.Resource, _ context) []Call {
	p := r.(spec.Profile)
	calls := []Call{{Action: CreateInstanceProfile, Params: profileName(p).with("Path", p.Path).withTags(p.Tags), Needs: nothing}}
	if p.Role != "" {
		calls = append(calls, Call{Action: AddRoleToInstanceProfile, Params: profileName(p).with("RoleName", p.Role), After: true})
	}
	return calls
}

// madeProfile is the profile as its creation leaves it: without its role.
func madeProfile(r spec.Resource, sent Params) spec.Resource {
	p := r.(spec.Profile)
	if _, holds := sent["RoleName"]; !holds {
		p.Role = ""
	}
	return p
}

func updateProfile(c Change, ctx context) []Call {
	before, after := c.Before.(spec.Profile), c.After.(spec.Profile)
	var calls []Call
	if before.Role != after.Role || ctx.replaced[spec.RoleID(after.Role)] {
		if before.Role != "" {
			calls = append(calls, releaseRole(before, Narrowing))
		}
		if after.Role != "" {
			calls = append(calls, Call{Action: AddRoleToInstanceProfile, Params: profileName(after).with("RoleName", after.Role), Shift: Widening, Part: noPart, After: calls != nil})
		}
	}
	return append(calls, tagCalls(before.Tags, after.Tags, profileName(after), UntagInstanceProfile, TagInstanceProfile, nil)...)
}

func releaseRole(p spec.Profile, shift Shift) Call {
	return Call{
		Action: RemoveRoleFromInstanceProfile, Params: profileName(p).with("RoleName", p.Role),
		Needs: nothing, Frees: holds(p), Shift: shift, Part: noPart,
	}
}

// removeProfile takes the role out first: IAM refuses to delete a profile that
// holds one (DeleteConflict).
func removeProfile(r spec.Resource, _ spec.Facts) []Call {
	p := r.(spec.Profile)
	var calls []Call
	if p.Role != "" {
		calls = append(calls, releaseRole(p, Narrowing))
	}
	return append(calls, Call{Action: DeleteInstanceProfile, Params: profileName(p), After: calls != nil})
}

func keepProfileFields(s *settled, w, l spec.Resource) spec.Resource {
	want, live := w.(spec.Profile), l.(spec.Profile)
	if want.Path != live.Path && !s.repath(want.ID(), live.Path, want.Path) {
		want.Path = live.Path
	}
	want.Tags = s.keepTags(want.ID(), want.Tags, live.Tags)
	if s.keepsRole(want, live) {
		want.Role = live.Role
	}
	return want
}

// keepsRole reports whether a profile goes on holding its role, as a group does its
// members: where the profile says nothing of a role, and the role is declared nowhere, and
// does not go.
func (s *settled) keepsRole(want, live spec.Profile) bool {
	id, role := want.ID(), spec.RoleID(live.Role)
	switch {
	case live.Role == "" || !s.declared.LeavesUnsaid(id, spec.FieldRole) || s.declared.Ignores(id, spec.FieldRole):
		return false
	case s.isDeclared(role) || s.doomed(role):
		return false
	case !s.in.Scope.Ignores(role):
		s.hint(id, "foreign-role", fmt.Sprintf("%s holds %s, which no file declares; it stays, since the profile does not say which role it holds", id, role),
			"write role: none to take it out")
	}
	return true
}

// Occupies reports whether what is found holds what was wanted, whatever else it has.
func Occupies(found, wanted spec.Resource) bool {
	have, _ := found.(spec.Profile)
	want, is := wanted.(spec.Profile)
	return is && have.Role == want.Role
}

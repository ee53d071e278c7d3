package plan

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"iamsync/spec"
	"iamsync/spec/policy"
)

var roleKind = behaviour{
	rank: 5, appears: Create, vanishes: Delete,
	zero: spec.Role{},
	path: func(r spec.Resource) string { return r.(spec.Role).Path },
	immovable: immovable{
		Code: "role-path", noun: "a role",
		lost: "it gets another ID, its sessions end, and what names it outside of IAM, as a bucket policy does, names nobody until it is written again",
	},
	fields: map[spec.Field]copies{
		spec.FieldPath:        copying(func(want *spec.Role, live spec.Role) { want.Path = live.Path }),
		spec.FieldTags:        copying(func(want *spec.Role, live spec.Role) { want.Tags = live.Tags }),
		spec.FieldBoundary:    copying(func(want *spec.Role, live spec.Role) { want.Boundary = live.Boundary }),
		spec.FieldDescription: copying(func(want *spec.Role, live spec.Role) { want.Description = live.Description }),
		spec.FieldMaxSession:  copying(func(want *spec.Role, live spec.Role) { want.MaxSession = live.MaxSession }),
	},
	keep:    keepRoleFields,
	repoint: repointRole,
	caller: func(r spec.Resource) caller {
		role := r.(spec.Role)
		return caller{path: role.Path, boundary: role.Boundary, tags: role.Tags}
	},
	trusts:  true,
	lets:    roleLets,
	compare: compareRoles,
	revive: reviving(func(r *spec.Role, id spec.ID, from origin) {
		r.Name, r.Tags, r.Trusted = id.Name, from.tags(r.Tags), from.account.Principals(r.Trust)
	}),
	anew:    "it gets another ID, and what names it outside of IAM, as a bucket policy does, names nobody until it is written again",
	renewed: renewedTrust,
	made:    madeRole,
	create:  createRole,
	update:  updateRole,
	remove: func(r spec.Resource, _ spec.Facts) []Call {
		return []Call{{Action: DeleteRole, Params: roleName(r), Frees: holds(r)}}
	},
}

func roleName(r spec.Resource) Params { return Params{"RoleName": r.ID().Name} }

func compareRoles(before, after spec.Resource) []Field {
	b, a := before.(spec.Role), after.(spec.Role)
	fields := append(flat(b, a), tags(b.Tags, a.Tags)...)
	return append(fields, changedDocument("trust", b.Trust, a.Trust)...)
}

// renewedTrust shows that a trust policy is written again that names a session of a role
// which is replaced: its ARN stays the same, and IAM keeps the ID that is behind it.
func renewedTrust(before, after spec.Resource, replaced set) []Field {
	b, a := before.(spec.Role), after.(spec.Role)
	if !b.Trust.Equal(a.Trust) || !slices.ContainsFunc(a.Trusted, func(id spec.ID) bool { return replaced[id] }) {
		return nil
	}
	return []Field{{Path: []string{"trust"}, Before: b.Trust, After: a.Trust, Renewed: true}}
}

// createRole sets the boundary in the call that creates the role, so that the role
// is never without it. Roles that trust each other, or themselves, cannot name each
// other before they are there: IAM refuses a principal that does not exist. Such a
// role begins with the part of its trust policy that names none of them.
func createRole(r spec.Resource, ctx context) []Call {
	role := r.(spec.Role)
	circle := ctx.circle(role)
	first := role.Trust
	if circle != nil {
		first = trustWithout(role.Trust, circle, ctx.desired.Account)
	}
	p := roleName(role).with("Path", role.Path).withTags(role.Tags).
		with("AssumeRolePolicyDocument", first.JSON()).with("MaxSessionDuration", role.MaxSession)
	if role.Description != "" {
		p = p.with("Description", role.Description)
	}
	if role.Boundary != "" {
		p = p.with("PermissionsBoundary", role.Boundary)
	}
	create := Call{Action: CreateRole, Params: p}
	if circle == nil {
		return []Call{create}
	}
	create.Needs = slices.DeleteFunc(references(role), func(id spec.ID) bool { return slices.Contains(circle, id) })
	trust := trustCall(role)
	trust.After = true
	return []Call{create, trust}
}

func trustCall(role spec.Role) Call {
	return Call{Action: UpdateAssumeRolePolicy, Params: roleName(role).with("PolicyDocument", role.Trust.JSON())}
}

// nobody is the trust policy of a role that nobody may assume yet. IAM wants every
// role to have one.
var nobody = policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}]}`)

// trustWithout leaves out the statements that name one of these roles. Where an
// Allow is left, all statements that deny must be: a role that begins without one of
// them would let somebody in.
func trustWithout(trust policy.Document, roles []spec.ID, account spec.Account) policy.Document {
	names := func(s policy.Statement) bool {
		return slices.ContainsFunc(s.Principal.List, func(p policy.PrincipalWord) bool {
			id, of, is := spec.ParsePrincipalARN(p.Text)
			return is && of == account.ID && slices.Contains(roles, id)
		})
	}
	denied := false
	for _, s := range trust.Model().Statements {
		denied = denied || s.Effect.Text == policy.Deny && names(s)
	}
	if rest := trust.WithoutStatements(names); !denied && !rest.IsZero() {
		return rest
	}
	return nobody
}

// madeRole is the role as its creation leaves it: with the trust policy that was
// sent.
func madeRole(r spec.Resource, sent Params) spec.Resource {
	role := r.(spec.Role)
	if text, is := sent["AssumeRolePolicyDocument"].(string); is {
		if first, err := policy.ParseJSON([]byte(text)); err == nil {
			role.Trust = first
		}
	}
	return role
}

func updateRole(c Change, ctx context) []Call {
	before, after := c.Before.(spec.Role), c.After.(spec.Role)
	var calls []Call
	if call, needed := roleSettings(before, after); needed {
		calls = append(calls, call)
	}
	if before.Boundary != after.Boundary {
		calls = append(calls, boundaryCall(before, after, ctx.boundaryShift(before.Boundary, after.Boundary), after.Boundary))
	}
	if len(renewedTrust(before, after, ctx.replaced)) > 0 || !before.Trust.Equal(after.Trust) {
		call := trustCall(after)
		call.Shift = documentShift(before.Trust, after.Trust)
		call.Part = noPart // whom it lets in is looked at as the access of nobody
		calls = append(calls, call)
	}
	return append(calls, foldedTagCalls(before.Tags, after.Tags, roleName(after), UntagRole, TagRole)...)
}

// roleSettings changes what UpdateRole can. IAM keeps what the call does not name.
func roleSettings(before, after spec.Role) (call Call, needed bool) {
	p := roleName(after)
	if before.Description != after.Description {
		p = p.with("Description", after.Description)
	}
	if before.MaxSession != after.MaxSession {
		p = p.with("MaxSessionDuration", after.MaxSession)
	}
	call = Call{Action: UpdateRole, Params: p, Needs: nothing, Shift: Narrowing, Part: noPart}
	if after.MaxSession > before.MaxSession {
		call.Shift = Widening
	}
	return call, len(p) > 1
}

// keepRoleFields keeps what the declaration does not mention, and notes whom the
// live trust policy names that is gone.
func keepRoleFields(s *settled, w, l spec.Resource) spec.Resource {
	want, live := w.(spec.Role), l.(spec.Role)
	if want.Path != live.Path && !s.repath(want.ID(), live.Path, want.Path) {
		want.Path = live.Path
	}
	want.Boundary = s.keepBoundary(want.ID(), want.Boundary, live.Boundary)
	want.Tags = s.keepTags(want.ID(), want.Tags, live.Tags)
	if s.declared.LeavesUnsaid(want.ID(), spec.FieldDescription) {
		want.Description = live.Description
	}
	if gone := goneFrom(live.Trust); len(gone) > 0 && !want.Trust.Equal(live.Trust) {
		s.find(want.ID(), "deleted-principal",
			fmt.Sprintf("%s trusts %s, which is the ID of a user or role that was deleted; its trust policy is written anew", want.ID(), strings.Join(gone, ", ")))
	}
	return want
}

// goneFrom returns the principals of a trust policy that are unique IDs: IAM shows
// those of users and roles that were deleted (IAM User Guide, "IAM identifiers").
func goneFrom(trust policy.Document) []string {
	return slices.DeleteFunc(trust.Principals(), func(p string) bool { return !uniqueID.MatchString(p) })
}

func repointRole(r spec.Resource, moved map[string]string) spec.Resource {
	role := r.(spec.Role)
	if arn, found := moved[role.Boundary]; found {
		role.Boundary = arn
	}
	return role
}

// uniqueID matches the unique ID of a user or role.
var uniqueID = regexp.MustCompile(`^A(IDA|ROA)[A-Z0-9]{12,}$`)

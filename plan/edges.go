package plan

import (
	"fmt"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// principal is a row of the table of what can hold policies: the names that the
// IAM API gives to the same four actions.
type principal struct {
	name                         string // of the parameter
	attach, detach, put, discard Action
	bound, unbound               Action // "" where it can have no boundary
	attachments, inlineSize      string // quotas
}

var principals = map[spec.Kind]principal{
	spec.KindUser: {
		"UserName", AttachUserPolicy, DetachUserPolicy, PutUserPolicy, DeleteUserPolicy,
		PutUserPermissionsBoundary, DeleteUserPermissionsBoundary,
		"AttachedPoliciesPerUserQuota", "UserPolicySizeQuota",
	},
	spec.KindGroup: {
		"GroupName", AttachGroupPolicy, DetachGroupPolicy, PutGroupPolicy, DeleteGroupPolicy,
		"", "",
		"AttachedPoliciesPerGroupQuota", "GroupPolicySizeQuota",
	},
	spec.KindRole: {
		"RoleName", AttachRolePolicy, DetachRolePolicy, PutRolePolicy, DeleteRolePolicy,
		PutRolePermissionsBoundary, DeleteRolePermissionsBoundary,
		"AttachedPoliciesPerRoleQuota", "RolePolicySizeQuota",
	},
}

var attachmentKind = behaviour{
	rank: 10, appears: Attach, vanishes: Detach,
	says: func(r spec.Resource) (label, value string) {
		return "policy", policyName(r.(spec.Attachment).PolicyARN)
	},
	listed: listedByOwner(spec.FieldPolicies),
	goes:   principalsEdgeGoes,
	counts: func(r spec.Resource) (slot, int) {
		return slot{r.Owner(), principals[r.Owner().Kind].attachments}, 1
	},
	attaches: func(r spec.Resource) string { return r.(spec.Attachment).PolicyARN },
	repoint: func(r spec.Resource, moved map[string]string) spec.Resource {
		a := r.(spec.Attachment)
		if arn, found := moved[a.PolicyARN]; found {
			a.PolicyARN = arn
		}
		return a
	},
	compare: same,
	revive:  reviving(asWritten[spec.Attachment]),
	create: func(r spec.Resource, _ context) []Call {
		return []Call{{Action: principals[r.Owner().Kind].attach, Params: attachmentParams(r)}}
	},
	remove: func(r spec.Resource, _ spec.Facts) []Call {
		return []Call{{Action: principals[r.Owner().Kind].detach, Params: attachmentParams(r), Frees: holds(r)}}
	},
}

func attachmentParams(r spec.Resource) Params {
	return ownerParams(r).with("PolicyArn", r.(spec.Attachment).PolicyARN)
}

func ownerParams(r spec.Resource) Params {
	return Params{principals[r.Owner().Kind].name: r.Owner().Name}
}

var inlineKind = behaviour{
	rank: 11, appears: Create, vanishes: Delete,
	zero:   spec.Inline{},
	says:   func(r spec.Resource) (label, value string) { return "inline", r.(spec.Inline).Name },
	listed: listedByOwner(spec.FieldInline),
	goes:   principalsEdgeGoes,
	counts: func(r spec.Resource) (slot, int) {
		return slot{r.Owner(), principals[r.Owner().Kind].inlineSize}, r.(spec.Inline).Document.Size()
	},
	document: func(r spec.Resource) policy.Document { return r.(spec.Inline).Document },
	compare: func(before, after spec.Resource) []Field {
		return changedDocument("document", before.(spec.Inline).Document, after.(spec.Inline).Document)
	},
	revive: reviving(asWritten[spec.Inline]),
	create: func(r spec.Resource, _ context) []Call { return []Call{putInline(r)} },
	update: func(c Change, _ context) []Call {
		call := putInline(c.After)
		call.Shift = documentShift(c.Before.(spec.Inline).Document, c.After.(spec.Inline).Document)
		return []Call{call}
	},
	remove: func(r spec.Resource, _ spec.Facts) []Call {
		return []Call{{Action: principals[r.Owner().Kind].discard, Params: inlineParams(r), Frees: holds(r)}}
	},
}

func inlineParams(r spec.Resource) Params {
	return ownerParams(r).with("PolicyName", r.(spec.Inline).Name)
}

func putInline(r spec.Resource) Call {
	document := r.(spec.Inline).Document.JSON()
	return Call{Action: principals[r.Owner().Kind].put, Params: inlineParams(r).with("PolicyDocument", document)}
}

var membershipKind = behaviour{
	rank: 12, appears: Attach, vanishes: Detach,
	says: func(r spec.Resource) (label, value string) { return "group", r.(spec.Membership).Group },
	listed: func(r spec.Resource) []listing {
		m := r.(spec.Membership)
		return []listing{{spec.UserID(m.User), spec.FieldGroups}, {spec.GroupID(m.Group), spec.FieldMembers}}
	},
	goes:    membershipGoes,
	compare: same,
	revive:  reviving(asWritten[spec.Membership]),
	joins:   func(r spec.Resource) spec.ID { return spec.GroupID(r.(spec.Membership).Group) },
	counts:  func(r spec.Resource) (slot, int) { return slot{r.Owner(), "GroupsPerUserQuota"}, 1 },
	create: func(r spec.Resource, _ context) []Call {
		return []Call{{Action: AddUserToGroup, Params: membershipParams(r)}}
	},
	remove: func(r spec.Resource, _ spec.Facts) []Call {
		return []Call{{Action: RemoveUserFromGroup, Params: membershipParams(r), Frees: holds(r)}}
	},
}

func membershipParams(r spec.Resource) Params {
	m := r.(spec.Membership)
	return Params{"GroupName": m.Group, "UserName": m.User}
}

// same is for edges that are nothing but their ID.
func same(_, _ spec.Resource) []Field { return nil }

func listedByOwner(field spec.Field) func(spec.Resource) []listing {
	return func(r spec.Resource) []listing { return []listing{{r.Owner(), field}} }
}

// principalsEdgeGoes says that an attachment or inline policy goes with its
// principal, and from a declared one, which has what is written and no more.
func principalsEdgeGoes(s *settled, edge spec.Resource) bool {
	owner := edge.Owner()
	return (s.doomed(owner) || s.isDeclared(owner)) && !s.contains(edge)
}

// membershipGoes says that a membership goes with its user, where its user is
// declared, and where its group is declared with members, or as absent. A group
// that is pruned while somebody stays in it who is not ours is then refused.
func membershipGoes(s *settled, edge spec.Resource) bool {
	m := edge.(spec.Membership)
	user, group := spec.UserID(m.User), spec.GroupID(m.Group)
	switch {
	case s.doomed(user) && s.in.Scope.Ignores(group):
		s.refuse(user, "in-use", fmt.Sprintf("%s is to be deleted, but is in %s, which scope.ignore leaves alone", user, group),
			fmt.Sprintf("take it out of %s first, or take the group out of scope.ignore", group))
		return false
	case s.in.Scope.Ignores(user) || s.in.Scope.Ignores(group):
		return false
	case s.doomed(user) || s.isDeclared(user) || s.declared.Absent[group]:
		return true
	case s.isDeclared(group) && !s.declared.LeavesUnsaid(group, spec.FieldMembers):
		return true
	case s.isDeclared(group):
		s.find(group, "foreign-member",
			fmt.Sprintf("%s has the member %s, which no file declares; it stays, since the group does not write members", group, m.User))
	}
	return false
}

package spec

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// userDecl is a user as it is declared.
type userDecl struct {
	head
	grants
	tags     []tag
	boundary *word // nil where nothing is said
	groups   []entry
}

var userFields = []field[userDecl]{
	{"path", pathShape, "the IAM path", func(r *reader, n *yaml.Node, u *userDecl) { r.iamPath(n, &u.head) }},
	{"tags", tagsShape, "all of its tags: others are removed", func(r *reader, n *yaml.Node, u *userDecl) { u.tags = r.tags(n, true) }},
	{"boundary", boundaryShape, "the permissions boundary: a policy by name or ARN, or none; where it is not written and there is one, the plan is refused", func(r *reader, n *yaml.Node, u *userDecl) { u.boundary = r.phrase(n) }},
	{"groups", groupsShape, "the groups that the user is in, beside those that list it as a member: it leaves all others", func(r *reader, n *yaml.Node, u *userDecl) { u.groups = r.members(n, "the name of a group") }},
	{"policies", policiesShape, "the managed policies that are attached, by name or ARN: others are detached", func(r *reader, n *yaml.Node, u *userDecl) { u.policies = r.policies(n) }},
	{"inline", inlineShape, "the inline policies, by name: others are deleted", func(r *reader, n *yaml.Node, u *userDecl) { u.inline = r.inlines(n) }},
	{renameKey, renameShape, "the name that it had before: it is renamed, and keeps all that it has", func(r *reader, n *yaml.Node, u *userDecl) { r.renamedFrom(n, &u.head) }},
	{silenceKey, silenceShape, silenceDoc, func(r *reader, n *yaml.Node, o *userDecl) { r.silences(n, &o.head) }},
}

func (u *userDecl) check(l *loader) {
	l.checkDeclared(KindGroup, u.groups)
	for _, g := range u.groups {
		l.checkMembership(u.id.Name, g.text, g)
	}
	l.checkGrants(u.id, &u.grants)
	l.checkBoundary(u.boundary)
}

func (u *userDecl) resolve(rs *resolver) {
	rs.add(User{Name: u.id.Name, Path: u.path, Tags: rs.tags(u.tags)}, u.at)
	if u.boundary == nil {
		rs.unsaid(u.id, FieldBoundary)
	}
	for _, group := range u.groups {
		rs.addEntry(Membership{User: u.id.Name, Group: group.text}, group)
	}
	rs.grants(u.id, u.boundary, &u.grants)
}

func (u *userDecl) documents() []held { return u.grants.documents(u.id) }

func (u *userDecl) reviewWhole(q *silencer) { u.reviewSize(u.id, q) }

func phraseUser(w *writer, r Resource) *yaml.Node {
	u, d := r.(User), newDraft()
	d.text("path", u.Path, "/")
	d.tags(u.Tags)
	d.put("boundary", w.boundary(u.Boundary))
	groups := w.groups[u.ID()]
	if slices.ContainsFunc(groups, func(g string) bool { return !w.declared[GroupID(g)] }) {
		d.ignore(FieldGroups, "some of its groups are not declared here: "+strings.Join(groups, ", "))
	} else {
		d.put("groups", listOf(groups))
	}
	d.grants(w, u.ID())
	return d.done()
}

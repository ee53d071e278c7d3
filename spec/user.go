package spec

import (
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

var boundaryShape = shape{is: "a policy or none", node: yaml.ScalarNode, example: "none", empty: "none", value: policyValue()}

// noBoundary is written for: there shall be none.
const noBoundary = "none"

// meansNone are other words for it, which no policy of AWS has as its name.
var meansNone = map[string]bool{"none": true, "no": true, "false": true, "off": true, "null": true, "nil": true, "": true}

var userFields = []field[userDecl]{
	{"path", pathShape, "IAM path; / where it is not written", func(r *reader, n *yaml.Node, u *userDecl) { r.iamPath(n, &u.head) }},
	{"tags", tagsShape, "tags; there are no others", func(r *reader, n *yaml.Node, u *userDecl) { u.tags = r.tags(n, true) }},
	{"boundary", boundaryShape, "permissions boundary: a policy by name or ARN, or none", func(r *reader, n *yaml.Node, u *userDecl) { u.boundary = r.phrase(n) }},
	{"groups", groupsShape, "groups that the user is in", func(r *reader, n *yaml.Node, u *userDecl) { u.groups = r.members(n, "the name of a group") }},
	{"policies", policiesShape, "managed policies that are attached, by name or ARN", func(r *reader, n *yaml.Node, u *userDecl) { u.policies = r.policies(n) }},
	{"inline", inlineShape, "inline policies, by name", func(r *reader, n *yaml.Node, u *userDecl) { u.inline = r.inlines(n) }},
	{renameKey, renameShape, "the name that it had: it is renamed, and keeps what it has", func(r *reader, n *yaml.Node, u *userDecl) { r.renamedFrom(n, &u.head) }},
	{silenceKey, silenceShape, silenceDoc, func(r *reader, n *yaml.Node, o *userDecl) { r.silences(n, &o.head) }},
}

func (u *userDecl) check(l *loader) {
	l.checkDeclared(KindGroup, u.groups)
	for _, g := range u.groups {
		l.checkMembership(u.id.Name, g.text, g)
	}
	l.checkGrants(u.id, &u.grants)
	switch {
	case u.boundary == nil || u.boundary.text == noBoundary:
	case l.declared[PolicyID(u.boundary.text)] == nil && meansNone[strings.ToLower(u.boundary.text)]:
		l.failAt(u.boundary.at, "did you mean none?", "%q is no policy", u.boundary.text)
	default:
		l.checkPolicy(*u.boundary)
	}
}

func (u *userDecl) resolve(rs *resolver) {
	user := User{Name: u.id.Name, Path: u.path, Tags: rs.tags(u.tags)}
	switch {
	case u.boundary == nil:
		rs.unsaid(u.id, FieldBoundary)
	case u.boundary.text != noBoundary:
		user.Boundary = rs.policy(*u.boundary)
	}
	rs.add(user, u.at)
	for _, group := range u.groups {
		rs.addEntry(Membership{User: u.id.Name, Group: group.text}, group)
	}
	rs.grants(u.id, &u.grants)
}

func (u *userDecl) documents() []held { return u.grants.documents(u.id) }

func (u *userDecl) reviewWhole(q *silencer) { u.reviewSize(u.id, q) }

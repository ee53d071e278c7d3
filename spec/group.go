package spec

import (
	"slices"

	"gopkg.in/yaml.v3"
)

// groupDecl is a group as it is declared.
type groupDecl struct {
	head
	grants
	members []entry // nil where nothing is said
}

// maxGroupPolicies is how many policies a group can have attached. It is fixed;
// that of users is a quota of the account (IAM User Guide, "IAM and AWS STS
// quotas").
const maxGroupPolicies = 10

// groupPoliciesShape is policiesShape with that many.
var groupPoliciesShape = shape{is: policiesShape.is, node: policiesShape.node, example: policiesShape.example, empty: policiesShape.empty, value: upTo(maxGroupPolicies, policiesShape.value)}

var groupFields = []field[groupDecl]{
	{"path", pathShape, "the IAM path", func(r *reader, n *yaml.Node, g *groupDecl) { r.iamPath(n, &g.head) }},
	{"policies", groupPoliciesShape, "the managed policies that are attached, by name or ARN: others are detached", func(r *reader, n *yaml.Node, g *groupDecl) { g.policies = r.policies(n) }},
	{"inline", inlineShape, "the inline policies, by name: others are deleted", func(r *reader, n *yaml.Node, g *groupDecl) { g.inline = r.inlines(n) }},
	{"members", membersShape, "the users that are in the group, beside those that list it themselves", func(r *reader, n *yaml.Node, g *groupDecl) { g.members = r.members(n, "the name of a user") }},
	{renameKey, renameShape, "the name that it had before: it is renamed, and keeps all that it has", func(r *reader, n *yaml.Node, g *groupDecl) { r.renamedFrom(n, &g.head) }},
	{silenceKey, silenceShape, silenceDoc, func(r *reader, n *yaml.Node, o *groupDecl) { r.silences(n, &o.head) }},
}

func (g *groupDecl) check(l *loader) {
	l.checkDeclared(KindUser, g.members)
	for _, m := range g.members {
		l.checkMembership(m.text, g.id.Name, m)
	}
	l.checkGrants(g.id, &g.grants)
	lasting := slices.DeleteFunc(slices.Clone(g.policies), func(e entry) bool { return e.until != "" }) // the others may be over
	if n := len(lasting); n > maxGroupPolicies {
		l.failAt(lasting[maxGroupPolicies].at, "join some of them into one policy",
			"group %q has %d policies; IAM takes at most %d", g.id.Name, n, maxGroupPolicies)
	}
}

func (g *groupDecl) resolve(rs *resolver) {
	rs.add(Group{Name: g.id.Name, Path: g.path}, g.at)
	if g.members == nil {
		rs.unsaid(g.id, FieldMembers)
	}
	for _, user := range g.members {
		rs.addEntry(Membership{User: user.text, Group: g.id.Name}, user)
	}
	rs.grants(g.id, nil, &g.grants)
}

func (g *groupDecl) documents() []held { return g.grants.documents(g.id) }

func (g *groupDecl) reviewWhole(q *silencer) { g.reviewSize(g.id, q) }

// phraseGroup leaves the members to the users, who list their groups.
func phraseGroup(w *writer, r Resource) *yaml.Node {
	g, d := r.(Group), newDraft()
	d.text("path", g.Path, "/")
	d.grants(w, g.ID())
	return d.done()
}

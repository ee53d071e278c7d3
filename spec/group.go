package spec

import "gopkg.in/yaml.v3"

// groupDecl is a group as it is declared.
type groupDecl struct {
	head
	grants
	members []word // nil where nothing is said
}

// maxGroupPolicies is how many policies a group can have attached. It is fixed;
// that of users is a quota of the account (IAM User Guide, "IAM and AWS STS
// quotas").
const maxGroupPolicies = 10

var groupFields = []field[groupDecl]{
	{"path", pathShape, "IAM path; / where it is not written", func(r *reader, n *yaml.Node, g *groupDecl) { r.iamPath(n, &g.head) }},
	{"policies", policiesShape, "managed policies that are attached, by name or ARN", func(r *reader, n *yaml.Node, g *groupDecl) { g.policies = r.policies(n) }},
	{"inline", inlineShape, "inline policies, by name", func(r *reader, n *yaml.Node, g *groupDecl) { g.inline = r.inlines(n) }},
	{"members", membersShape, "users that are in the group; those who list it themselves are too", func(r *reader, n *yaml.Node, g *groupDecl) { g.members = r.members(n, "the name of a user") }},
}

func (g *groupDecl) check(l *loader) {
	l.checkScope(&g.head)
	l.checkDeclared(KindUser, g.members)
	l.checkGrants(g.id, &g.grants)
	if n := len(g.policies); n > maxGroupPolicies {
		l.failAt(g.policies[maxGroupPolicies].at, "join some of them into one policy",
			"group %q has %d policies; IAM takes at most %d", g.id.Name, n, maxGroupPolicies)
	}
}

func (g *groupDecl) resolve(rs *resolver) {
	rs.add(Group{Name: g.id.Name, Path: g.path}, g.at)
	if g.members == nil {
		rs.unsaid(g.id, FieldMembers)
	}
	for _, user := range g.members {
		rs.add(Membership{User: user.text, Group: g.id.Name}, user.at)
	}
	rs.grants(g.id, &g.grants)
}

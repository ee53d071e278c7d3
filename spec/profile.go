package spec

import "gopkg.in/yaml.v3"

// profileDecl is an instance profile as it is declared by itself. Most are declared
// with their role: see roleDecl.
type profileDecl struct {
	head
	tags []tag // nil where nothing is said
	role *word // nil where nothing is said
	none bool  // there shall be none
}

var roleNameShape = shape{is: "the name of a role, or none", node: yaml.ScalarNode, example: "NAME", empty: "NAME", value: nameValue(KindRole)}

var profileFields = []field[profileDecl]{
	{"path", pathShape, "the IAM path", func(r *reader, n *yaml.Node, d *profileDecl) { r.iamPath(n, &d.head) }},
	{"role", roleNameShape, "the role that it holds, or none; where it is not written, a role that no file declares stays", func(r *reader, n *yaml.Node, d *profileDecl) { d.role = r.word(n) }},
	{"tags", tagsShape, "all of its tags; where they are not written, they stay as they are", func(r *reader, n *yaml.Node, d *profileDecl) { d.tags = r.tags(n, false) }},
	replaceField[profileDecl](),
}

func (d *profileDecl) check(l *loader) {
	switch {
	case d.role == nil:
	case d.role.text == noneWord && l.declared[RoleID(noneWord)] == nil: // no role is called so
		d.none = true
	default:
		l.checkDeclared(KindRole, []entry{{word: *d.role}})
	}
}

func (d *profileDecl) documents() []held { return nil }

func (d *profileDecl) reviewWhole(*silencer) {}

func (d *profileDecl) resolve(rs *resolver) {
	profile := Profile{Name: d.id.Name, Path: d.path, Tags: rs.tags(d.tags)}
	switch {
	case d.role == nil:
		rs.unsaid(d.id, FieldRole)
	case !d.none:
		profile.Role = d.role.text
	}
	if d.tags == nil {
		rs.unsaid(d.id, FieldTags)
	}
	rs.add(profile, d.at)
}

func phraseProfile(w *writer, r Resource) *yaml.Node {
	p, d := r.(Profile), newDraft()
	d.text("path", p.Path, "/")
	if p.Role != "" && !w.declared[RoleID(p.Role)] {
		d.ignore(FieldRole, "the role that it holds is not declared here: "+p.Role)
	} else {
		d.text("role", p.Role, "")
	}
	d.tags(p.Tags)
	return d.done()
}

package spec

import (
	"gopkg.in/yaml.v3"

	"iamsync/spec/policy"
)

// policyDecl is a customer managed policy as it is declared.
type policyDecl struct {
	head
	description *word         // nil where nothing is said
	tags        []tag         // nil where nothing is said
	document    *documentDecl // nil where there is a mistake
}

// Paths of policies are narrower than others.
var (
	policyPathShape  = shape{is: pathShape.is, node: pathShape.node, example: pathShape.example, empty: pathShape.empty, standard: pathShape.standard, value: pathValue(KindPolicy)}
	descriptionShape = shape{is: textShape.is, node: textShape.node, example: textShape.example, empty: textShape.empty, value: descriptionValue()}
)

var policyFields = []field[policyDecl]{
	{"path", policyPathShape, "the IAM path", func(r *reader, n *yaml.Node, p *policyDecl) { r.iamPath(n, &p.head) }},
	{"description", descriptionShape, "what the policy is for; set when it is created, and never changed by IAM", func(r *reader, n *yaml.Node, p *policyDecl) { p.description = r.description(n, badDescription) }},
	{"tags", tagsShape, "all of its tags; where they are not written, they stay as they are", func(r *reader, n *yaml.Node, p *policyDecl) { p.tags = r.tags(n, false) }},
	{"document", managedShape, "the policy document, or the file that holds it", readManaged},
	replaceField[policyDecl](),
	{silenceKey, silenceShape, silenceDoc, func(r *reader, n *yaml.Node, o *policyDecl) { r.silences(n, &o.head) }},
}

func readManaged(r *reader, n *yaml.Node, p *policyDecl) {
	p.document = r.document(n, policy.Managed)
}

// check has nothing to look for: what a document says is checked as it is read.
func (p *policyDecl) check(*loader) {}

func (p *policyDecl) resolve(rs *resolver) {
	out := Policy{
		Name:     p.id.Name,
		ARN:      rs.account.PolicyARN(p.path, p.id.Name),
		Path:     p.path,
		Tags:     rs.tags(p.tags),
		Document: rs.document(p.document, p.at),
	}
	if p.tags == nil {
		rs.unsaid(p.id, FieldTags)
	}
	out.Description = rs.described(p.id, p.description)
	rs.add(out, p.at)
}

func (p *policyDecl) documents() []held {
	return []held{{by: p.id, doc: p.document, limit: policy.Managed.Quota()}}
}

func (p *policyDecl) reviewWhole(*silencer) {}

func phrasePolicy(_ *writer, r Resource) *yaml.Node {
	p, d := r.(Policy), newDraft()
	d.text("path", p.Path, "/")
	d.text("description", p.Description, "")
	d.tags(p.Tags)
	d.put("document", p.Document.YAML(escaped))
	return d.done()
}

package spec

import (
	"fmt"
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/policy"
	"iamsync/spec/policy/lint"
)

// grants are the policies that a principal holds.
type grants struct {
	policies []entry
	inline   []inlineDecl
}

type inlineDecl struct {
	name     string
	at       Position
	document *documentDecl // nil where there is a mistake
}

// maxInlineSize is what IAM takes of all inline policies of one principal in
// sum, white space left out (IAM User Guide, "IAM and AWS STS quotas").
var maxInlineSize = map[Kind]int{KindUser: 2048, KindGroup: 5120, KindRole: 10240}

var inlineShape = shape{is: "a mapping from names to policy documents", node: yaml.MappingNode, example: "{self-service: {file: self-service.json}}", empty: "{}", value: inlineValue()}

// inlines reads inline policies. Whether IAM tells their names apart by case is
// not documented, so names that differ by nothing else are refused.
func (r *reader) inlines(n *yaml.Node) []inlineDecl {
	if r.isNameless(n) {
		return nil
	}
	list := make([]inlineDecl, 0, len(n.Content)/2)
	seen := make(map[string]pair, len(n.Content)/2)
	for _, p := range r.pairs(n) {
		name := p.key.Value
		if problem := badName(KindInline, name); problem != "" {
			r.bad(r.at(p.key), "", fmt.Sprintf("inline policy %q: %s", name, problem))
		}
		if first, twice := seen[strings.ToLower(name)]; twice {
			r.fail(p.key, "use names that differ by more", "inline policy %q differs only by case from %q at %s", name, first.key.Value, r.at(first.key))
		}
		seen[strings.ToLower(name)] = p
		if !r.fits(p, documentShape) {
			continue
		}
		// One without a document is kept, so that Resolve would miss it.
		list = append(list, inlineDecl{name, r.at(p.key), r.document(p.value, policy.Embedded)})
	}
	return list
}

// isNameless complains of a document in the place of inline policies.
func (r *reader) isNameless(n *yaml.Node) bool {
	file := child(n, fileKey)
	body := ""
	switch {
	case isStatements(child(n, "Statement")), child(n, "Version").Kind == yaml.ScalarNode:
		body = wholeDocument
	case file.Kind == yaml.ScalarNode && len(n.Content) == 2 && !isNull(file):
		body = "{file: " + plain(file.Value) + "}"
		r.lost[path.Base(file.Value)] = true
	default:
		return false
	}
	r.fail(n, "write inline: {NAME: "+body+"}", "the name of the inline policy is missing")
	return true
}

// isStatements tells what stands in a document from an inline policy of that name, which
// IAM allows.
func isStatements(n *yaml.Node) bool {
	return n.Kind != 0 && child(n, "Statement").Kind == 0 && reference(n) == nil
}

// documents returns the inline policies of a principal.
func (g *grants) documents(principal ID) []held {
	var list []held
	for _, i := range g.inline {
		list = append(list, held{by: InlineID(principal, i.name), doc: i.document})
	}
	return list
}

// reviewSize reports inline policies that are, in sum, near what IAM takes. It says
// so at the largest.
func (g *grants) reviewSize(id ID, q *silencer) {
	size, most, at := 0, 0, Position{}
	for _, inline := range g.inline {
		if inline.document == nil {
			return
		}
		n := inline.document.doc.Size()
		size += n
		if n > most {
			most, at = n, inline.at
		}
	}
	what := fmt.Sprintf("the inline policies of %s have", id)
	if f, near := lint.NearLimit(what, size, maxInlineSize[id.Kind], policy.Place{Line: at.Line, Col: at.Col}); near {
		q.add(id, at.File, f)
	}
}

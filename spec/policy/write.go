package policy

import "gopkg.in/yaml.v3"

// YAML returns the document as nodes that FromYAML reads, in the author's own order.
// Every value goes through escape, no key does; nil leaves them as they are. What a
// person would write in one line is in flow style: lists of words, and what stands
// inside a statement.
func (d Document) YAML(escape func(string) string) *yaml.Node {
	if escape == nil {
		escape = func(text string) string { return text }
	}
	return d.tree().node(escape, false)
}

// Mistakes returns what keeps the document from being one that somebody could have
// written for this use.
func (d Document) Mistakes(use Use) []*Error { return check(d.tree(), use) }

// node makes nodes of a value; inner is one that stands inside a statement.
func (v value) node(escape func(string) string, inner bool) *yaml.Node {
	switch v.kind {
	case list:
		n := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		for _, e := range v.list {
			if e.kind != scalar {
				n.Style = 0
			}
			n.Content = append(n.Content, e.node(escape, inner))
		}
		return n
	case object:
		n := &yaml.Node{Kind: yaml.MappingNode}
		if inner {
			n.Style = yaml.FlowStyle
		}
		for _, m := range v.members {
			key := &yaml.Node{Kind: yaml.ScalarNode, Value: m.key}
			n.Content = append(n.Content, key, m.value.node(escape, m.key != statementKey))
		}
		return n
	default:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: escape(v.text)}
	}
}

// statementKey is the one key below which there are mappings of more than a few words.
const statementKey = "Statement"

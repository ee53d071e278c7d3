package policy

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// maxNodes bounds what aliases can blow a document up to.
const maxNodes = 20000

// converter turns YAML nodes into values.
type converter struct {
	expand func(string) (string, error)
	left   int
}

func (c *converter) convert(n *yaml.Node, depth int) (value, error) {
	if c.left--; c.left < 0 || depth > maxDepth {
		return value{}, at(n, "the document is too large or nested too deeply, perhaps by its aliases")
	}
	switch n.Kind {
	case yaml.DocumentNode:
		return c.convert(n.Content[0], depth)
	case yaml.AliasNode:
		return c.convert(n.Alias, depth+1)
	case yaml.MappingNode:
		return c.mapping(n, depth)
	case yaml.SequenceNode:
		return c.sequence(n, depth)
	default:
		return c.scalar(n)
	}
}

func (c *converter) mapping(n *yaml.Node, depth int) (value, error) {
	v := value{kind: object, line: n.Line, col: n.Column}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			return value{}, at(key, "a key of a policy document is a plain word")
		}
		if key.Tag == "!!merge" {
			return value{}, at(key, "a merge key (<<) has no meaning in a policy document: write the keys out")
		}
		if seen[key.Value] {
			return value{}, at(key, fmt.Sprintf("key %q is written twice", key.Value))
		}
		seen[key.Value] = true
		child, err := c.convert(n.Content[i+1], depth+1)
		if err != nil {
			return value{}, err
		}
		v.members = append(v.members, member{key.Value, child})
	}
	return v, nil
}

func (c *converter) sequence(n *yaml.Node, depth int) (value, error) {
	v := value{kind: list, line: n.Line, col: n.Column}
	for _, e := range n.Content {
		child, err := c.convert(e, depth+1)
		if err != nil {
			return value{}, err
		}
		v.list = append(v.list, child)
	}
	return v, nil
}

func (c *converter) scalar(n *yaml.Node) (value, error) {
	if n.Tag == "!!null" {
		return value{}, at(n, "null has no meaning in a policy document: write a value, or leave the key out")
	}
	text := n.Value
	if c.expand != nil {
		expanded, err := c.expand(text)
		if err != nil {
			return value{}, at(n, err.Error())
		}
		text = expanded
	}
	return value{kind: scalar, text: text, quoted: true, line: n.Line, col: n.Column}, nil
}

func at(n *yaml.Node, message string) *Error {
	return &Error{Line: n.Line, Col: n.Column, Message: message}
}

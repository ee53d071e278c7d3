package policy

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// maxNodes bounds what aliases can blow a document up to.
const maxNodes = 20000

// converter turns YAML nodes into values. It goes on after a mistake, so that
// all of them can be told at once.
type converter struct {
	expand func(string) (string, error)
	left   int
	errs   []*Error
}

func (c *converter) fail(n *yaml.Node, format string, args ...any) {
	c.errs = append(c.errs, &Error{Line: n.Line, Col: n.Column, Message: fmt.Sprintf(format, args...)})
}

func (c *converter) convert(n *yaml.Node, depth int) value {
	if c.left--; c.left < 0 || depth > maxDepth {
		if c.left >= -1 { // told once, not once a node
			c.left = -1
			c.fail(n, "the document is too large or nested too deeply, perhaps by its aliases")
		}
		return value{kind: unreadable, line: n.Line, col: n.Column}
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

func (c *converter) mapping(n *yaml.Node, depth int) value {
	v := value{kind: object, line: n.Line, col: n.Column}
	seen := make(map[string]int, len(n.Content)/2) // the lines of keys
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		first, twice := seen[key.Value]
		switch {
		case key.Kind != yaml.ScalarNode:
			c.fail(key, "a key of a policy document is a plain word")
			v.kind = unreadable // nobody knows what is missing now
			continue
		case key.Tag == "!!merge":
			c.fail(key, "a merge key (<<) has no meaning in a policy document: write the keys out")
			v.kind = unreadable
			continue
		case twice:
			c.fail(key, "key %q is written twice; first on line %d", key.Value, first)
			continue
		}
		seen[key.Value] = key.Line
		child := c.convert(n.Content[i+1], depth+1)
		v.members = append(v.members, member{key: key.Value, value: child, line: key.Line, col: key.Column})
	}
	return v
}

func (c *converter) sequence(n *yaml.Node, depth int) value {
	v := value{kind: list, line: n.Line, col: n.Column}
	for _, e := range n.Content {
		v.list = append(v.list, c.convert(e, depth+1))
	}
	return v
}

func (c *converter) scalar(n *yaml.Node) value {
	v := value{kind: scalar, text: n.Value, quoted: true, line: n.Line, col: n.Column}
	if n.Tag == "!!null" {
		v.kind = unreadable
		c.fail(n, "null has no meaning in a policy document: write a value, or leave the key out")
	}
	if c.expand == nil {
		return v
	}
	text, err := c.expand(n.Value)
	if err != nil {
		v.kind = unreadable
		c.fail(n, "%s", err)
	}
	v.text = text
	return v
}

package layout

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/schema"
)

// settle puts keys into their order, and comments where they can be printed. It reports
// whether aliases mean what they meant before: each must stand behind its anchor.
func (f *file) settle(g Guide) bool {
	g.settle(f.top, g.Schema)
	if len(f.top.entries) == 0 {
		f.header, f.top.foot = append(f.header, f.top.foot...), nil
	}
	return f.top.anchored(map[string]bool{})
}

// anchored reports whether all aliases stand behind their anchors, and each anchor is
// the only one of its name.
func (it *item) anchored(seen map[string]bool) bool {
	n := it.node
	switch {
	case n.Kind == yaml.AliasNode && !seen[n.Value], n.Kind != yaml.AliasNode && seen[n.Anchor]:
		return false
	case n.Anchor != "":
		seen[n.Anchor] = true
	}
	for _, e := range it.entries {
		if e.key != nil && !e.key.anchored(seen) || !e.value.anchored(seen) {
			return false
		}
	}
	return true
}

func (g Guide) settle(it *item, n *schema.Node) {
	n = g.look(n, it.node.Kind)
	it.closeUp()
	if n != nil && it.node.Kind == yaml.MappingNode && len(n.Properties) > 0 {
		slices.SortStableFunc(it.entries, func(a, b *entry) int {
			return n.Properties.Index(a.name()) - n.Properties.Index(b.name())
		})
	}
	for _, e := range it.entries {
		if last := len(e.line) - 1; last > 0 { // only one fits behind it
			e.head, e.line = append(e.head, e.line[:last]...), e.line[last:]
		}
		if e.value.bracketed && len(e.value.entries) == 0 {
			e.head, e.value.foot = append(e.head, e.value.foot...), nil
		}
		g.settle(e.value, inside(n, e))
	}
}

// closeUp forgets the blank line at the beginning of a collection: it parts nothing,
// wherever what stood below it goes.
func (it *item) closeUp() {
	switch {
	case len(it.entries) == 0:
	case len(it.entries[0].head) > 0:
		it.entries[0].head[0].blank = false
	default:
		it.entries[0].blank = false
	}
}

// name returns the key as a text.
func (e *entry) name() string {
	for n := e.key.node; ; n = n.Alias {
		if n.Kind != yaml.AliasNode {
			return n.Value
		}
	}
}

// look goes from a reference to what is meant, and from what may be a list or not to
// that which is written.
func (g Guide) look(n *schema.Node, kind yaml.Kind) *schema.Node {
	for n != nil {
		switch {
		case n.Ref != "":
			n = g.Definitions.Get(n.Ref[strings.LastIndex(n.Ref, "/")+1:])
		case n.If != nil && slices.Equal(n.If.Type, schema.Types{schema.Array}):
			if kind == yaml.SequenceNode {
				n = n.Then
			} else {
				n = n.Else
			}
		default:
			return n
		}
	}
	return nil
}

// inside returns what is said of the value of an entry.
func inside(n *schema.Node, e *entry) *schema.Node {
	switch {
	case n == nil:
		return nil
	case e.key == nil:
		return n.Items
	}
	if value := n.Properties.Get(e.name()); value != nil {
		return value
	}
	if n.Others != nil {
		return n.Others.Node
	}
	return nil
}

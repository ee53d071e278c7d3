package spec

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Setting is something written that guards a plan, or says what it may touch.
type Setting struct {
	Key   string // "scope.prune", "guards.max_deletes", "ignore of user/alice"
	Value string // in one line
	At    Position
}

// Settings returns what is written of scope and guards, and what objects ignore or
// silence, in the order of their keys.
func (s *Spec) Settings() []Setting {
	list := slices.Clone(s.settings)
	for _, o := range s.objects {
		h := o.base()
		var ignored, silenced []string
		for _, w := range h.ignored {
			ignored = append(ignored, w.text)
		}
		for _, one := range h.silenced {
			silenced = append(silenced, one.code)
		}
		list = append(append(list, settingOf("ignore of "+h.id.String(), ignored, h.at)...), settingOf("silence of "+h.id.String(), silenced, h.at)...)
	}
	slices.SortFunc(list, func(a, b Setting) int { return strings.Compare(a.Key, b.Key) })
	return list
}

func settingOf(key string, words []string, at Position) []Setting {
	if len(words) == 0 {
		return nil
	}
	slices.Sort(words)
	return []Setting{{key, "[" + strings.Join(words, ", ") + "]", at}}
}

// noteSettings keeps what the root file says of scope and guards.
func (r *reader) noteSettings(top *yaml.Node) {
	for _, section := range []string{"scope", "guards"} {
		n := child(top, section)
		if n.Kind != yaml.MappingNode {
			continue
		}
		for _, p := range r.pairs(n) {
			r.spec.settings = append(r.spec.settings, Setting{section + "." + p.key.Value, oneLine(p.value), r.at(p.key)})
		}
	}
}

// oneLine writes a value of the root file as people would in one line. The order of a
// list makes no difference.
func oneLine(n *yaml.Node) string {
	n = follow(n)
	var parts []string
	switch n.Kind {
	case yaml.SequenceNode:
		for _, e := range n.Content {
			parts = append(parts, oneLine(e))
		}
		slices.Sort(parts)
		return "[" + strings.Join(parts, ", ") + "]"
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			parts = append(parts, oneLine(n.Content[i])+": "+oneLine(n.Content[i+1]))
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	default:
		return n.Value
	}
}

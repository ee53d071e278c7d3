package spec

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// insteadOfTop says what to write instead of a key that a spec does not have. Where its
// value is that of an object, it is one that stands outside of the section of its kind.
func (r *reader) insteadOfTop(p pair, pairs []pair) string {
	homes := homesOf(p.value)
	if len(homes) == 0 || meant(p.key.Value, "a spec", topKeys()) != "" {
		return insteadOf(p, "a spec", topKeys())
	}
	home := r.likeliest(homes, p, pairs)
	switch {
	case home == "":
		return "an object belongs below the section of its kind, indented: " + strings.Join(homes, ":, ") + ":"
	case slices.ContainsFunc(pairs, func(other pair) bool { return other.key.Value == home }):
		return fmt.Sprintf("did you mean to indent it below %s:?", home)
	default:
		return fmt.Sprintf("it belongs below %s:, indented", home)
	}
}

// homesOf returns the sections whose objects have all the keys of a mapping.
func homesOf(n *yaml.Node) []string {
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 {
		return nil
	}
	var homes []string
	for _, s := range sections {
		fits := s.one == nil
		for i := 0; i < len(n.Content); i += 2 {
			fits = fits && slices.Contains(s.keys, follow(n.Content[i]).Value)
		}
		if fits {
			homes = append(homes, s.key)
		}
	}
	return homes
}

// likeliest is the one section that there is, or else the last one above the key, or that
// of which the file has its name; "" where none is likelier than others.
func (r *reader) likeliest(homes []string, p pair, pairs []pair) string {
	if len(homes) == 1 {
		return homes[0]
	}
	above := ""
	for _, other := range pairs {
		if other.key.Line < p.key.Line && slices.Contains(homes, other.key.Value) {
			above = other.key.Value
		}
	}
	name := path.Base(r.path)
	if named := strings.TrimSuffix(name, path.Ext(name)); above == "" && slices.Contains(homes, named) {
		return named
	}
	return above
}

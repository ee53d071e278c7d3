package spec

import (
	"cmp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/near"
)

// findRoot finds the one file at the top of the tree that has settings, and
// complains of settings in any other.
func (l *loader) findRoot() {
	var first Position
	for _, rel := range l.rootFirst() {
		r := l.reader(rel)
		for _, key := range l.settingsOf(rel) {
			switch {
			case l.root == "" && !strings.Contains(rel, "/"):
				l.root, first = rel, r.at(key)
			case l.root != "" && l.root != rel:
				r.fail(key, "move it there, or name this file in "+ignoreFile+" if it is of another tree", "%q belongs in the root file, which begins at %s", key.Value, first)
			}
		}
	}
}

// rootFirst returns the YAML files in an order in which the root comes first:
// from the top down, and of those at one height that which says the most of what
// a root must say.
func (l *loader) rootFirst() []string {
	said := func(rel string) int {
		return min(1, int(child(l.tops[rel], "version").Kind)) + min(1, int(child(l.tops[rel], "account").Kind))
	}
	return slices.SortedStableFunc(slices.Values(l.tree.yaml), func(a, b string) int {
		return cmp.Or(strings.Count(a, "/")-strings.Count(b, "/"), said(b)-said(a))
	})
}

func (l *loader) settingsOf(rel string) []*yaml.Node {
	top := l.tops[rel]
	if top == nil || top.Kind != yaml.MappingNode || isDocument(top) || isStrange(top) {
		return nil
	}
	var keys []*yaml.Node
	for i := 0; i < len(top.Content); i += 2 {
		if key := follow(top.Content[i]); lookup(settingsFields, key.Value) != nil {
			keys = append(keys, key)
		}
	}
	return keys
}

// isStrange reports whether a file is one of another tool: of several keys none
// is one of a spec, or like one. Many have a version of something.
func isStrange(top *yaml.Node) bool {
	if top.Kind != yaml.MappingNode || len(top.Content) < 4 {
		return false
	}
	for i := 0; i < len(top.Content); i += 2 {
		key := follow(top.Content[i]).Value
		word := near.Word(key, topKeys())
		if slices.Contains(topKeys(), key) {
			word = key
		}
		if word != "" && word != "version" {
			return false
		}
	}
	return true
}

package spec

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/schema"
)

// reader reads the nodes of one file. It collects mistakes instead of stopping
// at them.
type reader struct {
	*loader
	file string // as positions name it
	path string // below the directory
}

// word is a scalar as it is written, with variables expanded.
type word struct {
	text string
	at   Position
	// raw is what was written where it mentions $(partition), which is known
	// only live; text then speaks of the ordinary partition.
	raw string
}

// shape says what the value of a field looks like. The loader checks it before
// the field is read.
type shape struct {
	is      string    // as a message calls it: "a list of names"
	node    yaml.Kind // what it is in YAML
	or      yaml.Kind // what else it can be; 0 is nothing
	example string    // a value that would do
	empty   string    // the value that says: nothing
	// standard is what counts where the field is not written, nil where there is no
	// such value.
	standard any
	// required says that the field must be there.
	required bool
	// each makes an entry of the mapping from a name that stands in its place.
	each func(name string) string
	// value is what the schema says of it; where that is nothing, it takes what is of
	// the right kind in YAML.
	value schema.Node
}

// field is one key that a mapping can have. Tables of fields are the only
// description of the format.
type field[T any] struct {
	key   string
	shape shape
	doc   string // what the field means, in one line
	read  func(r *reader, n *yaml.Node, into *T)
}

// pair is a key of a mapping with its value, aliases followed.
type pair struct{ key, value *yaml.Node }

func (r *reader) at(n *yaml.Node) Position {
	return Position{File: r.file, Line: n.Line, Col: n.Column}
}

// fail notes a mistake at n.
func (r *reader) fail(n *yaml.Node, hint, format string, args ...any) {
	r.failAt(r.at(n), hint, format, args...)
}

// fields reads a mapping by the table of its fields, in the order of the table.
// Of names the mapping in messages.
func fields[T any](r *reader, n *yaml.Node, of string, table []field[T], into *T) {
	pairs := r.pairs(n)
	for _, p := range pairs {
		if lookup(table, p.key.Value) == nil {
			r.unknownKey(p, of, keysOf(table))
		}
	}
	known(r, n, pairs, of, table, into)
}

// known reads those of the pairs that the table knows, and complains of what is
// missing. What is only mistyped is not missing, too.
func known[T any](r *reader, n *yaml.Node, pairs []pair, of string, table []field[T], into *T) {
	for _, f := range table {
		found := f.shape.required && slices.ContainsFunc(pairs, func(p pair) bool {
			return lookup(table, p.key.Value) == nil && meant(p.key.Value, of, keysOf(table)) == f.key
		})
		for _, p := range pairs {
			if p.key.Value != f.key {
				continue
			}
			if found = true; r.fits(p, f.shape) {
				f.read(r, p.value, into)
			}
		}
		if f.shape.required && !found {
			r.fail(n, fmt.Sprintf("write %s: %s", f.key, f.shape.example), "%s has no %s", of, f.key)
		}
	}
}

func lookup[T any](table []field[T], key string) *field[T] {
	for i := range table {
		if table[i].key == key {
			return &table[i]
		}
	}
	return nil
}

func keysOf[T any](table []field[T]) []string {
	keys := make([]string, 0, len(table))
	for _, f := range table {
		keys = append(keys, f.key)
	}
	return keys
}

// entries returns the pairs of a mapping whose keys are plain words.
func (r *reader) entries(n *yaml.Node) []pair {
	pairs := make([]pair, 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := follow(n.Content[i])
		if key.Kind != yaml.ScalarNode {
			r.fail(n.Content[i], "variables are $(name), and in values only; put other brackets in quotes", "a key is a plain word, not %s", kindWord(key))
			continue
		}
		pairs = append(pairs, pair{key, follow(n.Content[i+1])})
	}
	return pairs
}

// pairs is entries for mappings in which a key may stand only once.
func (r *reader) pairs(n *yaml.Node) []pair {
	var once []pair
	seen := make(map[string]*yaml.Node, len(n.Content)/2)
	for _, p := range r.entries(n) {
		if first := seen[p.key.Value]; first != nil {
			r.fail(p.key, "leave one of them out", "key %q is written twice; first at %s", p.key.Value, r.at(first))
			continue
		}
		seen[p.key.Value] = p.key
		once = append(once, p)
	}
	return once
}

// follow returns what an alias stands for. Circles were refused with the file.
func follow(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// fits reports whether the value of p has the shape, and says so if not.
func (r *reader) fits(p pair, want shape) bool {
	key := p.key.Value
	switch {
	case isNull(p.value):
		hint := fmt.Sprintf("write %s: %s", key, want.empty)
		if !want.required {
			hint += ", or leave the key out"
		}
		r.fail(p.key, hint, "%q has no value", key)
	case p.value.Kind != want.node && p.value.Kind != want.or:
		r.mayName(p.value)
		r.fail(p.value, want.write(key+": ", p.value), "%q wants %s, not %s", key, want.is, kindWord(p.value))
	default:
		return true
	}
	return false
}

// maxQuoted bounds how much of a value a message repeats.
const maxQuoted = 60

func kindWord(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	if strings.Contains(n.Value, "\n") || len(n.Value) > maxQuoted {
		return "a text"
	}
	return quote(n.Value)
}

func (r *reader) unknownKey(p pair, of string, known []string) {
	key := p.key
	r.mayName(p.value)
	r.fail(key, insteadOf(p, of, known), "%s has no key %q", of, key.Value)
}

// phrase reads a scalar that may mention $(partition). It returns nil where
// there is a mistake.
func (r *reader) phrase(n *yaml.Node) *word {
	if n.Kind != yaml.ScalarNode {
		r.fail(n, "write "+cmp.Or(loneScalar(n), "one word, or a text in quotes"), "a plain word is expected here, not %s", nodeWord(n))
		return nil
	}
	text, partitioned, err := r.vars.fill(n.Value)
	if err != nil {
		r.fail(n, r.vars.hints[err.Error()], "%s", err)
		return nil
	}
	w := &word{text: text, at: r.at(n)}
	if partitioned {
		w.raw = n.Value
	}
	return w
}

// word reads a scalar that must be known offline.
func (r *reader) word(n *yaml.Node) *word {
	w := r.phrase(n)
	if w != nil && w.raw != "" {
		r.fail(n, "it can stand in documents, in ARNs, in descriptions and in values of tags",
			"$(partition) is known only when the account is asked, and cannot stand here")
		return nil
	}
	return w
}

// words reads a list of scalars, each of them once; each calls an element in
// messages.
func (r *reader) words(n *yaml.Node, each string, read func(*yaml.Node) *word) []word {
	list := make([]word, 0, len(n.Content))
	seen := make(map[string]Position, len(n.Content))
	for _, e := range n.Content {
		e = follow(e)
		if isNull(e) || e.Kind == yaml.SequenceNode {
			hint := "leave it out"
			if e.Kind == yaml.SequenceNode {
				hint = "a list has no lists in it: take away the inner brackets or hyphens"
			}
			r.fail(e, hint, "%s is expected here, not %s", each, nodeWord(e))
			continue
		}
		w := read(e)
		if w == nil {
			continue
		}
		if first, twice := seen[w.text]; twice {
			r.failAt(w.at, "leave one of them out", "%q is listed twice; first at %s", w.text, first)
			continue
		}
		seen[w.text] = w.at
		list = append(list, *w)
	}
	return list
}

func nodeWord(n *yaml.Node) string {
	if isNull(n) {
		return "null"
	}
	return kindWord(n)
}

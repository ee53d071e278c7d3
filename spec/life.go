package spec

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/near"
)

// life is what can be said of an object of any kind beside what it has.
type life struct {
	absent  bool   // it shall not be
	until   Day    // the last day on which it is wanted
	ignored []word // the fields that stay as they are in the account
	former  *word  // the name that it had before, where its kind can be renamed
	replace bool   // it may be deleted and created again
}

// What ensure says.
const (
	ensureKey = "ensure"
	absent    = "absent"
	present   = "present"
)

var (
	ensureShape = shape{is: "absent or present", node: yaml.ScalarNode, example: absent, empty: present, standard: present, value: oneOf(absent, present)}
)

// ignoreShape is a list of some fields.
func ignoreShape(ignorable []Field) shape {
	words := make([]string, 0, len(ignorable))
	for _, f := range ignorable {
		words = append(words, string(f))
	}
	example := "[tags]"
	if n := len(words); n > 0 && !slices.Contains(words, "tags") {
		example = "[" + words[n-1] + "]"
	}
	return shape{is: "a list of fields", node: yaml.SequenceNode, example: example, empty: "[]", value: listValue(oneOf(words...))}
}

// lifeFields are the fields that objects of every kind have. The ones that
// ignore can name are handed in: they differ from kind to kind.
func lifeFields[T any, P interface {
	*T
	object
}](kind Kind, ignorable []Field) []field[T] {
	return []field[T]{
		{ensureKey, ensureShape, "absent: it shall not be, and is deleted even where prune is off", func(r *reader, n *yaml.Node, _ *T) { r.ensure(n) }},
		{"ignore", ignoreShape(ignorable), "fields that stay as they are in the account, for somebody else to see to", func(r *reader, n *yaml.Node, o *T) { r.ignore(n, P(o).base(), kind, ignorable) }},
		{"expires", dayShape, "the last day on which it is wanted, in UTC; then it is deleted", func(r *reader, n *yaml.Node, o *T) { P(o).base().until = r.day(n) }},
	}
}

// neverIgnored are the keys that say nothing of a field of the object in the account,
// or where nothing is removed for want of a word.
var neverIgnored = []string{renameKey, silenceKey, profilesKey, replaceKey}

// ignorableIn returns the fields of a table that a declaration can leave as they
// are in the account: all but those, and the ones that an object must have.
func ignorableIn[T any](table []field[T]) []Field {
	var list []Field
	for _, f := range table {
		if !f.shape.required && !slices.Contains(neverIgnored, f.key) {
			list = append(list, Field(f.key))
		}
	}
	return list
}

// readObject reads the body of an object.
func readObject[T any, P interface {
	*T
	object
}](r *reader, n *yaml.Node, table []field[T], o P) {
	h := o.base()
	of := fmt.Sprintf("%s %q", h.id.Kind, h.id.Name)
	if ensure := child(n, ensureKey); ensure.Kind == yaml.ScalarNode && ensure.Value == absent {
		h.absent = true
		r.nothingElse(n, of, keysOf(table))
		return
	}
	fields(r, n, of, table, (*T)(o))
	r.end(h.at, h.until, of)
	for _, w := range h.ignored {
		if child(n, w.text).Kind != 0 {
			r.failAt(w.at, "take one of the two out", "%s both writes and ignores %s", of, w.text)
		}
	}
}

// nothingElse demands that an object that shall not be has nothing.
func (r *reader) nothingElse(n *yaml.Node, of string, known []string) {
	for _, p := range r.pairs(n) {
		switch key := p.key.Value; {
		case key == ensureKey:
		case slices.Contains(known, key):
			r.mayName(p.value)
			r.fail(p.key, "write ensure: absent alone, or take it out", "%s shall be absent, and has %s", of, key)
			return
		default:
			r.unknownKey(p, of, known)
		}
	}
}

func (r *reader) ensure(n *yaml.Node) {
	if n.Value != present { // absent was seen to before
		r.fail(n, "write ensure: absent, or leave it out", "ensure is absent or present, not %q", n.Value)
	}
}

// ignore reads which fields stay as they are.
func (r *reader) ignore(n *yaml.Node, h *head, kind Kind, ignorable []Field) {
	for _, w := range r.words(n, "the key of a field", r.word) {
		if slices.Contains(ignorable, Field(w.text)) {
			h.ignored = append(h.ignored, w)
			continue
		}
		names := make([]string, 0, len(ignorable))
		for _, f := range ignorable {
			names = append(names, string(f))
		}
		r.failAt(w.at, hint(near.Word(w.text, names), "it can ignore "+strings.Join(names, ", ")), "%q is no field that a %s can ignore", w.text, kind)
	}
}

// ignoresPath reports whether the object leaves its path as it is.
func (h *head) ignoresPath() bool {
	return slices.ContainsFunc(h.ignored, func(w word) bool { return w.text == string(FieldPath) })
}

// note notes in the State what is said of the object as a whole.
func (rs *resolver) note(h *head) {
	if h.absent {
		rs.state.Absent[h.id] = true
		rs.state.At[h.id] = h.at
	}
	rs.until(h.id, h.until)
	rs.replaceable(h.id, h.replace)
	if h.former != nil {
		rs.state.Renamed[h.id] = ID{h.id.Kind, h.former.text}
	}
	for _, w := range h.ignored {
		rs.state.Ignored[h.id] = append(rs.state.Ignored[h.id], Field(w.text))
	}
}

func (rs *resolver) until(id ID, d Day) {
	if d != "" {
		rs.state.Expires[id] = d
	}
}

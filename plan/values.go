package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// Fields are all that a plan compares of an object, by name: "path", "tags.team",
// "document". An element of a list is a field of its own, since a call can add one. A
// field that is not there is not set; nil Fields are those of an object that is not there.
type Fields map[string]Value

// Value is what a field says: a text or a policy document.
type Value struct {
	Text     string
	Document policy.Document
}

// lists are the fields whose elements have no order.
var lists = map[string]bool{"client_ids": true, "thumbprints": true}

// fieldsOf returns the fields of a resource, nil of none.
func fieldsOf(r spec.Resource) Fields {
	if r == nil {
		return nil
	}
	fields := Fields{}
	kind := kinds[r.ID().Kind]
	if kind.zero == nil { // it is nothing but its ID
		return fields
	}
	for _, f := range kind.compare(kind.zero, r) {
		if d, is := f.After.(policy.Document); is {
			fields[f.Path[0]] = Value{Document: d}
			continue
		}
		name, text := strings.Join(f.Path, "."), fmt.Sprint(f.After)
		if lists[name] {
			name += "." + text
		}
		fields[name] = Value{Text: text}
	}
	return fields
}

// Equal reports whether two values mean the same.
func (v Value) Equal(w Value) bool { return v.Text == w.Text && v.Document.Equal(w.Document) }

// same reports whether a field is the same in both.
func (f Fields) same(g Fields, name string) bool {
	v, has := f[name]
	w, had := g[name]
	return has == had && v.Equal(w)
}

// differs returns the first name by which two objects differ; "" where they do not.
func (f Fields) differs(g Fields) string {
	for _, name := range names(f, g) {
		if !f.same(g, name) {
			return name
		}
	}
	return ""
}

// names returns the names of all fields, in order.
func names(all ...Fields) []string {
	found := map[string]bool{}
	for _, fields := range all {
		for name := range fields {
			found[name] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// MarshalJSON writes a text as a string, and a document as what it is.
func (v Value) MarshalJSON() ([]byte, error) {
	if v.Document.IsZero() {
		return json.Marshal(v.Text)
	}
	return v.Document.MarshalJSON()
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (v *Value) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte("{")) {
		return v.Document.UnmarshalJSON(data)
	}
	return json.Unmarshal(data, &v.Text)
}

// Package policy is about IAM policy documents: reading them from JSON and
// YAML, saying whether two of them mean the same, and showing how they differ.
//
// It is the only place that compares documents. It never talks to AWS and knows
// nothing of who holds a document.
package policy

import (
	"fmt"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

// Document is a policy document. It is a value, kept in its author's own order;
// the zero Document is none.
type Document struct {
	text  string // compact JSON in the author's order
	canon string // equal for documents that mean the same
}

// Error is a mistake in the text of a document, with its place there.
type Error struct {
	Line, Col int // from 1; 0 where there is none
	Message   string
}

// Error returns the message without the place.
func (e *Error) Error() string { return e.Message }

// ParseJSON reads a document from JSON. Its errors are of type *Error.
func ParseJSON(data []byte) (Document, error) {
	v, err := parseJSON(data)
	if err != nil {
		return Document{}, err
	}
	return newDocument(v)
}

// FromYAML reads a document from a YAML node. Scalars are taken as they are
// written, as strings, so that 2012-10-17 is no date and an account ID keeps its
// zeros; IAM reads booleans and numbers from strings. Expand is applied to every
// value, never to a key; nil leaves them as they are. Errors are of type *Error.
func FromYAML(n *yaml.Node, expand func(string) (string, error)) (Document, error) {
	c := converter{expand: expand, left: maxNodes}
	v, err := c.convert(n, 0)
	if err != nil {
		return Document{}, err
	}
	return newDocument(v)
}

// MustParse is ParseJSON for documents that are known to be good.
func MustParse(text string) Document {
	d, err := ParseJSON([]byte(text))
	if err != nil {
		panic(fmt.Sprintf("parsing document %s: %v", text, err))
	}
	return d
}

func newDocument(v value) (Document, error) {
	if v.kind != object {
		return Document{}, &Error{Line: v.line, Col: v.col, Message: "a policy document is a mapping with Version and Statement"}
	}
	return Document{text: v.json(), canon: v.canonical()}, nil
}

// Expand returns the document with expand applied to every string value.
func (d Document) Expand(expand func(string) (string, error)) (Document, error) {
	v := d.tree()
	if err := v.expand(expand); err != nil {
		return Document{}, err
	}
	return newDocument(v)
}

// IsZero reports whether there is no document.
func (d Document) IsZero() bool { return d.text == "" }

// Equal reports whether two documents mean the same to IAM. What counts as the
// same: white space, the order of keys, statements and lists, repeated list
// members, a scalar against a list of one, true and 1 against "true" and "1".
func (d Document) Equal(other Document) bool { return d.canon == other.canon }

// Canonical returns a text that is equal for documents that are Equal.
func (d Document) Canonical() string { return d.canon }

// JSON returns the document as compact JSON in the author's order, as it is sent
// to IAM.
func (d Document) JSON() string { return d.text }

// MarshalJSON returns the document itself, not a string that holds it.
func (d Document) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return []byte(d.text), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (d *Document) UnmarshalJSON(data []byte) (err error) {
	if string(data) == "null" {
		*d = Document{}
		return nil
	}
	*d, err = ParseJSON(data)
	return err
}

// Size is the number of characters that IAM counts against a size quota: white
// space is left out (IAM User Guide, "IAM and AWS STS quotas").
func (d Document) Size() int {
	n := 0
	for _, r := range d.text {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

// tree parses the text again; it has been parsed before, so it cannot fail.
func (d Document) tree() value {
	if d.IsZero() {
		return value{kind: object}
	}
	v, err := parseJSON([]byte(d.text))
	if err != nil {
		panic("reading a document of our own: " + err.Error())
	}
	return v
}

// String returns the compact JSON.
func (d Document) String() string { return strings.TrimSpace(d.text) }

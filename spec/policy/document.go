// Package policy is about IAM policy documents: reading them from JSON and
// YAML, writing them as YAML, finding what IAM would refuse in them, saying whether two of them mean
// the same, and showing how they differ.
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

	allows, denies bool

	written *Model // with its places, where people wrote it; never changed
}

// Error is a mistake in the text of a document, with its place there.
type Error struct {
	Line, Col int // from 1; 0 where there is none
	Message   string
	Hint      string // what to write instead, where there is something to say
	Reason    string // what IAM says of it, word for word; "" where that is not known
}

// Error returns the message without the place.
func (e *Error) Error() string { return e.Message }

// ParseJSON reads a document from JSON; it asks for no more than that it is one
// object. Its errors are of type *Error.
func ParseJSON(data []byte) (Document, error) {
	v, errs := parseJSON(data)
	return newDocument(v, errs)
}

// FromYAML reads a document from a YAML node. Scalars are taken as they are
// written, as strings, so that 2012-10-17 is no date and an account ID keeps its
// zeros; IAM reads booleans and numbers from strings. Expand is applied to every
// value, never to a key; nil leaves them as they are. Errors are of type *Error.
func FromYAML(n *yaml.Node, expand func(string) (string, error)) (Document, error) {
	c := converter{expand: expand, left: maxNodes}
	v := c.convert(n, 0)
	d, err := newDocument(v, c.errs)
	return d.placed(v), err
}

// placed returns the document with the places that the author's text has.
func (d Document) placed(v value) Document {
	if !d.IsZero() {
		m := modelOf(v)
		d.written = &m
	}
	return d
}

// ReadJSON is ParseJSON for documents that people write: it expands every
// string, checks what the document says, and returns all mistakes.
func ReadJSON(data []byte, use Use, expand func(string) (string, error)) (Document, []*Error) {
	v, errs := parseJSON(data)
	if expand != nil {
		errs = append(errs, v.expand(expand)...)
	}
	return checked(v, use, errs)
}

// ReadYAML is FromYAML for documents that people write: it checks what the
// document says, and returns all mistakes.
func ReadYAML(n *yaml.Node, use Use, expand func(string) (string, error)) (Document, []*Error) {
	c := converter{expand: expand, left: maxNodes}
	v := c.convert(n, 0)
	return checked(v, use, c.errs)
}

func checked(v value, use Use, errs []*Error) (Document, []*Error) {
	if errs = append(errs, check(v, use)...); len(errs) > 0 {
		return Document{}, errs
	}
	return documentOf(v).placed(v), nil
}

// documentOf makes a document of an object.
func documentOf(v value) Document {
	return Document{text: v.json(), canon: canonical(v), allows: v.hasStatement("Allow"), denies: v.hasStatement("Deny")}
}

// MustParse is ParseJSON for documents that are known to be good.
func MustParse(text string) Document {
	d, err := ParseJSON([]byte(text))
	if err != nil {
		panic(fmt.Sprintf("parsing document %s: %v", text, err))
	}
	return d
}

func newDocument(v value, errs []*Error) (Document, error) {
	if len(errs) == 0 && v.kind != object {
		errs = []*Error{notAnObject(v)}
	}
	if len(errs) > 0 {
		return Document{}, errs[0]
	}
	return documentOf(v), nil
}

func notAnObject(v value) *Error {
	return &Error{Line: v.line, Col: v.col, Message: "a policy document is a mapping with Version and Statement"}
}

// Expand returns the document with expand applied to every string value.
func (d Document) Expand(expand func(string) (string, error)) (Document, error) {
	v := d.tree()
	return newDocument(v, v.expand(expand))
}

// IsZero reports whether there is no document.
func (d Document) IsZero() bool { return d.text == "" }

// Equal reports whether two documents mean the same to IAM; canon.go says what
// counts as the same. A statement that is written twice is a difference, and so is
// its Sid, although neither changes what is allowed.
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
func (d Document) Size() int { return sizeOf(d.text) }

func sizeOf(text string) int {
	n := 0
	for _, r := range text {
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
	v, errs := parseJSON([]byte(d.text))
	if len(errs) > 0 {
		panic("reading a document of our own: " + errs[0].Message)
	}
	return v
}

// String returns the compact JSON.
func (d Document) String() string { return strings.TrimSpace(d.text) }

package policy

import (
	"bytes"
	"encoding/json"
	"strings"
)

// value is a JSON value that keeps the order of its keys, which encoding/json
// loses. Reviewers read documents in the author's order.
type value struct {
	kind      kind
	quoted    bool   // whether the scalar is a JSON string
	text      string // of a scalar; unquoted where it is a string
	list      []value
	members   []member
	line, col int
}

type member struct {
	key       string
	value     value
	line, col int // of the key
}

type kind int

const (
	scalar kind = iota
	list
	object
	unreadable // what a mistake in the text leaves behind
)

// json writes the value compactly, in its own order.
func (v value) json() string {
	var b strings.Builder
	v.write(&b)
	return b.String()
}

func (v value) write(b *strings.Builder) {
	switch v.kind {
	case scalar:
		v.writeScalar(b)
	case list:
		b.WriteByte('[')
		for i, e := range v.list {
			separate(b, i)
			e.write(b)
		}
		b.WriteByte(']')
	case object:
		b.WriteByte('{')
		for i, m := range v.members {
			separate(b, i)
			quote(b, m.key)
			b.WriteByte(':')
			m.value.write(b)
		}
		b.WriteByte('}')
	}
}

func separate(b *strings.Builder, i int) {
	if i > 0 {
		b.WriteByte(',')
	}
}

func (v value) writeScalar(b *strings.Builder) {
	if v.quoted {
		quote(b, v.text)
	} else {
		b.WriteString(v.text)
	}
}

func quoted(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 2)
	quote(&b, s)
	return b.String()
}

// quote writes a JSON string without escaping what HTML would need escaped.
func quote(b *strings.Builder, s string) {
	if isPlain(s) {
		b.WriteByte('"')
		b.WriteString(s)
		b.WriteByte('"')
		return
	}
	var escaped bytes.Buffer
	enc := json.NewEncoder(&escaped)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic("encoding a string: " + err.Error())
	}
	b.Write(bytes.TrimSuffix(escaped.Bytes(), []byte("\n")))
}

// isPlain reports whether s needs no escape in JSON; almost everything in a
// policy document is so.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// get returns the value of the member of an object with this key.
func (v value) get(key string) (value, bool) {
	for _, m := range v.members {
		if m.key == key {
			return m.value, true
		}
	}
	return value{}, false
}

// index returns the values of the members of an object by their keys.
func (v value) index() map[string]value {
	byKey := make(map[string]value, len(v.members))
	for _, m := range v.members {
		byKey[m.key] = m.value
	}
	return byKey
}

// all returns the elements of a list, or the value itself as its only element.
func (v value) all() []value {
	if v.kind == list {
		return v.list
	}
	return []value{v}
}

// expand applies f to every string, in place, and returns all its errors; v must
// not be shared.
func (v *value) expand(f func(string) (string, error)) (errs []*Error) {
	if v.kind == scalar && v.quoted {
		text, err := f(v.text)
		if err != nil {
			v.kind = unreadable
			return []*Error{{Line: v.line, Col: v.col, Message: err.Error()}}
		}
		v.text = text
	}
	for i := range v.list {
		errs = append(errs, v.list[i].expand(f)...)
	}
	for i := range v.members {
		errs = append(errs, v.members[i].value.expand(f)...)
	}
	return errs
}

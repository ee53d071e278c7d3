package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// value is a JSON value that keeps the order of its keys, which encoding/json
// loses. Reviewers read documents in the author's order.
type value struct {
	kind      kind
	text      string // of a scalar; unquoted where it is a string
	quoted    bool   // whether the scalar is a JSON string
	list      []value
	members   []member
	line, col int
}

type member struct {
	key   string
	value value
}

type kind int

const (
	scalar kind = iota
	list
	object
)

// maxDepth bounds nesting. Documents of IAM nest five levels deep.
const maxDepth = 64

// maxDocument bounds the text of a document, in bytes: what IAM takes on the
// wire (API reference, CreatePolicy).
const maxDocument = 131072

// parseJSON reads one JSON value with its keys in order. Repeated keys and
// anything after the value are errors.
func parseJSON(data []byte) (value, error) {
	if len(data) > maxDocument {
		return value{}, &Error{Message: fmt.Sprintf("the document has %d bytes; IAM takes at most %d", len(data), maxDocument)}
	}
	p := jsonParser{data: data, dec: json.NewDecoder(bytes.NewReader(data))}
	p.dec.UseNumber()
	v, err := p.value(0)
	if err != nil {
		return value{}, p.locate(err)
	}
	if _, err := p.dec.Token(); !errors.Is(err, io.EOF) {
		return value{}, p.locate(errors.New("something follows the end of the document"))
	}
	return v, nil
}

type jsonParser struct {
	data []byte
	dec  *json.Decoder
}

func (p *jsonParser) value(depth int) (value, error) {
	if depth > maxDepth {
		return value{}, errors.New("the document is nested too deeply")
	}
	token, err := p.dec.Token()
	if err != nil {
		return value{}, err
	}
	v := value{}
	v.line, v.col = p.place(p.dec.InputOffset() - 1)
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return p.object(v, depth)
		}
		return p.list(v, depth)
	case string:
		v.text, v.quoted = t, true
	case json.Number:
		v.text = t.String()
	case bool:
		v.text = fmt.Sprint(t)
	default:
		return value{}, errors.New("null has no meaning in a policy document")
	}
	return v, nil
}

func (p *jsonParser) object(v value, depth int) (value, error) {
	v.kind = object
	seen := map[string]bool{}
	for p.dec.More() {
		token, err := p.dec.Token()
		if err != nil {
			return value{}, err
		}
		key := token.(string) // the decoder lets nothing else pass
		if seen[key] {
			return value{}, fmt.Errorf("key %q is written twice", key)
		}
		seen[key] = true
		child, err := p.value(depth + 1)
		if err != nil {
			return value{}, err
		}
		v.members = append(v.members, member{key, child})
	}
	_, err := p.dec.Token()
	return v, err
}

func (p *jsonParser) list(v value, depth int) (value, error) {
	v.kind = list
	for p.dec.More() {
		child, err := p.value(depth + 1)
		if err != nil {
			return value{}, err
		}
		v.list = append(v.list, child)
	}
	_, err := p.dec.Token()
	return v, err
}

// locate gives an error of the decoder its place and plain words.
func (p *jsonParser) locate(err error) error {
	offset := p.dec.InputOffset()
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset = syntax.Offset - 1
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		offset, err = int64(len(p.data)), errors.New("the JSON ends too early: a bracket or quote is not closed")
	}
	line, col := p.place(offset)
	return &Error{Line: line, Col: col, Message: err.Error()}
}

func (p *jsonParser) place(offset int64) (line, col int) {
	before := p.data[:max(0, min(offset, int64(len(p.data))))]
	return bytes.Count(before, []byte("\n")) + 1, len(before) - bytes.LastIndexByte(before, '\n')
}

// json writes the value compactly, in its own order.
func (v value) json() string {
	var b strings.Builder
	v.write(&b)
	return b.String()
}

func (v value) write(b *strings.Builder) {
	switch v.kind {
	case scalar:
		b.WriteString(v.scalarJSON())
	case list:
		for i, e := range v.list {
			b.WriteString(separator(i, "["))
			e.write(b)
		}
		b.WriteString(closing(len(v.list), "[", "]"))
	case object:
		for i, m := range v.members {
			b.WriteString(separator(i, "{"))
			b.WriteString(quote(m.key) + ":")
			m.value.write(b)
		}
		b.WriteString(closing(len(v.members), "{", "}"))
	}
}

func separator(i int, open string) string {
	if i == 0 {
		return open
	}
	return ","
}

func closing(n int, open, end string) string {
	if n == 0 {
		return open + end
	}
	return end
}

func (v value) scalarJSON() string {
	if v.quoted {
		return quote(v.text)
	}
	return v.text
}

// canonical writes the value so that equal values are equal texts: scalars as
// strings, everything that may be a list as a sorted list, keys in order. Only
// repeated scalars are merged: a repeated statement is a difference of text that
// a reviewer should see.
func (v value) canonical() string {
	switch v.kind {
	case list:
		var elements []string
		for _, e := range v.list {
			elements = append(elements, e.canonical())
		}
		slices.Sort(elements)
		if !slices.ContainsFunc(v.list, func(e value) bool { return e.kind != scalar }) {
			elements = slices.Compact(elements)
		}
		if len(elements) == 1 {
			return elements[0]
		}
		return "[" + strings.Join(elements, ",") + "]"
	case object:
		var members []string
		for _, m := range v.members {
			members = append(members, quote(m.key)+":"+m.value.canonical())
		}
		slices.Sort(members)
		return "{" + strings.Join(members, ",") + "}"
	default:
		return quote(v.text)
	}
}

// quote writes a JSON string without escaping what HTML would need escaped.
func quote(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic("encoding a string: " + err.Error())
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// get returns the member of an object with this key.
func (v value) get(key string) (value, bool) {
	for _, m := range v.members {
		if m.key == key {
			return m.value, true
		}
	}
	return value{}, false
}

// all returns the elements of a list, or the value itself as its only element.
func (v value) all() []value {
	if v.kind == list {
		return v.list
	}
	return []value{v}
}

// expand applies f to every string, in place; v must not be shared.
func (v *value) expand(f func(string) (string, error)) (err error) {
	if v.kind == scalar && v.quoted {
		v.text, err = f(v.text)
		return err
	}
	for i := range v.list {
		if err := v.list[i].expand(f); err != nil {
			return err
		}
	}
	for i := range v.members {
		if err := v.members[i].value.expand(f); err != nil {
			return err
		}
	}
	return nil
}

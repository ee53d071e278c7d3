package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxDepth bounds nesting. Documents of IAM nest five levels deep.
const maxDepth = 64

// maxDocument bounds the text of a document, in bytes: what IAM takes on the
// wire (API reference, CreatePolicy).
const maxDocument = 131072

// parseJSON reads one JSON value with its keys in order. It goes on after
// mistakes of meaning (a repeated key, a null) and stops at the first of syntax.
func parseJSON(data []byte) (value, []*Error) {
	if len(data) > maxDocument {
		return value{}, []*Error{{Message: fmt.Sprintf("the document has %d bytes; IAM takes at most %d", len(data), maxDocument)}}
	}
	p := jsonParser{data: data, dec: json.NewDecoder(bytes.NewReader(data)), line: 1}
	p.dec.UseNumber()
	v, err := p.value(0)
	if err != nil {
		return v, append(p.errs, p.locate(err))
	}
	if _, line, col, err := p.token(); !errors.Is(err, io.EOF) {
		p.fail(line, col, "something follows the end of the document")
	}
	return v, p.errs
}

type jsonParser struct {
	data []byte
	dec  *json.Decoder
	errs []*Error

	offset, line, start int // how far lines are counted; where the line starts
}

// token returns the next token and where it begins.
func (p *jsonParser) token() (token json.Token, line, col int, err error) {
	from := int(p.dec.InputOffset())
	token, err = p.dec.Token()
	for from < len(p.data) && bytes.IndexByte([]byte(" \t\r\n,:"), p.data[from]) >= 0 {
		from++
	}
	line, col = p.place(from)
	return token, line, col, err
}

func (p *jsonParser) value(depth int) (value, error) {
	if depth > maxDepth {
		return value{}, errors.New("the document is nested too deeply")
	}
	token, line, col, err := p.token()
	if err != nil {
		return value{}, err
	}
	v := value{line: line, col: col}
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
		p.fail(v.line, v.col, "null has no meaning in a policy document: write a value, or leave the key out")
	}
	return v, nil
}

func (p *jsonParser) object(v value, depth int) (value, error) {
	v.kind = object
	seen := map[string]int{} // the lines of keys
	for p.dec.More() {
		token, line, col, err := p.token()
		if err != nil {
			return v, err
		}
		m := member{key: token.(string), line: line, col: col} // the decoder lets nothing else pass
		if m.value, err = p.value(depth + 1); err != nil {
			return v, err
		}
		if first, twice := seen[m.key]; twice {
			p.fail(line, col, fmt.Sprintf("key %q is written twice; first on line %d", m.key, first))
			continue
		}
		seen[m.key] = line
		v.members = append(v.members, m)
	}
	_, err := p.dec.Token()
	return v, err
}

func (p *jsonParser) list(v value, depth int) (value, error) {
	v.kind = list
	for p.dec.More() {
		child, err := p.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.list = append(v.list, child)
	}
	_, err := p.dec.Token()
	return v, err
}

func (p *jsonParser) fail(line, col int, message string) {
	p.errs = append(p.errs, &Error{Line: line, Col: col, Message: message})
}

// locate gives an error of the decoder its place and plain words.
func (p *jsonParser) locate(err error) *Error {
	offset := p.dec.InputOffset()
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset, err = max(offset, syntax.Offset), fmt.Errorf("this is no JSON: %w", err)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		offset, err = int64(len(p.data)), errors.New("the JSON ends too early: a bracket or quote is not closed")
	}
	line, col := p.place(int(offset))
	return &Error{Line: line, Col: col, Message: err.Error()}
}

// place turns an offset into a line and column, counting on from the last one.
func (p *jsonParser) place(offset int) (line, col int) {
	offset = max(0, min(offset, len(p.data)))
	if offset < p.offset {
		p.offset, p.line, p.start = 0, 1, 0
	}
	for ; p.offset < offset; p.offset++ {
		if p.data[p.offset] == '\n' {
			p.line, p.start = p.line+1, p.offset+1
		}
	}
	return p.line, offset - p.start + 1
}

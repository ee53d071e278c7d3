package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
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
		return value{kind: unreadable}, []*Error{{Line: 1, Col: 1, Message: fmt.Sprintf("the document has %d bytes; IAM takes at most %d", len(data), maxDocument)}}
	}
	p := jsonParser{data: data, dec: json.NewDecoder(bytes.NewReader(data)), line: 1}
	p.dec.UseNumber()
	v, err := p.value(0)
	if err != nil {
		return value{kind: unreadable}, append(p.errs, p.locate(err))
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
		v.kind = unreadable
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
	hint := ""
	if errors.As(err, &syntax) {
		offset = int64(p.culprit(int(max(offset, syntax.Offset)), syntax.Error()))
		hint = p.slip(int(offset), syntax.Error())
		err = fmt.Errorf("this is no JSON: %w", err)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		offset, err = int64(len(p.data)), errors.New("the JSON ends too early: a bracket or quote is not closed")
	}
	line, col := p.place(int(offset))
	return &Error{Line: line, Col: col, Message: err.Error(), Hint: hint}
}

// culprit returns the offset of the character that an error of the decoder names,
// which gives sometimes its place and sometimes that behind it.
func (p *jsonParser) culprit(offset int, message string) int {
	before := offset - 1
	if before < 0 || before >= len(p.data) {
		return offset
	}
	quoted := strconv.QuoteRune(rune(p.data[before]))
	if p.data[before] == '"' {
		quoted = `'"'`
	}
	if strings.HasPrefix(message, "invalid character "+quoted) && (offset == len(p.data) || p.data[offset] != p.data[before]) {
		return before
	}
	return offset
}

// slip says what to do about the character at an offset, where it is a frequent
// slip: what JavaScript allows, and JSON does not.
func (p *jsonParser) slip(offset int, message string) string {
	if offset >= len(p.data) {
		return ""
	}
	before := bytes.TrimRight(p.data[:offset], " \t\r\n")
	switch c := p.data[offset]; {
	case (c == ']' || c == '}') && bytes.HasSuffix(before, []byte(",")):
		return fmt.Sprintf("a comma stands before %c: take it out", c)
	case c == '\'':
		return "JSON takes double quotes only"
	case bytes.HasPrefix(p.data[offset:], []byte("“")), bytes.HasPrefix(p.data[offset:], []byte("”")):
		return "JSON takes straight double quotes only, and this one is curved"
	case c == '/' || c == '#':
		return "JSON has no comments: take it out, or make a YAML file of the document"
	case c == '"' && strings.Contains(message, " after "):
		return "a comma or colon is missing before it"
	}
	return ""
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

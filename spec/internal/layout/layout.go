// Package layout gives the YAML of a tree one form: two spaces a level, keys in the
// order of a schema, short collections in one line. It moves text about and writes no
// word of its own; above all it loses no comment, which it proves for each file.
//
// Where what comes before what in a file matters to a person (objects in a section,
// statements, members of a list) it changes nothing.
package layout

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/schema"
)

// Guide says how a file is to be laid out.
type Guide struct {
	Schema      *schema.Node      // whose properties give keys their order
	Definitions schema.Properties // what it refers to
	Apart       []string          // keys at the top that have a blank line before them
}

// Format returns the text of a file in its one form. The file is well-formed and
// holds one document. A file in which something would be lost is refused.
func Format(data []byte, g Guide) ([]byte, error) {
	text, ends := lineEnds(string(data))
	if strings.ContainsAny(text, "\r\u0085\u2028\u2029") {
		return nil, errors.New("it holds a line end that is neither that of Unix nor that of Windows")
	}
	if strings.TrimSpace(text) == "" {
		return data, nil
	}
	before, err := read(text)
	if before == nil || err != nil { // nothing but comments
		return data, err
	}
	comments := before.texts()
	if !before.settle(g) {
		g.Schema = nil
		if before, err = read(text); err != nil {
			return nil, err
		}
		before.settle(g)
	}
	laid := before.print(g)
	after, err := read(laid)
	if err != nil {
		return nil, err
	}
	if err := prove(text, laid, comments, before.top.node, after); err != nil {
		return nil, err
	}
	return []byte(strings.ReplaceAll(laid, "\n", ends)), nil
}

// lineEnds returns the text with those of Unix, and those that it has on its first
// line.
func lineEnds(text string) (unix, ends string) {
	ends = "\n"
	if first, _, found := strings.Cut(text, "\n"); found && strings.HasSuffix(first, "\r") {
		ends = "\r\n"
	}
	return strings.ReplaceAll(text, "\r\n", "\n"), ends
}

// file is a text taken apart.
type file struct {
	before []comment // above the line ---
	dashes bool      // whether there is one
	header []comment // about the file; a blank line, or nothing, parts it from the rest
	apart  bool
	top    *item
	all    []found // every comment
}

// item is a value, or a key, with its text.
type item struct {
	node       *yaml.Node
	start, end int    // its bytes, with properties and brackets
	props      string // its anchor and tag
	text       string // of a scalar or alias, as it is written
	bracketed  bool   // a flow collection
	owner      *entry // whose value it is
	entries    []*entry
	foot       []comment // behind the last entry
}

// entry is a pair of a mapping or an element of a list.
type entry struct {
	key    *item // nil in a list
	value  *item
	parent *item
	start  int
	col    int       // where it begins, from 0
	blank  bool      // a blank line stands before it
	head   []comment // above it
	line   []comment // behind it, on its line
}

// comment is one, from # to the end of its line.
type comment struct {
	text  string
	blank bool // a blank line stands before it
	gap   int  // spaces between it and what it stands behind
}

// read takes a text apart; of one that holds nothing it returns nil.
func read(text string) (f *file, err error) {
	defer func() { // the parser has been known to panic
		if recover() != nil {
			f, err = nil, errLost
		}
	}()
	var document yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	if err := dec.Decode(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	s := &scanner{text: text, lines: lineStarts(text), dashes: -1}
	top := s.item(document.Content[0], nil)
	s.gap(len(text))
	if s.failed != nil {
		return nil, s.failed
	}
	f = &file{top: top, dashes: s.dashes >= 0, all: s.comments}
	f.attach(s)
	return f, nil
}

// errLost says that the text is not what it was thought to be.
var errLost = errors.New("its YAML is of a form that iamsync fmt does not know")

// texts are those of the comments, in their order.
func (f *file) texts() []string {
	var texts []string
	for _, c := range f.all {
		texts = append(texts, c.text)
	}
	return texts
}

package spec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"iamsync/spec/policy"
)

const (
	// maxFile bounds a file, in bytes; 5,000 users take three million.
	maxFile = 32 << 20
	// maxAliased bounds how many nodes the aliases of a file stand for.
	maxAliased = 100_000
	// maxNesting bounds how deep the nodes of a file lie.
	maxNesting = 100
)

// parsed returns the content of a YAML file: nil where it is empty or wrong.
func (l *loader) parsed(rel string) *yaml.Node {
	if top, done := l.tops[rel]; done {
		return top
	}
	top, problem := l.parse(rel)
	if problem != nil {
		l.broken = true
		l.failAt(Position{File: l.tree.shown(rel), Line: problem.Line, Col: problem.Col}, problem.Hint, "%s", problem.Message)
	}
	l.tops[rel] = top
	return top
}

func (l *loader) parse(rel string) (*yaml.Node, *policy.Error) {
	data, problem := l.tree.read(rel)
	if problem != nil {
		return nil, problem
	}
	top, problem := parseYAML(data)
	if top == nil || problem != nil {
		l.empty[rel] = problem == nil
		return nil, problem
	}
	r := &reader{loader: l, file: l.tree.shown(rel), path: rel}
	if before := len(l.errs); !r.lint(top) || len(l.errs) > before {
		l.broken = true
		return nil, nil
	}
	return follow(top), nil
}

const byteOrderMark = "\ufeff"

// decode checks that a file is text in UTF-8, and takes away a byte order mark.
func decode(data []byte) ([]byte, *policy.Error) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return nil, &policy.Error{Line: 1, Col: 1, Message: "the file is in UTF-16", Hint: "save it as UTF-8"}
	}
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	line, col := 1, 1
	for rest := data; len(rest) > 0; {
		c, size := utf8.DecodeRune(rest)
		if c == utf8.RuneError && size == 1 {
			return nil, &policy.Error{Line: line, Col: col, Message: fmt.Sprintf("the byte %#x is not UTF-8", rest[0]), Hint: "save the file as UTF-8"}
		}
		if c == '\ufeff' {
			return nil, &policy.Error{Line: line, Col: col, Message: "a byte order mark stands in the middle of the file", Hint: "take it out: two files were joined here"}
		}
		if isControl(c) {
			return nil, &policy.Error{Line: line, Col: col, Message: fmt.Sprintf("the control character %U has no place in a text", c), Hint: "take it out"}
		}
		rest, col = rest[size:], col+1
		if c == '\n' {
			line, col = line+1, 1
		}
	}
	return data, nil
}

func isControl(c rune) bool {
	return c < ' ' && c != '\t' && c != '\n' && c != '\r' || 0x7f <= c && c < 0xa0 && c != 0x85 || c == '\ufeff'
}

// parseYAML returns the content of the one document that a file may hold, or nil
// where there is none.
func parseYAML(data []byte) (top *yaml.Node, problem *policy.Error) {
	defer func() { // the parser has been known to panic on what it did not expect
		if r := recover(); r != nil {
			top, problem = nil, &policy.Error{Message: fmt.Sprintf("the file cannot be parsed as YAML: %v", r)}
		}
	}()
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var first, second yaml.Node
	if err := dec.Decode(&first); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, syntaxError(data, err)
	}
	if err := dec.Decode(&second); err == nil {
		return nil, &policy.Error{Line: second.Line, Col: second.Column, Message: "a second YAML document begins here", Hint: "make a file of its own of it"}
	} else if !errors.Is(err, io.EOF) {
		return nil, syntaxError(data, err)
	}
	return first.Content[0], nil
}

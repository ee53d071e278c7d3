package spec

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/policy"
)

var errorLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)

// syntaxError gives an error of the YAML parser its place, and words for what to
// do about it where it is a frequent one.
func syntaxError(data []byte, err error) *policy.Error {
	match := errorLine.FindStringSubmatch(strings.ReplaceAll(err.Error(), "\n", " "))
	if match == nil {
		return &policy.Error{Line: 1, Col: 1, Message: "this is no YAML: " + err.Error()}
	}
	line, _ := strconv.Atoi(match[1])
	e := &policy.Error{Line: line, Message: "this is no YAML: " + match[2]}
	switch message := match[2]; {
	case strings.HasPrefix(message, "unknown anchor '"):
		name, _, _ := strings.Cut(strings.TrimPrefix(message, "unknown anchor '"), "'")
		e.Message = fmt.Sprintf("the anchor %q is not known: it must stand before its alias, in the same file", name)
		e.Line = lineOf(data, "*"+name)
		e.Hint = fmt.Sprintf("write %q in quotes, if no alias is meant", "*"+name)
	case strings.HasPrefix(message, "did not find expected alphabetic or numeric character"):
		e.Line = breakingLine(data, message)
		e.Hint = `write "*" in quotes: a bare * is an alias in YAML`
	case strings.Contains(message, "expected ',' or"):
		e.Line++ // the parser counts from 0 here
		e.Hint = "a bracket that opens here is not closed, or a comma is missing in it"
	case strings.HasPrefix(message, "did not find expected"):
		e.Line = breakingLine(data, message)
		e.Hint = "look at how this line is indented and quoted"
	case strings.HasPrefix(message, "found unexpected end of stream"):
		e.Hint = "a quote that opens here is not closed"
	case strings.HasPrefix(message, "found character that cannot start"):
		e.Hint = "a value that begins with @, % or a backquote needs quotes"
	case strings.HasPrefix(message, "mapping values are not allowed"):
		e.Hint = "a value with a colon and a space needs quotes; a key begins a line"
	}
	settle(e, data)
	return e
}

// settle keeps the line inside the file and finds the first word on it.
func settle(e *policy.Error, data []byte) {
	lines := bytes.Split(bytes.TrimRight(data, "\n"), []byte("\n"))
	e.Line = max(1, min(e.Line, len(lines)))
	line := lines[e.Line-1]
	margin := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]
	e.Col = len(margin) + 1
	if bytes.IndexByte(margin, '\t') >= 0 {
		e.Message, e.Hint = "a tab stands in the indentation", "indent with spaces: YAML does not take tabs for it"
	}
}

// lineOf returns the line on which a text stands first.
func lineOf(data []byte, text string) int {
	return bytes.Count(data[:max(0, bytes.Index(data, []byte(text)))], []byte("\n")) + 1
}

// breakingLine returns the line at which the parser gives up with a message. The
// parser itself says only where the mapping or list begins that it was in. It
// looks a little ahead, so the lines that it took are too many, by one or two.
func breakingLine(data []byte, message string) int {
	lines := bytes.SplitAfter(data, []byte("\n"))
	in := &lineReader{lines: slices.Clone(lines)}
	_ = yaml.NewDecoder(in).Decode(new(yaml.Node))
	line := in.taken
	for line > 1 {
		err := yaml.Unmarshal(bytes.Join(lines[:line-1], nil), new(yaml.Node))
		if err == nil || !strings.HasSuffix(err.Error(), message) || in.taken-line > 2 {
			break
		}
		line--
	}
	return line
}

// lineReader gives out a line a time, and counts.
type lineReader struct {
	lines [][]byte
	taken int
}

func (r *lineReader) Read(p []byte) (int, error) {
	if r.taken == len(r.lines) {
		return 0, io.EOF
	}
	n := copy(p, r.lines[r.taken])
	if r.lines[r.taken] = r.lines[r.taken][n:]; len(r.lines[r.taken]) == 0 {
		r.taken++
	}
	return n, nil
}

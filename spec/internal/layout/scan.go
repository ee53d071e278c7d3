package layout

import (
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// scanner goes through a text along the nodes that the parser made of it. What stands
// between them is punctuation and comments.
type scanner struct {
	text     string
	lines    []int // where they begin
	pos      int
	kept     int // where the last scalar ends that keeps blank lines
	dash     int // the last hyphen of a list, or question mark, in a gap
	dashes   int // where --- stands; -1 where it does not
	comments []found
	entries  []*entry // in the order of the text
	failed   error
}

// found is a comment with its place.
type found struct {
	comment
	start, line, col int
	own              bool // it has its line to itself
}

func lineStarts(text string) []int {
	starts := []int{0}
	for i := range len(text) {
		if text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// offset returns the byte at a place as the parser counts it.
func (s *scanner) offset(n *yaml.Node) int {
	if n.Line < 1 || n.Line > len(s.lines) {
		s.failed = errLost
		return s.pos
	}
	at := s.lines[n.Line-1]
	for range n.Column - 1 {
		_, size := utf8.DecodeRuneInString(s.text[at:])
		at += size
	}
	return at
}

// lineOf returns the line of a byte, from 0.
func (s *scanner) lineOf(at int) int {
	low, high := 0, len(s.lines)
	for high-low > 1 {
		if mid := (low + high) / 2; s.lines[mid] <= at {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

func (s *scanner) col(at int) int {
	return utf8.RuneCountInString(s.text[s.lines[s.lineOf(at)]:at])
}

// begins reports whether nothing but white space stands before a byte on its line.
func (s *scanner) begins(at int) bool {
	return strings.TrimSpace(s.text[s.lines[s.lineOf(at)]:at]) == ""
}

// blankBefore reports whether a blank line stands above that of a byte, and belongs to
// no scalar.
func (s *scanner) blankBefore(at int) bool {
	line := s.lineOf(at)
	return line > 0 && s.begins(at) && s.lines[line-1] >= s.kept && strings.TrimSpace(s.text[s.lines[line-1]:s.lines[line]]) == ""
}

// gap goes on to a byte and notes the comments on its way.
func (s *scanner) gap(until int) {
	s.dash = -1
	for s.pos < until && s.failed == nil {
		switch c := s.text[s.pos]; {
		case c == '#':
			s.comment()
			continue
		case strings.HasPrefix(s.text[s.pos:], "---") && s.col(s.pos) == 0:
			s.dashes = s.pos
			s.pos += 2
		case strings.HasPrefix(s.text[s.pos:], "...") && s.col(s.pos) == 0:
			s.pos += 2
		case c == '-' || c == '?':
			s.dash = s.pos
		case !strings.ContainsRune(" \t\n:,[]{}", rune(c)):
			s.failed = errLost
		}
		s.pos++
	}
	if s.pos > until && s.failed == nil {
		s.failed = errLost
	}
}

// comment reads the one that begins here.
func (s *scanner) comment() {
	start := s.pos
	if end := strings.IndexByte(s.text[start:], '\n'); end >= 0 {
		s.pos += end
	} else {
		s.pos = len(s.text)
	}
	line := s.lines[s.lineOf(start)]
	gap := start - len(strings.TrimRight(s.text[:start], " \t"))
	if start-gap < line {
		gap = start - line
	}
	s.comments = append(s.comments, found{
		comment: comment{text: strings.TrimRight(s.text[start:s.pos], " \t"), blank: s.blankBefore(start), gap: gap},
		start:   start, line: s.lineOf(start), col: s.col(start), own: s.begins(start),
	})
}

// item reads a node and everything in it.
func (s *scanner) item(n *yaml.Node, owner *entry) *item {
	it := &item{node: n, owner: owner}
	s.gap(s.offset(n))
	it.start = s.pos
	if n.Anchor != "" && n.Kind != yaml.AliasNode || n.Style&yaml.TaggedStyle != 0 {
		it.props = s.properties()
	}
	switch n.Kind {
	case yaml.MappingNode, yaml.SequenceNode:
		s.collection(it)
	case yaml.AliasNode:
		s.pos += len("*") + len(n.Value)
		it.text = s.since(it.start)
	default:
		at := s.pos
		s.scalar(it)
		it.text = s.since(at)
	}
	it.end = s.pos
	return it
}

func (s *scanner) since(at int) string {
	if at > s.pos || s.pos > len(s.text) {
		s.failed = errLost
		return ""
	}
	return s.text[at:s.pos]
}

// properties reads an anchor and a tag, in whichever order.
func (s *scanner) properties() string {
	var props []string
	for s.pos < len(s.text) && (s.text[s.pos] == '&' || s.text[s.pos] == '!') {
		at := s.pos
		for s.pos < len(s.text) && !strings.ContainsRune(" \t\n,[]{}", rune(s.text[s.pos])) {
			s.pos++
		}
		props = append(props, s.text[at:s.pos])
		s.blanks()
	}
	return strings.Join(props, " ")
}

// blanks passes white space and comments.
func (s *scanner) blanks() {
	for s.pos < len(s.text) && strings.ContainsRune(" \t\n#", rune(s.text[s.pos])) {
		if s.text[s.pos] == '#' {
			s.comment()
		} else {
			s.pos++
		}
	}
}

func (s *scanner) collection(it *item) {
	if s.pos < len(s.text) && (s.text[s.pos] == '[' || s.text[s.pos] == '{') && it.node.Style&yaml.FlowStyle != 0 {
		it.bracketed = true
		s.pos++
	}
	step := 1
	if it.node.Kind == yaml.MappingNode {
		step = 2
	}
	for i := 0; i+step <= len(it.node.Content) && s.failed == nil; i += step {
		s.entry(it, it.node.Content[i:i+step])
	}
	if !it.bracketed {
		return
	}
	s.blanksAnd(',')
	if s.pos < len(s.text) && (s.text[s.pos] == ']' || s.text[s.pos] == '}') {
		s.pos++
	} else {
		s.failed = errLost
	}
}

// blanksAnd passes white space, comments and another character.
func (s *scanner) blanksAnd(c byte) {
	for s.blanks(); s.pos < len(s.text) && s.text[s.pos] == c; s.blanks() {
		s.pos++
	}
}

// entry reads one of a collection: a key and its value, or an element.
func (s *scanner) entry(parent *item, nodes []*yaml.Node) {
	e := &entry{parent: parent}
	s.gap(s.offset(nodes[0]))
	if e.start = s.pos; s.dash >= 0 && !parent.flow() {
		e.start = s.dash
	}
	e.col, e.blank = s.col(e.start), s.blankBefore(e.start)
	s.entries = append(s.entries, e)
	parent.entries = append(parent.entries, e)
	if len(nodes) == 2 {
		e.key = s.item(nodes[0], nil)
	}
	e.value = s.item(nodes[len(nodes)-1], e)
}

// flow reports whether the collection is written in brackets, or in the one pair that
// may stand in them without its own.
func (it *item) flow() bool { return it.node.Style&yaml.FlowStyle != 0 }

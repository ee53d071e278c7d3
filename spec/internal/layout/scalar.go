package layout

import (
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// scalar passes a scalar.
func (s *scanner) scalar(it *item) {
	n := it.node
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		s.block(it)
	case n.Style&yaml.DoubleQuotedStyle != 0:
		s.quoted('"', `\`)
	case n.Style&yaml.SingleQuotedStyle != 0:
		s.quoted('\'', "")
	case n.Value == "": // null
		s.failed = errLost
	default:
		s.plain(n.Value)
	}
}

// quoted passes a scalar in quotes. Two single quotes are one, which reads like the
// end of one text and the beginning of another.
func (s *scanner) quoted(quote byte, escape string) {
	s.pos++
	for s.pos < len(s.text) {
		switch {
		case escape != "" && s.text[s.pos] == escape[0]:
			s.pos++
		case s.text[s.pos] == quote && escape == "" && strings.HasPrefix(s.text[s.pos+1:], string(quote)):
			s.pos++
		case s.text[s.pos] == quote:
			s.pos++
			return
		}
		s.pos++
	}
	s.failed = errLost
}

// plain passes a scalar without quotes, whose value is known: where the text breaks a
// line, the value has a space, or a line end for each blank line.
func (s *scanner) plain(value string) {
	for value != "" {
		rest := s.text[s.pos:]
		space := rest[:len(rest)-len(strings.TrimLeft(rest, " \t\n"))]
		if strings.Contains(space, "\n") {
			value = strings.TrimLeft(value, " \n")
			s.pos += len(space)
			continue
		}
		if rest == "" || rest[0] != value[0] {
			s.failed = errLost
			return
		}
		value = value[1:]
		s.pos++
	}
}

// block passes a literal or folded scalar.
func (s *scanner) block(it *item) {
	header := s.pos
	for s.pos < len(s.text) && strings.ContainsRune("|>+-0123456789", rune(s.text[s.pos])) {
		s.pos++
	}
	indicators := s.text[header:s.pos]
	keeps := strings.Contains(indicators, "+")
	for s.pos < len(s.text) && (s.text[s.pos] == ' ' || s.text[s.pos] == '\t') {
		s.pos++
	}
	if s.pos < len(s.text) && s.text[s.pos] == '#' {
		s.comment()
	}
	indent := it.contentIndent(indicators, s.text[s.pos:])
	end := s.pos
	for line := s.lineOf(s.pos) + 1; line < len(s.lines) && s.lines[line] < len(s.text); line++ {
		text := lineAt(s.text, s.lines[line])
		blank := strings.TrimSpace(text) == ""
		if !blank && spaces(text) < indent {
			break
		}
		if !blank || keeps {
			end = s.lines[line] + len(text)
		}
	}
	s.pos = end
	if keeps {
		s.kept = end + 1
	}
}

// contentIndent returns how far the lines of a block scalar are indented: as its header
// says, or as its first line is.
func (it *item) contentIndent(indicators, rest string) int {
	parent := 0
	if it.owner != nil {
		parent = it.owner.parent.indent()
	}
	if digit := strings.IndexAny(indicators, "123456789"); digit >= 0 {
		return parent + int(indicators[digit]-'0')
	}
	_, rest, _ = strings.Cut(rest, "\n")
	for line := range strings.Lines(rest) {
		if strings.TrimSpace(line) != "" {
			return max(spaces(line), parent+1)
		}
	}
	return parent + 1
}

// indent returns the column of the collection's entries.
func (it *item) indent() int {
	if len(it.entries) == 0 {
		return 0
	}
	return it.entries[0].col
}

func spaces(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// lineAt returns the line that begins at a byte, without its end.
func lineAt(text string, at int) string {
	line, _, _ := strings.Cut(text[at:], "\n")
	return line
}

// What some reader of YAML or other takes for a number, a date, a boolean or nothing.
// A number in its plainest form and true and false are what they are meant to be.
var (
	plainNumber = regexp.MustCompile(`^-?(?:0|[1-9][0-9]{0,10})$`)
	likeNumber  = regexp.MustCompile(`^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(?::[0-5]?[0-9])*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$`)
	likeDate    = regexp.MustCompile(`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ])`)
	likeBoolean = []string{
		"y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "True", "TRUE", "False", "FALSE", "on", "On", "ON", "off", "Off", "OFF",
	}
	likeNothing = []string{"~", "null", "Null", "NULL"}
)

// Quotable reports whether a plain scalar says something else to other readers of YAML
// than the text that it is taken for here.
func Quotable(text string, isKey bool) bool {
	return likeNumber.MatchString(text) && !plainNumber.MatchString(text) || likeDate.MatchString(text) ||
		slices.Contains(likeBoolean, text) || isKey && slices.Contains(likeNothing, text)
}

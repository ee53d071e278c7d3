package layout

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

const (
	// Step is how far a level is indented.
	Step = 2
	// Width bounds a collection in one line, with what it stands behind.
	Width = 100
)

// printer writes a file. A collection that was written in brackets stays in them where
// it fits into one line.
type printer struct {
	strings.Builder
	apart []string
	first bool // nothing stands above in the collection: no blank line
	blank bool // a blank line was written
	kept  bool // a blank line would belong to the scalar above
	after bool // behind a hyphen, in which line the next entry goes on
}

// print returns the text of the file.
func (f *file) print(g Guide) string {
	p := &printer{apart: g.Apart, first: true}
	p.comments(f.before, 0)
	if f.dashes {
		p.line("---\n")
	}
	p.first = true
	p.comments(f.header, 0)
	if f.apart && len(f.top.entries) > 0 {
		p.parted()
	}
	p.first = true
	if len(f.top.entries) > 0 {
		p.collection(f.top, 0)
	} else {
		p.line(f.top.inBrackets() + "\n")
	}
	return p.String()
}

// line writes text, after which a blank line may come.
func (p *printer) line(text string) {
	p.WriteString(text)
	p.first, p.blank, p.kept = false, false, false
}

// parted writes a blank line, if there can be one.
func (p *printer) parted() {
	if !p.first && !p.blank && !p.kept {
		p.WriteByte('\n')
		p.blank = true
	}
}

func (p *printer) comments(cs []comment, indent int) {
	for _, c := range cs {
		if c.blank {
			p.parted()
		}
		p.line(strings.Repeat(" ", indent) + c.text + "\n")
	}
}

// collection writes one entry a line.
func (p *printer) collection(it *item, indent int) {
	p.first = true
	for _, e := range it.entries {
		p.entry(e, indent)
	}
	p.comments(it.foot, indent)
}

func (p *printer) entry(e *entry, indent int) {
	mark := "-"
	if e.key != nil {
		mark = e.key.inline(true) + ":"
		if e.key.node.Kind == yaml.AliasNode {
			mark = e.key.text + " :" // the colon would be a part of the name
		}
	}
	short := e.value.short(indent + len(mark) + 1)
	if p.after { // what stands above is written already
		p.after = false
	} else {
		if indent == 0 && e.key != nil && !short && slices.Contains(p.apart, e.name()) {
			p.parted()
		}
		p.comments(e.lead(indent), indent)
		if e.blank {
			p.parted()
		}
		p.WriteString(strings.Repeat(" ", indent))
	}
	if e.compact(indent) {
		p.line("- ")
		p.after = true
		p.collection(e.value, indent+Step)
		return
	}
	p.line(mark)
	p.value(e, indent, short)
}

// lead returns the comments above an entry. A list whose element begins in the line of
// its hyphen has no other place for what is about its first words.
func (e *entry) lead(indent int) []comment {
	cs := e.head
	if e.compact(indent) {
		cs = slices.Concat(cs, e.line, e.value.entries[0].lead(indent+Step))
	}
	return cs
}

// compact reports whether the value begins in the line of the hyphen.
func (e *entry) compact(indent int) bool {
	return e.key == nil && e.value.props == "" && len(e.value.entries) > 0 && !e.value.short(indent+Step)
}

// value writes what stands behind a key or a hyphen.
func (p *printer) value(e *entry, indent int, short bool) {
	it, remark := e.value, ""
	for _, c := range e.line {
		remark += strings.Repeat(" ", max(1, c.gap)) + c.text
	}
	if it.props != "" {
		p.WriteString(" " + it.props)
	}
	switch {
	case short:
		p.line(" " + it.inBrackets() + remark + "\n")
	case len(it.entries) > 0:
		p.line(remark + "\n")
		p.collection(it, indent+Step)
	case it.node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		p.block(it, indent, remark)
	default:
		p.line(" " + indented(it.inline(false), indent+Step) + remark + "\n")
	}
}

// indented moves all lines but the first to the right, unless they are blank.
func indented(text string, indent int) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if i > 0 && line != "" {
			lines[i] = strings.Repeat(" ", indent) + line
		}
	}
	return strings.Join(lines, "\n")
}

// block writes a literal or folded scalar.
func (p *printer) block(it *item, indent int, remark string) {
	header, content, _ := strings.Cut(it.text, "\n")
	indicators := header[:len(header)-len(strings.TrimLeft(header, "|>+-0123456789"))]
	p.line(" " + indicators + remark + "\n")
	old, now := it.contentIndent(indicators, it.text), indent+Step
	if digit := strings.IndexAny(indicators, "123456789"); digit >= 0 {
		now = indent + int(indicators[digit]-'0')
	}
	if content == "" && !strings.Contains(it.text, "\n") {
		return
	}
	empty := strings.TrimSpace(content) == ""
	for _, line := range strings.Split(content, "\n") {
		if len(line) < old || empty {
			p.line("\n")
			continue
		}
		p.line(strings.Repeat(" ", now) + line[old:] + "\n")
	}
	p.kept = strings.Contains(indicators, "+")
}

// short reports whether a collection stands in brackets behind so many characters.
func (it *item) short(before int) bool {
	if it.node.Kind != yaml.MappingNode && it.node.Kind != yaml.SequenceNode {
		return false
	}
	if len(it.entries) == 0 {
		return true
	}
	if !it.flow() || it.remarked() {
		return false
	}
	text := it.inBrackets()
	return !strings.Contains(text, "\n") && before+len(it.props)+utf8.RuneCountInString(text) <= Width
}

// remarked reports whether there are comments in the collection.
func (it *item) remarked() bool {
	return len(it.foot) > 0 || slices.ContainsFunc(it.entries, func(e *entry) bool {
		return len(e.head)+len(e.line) > 0 || e.value.remarked()
	})
}

// inBrackets writes a collection in one line.
func (it *item) inBrackets() string {
	var parts []string
	for _, e := range it.entries {
		part := e.value.withProps()
		if e.key != nil {
			colon := ": "
			if e.key.node.Kind == yaml.AliasNode {
				colon = " : "
			}
			part = e.key.inline(true) + colon + part
		}
		parts = append(parts, part)
	}
	if it.node.Kind == yaml.SequenceNode {
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (it *item) withProps() string {
	text := it.inline(false)
	if it.node.Kind == yaml.MappingNode || it.node.Kind == yaml.SequenceNode {
		text = it.inBrackets()
	}
	if it.props != "" {
		text = it.props + " " + text
	}
	return text
}

// inline returns a scalar or alias, with quotes where it could be misread. Lines that
// it goes on in begin without white space, which counts for nothing there.
func (it *item) inline(isKey bool) string {
	lines := strings.Split(it.text, "\n")
	for i := range lines[1:] {
		lines[i+1] = strings.TrimLeft(lines[i+1], " \t")
	}
	text := strings.Join(lines, "\n")
	if it.node.Kind == yaml.ScalarNode && it.node.Style == 0 && Quotable(text, isKey) {
		text = `"` + text + `"`
	}
	if it.props != "" && isKey {
		text = it.props + " " + text
	}
	return text
}

package spec

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"iamsync/spec/policy"

	"iamsync/spec/internal/layout"
)

// What is written is made of nodes, as what is read is. A mapping or list in flow style
// stands in brackets where it fits into one line, as iamsync fmt has it; the style of
// scalars follows from their text, which the loader takes as it is.

func scalarNode(text string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: text} }

// wordNode returns a scalar that is more than a text, such as true or 1: it never has
// quotes.
func wordNode(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Value: text, Tag: wordTag}
}

const wordTag = "!!word"

// listOf returns a list of texts, or nothing where there are none.
func listOf(texts []string) *yaml.Node {
	if len(texts) == 0 {
		return nil
	}
	n := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, text := range texts {
		n.Content = append(n.Content, scalarNode(text))
	}
	return n
}

// each applies f to every text.
func each(texts []string, f func(string) string) []string {
	out := make([]string, 0, len(texts))
	for _, text := range texts {
		out = append(out, f(text))
	}
	return out
}

// yamlText writes a mapping, so far indented, an entry a line.
func yamlText(n *yaml.Node, indent int) string {
	var b strings.Builder
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		pad := strings.Repeat(" ", indent)
		for line := range strings.Lines(key.HeadComment) {
			b.WriteString(pad + "# " + strings.TrimSuffix(line, "\n") + "\n")
		}
		mark := scalarText(key, true) + ":"
		b.WriteString(pad + mark + valueText(value, indent, utf8.RuneCountInString(mark)+1))
	}
	return b.String()
}

// valueText writes what stands behind a key that takes so many characters.
func valueText(n *yaml.Node, indent, used int) string {
	switch {
	case n.Kind == yaml.ScalarNode:
		return " " + scalarText(n, false) + "\n"
	case fitsLine(n, indent+used):
		return " " + flowText(n) + "\n"
	case n.Kind == yaml.MappingNode:
		return "\n" + yamlText(n, indent+layout.Step)
	}
	var b strings.Builder
	b.WriteString("\n")
	for _, e := range n.Content {
		b.WriteString(elementText(e, indent+layout.Step))
	}
	return b.String()
}

// elementText writes an element of a list. A mapping begins behind the hyphen.
func elementText(n *yaml.Node, indent int) string {
	hyphen := strings.Repeat(" ", indent) + "-"
	switch {
	case n.Kind == yaml.ScalarNode:
		return hyphen + " " + scalarText(n, false) + "\n"
	case n.Kind != yaml.MappingNode || fitsLine(n, indent+layout.Step):
		return hyphen + valueText(n, indent, layout.Step)
	}
	return hyphen + " " + yamlText(n, indent+layout.Step)[indent+layout.Step:]
}

// fitsLine reports whether a collection stands in brackets behind so many characters.
func fitsLine(n *yaml.Node, before int) bool {
	return len(n.Content) == 0 || n.Style == yaml.FlowStyle && before+utf8.RuneCountInString(flowText(n)) <= layout.Width
}

func flowText(n *yaml.Node) string {
	var parts []string
	switch n.Kind {
	case yaml.ScalarNode:
		return scalarText(n, true)
	case yaml.SequenceNode:
		for _, e := range n.Content {
			parts = append(parts, flowText(e))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		parts = append(parts, flowText(n.Content[i])+": "+flowText(n.Content[i+1]))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// scalarText writes a text, without quotes where no reader of YAML takes it for
// anything else. In brackets, and as a key, more has a meaning.
func scalarText(n *yaml.Node, bracketed bool) string {
	if n.Tag == wordTag || isPlain(n.Value, bracketed) {
		return n.Value
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range n.Value {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func isPlain(text string, bracketed bool) bool {
	first, _ := utf8.DecodeRuneInString(text)
	switch {
	case text == "" || !unicode.IsLetter(first) && !unicode.IsDigit(first) && first != '/' && first != '_':
		return false
	case strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }):
		return false
	case strings.Contains(text, "#") || bracketed && strings.ContainsAny(text, ",[]{}"):
		return false
	case strings.Contains(text, ": ") || strings.HasSuffix(text, ":") || strings.HasSuffix(text, " "):
		return false
	}
	return scalarNode(text).ShortTag() == "!!str" && !layout.Quotable(text, bracketed)
}

// DocumentYAML writes a policy document as a file of the tree may have it.
func DocumentYAML(d policy.Document) string { return yamlText(d.YAML(escaped), 0) }

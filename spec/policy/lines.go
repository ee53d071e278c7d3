package policy

import "strings"

// Lines returns the document as people read it: indented JSON, a line a value,
// short lists of one as the scalar that the author wrote.
func (d Document) Lines() []string {
	if d.IsZero() {
		return nil
	}
	return d.tree().lines()
}

func (v value) lines() []string {
	var b strings.Builder
	v.indent(&b, "")
	return strings.Split(b.String(), "\n")
}

func (v value) indent(b *strings.Builder, margin string) {
	inner := margin + "  "
	switch {
	case v.kind == list && len(v.list) > 0:
		b.WriteString("[\n")
		for i, e := range v.list {
			b.WriteString(inner)
			e.indent(b, inner)
			b.WriteString(comma(i, len(v.list)))
		}
		b.WriteString(margin + "]")
	case v.kind == object && len(v.members) > 0:
		b.WriteString("{\n")
		for i, m := range v.members {
			b.WriteString(inner + quoted(m.key) + ": ")
			m.value.indent(b, inner)
			b.WriteString(comma(i, len(v.members)))
		}
		b.WriteString(margin + "}")
	default:
		v.write(b)
	}
}

func comma(i, n int) string {
	if i == n-1 {
		return "\n"
	}
	return ",\n"
}

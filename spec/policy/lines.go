package policy

import (
	"slices"
	"strings"
)

// Lines returns the document as people read it: indented JSON, a line a value,
// short lists of one as the scalar that the author wrote.
func (d Document) Lines() []string {
	if d.IsZero() {
		return nil
	}
	return d.tree().lines()
}

// LinesLike returns the lines of d in the order and forms of model wherever both
// say the same, so that a line difference of the two shows nothing but
// differences of meaning.
func (d Document) LinesLike(model Document) []string {
	if d.IsZero() {
		return nil
	}
	return like(d.tree(), model.tree()).lines()
}

// like rearranges v after model without changing what v means.
func like(v, model value) value {
	switch {
	case v.canonical() == model.canonical():
		return model
	case v.kind == object && model.kind == object:
		return objectLike(v, model)
	case v.kind == list || model.kind == list:
		return listLike(v, model)
	default:
		return v
	}
}

func objectLike(v, model value) value {
	out := value{kind: object}
	for _, m := range model.members {
		if mine, found := v.get(m.key); found {
			out.members = append(out.members, member{key: m.key, value: like(mine, m.value)})
		}
	}
	for _, m := range v.members {
		if _, found := model.get(m.key); !found {
			out.members = append(out.members, m)
		}
	}
	return out
}

// listLike gives the elements that both hold the order of model; each of the
// others goes behind the element that it followed. Objects that are not equal
// are paired by their Sid.
func listLike(v, model value) value {
	mine := v.all()
	rest := make([]*value, len(mine))
	for i := range mine {
		rest[i] = &mine[i]
	}
	out := value{kind: list}
	for _, m := range model.all() {
		i := slices.IndexFunc(rest, func(e *value) bool { return e != nil && e.canonical() == m.canonical() })
		if i < 0 {
			i = slices.IndexFunc(rest, func(e *value) bool { return e != nil && sameSid(*e, m) })
		}
		if i >= 0 {
			out.list = append(out.list, like(*rest[i], m))
			rest[i] = nil
		}
	}
	for i, e := range rest {
		if e != nil {
			out.list = slices.Insert(out.list, min(i, len(out.list)), *e)
		}
	}
	return out
}

func sameSid(a, b value) bool {
	x, hasX := a.get("Sid")
	y, hasY := b.get("Sid")
	return hasX && hasY && x.text == y.text
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

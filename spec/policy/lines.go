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
	mine, theirs := v.index(), model.index()
	out := value{kind: object}
	for _, m := range model.members {
		if value, found := mine[m.key]; found {
			out.members = append(out.members, member{key: m.key, value: like(value, m.value)})
		}
	}
	for _, m := range v.members {
		if _, found := theirs[m.key]; !found {
			out.members = append(out.members, m)
		}
	}
	return out
}

// listLike gives the elements that both hold the order of model; the others keep
// their places in the list. Objects that are not equal are paired by their Sid.
func listLike(v, model value) value {
	mine := v.all()
	equal, sids := placesOf(mine, value.canonical), placesOf(mine, sid)
	used := make([]bool, len(mine))
	var both []value
	for _, m := range model.all() {
		i := equal.take(m.canonical(), used)
		if i < 0 {
			i = sids.take(sid(m), used)
		}
		if i >= 0 {
			both = append(both, like(mine[i], m))
		}
	}
	out := value{kind: list}
	for i, e := range mine {
		if used[i] {
			e, both = both[0], both[1:]
		}
		out.list = append(out.list, e)
	}
	return out
}

// sid returns the Sid of a statement, "" where there is none.
func sid(v value) string {
	s, _ := v.get("Sid")
	return s.text
}

// places are the indices of the elements of a list, by something about them.
type places map[string][]int

func placesOf(list []value, by func(value) string) places {
	p := places{}
	for i, e := range list {
		if key := by(e); key != "" {
			p[key] = append(p[key], i)
		}
	}
	return p
}

// take returns the first place that is not used yet, and uses it; -1 where there
// is none.
func (p places) take(key string, used []bool) int {
	for len(p[key]) > 0 {
		i := p[key][0]
		p[key] = p[key][1:]
		if !used[i] {
			used[i] = true
			return i
		}
	}
	return -1
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

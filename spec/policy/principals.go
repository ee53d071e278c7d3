package policy

import "slices"

// Principals returns the principals of Type "AWS" that the document names, each
// once, in order: ARNs, account IDs, unique IDs of those that were deleted, "*".
func (d Document) Principals() []string { return d.principals("AWS") }

// Federated returns the principals of Type "Federated" that the document names, each
// once, in order: ARNs of identity providers, and domain names.
func (d Document) Federated() []string { return d.principals("Federated") }

func (d Document) principals(kind string) []string {
	var names []string
	for _, s := range d.Model().Statements {
		for _, p := range s.Principal.List {
			if p.Type == kind {
				names = append(names, p.Text)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// MapPrincipals returns the document with f applied to each principal of Type
// "AWS". It is the document itself where f changes none.
func (d Document) MapPrincipals(f func(string) string) Document {
	v, changed := d.tree(), false
	v.eachPrincipal(func(p *value) {
		if to := f(p.text); to != p.text {
			p.text, changed = to, true
		}
	})
	if !changed {
		return d
	}
	return documentOf(v)
}

// WithoutStatements returns the document without the statements that drop picks.
// The zero Document says that none is left.
func (d Document) WithoutStatements(drop func(Statement) bool) Document {
	v := d.tree()
	left := 0
	for i := range v.members {
		m := &v.members[i]
		if m.key != "Statement" {
			continue
		}
		m.value = value{kind: list, list: slices.DeleteFunc(slices.Clone(m.value.all()), func(s value) bool { return drop(statementOf(s)) })}
		left = len(m.value.list)
	}
	if left == 0 {
		return Document{}
	}
	return documentOf(v)
}

// eachPrincipal calls f with each principal of Type "AWS", in place.
func (v *value) eachPrincipal(f func(*value)) {
	for i := range v.members {
		if m := &v.members[i]; m.key == "Statement" {
			m.value.eachElement(func(s *value) { s.eachOwnPrincipal(f) })
		}
	}
}

func (v *value) eachOwnPrincipal(f func(*value)) {
	for i := range v.members {
		m := &v.members[i]
		if m.key != "Principal" && m.key != "NotPrincipal" {
			continue
		}
		if m.value.kind == scalar {
			f(&m.value)
		}
		for j := range m.value.members {
			if kind := &m.value.members[j]; kind.key == "AWS" {
				kind.value.eachElement(f)
			}
		}
	}
}

// eachElement calls f with each element of a list, in place, or with the value
// itself where it is none.
func (v *value) eachElement(f func(*value)) {
	if v.kind != list {
		f(v)
		return
	}
	for i := range v.list {
		f(&v.list[i])
	}
}

package policy

import "slices"

// Denies reports whether the document has a statement with the effect Deny.
func (d Document) Denies() bool { return d.denies }

// Allows reports whether the document has a statement with the effect Allow.
func (d Document) Allows() bool { return d.allows }

// hasStatement looks for a statement once, when the document is read.
func (v value) hasStatement(effect string) bool {
	return slices.ContainsFunc(v.statements(), func(s value) bool { return s.has("Effect", effect) })
}

// Narrows reports whether putting after in the place of d can take access away
// but never give any. It answers from the form of the statements: true is
// certain, false may only mean that it could not tell.
//
// That is so where every Allow of after is covered by one Allow of d and every
// Deny of d is covered by a Deny of after.
func (d Document) Narrows(after Document) bool {
	if version(d) != version(after) {
		return false // variables mean something else
	}
	old, now := d.tree().statements(), after.tree().statements()
	return covered(effect(now, "Allow"), effect(old, "Allow")) && covered(effect(old, "Deny"), effect(now, "Deny"))
}

func (v value) statements() []value {
	if v, found := v.get("Statement"); found {
		return v.all()
	}
	return nil
}

func version(d Document) string {
	v, _ := d.tree().get("Version")
	return v.text
}

func effect(statements []value, name string) []value {
	var out []value
	for _, s := range statements {
		if s.has("Effect", name) {
			out = append(out, s)
		}
	}
	return out
}

// covered reports whether each of the small statements is covered by one of the
// large ones.
func covered(small, large []value) bool {
	for _, s := range small {
		if !slices.ContainsFunc(large, func(l value) bool { return covers(l, s) }) {
			return false
		}
	}
	return true
}

// covers reports whether large matches every request that small matches: the
// same elements, where those that list what matches (Action, Resource) list at
// least as much. Every other element, such as NotAction or Condition, is equal.
func covers(large, small value) bool {
	if !sameKeys(large, small) {
		return false
	}
	for _, m := range small.members {
		other, _ := large.get(m.key)
		switch m.key {
		case "Sid":
		case "Action", "Resource":
			if !contains(other, m.value) {
				return false
			}
		default:
			if other.canonical() != m.value.canonical() {
				return false
			}
		}
	}
	return true
}

func sameKeys(a, b value) bool {
	keys := func(v value) []string {
		var out []string
		for _, m := range v.members {
			if m.key != "Sid" {
				out = append(out, m.key)
			}
		}
		slices.Sort(out)
		return out
	}
	return slices.Equal(keys(a), keys(b))
}

// contains reports whether every member of small is one of large, or large holds
// the pattern that matches everything.
func contains(large, small value) bool {
	have := map[string]bool{}
	for _, e := range large.all() {
		have[e.text] = true
	}
	for _, e := range small.all() {
		if !have[e.text] && !have["*"] {
			return false
		}
	}
	return true
}

func (v value) has(key, text string) bool {
	got, found := v.get(key)
	return found && got.text == text
}

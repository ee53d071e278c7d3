package policy

import (
	"slices"
	"strings"

	"iamsync/spec/policy/internal/glob"
)

// Denies reports whether the document has a statement with the effect Deny.
func (d Document) Denies() bool { return d.denies }

// Allows reports whether the document has a statement with the effect Allow.
func (d Document) Allows() bool { return d.allows }

// hasStatement looks for a statement once, when the document is read.
func (v value) hasStatement(effect string) bool {
	return slices.ContainsFunc(v.statements(), func(s value) bool {
		got, found := s.get("Effect")
		return found && got.text == effect
	})
}

func (v value) statements() []value {
	if v, found := v.get("Statement"); found {
		return v.all()
	}
	return nil
}

// Narrows reports whether putting after in the place of d can take access away
// but never give any. It answers from the statements alone, one by one: true is
// certain, false may only mean that it could not tell.
//
// That is so where every Allow of after is covered by one Allow of d and every
// Deny of d is covered by a Deny of after.
func (d Document) Narrows(after Document) bool {
	if d.Equal(after) {
		return true
	}
	return d.Model().narrows(after.Model())
}

func (m Model) narrows(after Model) bool {
	if m.hasVariables() != after.hasVariables() {
		return false // the same text means something else
	}
	return allCovered(after.of(Allow), m.of(Allow)) && allCovered(m.of(Deny), after.of(Deny))
}

// hasVariables reports whether the model resolves policy variables: whether it has
// any, and is of the version that knows them.
func (m Model) hasVariables() bool {
	return m.Version.Text == current && slices.ContainsFunc(m.Statements, Statement.hasVariables)
}

func (s Statement) hasVariables() bool {
	has := func(w Word) bool { return strings.Contains(w.Text, "${") }
	return slices.ContainsFunc(s.Resource.List, has) ||
		slices.ContainsFunc(s.Conditions, func(c Condition) bool { return slices.ContainsFunc(c.Values, has) })
}

// of returns the statements with an effect.
func (m Model) of(effect string) []Statement {
	return slices.DeleteFunc(slices.Clone(m.Statements), func(s Statement) bool { return s.Effect.Text != effect })
}

// allCovered reports whether each of the small statements is covered by one of
// the large ones.
func allCovered(small, large []Statement) bool {
	for _, s := range small {
		if !slices.ContainsFunc(large, func(l Statement) bool { return l.Covers(s) }) {
			return false
		}
	}
	return true
}

// Covers reports whether s matches every request that other matches, whatever
// the effects of the two. True is certain; false may only mean that it could not
// tell.
func (s Statement) Covers(other Statement) bool {
	return s.Action.covers(other.Action, lower) &&
		s.Resource.covers(other.Resource, asWritten) &&
		s.Principal.covers(other.Principal) &&
		s.conditionsCover(other)
}

func asWritten(s string) string { return s }

// covers compares two elements of one name and its opposite: a list covers what
// its patterns do, and a Not- list all but that.
func (w Words) covers(other Words, form func(string) string) bool {
	switch {
	case w.Key == "" || other.Key == "":
		return w.Key == other.Key
	case !w.Not && slices.ContainsFunc(w.List, func(p Word) bool { return p.Text == "*" }):
		return true
	case w.Not != other.Not:
		return false
	case w.Not:
		return coverAll(other.List, w.List, form)
	default:
		return coverAll(w.List, other.List, form)
	}
}

// coverAll reports whether each of the small words is covered by a large one.
func coverAll(large, small []Word, form func(string) string) bool {
	same := make(map[string]bool, len(large))
	var patterns []string
	for _, w := range large {
		text := form(w.Text)
		same[text] = true
		if glob.IsPattern(text) {
			patterns = append(patterns, text)
		}
	}
	for _, w := range small {
		text := form(w.Text)
		if !same[text] && !slices.ContainsFunc(patterns, func(p string) bool { return glob.Covers(p, text) }) {
			return false
		}
	}
	return true
}

// covers reports whether p names everybody whom other names.
func (p Principal) covers(other Principal) bool {
	switch {
	case p.Key == "" || other.Key == "":
		return p.Key == other.Key
	case !p.Not && p.names("AWS", "*"):
		return true
	case p.Not != other.Not:
		return false
	case p.Not:
		p, other = other, p
	}
	return !slices.ContainsFunc(other.List, func(w PrincipalWord) bool { return !p.names(w.Type, w.Text) })
}

// names reports whether one of the principals is this one.
func (p Principal) names(kind, text string) bool {
	return slices.ContainsFunc(p.List, func(w PrincipalWord) bool {
		return w.Type == kind && accountOf(w.Text) == accountOf(text)
	})
}

// accountOf returns an account's ID for either way to name it, or the text itself.
func accountOf(principal string) string {
	if id, isRoot := rootOf(principal); isRoot {
		return id
	}
	return principal
}

// conditionsCover reports whether s asks for no more than other: each of its
// conditions is among those of other, perhaps with fewer values there.
func (s Statement) conditionsCover(other Statement) bool {
	for _, c := range s.Conditions {
		if !slices.ContainsFunc(other.Conditions, c.covers) {
			return false
		}
	}
	return true
}

// covers reports whether the condition holds wherever other does: it is the same,
// and holds for at least the same values.
func (c Condition) covers(other Condition) bool {
	if c.Operator.Text != other.Operator.Text || lower(c.Key.Text) != lower(other.Key.Text) {
		return false
	}
	form := asWritten
	if ignoresCase(c.Operator.Text) {
		form = lower
	}
	if c.Operator.Negated() {
		return containsAll(other.Values, c.Values, form)
	}
	return containsAll(c.Values, other.Values, form)
}

// containsAll reports whether each of the small words is among the large ones.
func containsAll(large, small []Word, form func(string) string) bool {
	have := make(map[string]bool, len(large))
	for _, w := range large {
		have[form(w.Text)] = true
	}
	return !slices.ContainsFunc(small, func(w Word) bool { return !have[form(w.Text)] })
}

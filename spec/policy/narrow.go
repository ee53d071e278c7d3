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

// MayAllow reports whether an Allow of the document names the action, whatever resources
// and conditions it has and whatever is denied.
func (d Document) MayAllow(action string) bool {
	return d.allows && slices.ContainsFunc(d.Model().Statements, func(s Statement) bool {
		named := slices.ContainsFunc(s.Action.List, func(w Word) bool {
			return glob.Match(strings.ToLower(w.Text), strings.ToLower(action))
		})
		return s.Effect.Text == Allow && named != s.Action.Not
	})
}

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
// but never give any, whatever else a principal holds. It answers from the
// statements alone: true is certain, false may only mean that it could not tell.
//
// That is so where every Allow of after is covered by Allows of d, or surely denied
// by after itself, and every Deny of d is covered by Denies of after.
func (d Document) Narrows(after Document) bool {
	return d.Equal(after) || !gives(newRules(d.tree()), newRules(after.tree()))
}

func (s Statement) hasVariables() bool {
	has := func(w Word) bool { return strings.Contains(w.Text, "${") }
	return slices.ContainsFunc(s.Resource.List, has) ||
		slices.ContainsFunc(s.Conditions, func(c Condition) bool { return slices.ContainsFunc(c.Values, has) })
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
	c := newCoverage(w.List, form)
	return w.coversBy(&c, other)
}

// coversBy is covers for words whose coverage is known.
func (w Words) coversBy(c *coverage, other Words) bool {
	switch {
	case w.Key == "" || other.Key == "":
		return w.Key == other.Key
	case !w.Not && slices.ContainsFunc(w.List, func(p Word) bool { return p.Text == "*" }):
		return true
	case w.Not != other.Not:
		return false
	case w.Not:
		theirs := newCoverage(other.List, c.form)
		return theirs.coversAll(w.List)
	default:
		return c.coversAll(other.List)
	}
}

// coverage are the words of a list, ready to be asked which others they cover.
type coverage struct {
	form     func(string) string
	same     map[string]bool
	patterns []string
	size     int // of all words, in bytes
}

func newCoverage(list []Word, form func(string) string) coverage {
	c := coverage{form: form, same: make(map[string]bool, len(list))}
	for _, w := range list {
		text := form(w.Text)
		c.same[text] = true
		c.size += len(text) + 1
		if glob.IsPattern(text) {
			c.patterns = append(c.patterns, text)
		}
	}
	return c
}

// coversAll reports whether each of the words is covered.
func (c *coverage) coversAll(words []Word) bool {
	return !slices.ContainsFunc(words, func(w Word) bool {
		text := c.form(w.Text)
		return !c.same[text] && !slices.ContainsFunc(c.patterns, func(p string) bool { return glob.Covers(p, text) })
	})
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
// or asks no more with IfExists, and holds for at least the same values.
func (c Condition) covers(other Condition) bool {
	if !c.Operator.covers(other.Operator) || lower(c.Key.Text) != lower(other.Key.Text) {
		return false
	}
	large, small := c.values(), other.values()
	switch {
	case !c.Operator.Known():
		return large.coversAll(other.Values) && small.coversAll(c.Values)
	case c.Operator.Negated():
		return small.coversAll(c.Values)
	}
	return large.coversAll(other.Values)
}

// covers reports whether the operator holds wherever other does, with the same key
// and values.
func (o Operator) covers(other Operator) bool {
	switch {
	case o.Text == other.Text:
		return true
	case o.Base != other.Base || o.Quantifier != other.Quantifier || !o.Known():
		return false
	}
	// One of the two has IfExists. Without a quantifier, negated operators hold
	// where there is no such key, too, and so does ForAllValues in any case.
	return o.IfExists || o.Quantifier == ForAllValues || o.Quantifier == "" && o.Negated()
}

// values returns what the condition compares with. Only StringLike has patterns that
// are compared as a whole.
func (c Condition) values() coverage {
	form := asWritten
	if ignoresCase(c.Operator.Text) {
		form = lower
	}
	v := newCoverage(c.Values, form)
	if c.Operator.Base != "StringLike" && c.Operator.Base != "StringNotLike" {
		v.patterns = nil
	}
	return v
}

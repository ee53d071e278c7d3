package plan

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"iamsync/spec/policy"
)

// differenceLines writes what differs between two documents: a heading for each
// statement that is new, gone or another, and beneath it a line for each thing that
// it says more or no longer.
func differenceLines(d policy.Difference) []string {
	var lines []string
	for _, f := range d.Fields {
		lines = append(lines, documentField(f))
	}
	for _, s := range d.Statements {
		lines = append(lines, heading(s))
		lines = append(lines, partLines(s)...)
	}
	return lines
}

func documentField(f policy.FieldDifference) string {
	switch {
	case f.Before == nil:
		return "+ " + word(f.Key) + "  " + word(*f.After)
	case f.After == nil:
		return "- " + word(f.Key) + "  " + word(*f.Before)
	default:
		return "~ " + word(f.Key) + "  " + word(*f.Before) + " -> " + word(*f.After)
	}
}

// maxHeading is how long a heading may be until what did not change is only counted:
// with the margin of a document, it fits into 80 columns.
const maxHeading = 74

// heading names a statement by its effect and its Sid or, where it has none, its
// place; then says what it is about, as far as that did not change.
func heading(s policy.StatementDifference) string {
	verb, statement := verbOf(s)
	name := verb.Sign() + " " + word(cmp.Or(statement.Effect.Text, "statement"))
	if sid := statement.Sid.Text; sid != "" {
		name += " " + strconv.Quote(sid)
	} else {
		name += fmt.Sprintf(" #%d", statement.Number)
	}
	access := ": " + statementAccess[s.Access]
	about, counted := setting(s)
	if utf8.RuneCountInString(name+about+access) > maxHeading {
		about = counted
	}
	return name + about + access
}

// verbOf returns what happens to a statement, and how it is afterwards or, where it
// is gone, was before.
func verbOf(s policy.StatementDifference) (Verb, policy.Placed) {
	switch {
	case s.Before.Number == 0:
		return Create, s.After
	case s.After.Number == 0:
		return Delete, s.Before
	default:
		return Update, s.After
	}
}

// setting says what both sides of a statement have in common of the elements in which
// they do not differ, in full and in numbers. What could be read as more than one word
// is counted in both.
func setting(s policy.StatementDifference) (full, counted string) {
	if verb, _ := verbOf(s); verb != Update {
		return "", ""
	}
	differs := map[string]bool{}
	for _, p := range append(s.Removed[:len(s.Removed):len(s.Removed)], s.Added...) {
		differs[p.Element] = true
	}
	for _, e := range elementsOf(s.After.Statement) {
		if len(e.words) == 0 || differs[e.key] {
			continue
		}
		short := " " + e.preposition + " " + e.but + Count(len(e.words), e.noun)
		long := short
		if len(e.words) == 1 && word(e.words[0]) == e.words[0] {
			long = " " + e.preposition + " " + e.but + e.words[0]
		}
		full, counted = full+long, counted+short
	}
	return full, counted
}

// element is one of a statement in words.
type element struct {
	key, preposition, noun string
	but                    string // "all but " of a Not- element
	words                  []string
}

func elementsOf(s policy.Statement) []element {
	but := map[bool]string{true: "all but "}
	texts := func(words []policy.Word) []string {
		return each(words, func(w policy.Word) string { return w.Text })
	}
	return []element{
		{s.Principal.Key, "for", "principal", but[s.Principal.Not], each(s.Principal.List, func(w policy.PrincipalWord) string { return w.Text })},
		{s.Action.Key, "of", "action", but[s.Action.Not], texts(s.Action.List)},
		{s.Resource.Key, "on", "resource", but[s.Resource.Not], texts(s.Resource.List)},
		{policy.ElementCondition, "under", "condition", "", each(s.Conditions, func(c policy.Condition) string {
			return c.Operator.Text + " " + c.Key.Text // which is counted
		})},
	}
}

// partLines are grouped by element, what goes before what comes. The heading has the
// effect and Sid of a statement that is new or gone.
func partLines(s policy.StatementDifference) []string {
	verb, _ := verbOf(s)
	width, elements := 0, []string{}
	signed := map[string][]signedPart{}
	for _, side := range []struct {
		sign  string
		parts []policy.Part
	}{{"- ", s.Removed}, {"+ ", s.Added}} {
		for _, p := range side.parts {
			if verb != Update && (p.Element == policy.ElementSid || p.Element == policy.ElementEffect) {
				continue
			}
			if signed[p.Element] == nil {
				elements = append(elements, p.Element)
			}
			signed[p.Element] = append(signed[p.Element], signedPart{side.sign, p})
			width = max(width, utf8.RuneCountInString(p.Element))
		}
	}
	var lines []string
	for _, e := range elements {
		for _, p := range signed[e] {
			lines = append(lines, p.sign+"  "+pad(e, width)+"  "+sayPart(p.Part))
		}
	}
	return lines
}

type signedPart struct {
	sign string
	policy.Part
}

func sayPart(p policy.Part) string {
	switch {
	case p.Element == policy.ElementStatement:
		return p.Value
	case p.Type != "":
		return word(p.Type) + " " + word(p.Value)
	case p.Operator != "":
		return word(p.Operator) + " " + word(p.Key) + " " + word(p.Value)
	default:
		return word(p.Value)
	}
}

// word quotes a text that could be taken for several words, for the end of a line or
// for nothing.
func word(s string) string {
	if s == "" || strings.ContainsAny(s, " \"") || strconv.Quote(s) != `"`+s+`"` {
		return strconv.Quote(s)
	}
	return s
}

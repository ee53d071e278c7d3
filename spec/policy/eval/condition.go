package eval

import (
	"slices"

	"iamsync/spec/policy"
)

// condition is one condition key of one operator, ready to be asked.
type condition struct {
	operator policy.Operator
	key      string // in lower case
	values   []value
}

func newCondition(c policy.Condition, variables bool) condition {
	compiled := condition{operator: c.Operator, key: lower(c.Key.Text)}
	for _, w := range c.Values {
		compiled.values = append(compiled.values, newValue(c.Operator, w.Text, variables))
	}
	return compiled
}

// holds says whether the condition is met: "all context keys in a condition element
// block must resolve to true", several values of one are alternatives, and those of a
// negated operator are all excluded (IAM User Guide, "Conditions with multiple context
// keys or values").
func (c *condition) holds(f *facts) answer {
	values, known := f.lookup(c.key)
	switch {
	case !c.operator.Known():
		return maybe
	case c.operator.Family() == policy.OfPresence:
		return c.presence(values, known)
	case !known:
		return maybe
	case len(values) == 0:
		return truth(c.holdsWithout())
	}
	switch c.operator.Quantifier {
	case policy.ForAllValues:
		all := yes
		for _, v := range values {
			all = min(all, c.satisfied(f, v))
		}
		return max(all, emptiness(values))
	case policy.ForAnyValue:
		anyOf := no
		for _, v := range values {
			anyOf = max(anyOf, c.satisfied(f, v))
		}
		return min(anyOf, emptiness(values).not())
	}
	if len(values) > 1 {
		return maybe // a key of several values "requires" a quantifier; nobody says what happens without
	}
	return c.satisfied(f, values[0])
}

// emptiness says whether values count for none to a quantifier. An older text of IAM's
// pages says so of the empty string, the present one no longer does.
func emptiness(values []string) answer {
	if len(values) == 1 && values[0] == "" {
		return maybe
	}
	return no
}

// holdsWithout says whether the condition is met by a request that does not have the
// key (IAM User Guide, "IAM JSON policy elements: Condition operators", and "Single-
// valued vs. multivalued context keys" for the quantifiers).
func (c *condition) holdsWithout() bool {
	switch {
	case c.operator.IfExists, c.operator.Quantifier == policy.ForAllValues:
		return true
	case c.operator.Quantifier == policy.ForAnyValue:
		return false
	}
	return c.operator.Negated()
}

// presence is the operator Null: "true" where the key does not exist.
func (c *condition) presence(values []string, known bool) answer {
	if !known {
		both := slices.ContainsFunc(c.values, isTrue) && slices.ContainsFunc(c.values, isFalse)
		return max(truth(both), maybe)
	}
	if len(values) == 0 {
		return truth(slices.ContainsFunc(c.values, isTrue))
	}
	return truth(slices.ContainsFunc(c.values, isFalse))
}

func isTrue(v value) bool  { return lower(v.text.plain) == "true" }
func isFalse(v value) bool { return lower(v.text.plain) == "false" }

// satisfied says whether one value of the request is as the condition wants it.
func (c *condition) satisfied(f *facts, text string) answer {
	got := no
	for i := range c.values {
		if got = max(got, c.values[i].match(f, text)); got == yes {
			break
		}
	}
	if c.operator.Negated() {
		return got.not()
	}
	return got
}

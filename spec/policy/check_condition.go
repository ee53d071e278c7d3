package policy

import (
	"fmt"
	"slices"
	"strings"

	"iamsync/spec/internal/near"
)

const conditionExample = "write Condition: {StringEquals: {aws:PrincipalTag/team: payments}}"

// condition demands operator -> key -> scalar or list of scalars. An operator that
// has no keys may have any name; of values IAM reads only dates.
func (c *checker) condition(s value) {
	v, found := s.get("Condition")
	switch {
	case !found || v.kind == unreadable:
		return
	case v.kind != object:
		c.fail(v, conditionExample, "a Condition is a mapping from operators to condition keys")
		return
	}
	for _, m := range v.members {
		switch m.value.kind {
		case object:
			c.operator(m)
		case unreadable:
		default:
			c.fail(m.value, conditionExample, "the operator %s is a mapping from condition keys to values", m.key)
		}
	}
}

func (c *checker) operator(m member) {
	o := parseOperator(Word{m.place(), m.key})
	if len(m.value.members) > 0 && !o.Known() {
		c.fail(m.keyValue(), meantOperator(o), "there is no condition operator %q", m.key)
	}
	for _, key := range m.value.members {
		for _, e := range key.value.all() {
			switch {
			case e.kind == unreadable:
			case e.kind != scalar:
				c.fail(e, conditionExample, "the condition key %s takes a value or a list of values", key.key)
			case o.Known() && o.Family() == OfDates && !isDate(e.text):
				c.refuse(e, c.said(legacy), "write 2026-12-31T23:59:59Z, or the seconds since 1970", "the value %q of %s is no date", e.text, key.key)
			}
		}
	}
}

// allOperators are the operators with and without IfExists, in order.
var allOperators = func() []string {
	var all []string
	for base := range operators {
		all = append(all, base)
		if base != "Null" {
			all = append(all, base+"IfExists")
		}
	}
	slices.Sort(all)
	return all
}()

// meantOperator says what to write instead of an operator that IAM does not know.
func meantOperator(o Operator) string {
	base := strings.TrimLeft(o.Base, ":")
	if o.IfExists {
		base += "IfExists"
	}
	if base == "NullIfExists" {
		return "write Null, which asks whether the key exists"
	}
	if !slices.Contains(allOperators, base) {
		base = near.Word(base, allOperators)
	}
	quantifier := o.Quantifier
	if quantifier != "" && quantifier != ForAllValues && quantifier != ForAnyValue {
		quantifier = near.Word(quantifier, []string{ForAllValues, ForAnyValue})
	}
	switch {
	case base == "" || quantifier == "" && o.Quantifier != "":
		return "there are StringEquals, StringLike, NumericLessThan, DateGreaterThan, Bool, IpAddress, ArnLike, Null and others of their kind"
	case quantifier != "":
		base = quantifier + ":" + base
	}
	return fmt.Sprintf("did you mean %q?", base)
}

package eval

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"iamsync/spec/policy"
)

// candidates returns values for the key of a condition, each a list, some of which
// meet it and some of which do not.
func (c *condition) candidates(f *facts) [][]string {
	var all [][]string
	var each []string
	for i := range c.values {
		for _, text := range c.values[i].near(f, c.operator.Family()) {
			all = append(all, []string{text})
		}
		if near := c.values[i].near(f, c.operator.Family()); len(near) > 0 {
			each = append(each, near[0])
		}
	}
	if c.operator.Quantifier != "" && len(each) > 0 {
		all = append(all, each, []string{each[0], filler})
	}
	return all
}

// near returns a text that the value matches, where there is one, and others just
// beside it.
func (v *value) near(f *facts, family policy.Family) []string {
	text, resolved := v.text.resolve(f)
	if resolved != yes {
		return nil
	}
	switch family {
	case policy.OfStrings, policy.OfARNs:
		return []string{instance(text)}
	case policy.OfNumbers:
		if n, ok := number(text); ok {
			return []string{text, decimal(n - 1), decimal(n + 1)}
		}
	case policy.OfDates:
		if t, ok := date(text); ok {
			return []string{moment(t), moment(t.Add(-time.Second)), moment(t.Add(time.Second))}
		}
	case policy.OfBooleans:
		return []string{"true", "false"}
	case policy.OfAddresses:
		if p, err := netip.ParsePrefix(text); err == nil {
			return []string{p.Addr().String(), p.Masked().Addr().Prev().String()}
		}
	}
	return []string{strings.TrimSpace(text)}
}

func decimal(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

func moment(t time.Time) string { return t.UTC().Format(time.RFC3339) }

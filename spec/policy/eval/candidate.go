package eval

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"iamsync/spec/policy"
	"iamsync/spec/policy/internal/glob"
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

// variables returns the keys of the variables among the values of a condition.
func (c *condition) variables() []string {
	var keys []string
	for i := range c.values {
		keys = append(keys, c.values[i].text.keys()...)
	}
	return keys
}

// keys returns the keys of the variables of a template.
func (t template) keys() []string {
	var keys []string
	for _, p := range t.parts {
		if p.key != "" {
			keys = append(keys, p.key)
		}
	}
	return keys
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

// solve returns the value of the template's only variable that makes it a text; of
// those that a wildcard leaves open, the one that ends where the text does or begins
// after a slash or colon.
func (t template) solve(text string) map[string]string {
	before, after, key := "", "", ""
	for _, p := range t.parts {
		switch {
		case p.key != "" && key != "":
			return nil
		case p.key != "":
			key = p.key
		case key == "":
			before += p.text
		default:
			after += p.text
		}
	}
	if key == "" || !glob.Match(t.widest, text) {
		return nil
	}
	if glob.IsPattern(before) {
		before = text[:strings.LastIndexAny(text, ":/")+1]
	}
	after, _, _ = strings.Cut(after, "*")
	rest, _ := strings.CutPrefix(text, before)
	if i := strings.LastIndex(rest, after); i >= 0 && after != "" {
		rest = rest[:i]
	}
	if rest == "" {
		return nil
	}
	return map[string]string{key: rest}
}

func decimal(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

func moment(t time.Time) string { return t.UTC().Format(time.RFC3339) }

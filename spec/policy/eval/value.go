package eval

import (
	"bytes"
	"encoding/base64"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"iamsync/spec/policy"
)

// value is one value of a condition, in the form in which its operator compares (IAM
// User Guide, "IAM JSON policy elements: Condition operators"). What cannot be read
// in that form matches nothing.
type value struct {
	match func(f *facts, text string) answer
	text  template
}

// newValue knows the operators without their negations, which a condition turns
// round. Only strings and ARNs have variables.
func newValue(o policy.Operator, text string, variables bool) value {
	family := o.Family()
	variables = variables && (family == policy.OfStrings || family == policy.OfARNs)
	v := value{text: newTemplate(text, variables)}
	base := strings.Replace(o.Base, "Not", "", 1)
	switch family {
	case policy.OfStrings:
		v.match = stringMatcher(base, v.text)
	case policy.OfARNs:
		v.match = arnMatcher(v.text)
	case policy.OfNumbers:
		v.match = comparison(base, text, number, compareFloats)
	case policy.OfDates:
		v.match = comparison(base, text, date, time.Time.Compare)
	case policy.OfBooleans:
		v.match = certain(func(got string) bool { return lower(got) == lower(text) })
	case policy.OfBytes:
		v.match = certain(func(got string) bool { return bytes.Equal(binary(got), binary(text)) })
	case policy.OfAddresses:
		v.match = addressMatcher(text)
	default:
		v.match = func(*facts, string) answer { return maybe }
	}
	return v
}

func certain(match func(text string) bool) func(*facts, string) answer {
	return func(_ *facts, text string) answer { return truth(match(text)) }
}

func stringMatcher(base string, t template) func(*facts, string) answer {
	if base == "StringLike" {
		return t.like
	}
	fold := base == "StringEqualsIgnoreCase"
	return func(f *facts, text string) answer { return t.equals(f, text, fold) }
}

// arnMatcher compares each of the six parts of an ARN by itself; ArnEquals has
// wildcards as ArnLike does. The lone * stands for every ARN.
func arnMatcher(t template) func(*facts, string) answer {
	return func(f *facts, text string) answer {
		pattern, resolved := t.resolve(f)
		if resolved != yes {
			return resolved
		}
		want, got := strings.SplitN(pattern, ":", 6), strings.SplitN(text, ":", 6)
		if pattern == "*" {
			return truth(len(got) == 6)
		}
		if len(want) != 6 || len(got) != 6 {
			return no
		}
		for i := range want {
			if !matches(want[i], got[i]) {
				return no
			}
		}
		return yes
	}
}

// comparison is what numbers and dates have in common.
func comparison[T any](base, text string, parse func(string) (T, bool), compare func(a, b T) int) func(*facts, string) answer {
	want, ok := parse(text)
	return certain(func(got string) bool {
		have, readable := parse(got)
		return ok && readable && isOrdered(base, compare(have, want))
	})
}

// isOrdered reads the relation from the name of an operator.
func isOrdered(base string, order int) bool {
	switch {
	case strings.HasSuffix(base, "LessThan"):
		return order < 0
	case strings.HasSuffix(base, "LessThanEquals"):
		return order <= 0
	case strings.HasSuffix(base, "GreaterThan"):
		return order > 0
	case strings.HasSuffix(base, "GreaterThanEquals"):
		return order >= 0
	default:
		return order == 0
	}
}

// number reads an integer or a decimal; there are no exponents.
func number(text string) (float64, bool) {
	if strings.Trim(text, "+-.0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil
}

func compareFloats(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// dateForms are the W3C's forms of ISO 8601, which Go reads with a fraction of a
// second as well.
var dateForms = []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02", "2006-01", "2006"}

// date reads one of those forms, or the seconds since 1970; four digits are a year.
func date(text string) (time.Time, bool) {
	for _, form := range dateForms {
		if t, err := time.Parse(form, text); err == nil {
			return t, true
		}
	}
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Unix(seconds, 0), true
	}
	return time.Time{}, false
}

// binary decodes base 64; what is none stands for itself.
func binary(text string) []byte {
	if decoded, err := base64.StdEncoding.DecodeString(text); err == nil {
		return decoded
	}
	return []byte(text)
}

// addressMatcher knows addresses and ranges of IPv4 and IPv6; without the length of a
// prefix one address is meant.
func addressMatcher(text string) func(*facts, string) answer {
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		var one netip.Addr
		if one, err = netip.ParseAddr(text); err == nil {
			prefix = netip.PrefixFrom(one, one.BitLen())
		}
	}
	return certain(func(got string) bool {
		address, bad := netip.ParseAddr(got)
		return err == nil && bad == nil && prefix.Contains(address.Unmap())
	})
}

// Package glob matches texts with the patterns of IAM, in which "*" stands for any
// characters and "?" for one, as in actions, resources and the values of the
// ...Like operators.
//
// Nothing escapes the two but the policy variables ${*}, ${?} and ${$}, which are
// to be resolved before.
package glob

import "strings"

// Match reports whether the text is one that the pattern stands for. It takes
// linear time for a pattern of one star, and at worst their product.
func Match(pattern, text string) bool {
	p, t := 0, 0
	star, mark := -1, 0 // the last star, and where its match ends
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && pattern[p] == '?':
			p++
			t += runeLen(text[t])
		case p < len(pattern) && pattern[p] == text[t]:
			p++
			t++
		case star >= 0:
			mark += runeLen(text[mark])
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// runeLen is the length of the character that begins with b.
func runeLen(b byte) int {
	switch {
	case b < 0xC0:
		return 1
	case b < 0xE0:
		return 2
	case b < 0xF0:
		return 3
	default:
		return 4
	}
}

// Covers reports whether every text that small stands for is one that large
// stands for. True is certain; false may mean that it is too hard to see, which
// is so only where large has a "?" against a "*" of small, or several stars that
// share one of small's.
//
// What stands in ${…} is one thing that only itself or a "*" covers: it may be a
// variable, which has any value of any length, or a "*" that is no wildcard.
func Covers(large, small string) bool {
	if large == small || large == "*" {
		return true
	}
	if strings.Contains(large, "${") || strings.Contains(small, "${") {
		if both := large + small; strings.IndexByte(both, veiled) >= 0 || strings.Count(both, "${") > maxVeils {
			return false
		}
		v := veil{}
		large, small = v.over(large), v.over(small)
	}
	p, t := 0, 0
	star, mark := -1, 0
	for t < len(small) {
		switch {
		case p < len(large) && large[p] == '*':
			star, mark = p, t
			p++
		case p < len(large) && large[p] == '?' && small[t] != '*' && small[t] != veiled:
			p++
			t += runeLen(small[t])
		case p < len(large) && large[p] == small[t] && small[t] != '*' && small[t] != '?':
			p++
			t++
		case star >= 0:
			mark += runeLen(small[mark])
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(large[p:], "*") == ""
}

// veil puts one character in the place of each ${…}, the same for the same text.
type veil map[string]rune

// The characters that stand for variables, and the byte that all of them begin with.
// They are of private use, and no document that IAM takes has them.
const (
	firstVeil = '\ue000'
	maxVeils  = 0x1000
	veiled    = 0xEE
)

func (v veil) over(pattern string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(pattern, "${")
		inner, after, ends := strings.Cut(rest, "}")
		if !found || !ends {
			break
		}
		if _, known := v[inner]; !known {
			v[inner] = firstVeil + rune(len(v))
		}
		b.WriteString(before + string(v[inner]))
		pattern = after
	}
	return b.String() + pattern
}

// IsPattern reports whether a text stands for more than itself.
func IsPattern(text string) bool {
	return strings.IndexByte(text, '*') >= 0 || strings.IndexByte(text, '?') >= 0
}

package glob

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "iamsync/internal/race" // draws fewer under it
)

// expression is the regular expression that says the same as a pattern.
func expression(pattern string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(pattern)
	quoted = strings.ReplaceAll(quoted, `\*`, `.*`)
	return regexp.MustCompile(`(?s)\A` + strings.ReplaceAll(quoted, `\?`, `.`) + `\z`)
}

func TestMatchAgreesWithARegularExpression(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pattern := rapid.StringMatching(`[abé*?]{0,8}`).Draw(t, "pattern")
		text := rapid.StringMatching(`[abé]{0,8}`).Draw(t, "text")
		if got, want := Match(pattern, text), expression(pattern).MatchString(text); got != want {
			t.Errorf("Match(%q, %q) = %v", pattern, text, got)
		}
	})
}

// What a pattern covers, it matches, whatever the stars and question marks of the
// smaller pattern are filled with.
func TestCoversIsCertain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		large := rapid.StringMatching(`[ab*?]{0,6}`).Draw(t, "large")
		small := rapid.StringMatching(`[ab*?]{0,6}`).Draw(t, "small")
		if !Covers(large, small) {
			return
		}
		for range 5 {
			var text strings.Builder
			for _, r := range small {
				switch r {
				case '*':
					text.WriteString(rapid.StringMatching(`[abc]{0,4}`).Draw(t, "star"))
				case '?':
					text.WriteString(rapid.StringMatching(`[abc]`).Draw(t, "question mark"))
				default:
					text.WriteRune(r)
				}
			}
			if !Match(large, text.String()) {
				t.Errorf("%q covers %q, and does not match %q", large, small, &text)
			}
		}
	})
}

func TestCovers(t *testing.T) {
	tests := []struct {
		large, small string
		want         bool
	}{
		{"*", "anything*", true},
		{"s3:*", "s3:Get*", true},
		{"s3:Get*", "s3:*", false},
		{"a?c", "abc", true},
		{"a?c", "a*c", false},
		{"a*c", "a?c", true},
		{"a*", "a", true},
		{"a**", "a*", true},
		{"b/${aws:username}/*", "b/${aws:username}/x", true},
		{"????????", "${a:bcd}", false},      // a variable is of any length
		{"*user*", "${aws:username}", false}, // and has any value
		{"a$*", "a${aws:username}", false},
		{"a*z", "a${aws:username}z", true},
		{"${*}", "${aws:username}", false}, // which is a star like other characters
		{"*${aws:username}", "b/${aws:userid}/${aws:username}", true},
		{"*${aws:username}", "b/${aws:username}/${aws:userid}", false},
	}
	for _, test := range tests {
		if got := Covers(test.large, test.small); got != test.want {
			t.Errorf("Covers(%q, %q) = %v", test.large, test.small, got)
		}
	}
}

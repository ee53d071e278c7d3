package glob_test

import (
	"testing"

	"pgregory.net/rapid"

	"iamsync/spec/policy/internal/glob"
)

func TestMeet(t *testing.T) {
	for _, test := range []struct {
		p, q string
		want bool
	}{
		{"", "", true}, {"a", "a", true}, {"a", "b", false}, {"", "*", true}, {"", "?", false},
		{"a*", "*b", true}, {"a*", "b*", false}, {"a*c", "ab*", true}, {"a?c", "a*d", false},
		{"*/object", "bucket/*", true}, {"role/*", "role/apps/x*", true}, {"role/*", "user/*", false},
		{"a*b*c", "a*d*c", true}, {"a?", "a", false}, {"a?", "a*", true}, {"??", "*?*", true},
	} {
		for _, pair := range [][2]string{{test.p, test.q}, {test.q, test.p}} {
			if got := glob.Meet(pair[0], pair[1]); got != test.want {
				t.Errorf("%q meets %q: %v", pair[0], pair[1], got)
			}
		}
	}
}

// Two patterns meet where some text of a small world is of both. Texts of six
// letters are long enough for patterns of three.
func TestMeetAgreesWithTexts(t *testing.T) {
	texts := []string{""}
	for from := 0; len(texts) < 1+3+9+27+81+243+729; from++ {
		for _, letter := range "abc" {
			texts = append(texts, texts[from]+string(letter))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		pattern := rapid.StringMatching(`[ab*?]{0,3}`)
		p, q := pattern.Draw(t, "p"), pattern.Draw(t, "q")
		want := false
		for _, text := range texts {
			want = want || glob.Match(p, text) && glob.Match(q, text)
		}
		if got := glob.Meet(p, q); got != want {
			t.Errorf("%q meets %q: %v, want %v", p, q, got, want)
		}
	})
}

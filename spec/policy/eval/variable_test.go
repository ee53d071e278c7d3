package eval

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"iamsync/spec/policy/internal/glob"
)

func TestTemplates(t *testing.T) {
	f := &facts{context: Closed(map[string][]string{"k:one": {"1"}, "k:two": {"1", "2"}, "k:star": {"*"}})}
	tests := []struct {
		name, text, want string
		resolved         answer
	}{
		{"none", "a*b", "a*b", yes},
		{"one", "a/${k:one}/b", "a/1/b", yes},
		{"in another case, with space", "${ K:ONE }", "1", yes},
		{"two", "${k:one}${k:one}", "11", yes},
		{"several values", "${k:two}", "", no},
		{"several values, and a default", "${k:two, 'x'}", "", no},
		{"no value", "${k:none}", "", no},
		{"no value, and a default", "${k:none, 'x y'}", "x y", yes},
		{"no value, and a default without space", "${k:none,'x'}", "x", yes},
		{"no value, and an empty default", "a${k:none, ''}", "a", yes},
		{"no value, and a default without quotes", "${k:none, x}", "", no},
		{"a value with a star", "${k:star}*", literalStar + "*", yes},
		{"special characters", "${*}${?}${$}", literalStar + literalQuery + "$", yes},
		{"no end", "${k:one", "${k:one", yes},
		{"no name", "${}", "${}", yes},
		{"a dollar", "$1 ${k:one}", "$1 1", yes},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, resolved := newTemplate(test.text, true).resolve(f); got != test.want || resolved != test.resolved {
				t.Errorf("%q is %q (%v), want %q (%v)", test.text, got, resolved, test.want, test.resolved)
			}
		})
	}
}

// In the parts of an ARN before the resource, "you can't use a variable" (IAM User
// Guide, "IAM policy elements: Variables and tags"); what happens is not said.
func TestVariablesTooEarly(t *testing.T) {
	h := holder(user("alice"), doc(allow(`"iam:*"`, `"arn:aws:iam::${aws:PrincipalAccount}:role/*"`, "")))
	ask(t, []question{
		{"it would match", h, on("iam:PassRole", theRole), Conditional},
		{"it would not", h, on("iam:PassRole", "arn:aws:iam::999999999999:role/x"), ImplicitlyDenied},
	})
}

// FuzzVariables reads any text as one with variables. Without any it is what it was;
// once they have values, it matches what these values make of it.
func FuzzVariables(f *testing.F) {
	for _, seed := range []string{"", "${", "${}", "a${aws:username}b", "${a:b, 'c'}", "${*}${?}${$}", "${a,}", "${,'x'}", "$${a}}", "${a${b}}", "*${k}?"} {
		f.Add(seed, "value")
	}
	f.Fuzz(func(t *testing.T, text, value string) {
		if strings.ContainsAny(text+value, literalStar+literalQuery) || !utf8.ValidString(text+value) {
			return // documents have none of these
		}
		tmpl := newTemplate(text, true)
		context := Closed(nil)
		for _, p := range tmpl.parts {
			if p.key != "" {
				context.values[p.key] = []string{value}
			}
		}
		known := &facts{context: context}
		pattern, resolved := tmpl.resolve(known)
		if resolved != yes {
			t.Fatalf("%q does not resolve though all keys have a value", text)
		}
		if !strings.Contains(text, "${") && pattern != text {
			t.Errorf("%q has no variables and becomes %q", text, pattern)
		}
		if said := reveal.Replace(pattern); !tmpl.early && tmpl.like(known, said) != yes || tmpl.equals(known, said, false) != yes {
			t.Errorf("%q is %q and does not match it", text, said)
		}
		if tmpl.like(&facts{context: Open(nil)}, reveal.Replace(pattern)) == no {
			t.Errorf("%q surely does not match %q, before its variables are known", text, pattern)
		}
	})
}

// The patterns of templates are those of the rest of the package.
func TestTemplatesAreGlobs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pattern, text := rapid.StringMatching(`[ab*?]{0,6}`).Draw(t, "pattern"), rapid.StringMatching(`[ab*]{0,6}`).Draw(t, "text")
		if got := newTemplate(pattern, true).like(&facts{}, text); got != truth(glob.Match(pattern, text)) {
			t.Errorf("%q like %q is %v", text, pattern, got)
		}
	})
}

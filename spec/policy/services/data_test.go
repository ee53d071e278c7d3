package services

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	_ "iamsync/internal/race" // draws fewer under it
)

func TestTheListIsSortedAndWhole(t *testing.T) {
	c := load()
	if !slices.IsSorted(c.prefixes) || len(c.prefixes) != len(c.services) {
		t.Errorf("sorted is %v; of %d prefixes %d are different", slices.IsSorted(c.prefixes), len(c.prefixes), len(c.services))
	}
	actions := 0
	for _, prefix := range c.prefixes {
		s := c.services[prefix]
		if s.name == "" || prefix != strings.ToLower(prefix) {
			t.Errorf("%q has the name %q", prefix, s.name)
		}
		checkActions(t, prefix, s.contents())
		checkResources(t, prefix, s.contents())
		actions += len(s.contents().actions)
	}
	if actions < 22000 {
		t.Errorf("there are only %d actions", actions)
	}
}

func checkActions(t *testing.T, prefix string, c *contents) {
	t.Helper()
	if len(c.actions) == 0 || !slices.IsSorted(c.keys) {
		t.Errorf("%s: the actions are out of order, or none", prefix)
	}
	for _, a := range c.actions {
		if got, ok := Lookup(strings.ToUpper(prefix), strings.ToUpper(a.Name)); !ok || got.Name != a.Name {
			t.Errorf("%s:%s finds %v, %v", prefix, a.Name, got, ok)
		}
		for _, r := range a.Resources {
			if !slices.ContainsFunc(c.resources, func(t ResourceType) bool { return t.Name == r }) {
				t.Errorf("%s:%s acts on %q, which there is not", prefix, a.Name, r)
			}
		}
	}
}

func checkResources(t *testing.T, prefix string, c *contents) {
	t.Helper()
	pattern := regexp.MustCompile(`^arn:\*:([a-z0-9-]+|\*):([a-z0-9-]*|\*):([a-z0-9-]*|\*):[A-Za-z0-9:/*._+-]+$`)
	for i, r := range c.resources {
		if i > 0 && strings.ToLower(c.resources[i-1].Name) >= strings.ToLower(r.Name) {
			t.Errorf("%s: %s and %s are out of order, or one", prefix, c.resources[i-1].Name, r.Name)
		}
		if len(r.ARNs) == 0 {
			t.Errorf("%s: %s has no ARN", prefix, r.Name)
		}
		for _, a := range r.ARNs {
			if !pattern.MatchString(a.Pattern) || strings.Contains(a.Pattern, "**") {
				t.Errorf("%s: %s has the pattern %q", prefix, r.Name, a.Pattern)
			}
		}
	}
}

// The licence asks to be where the data are: beside them, and in the program.
func TestTheNoticeIsThatOfTheList(t *testing.T) {
	b, err := os.ReadFile("NOTICE.txt")
	if err != nil {
		t.Fatal(err)
	}
	name, version, _ := strings.Cut(Source(), " ")
	head := fmt.Sprintf("services.txt.gz is derived from the npm package %s,\nversion %s of %s,", name, version, Date().Format(time.DateOnly))
	if !strings.HasPrefix(string(b), head) {
		t.Errorf("NOTICE.txt begins with\n%.200s", b)
	}
	for _, text := range []string{string(b), text()} {
		if !strings.Contains(text, "MIT License") || !strings.Contains(text, "Copyright (c)") {
			t.Error("the licence is missing")
		}
	}
	source, err := os.ReadFile("data.go")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(source), "-"+version+".tgz\n") {
		t.Errorf("go:generate of data.go does not name version %s", version)
	}
}

// oracle says slowly what glob says.
func oracle(pattern string) *regexp.Regexp {
	quoted := strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(pattern))
	return regexp.MustCompile("(?s)^" + quoted + "$")
}

func TestMatchAgreesWithARegexp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prefix := rapid.SampledFrom(Prefixes()).Draw(t, "prefix")
		c := load().services[prefix].contents()
		pattern := mask(t, rapid.SampledFrom(c.actions).Draw(t, "action").Name)
		want, re := []string(nil), oracle(strings.ToLower(pattern))
		for _, a := range c.actions {
			if re.MatchString(strings.ToLower(a.Name)) {
				want = append(want, a.Name)
			}
		}
		var got []string
		for a := range Match(prefix, pattern) {
			got = append(got, a.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:%s matches %v, want %v", prefix, pattern, got, want)
		}
		if Matches(prefix, pattern) != (want != nil) {
			t.Errorf("whether %s:%s matches is not %v", prefix, pattern, want != nil)
		}
	})
}

// mask puts * and ? where a name has letters, and sometimes letters besides.
func mask(t *rapid.T, name string) string {
	var b strings.Builder
	for rest := name; rest != ""; {
		n := rapid.IntRange(0, len(rest)).Draw(t, "letters")
		b.WriteString(rest[:n])
		rest = rest[n:]
		sign := rapid.SampledFrom([]string{"*", "?", "", "", "e", "**", "*?"}).Draw(t, "sign")
		b.WriteString(sign)
		rest = rest[rapid.IntRange(min(1, len(rest)), len(rest)).Draw(t, "covered"):]
	}
	return b.String()
}

func FuzzGlob(f *testing.F) {
	for _, seed := range [][2]string{
		{"*", ""}, {"", ""}, {"", "a"}, {"?", ""}, {"a*b*c", "aXbXbXc"}, {"*a?c", "abcabc"}, {"**?", "a"}, {"a*", "b"},
		{"*a*a*a*b", strings.Repeat("a", 40)},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, s string) {
		if !ascii(pattern) || !ascii(s) {
			t.Skip("the names of actions are ASCII")
		}
		if got, want := glob(pattern, s), oracle(pattern).MatchString(s); got != want {
			t.Errorf("glob(%q, %q) is %v", pattern, s, got)
		}
	})
}

func ascii(s string) bool { return !strings.ContainsFunc(s, func(r rune) bool { return r > 127 }) }

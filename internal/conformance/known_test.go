package conformance

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// wordsCase is the last case: that all refusals, of all cases, are in IAM's own words.
const wordsCase = "refusals are in the words of IAM"

// known is what a backend is known to do otherwise: names of cases, with reasons.
type known map[string]string

// readKnown reads a list: a case and, after a colon, the reason; one a line.
func readKnown(file string) (known, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	k, lines := known{}, bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, reason, _ := strings.Cut(line, ": ")
		if reason == "" {
			return nil, fmt.Errorf("%s:%d: want a case, a colon and the reason, got %q", file, n, line)
		}
		if _, ok := k[name]; ok {
			return nil, fmt.Errorf("%s:%d: %q is in the list twice", file, n, name)
		}
		k[name] = reason
	}
	return k, lines.Err()
}

// verdict is what is wrong: a failure that is not in the list, or a success that
// is. It is "" where all is as it is known to be.
func (k known) verdict(name string, problems []string) string {
	reason, listed := k[name]
	switch {
	case !listed:
		return strings.Join(problems, "\n")
	case len(problems) == 0:
		return "passes, and the list says: " + reason + "\nIt was learnt: take it off the list."
	}
	return ""
}

func (k known) judge(t *testing.T, name string, problems []string) {
	t.Helper()
	if v := k.verdict(name, problems); v != "" {
		t.Error(v)
	} else if len(problems) > 0 {
		t.Skipf("known: %s\n%s", k[name], strings.Join(problems, "\n"))
	}
}

// complete wants every name in the list to be that of a case.
func (k known) complete(t *testing.T) {
	t.Helper()
	for _, name := range k.strangers() {
		t.Errorf("the list names %q, and there is no such case", name)
	}
}

func (k known) strangers() []string {
	rest := maps.Clone(k)
	delete(rest, wordsCase)
	for _, c := range cases {
		delete(rest, c.name)
	}
	return slices.Sorted(maps.Keys(rest))
}

func TestVerdicts(t *testing.T) {
	k := known{"a": "it does not know how"}
	for _, test := range []struct {
		name     string
		problems []string
		want     string
	}{
		{"a", []string{"p"}, ""},
		{"b", nil, ""},
		{"b", []string{"p", "q"}, "p\nq"},
		{"a", nil, "passes, and the list says: it does not know how\nIt was learnt: take it off the list."},
	} {
		if got := k.verdict(test.name, test.problems); got != test.want {
			t.Errorf("%s with %q: got %q, want %q", test.name, test.problems, got, test.want)
		}
	}
	if got := k.strangers(); len(got) != 1 || got[0] != "a" {
		t.Errorf("names that no case has: %q", got)
	}
}

func TestReadingAList(t *testing.T) {
	for content, want := range map[string]string{
		"# why\n\na case: with: a reason\n": "",
		"a case\n":                          `:1: want a case, a colon and the reason, got "a case"`,
		"\na case: \n":                      `:2: want a case, a colon and the reason, got "a case:"`,
		"a: b\na: c\n":                      `:2: "a" is in the list twice`,
	} {
		file := filepath.Join(t.TempDir(), "list.txt")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		k, err := readKnown(file)
		switch {
		case want == "" && (err != nil || k["a case"] != "with: a reason"):
			t.Errorf("%q: got %v, %v", content, k, err)
		case want != "" && (err == nil || err.Error() != file+want):
			t.Errorf("%q: got %v, want %s", content, err, want)
		}
	}
}

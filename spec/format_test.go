package spec

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	"iamsync/spec/internal/layout"
	"iamsync/spec/policy"
)

// TestFormatKeeps lays out trees that are drawn, with comments anywhere: each comment
// is there afterwards, once; the tree is the same; and another time changes nothing.
func TestFormatKeeps(t *testing.T) {
	file := filepath.Join(t.TempDir(), "iamsync.yaml")
	guide, _ := guides()
	rapid.Check(t, func(t *rapid.T) {
		text, comments := remarked(t, string(marshal(t, written(t))))
		got, err := layout.Format([]byte(text), guide)
		if err != nil {
			t.Fatalf("%s\n%v", text, err)
		}
		for _, c := range comments {
			if n := strings.Count(string(got), c); n != 1 {
				t.Errorf("the comment %s is there %d times", c, n)
			}
		}
		if again, err := layout.Format(got, guide); err != nil || string(again) != string(got) {
			t.Errorf("another time it becomes, %v:\n%s", err, again)
		}
		before, after := stateOf(t, file, text), stateOf(t, file, string(got))
		sameDocument := cmp.Comparer(func(a, b policy.Document) bool { return a.Equal(b) })
		if diff := cmp.Diff(before.Resources, after.Resources, sameDocument); diff != "" {
			t.Errorf("the tree has changed (-before +after):\n%s", diff)
		}
		if diff := cmp.Diff(before.Unsaid, after.Unsaid); diff != "" {
			t.Errorf("what is unsaid has changed (-before +after):\n%s", diff)
		}
		if t.Failed() {
			t.Fatalf("before:\n%s\nafter:\n%s", text, got)
		}
	})
}

func stateOf(t *rapid.T, file, text string) State {
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Load(file)
	if err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	state, err := s.Resolve(testNames)
	if err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	return state
}

// remarked puts comments and blank lines anywhere into a text where they change
// nothing of what it says.
func remarked(t *rapid.T, text string) (with string, comments []string) {
	meant := flatten(text)
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i := range rapid.IntRange(0, 8).Draw(t, "remarks") {
		at := rapid.IntRange(0, len(lines)).Draw(t, "line")
		mark := fmt.Sprintf("#c%d.", i)
		tried := slices.Clone(lines)
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0: // behind something
			if at == len(lines) {
				continue
			}
			tried[at] += " " + mark
		case 1: // where a line in brackets has a comma
			if at == len(lines) || !strings.Contains(tried[at], ", ") {
				continue
			}
			left, right, _ := strings.Cut(tried[at], ", ")
			tried[at] = left + ", " + mark + "\n" + strings.Repeat(" ", spacesOf(left)+6) + right
		case 2:
			tried, mark = slices.Insert(tried, at, ""), ""
		default: // on its own line
			tried = slices.Insert(tried, at, strings.Repeat(" ", rapid.IntRange(0, 14).Draw(t, "indent"))+mark)
		}
		if flatten(strings.Join(tried, "\n")) != meant {
			continue
		}
		lines = tried
		if mark != "" {
			comments = append(comments, mark)
		}
	}
	return strings.Join(lines, "\n") + "\n", comments
}

func spacesOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// flatten says what a text means, in the order in which it does.
func flatten(text string) string {
	top, problem := parseYAML([]byte(text + "\n"))
	if problem != nil {
		return problem.Message
	}
	var b strings.Builder
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		fmt.Fprintf(&b, "%d %q %d\n", n.Kind, n.Value, len(n.Content))
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(top)
	return b.String()
}

// The examples are as fmt leaves them.
func TestExamplesAreLaidOut(t *testing.T) {
	roots, err := filepath.Glob("../examples/*/iamsync.yaml")
	if err != nil || len(roots) == 0 {
		t.Fatalf("no examples, %v", err)
	}
	for _, root := range roots {
		files, err := Format(filepath.Dir(root))
		if err != nil {
			t.Error(err)
		}
		for _, f := range files {
			t.Errorf("%s is not laid out: run iamsync fmt", f.File)
		}
	}
}

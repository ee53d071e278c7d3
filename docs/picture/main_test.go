package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

const root = "../.."

// TestPictureIsCurrent fails where the program prints something else than the
// picture shows.
func TestPictureIsCurrent(t *testing.T) {
	lookAtSources(t)
	want, err := draw(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, target))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("%s is out of date, run make picture (-program +picture):\n%s", target, diff)
	}
}

// lookAtSources keeps the result of this test from being reused when the program
// has changed: the go command takes note of the files that a test looks at, and
// not of those that a command reads which the test runs.
func lookAtSources(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(root, func(file string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && e.Name() == ".git" {
			return fs.SkipDir
		}
		if err == nil && filepath.Ext(file) == ".go" {
			_, err = os.Stat(file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestPictureShowsEverything keeps the scene small, and worth looking at.
func TestPictureShowsEverything(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, target))
	if err != nil {
		t.Fatal(err)
	}
	svg := string(data)
	for class, what := range map[string]string{"b": "bold", "d": "dim", "r": "removed", "g": "added", "y": "changed"} {
		if !strings.Contains(svg, `class="`+class+`"`) {
			t.Errorf("nothing is %s", what)
		}
	}
	for _, words := range []string{"to create", "to update", "to attach", "to detach", "to delete"} {
		if !strings.Contains(svg, words) {
			t.Errorf("the summary has nothing %s", words)
		}
	}
	places := regexp.MustCompile(`<text x="([0-9.]+)" y="([0-9.]+)"`).FindAllStringSubmatch(svg, -1)
	lines := map[string]bool{}
	for _, p := range places {
		lines[p[2]] = true
	}
	if n := len(lines); n == 0 || n > 40 {
		t.Errorf("%d lines are shown; 40 are enough", n)
	}
}

func TestRuns(t *testing.T) {
	cases := []struct {
		name, line string
		want       []run
	}{
		{"empty", "", nil},
		{"plain", "a b", []run{{"", "a b"}}},
		{"colour between", "a \x1b[31mb\x1b[0m c", []run{{"", "a "}, {"r", "b"}, {"", " c"}}},
		{"colour to the end", "\x1b[32m+\x1b[0m", []run{{"g", "+"}}},
		{"unknown code", "\x1b[95mx\x1b[0m", []run{{"", "x"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, runs(c.line), cmp.AllowUnexported(run{})); diff != "" {
				t.Errorf("runs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRenderEscapes(t *testing.T) {
	svg := string(render("a -> <b> & \"c\"\n"))
	if strings.Contains(svg, "<b>") || !strings.Contains(svg, "a -&gt; &lt;b&gt; &amp;") {
		t.Errorf("not escaped:\n%s", svg)
	}
	if !utf8.ValidString(svg) {
		t.Error("no UTF-8")
	}
}

// TestEditsFitTheExample says which edit is to be adapted, rather than draw
// something else.
func TestEditsFitTheExample(t *testing.T) {
	err := edit{"users.yaml", "nobody has written this", ""}.make(filepath.Join(root, example))
	if err == nil || !strings.Contains(err.Error(), "adapt the edits") {
		t.Errorf("got %v", err)
	}
}

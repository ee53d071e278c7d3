package layout

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"iamsync/spec/internal/schema"
)

var update = flag.Bool("update", false, "write what the tests print into their golden files")

// guide knows the keys first and second, and in what is below second and in lists a
// and b.
func guide() Guide {
	object := schema.Ref("object")
	return Guide{
		Schema: &schema.Node{Properties: schema.Properties{
			{Key: "first", Node: schema.Node{}},
			{Key: "second", Node: schema.Node{Others: &schema.Others{Node: &object}}},
			{Key: "list", Node: schema.Node{If: &schema.Node{Type: schema.Types{schema.Array}}, Then: &schema.Node{Items: &object}, Else: &object}},
		}},
		Definitions: schema.Properties{{Key: "object", Node: schema.Node{Properties: schema.Properties{{Key: "a"}, {Key: "b"}}}}},
		Apart:       []string{"first", "second"},
	}
}

// TestFormat reads what becomes of awkward files. Each archive holds a file before and
// after.
func TestFormat(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) < 20 {
		t.Fatalf("%d archives, %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			before, after := archive.Files[0].Data, &archive.Files[1]
			got, err := Format(before, guide())
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				after.Data = got
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(after.Data), string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			settled(t, before, got)
		})
	}
}

// settled demands that a file which was laid out stays as it is, and that each of its
// comments is there.
func settled(t *testing.T, before, after []byte) {
	t.Helper()
	if again, err := Format(after, guide()); err != nil || string(again) != string(after) {
		t.Errorf("another time, it is changed: %v\n%s", err, cmp.Diff(string(after), string(again)))
	}
	if strings.Count(string(before), "#") != strings.Count(string(after), "#") {
		t.Errorf("comments were lost:\n%s", after)
	}
}

func TestLineEnds(t *testing.T) {
	tests := []struct{ name, before, after string }{
		{"of Windows", "a:   1 # c\r\nb:\r\n   - |\r\n     x\r\n", "a: 1 # c\r\nb:\r\n  - |\r\n    x\r\n"},
		{"of Windows at the beginning", "a:   1\r\nb: 2\n", "a: 1\r\nb: 2\r\n"},
		{"of Unix at the beginning", "a:   1\nb: 2\r\n", "a: 1\nb: 2\n"},
		{"nowhere", "a:   1", "a: 1\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, err := Format([]byte(test.before), guide()); err != nil || string(got) != test.after {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

// What holds nothing, or nothing but comments, stays as it is.
func TestNothing(t *testing.T) {
	for _, text := range []string{"", "\n\n", "# one\n\n   # two\n"} {
		if got, err := Format([]byte(text), guide()); err != nil || string(got) != text {
			t.Errorf("%q becomes %q, %v", text, got, err)
		}
	}
}

// What is not understood is refused, and so is what would mean something else.
func TestRefused(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a directive", "%YAML 1.1\n---\na: 1\n", errLost.Error()},
		{"nothing behind a key", "a:\nb: 1\n", errLost.Error()},
		{"a line end of another sort", "a: 1\u2028b: 2\n", "it holds a line end that is neither that of Unix nor that of Windows"},
		{"a text that lacks its line end", "a: |\n  text", "it would not mean the same afterwards"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, err := Format([]byte(test.text), guide()); err == nil || err.Error() != test.want {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

// The proof does not rest on what the rest of the package believes.
func TestProve(t *testing.T) {
	tests := []struct{ name, before, after, want string }{
		{"nothing lost", "a: 1 # c\nb: 2\n", "b: 2\na: 1 # c\n", ""},
		{"a comment", "a: 1 # c\n", "a: 1\n", "its 1 comments would not all be kept"},
		{"a comment that is cut", "a: 1 # cd\n", "a: 1 # c\n", "its 1 comments would not all be kept"},
		{"one of two", "# c\na: 1 # c\n", "a: 1 # c\n", "its 2 comments would not all be kept"},
		{"a key", "a: 1\nb: 2\n", "a: 1\n", "some of its characters would not be kept"},
		{"two values that change places", "a: 1\nb: 2\n", "a: 2\nb: 1\n", "it would not mean the same afterwards"},
		{"an order", "[1, 2]\n", "[2, 1]\n", "it would not mean the same afterwards"},
		{"quotes of nothing", "a: null\n", "a: \"null\"\n", "it would not mean the same afterwards"},
		{"all", "a: 1\n", "", "nothing of it would be left"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before, err := read(test.before)
			if err != nil {
				t.Fatal(err)
			}
			after, err := read(test.after)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if err := prove(test.before, test.after, before.texts(), before.top.node, after); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("it says %q", got)
			}
		})
	}
}

// FuzzFormat lays out what nobody meant: what is not refused has its comments, and
// stays as it is another time.
func FuzzFormat(f *testing.F) {
	for _, pattern := range []string{"testdata/*.txtar", "../../testdata/mistakes/*.txtar"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range names {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				f.Fatal(err)
			}
			for _, file := range archive.Files {
				f.Add(file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := Format(data, guide()); err == nil {
			settled(t, data, got)
		}
	})
}

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"iamsync/internal/fakeiam"
)

// TestMistakesTouchNothing applies every tree of spec's collection of mistakes:
// each is refused with exit 4, and the account is not touched. What the messages
// say is tested where they are made.
func TestMistakesTouchNothing(t *testing.T) {
	offline(t)
	trees, err := filepath.Glob("../../spec/testdata/mistakes/*.txtar")
	if err != nil || len(trees) < 60 {
		t.Fatalf("%d mistakes were found: %v", len(trees), err)
	}
	for _, tree := range trees {
		t.Run(strings.TrimSuffix(filepath.Base(tree), ".txtar"), func(t *testing.T) {
			dir := unpack(t, tree)
			server := fakeiam.New(fakeiam.WithRecording())
			code, out := onServer(server, "apply", "--auto-approve", dir)
			if code != exitRefused || !strings.Contains(out, "nothing was changed") {
				t.Errorf("exit %d\n%s", code, out)
			}
			for _, c := range server.Calls() {
				if c.Mutating {
					t.Errorf("%s was called", c.Action)
				}
			}
		})
	}
}

// Where there are very many mistakes, the rest is counted; programs get all of them.
func TestManyMistakesAreCounted(t *testing.T) {
	for _, test := range []struct {
		mistakes int
		want     string
	}{
		{200, "Error: 200 mistakes; nothing was changed"},
		{201, "and 1 more mistake; is PATH right?\nError: 201 mistakes; nothing was changed"},
		{3542, "and 3342 more mistakes; is PATH right?\nError: 3542 mistakes; nothing was changed"},
	} {
		dir := t.TempDir()
		text := "version: 1\naccount: \"111122223333\"\nusers:\n"
		for i := range test.mistakes {
			text += fmt.Sprintf("  user-%d: {colour: red}\n", i)
		}
		if err := os.WriteFile(filepath.Join(dir, "iamsync.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		paper, _, stderr := onPaper("")
		if code := run([]string{"iamsync", "validate", dir}, paper); code != exitRefused {
			t.Errorf("exit %d", code)
		}
		if got := strings.Count(stderr.String(), `has no key "colour"`); got != 200 {
			t.Errorf("of %d mistakes, %d are shown", test.mistakes, got)
		}
		_, rest, _ := strings.Cut(stderr.String(), "user-199\" has no key \"colour\"\n")
		if _, rest, _ = strings.Cut(rest, "\n"); strings.TrimSpace(rest) != test.want {
			t.Errorf("at the end it says\n%s, want\n%s", rest, test.want)
		}
		paper, stdout, _ := onPaper("")
		run([]string{"iamsync", "validate", "--format", "json", dir}, paper)
		if got := strings.Count(stdout.String(), `has no key`); got != test.mistakes {
			t.Errorf("of %d mistakes, JSON has %d", test.mistakes, got)
		}
	}
}

// unpack writes the files of a tree. It gets a plain root file where it has none,
// unless its comment says "no root".
func unpack(t *testing.T, archive string) string {
	t.Helper()
	a, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	if !strings.Contains(string(a.Comment), "no root") {
		files["iamsync.yaml"] = "version: 1\naccount: \"111122223333\"\n"
	}
	for _, f := range a.Files {
		if f.Name != "golden" {
			files[f.Name] = string(f.Data)
		}
	}
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

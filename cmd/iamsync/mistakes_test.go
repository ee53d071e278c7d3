package main

import (
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

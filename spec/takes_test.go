package spec

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWhatATreeTakes(t *testing.T) {
	dir := t.TempDir()
	tree := filepath.Join(dir, "tree")
	for _, d := range []string{"tree/docs", "tree/out", "elsewhere"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(tree, ".iamsyncignore"), []byte("out/\n*.bak\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(tree, filepath.Join(dir, "link")); err != nil {
		t.Skip("there are no symbolic links here:", err)
	}
	if err := os.Symlink(filepath.Join(dir, "elsewhere"), filepath.Join(tree, "away")); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]bool{
		"tree/undo.json": true, "tree/new/undo.json": true, "tree/docs/../undo.json": true, "link/new/undo.json": true,
		"elsewhere/undo.json": false, "tree/away/undo.json": false, "tree/.undo/undo.json": false, "tree/.undo.json": false,
		"tree/out/undo.json": false, "tree/new/out/undo.json": false, "tree/out": true, "tree/undo.bak": false,
		"tree/README.json": false, "tree/README.yaml": true,
	} {
		if got := Takes(tree, filepath.Join(dir, file)); got != want {
			t.Errorf("%s: %t, want %t", file, got, want)
		}
	}
	t.Chdir(tree)
	if !Takes(".", "undo.json") || !Takes(".", "./new/undo.json") || Takes(".", "../undo.json") {
		t.Error("names that begin at the current directory are not taken for what they are")
	}
}

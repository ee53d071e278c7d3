package spec

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// FuzzLoad feeds Load one file that nobody meant. It must answer, with places in
// its mistakes, and what it takes must resolve or be refused without a panic.
func FuzzLoad(f *testing.F) {
	archives, err := filepath.Glob("testdata/mistakes/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files[:len(archive.Files)-1] {
			if isYAML(file.Name) {
				f.Add(append([]byte(plainRoot), file.Data...))
			}
		}
	}
	f.Add(txtar.Parse([]byte(everything)).Files[0].Data)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		name := filepath.Join(dir, "iamsync.yaml")
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
		s, err := Load(dir)
		if err == nil {
			_, err = s.Resolve(testNames)
		}
		if err == nil {
			return
		}
		var mistakes Errors
		if !errors.As(err, &mistakes) {
			t.Fatalf("%T is no list of mistakes: %v", err, err)
		}
		for _, e := range mistakes {
			if e.Message == "" || !strings.HasPrefix(e.At.File, filepath.ToSlash(dir)) {
				t.Errorf("a mistake without words or place: %+v", e)
			}
			if e.At.Line < 0 || e.At.Line > lines(data)+1 {
				t.Errorf("a mistake on line %d of %d", e.At.Line, lines(data))
			}
		}
	})
}

// lines counts the lines of a text as YAML does: it breaks them at more than one
// character.
func lines(data []byte) int {
	n := 1
	for _, r := range string(data) {
		if strings.ContainsRune("\n\r\u0085\u2028\u2029", r) {
			n++
		}
	}
	return n
}

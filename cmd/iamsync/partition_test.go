package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// The partition of an account comes from the ARN of the caller: no text of the program says
// arn:aws:. The emulator, and what tests are made of, say which accounts there are.
func TestNoPartitionIsWritten(t *testing.T) {
	files := 0
	for _, dir := range []string{"../../spec", "../../plan", "../../apply", "../../internal/live", "../../internal/awsclient", "."} {
		err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return err
			}
			files++
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if text, is := n.(*ast.BasicLit); is && strings.Contains(text.Value, "arn:aws:") {
					t.Errorf("%s: %s", set.Position(text.Pos()), text.Value)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 200 {
		t.Errorf("only %d files were read", files)
	}
}

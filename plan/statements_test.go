package plan

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"iamsync/spec/policy"
)

var update = flag.Bool("update", false, "write what the tests print into their golden files")

// TestDocumentDifferences reads how a document that changes is shown. Each archive
// has the document before and after, and what the plan says; its comment says what
// it is about.
func TestDocumentDifferences(t *testing.T) {
	archives, err := filepath.Glob("testdata/documents/*.txtar")
	if err != nil || len(archives) < 20 {
		t.Fatalf("%d archives, %v", len(archives), err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { testDifference(t, name) })
	}
}

func testDifference(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var documents [2]policy.Document
	for i, file := range archive.Files[:2] {
		if documents[i], err = policy.ParseJSON(file.Data); err != nil {
			t.Fatalf("%s: %v", file.Name, err)
		}
	}
	screen := &text{}
	for _, f := range changedDocument("document", documents[0], documents[1]) {
		screen.rows([]row{fieldRow(f)})
	}
	golden := &archive.Files[2]
	if *update {
		golden.Data = []byte(screen.b.String())
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(golden.Data), screen.b.String()); diff != "" {
		t.Errorf("what is shown (-want +got):\n%s", diff)
	}
	for line := range strings.Lines(screen.b.String()) {
		heading := strings.HasPrefix(line, "      ~ ")
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); heading && n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

// A document that is new or gone is shown whole, and says nothing of access.
func TestWholeDocuments(t *testing.T) {
	d := policy.MustParse(`{"Statement":{"Effect":"Allow"}}`)
	lines := []string{"{", `  "Statement": {`, `    "Effect": "Allow"`, "  }", "}"}
	for sign, f := range map[string]Field{"+ ": {Before: policy.Document{}, After: d}, "- ": {Before: d, After: policy.Document{}}} {
		access, got := sayDocument(f)
		if diff := cmp.Diff(prefixed(sign, lines), got); diff != "" || access != "" {
			t.Errorf("access %q, lines (-want +got):\n%s", access, diff)
		}
	}
}

// BenchmarkDocumentDifference is of a policy of IAM's full size.
func BenchmarkDocumentDifference(b *testing.B) {
	archive, err := txtar.ParseFile("testdata/documents/six-kilobytes.txtar")
	if err != nil {
		b.Fatal(err)
	}
	f := Field{Path: []string{"document"}, Before: policy.MustParse(string(archive.Files[0].Data)), After: policy.MustParse(string(archive.Files[1].Data))}
	for b.Loop() {
		sayDocument(f)
	}
}

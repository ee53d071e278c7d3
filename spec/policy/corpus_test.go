package policy

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"iamsync/internal/fakeiam/catalogue"
	"iamsync/spec/policy/internal/glob"
)

var update = flag.Bool("update", false, "write what the tests print into their golden files")

// uses are the first words of the archives' names.
var uses = map[string]Use{"managed": Managed, "inline": Embedded, "trust": Trust}

// archives calls f with each archive of documents that IAM refuses or takes.
func archives(t *testing.T, dir string, f func(t *testing.T, path string, use Use, a *txtar.Archive)) {
	t.Helper()
	paths, err := filepath.Glob("testdata/" + dir + "/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no archives in %s: %v", dir, err)
	}
	for _, path := range paths {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		prefix, _, _ := strings.Cut(name, "-")
		use, known := uses[prefix]
		if !known {
			t.Fatalf("%s begins with no use of documents", name)
		}
		t.Run(name, func(t *testing.T) { f(t, path, use, a) })
	}
}

// Each document of an archive is refused for the reason that the archive names, and
// the golden file at its end holds all that is said of each.
func TestRefusedDocuments(t *testing.T) {
	count := 0
	archives(t, "refused", func(t *testing.T, path string, use Use, a *txtar.Archive) {
		_, reason, found := strings.Cut(string(a.Comment), "\nIAM: ")
		reason = strings.TrimSpace(reason)
		last := len(a.Files) - 1
		if !found || a.Files[last].Name != "golden" {
			t.Fatal("the archive names no reason, or has no golden file")
		}
		var said strings.Builder
		for _, f := range a.Files[:last] {
			count++
			_, errs := ReadJSON(f.Data, use, nil)
			if !slices.ContainsFunc(errs, func(e *Error) bool { return glob.Match(reason, e.Reason) }) {
				t.Errorf("%s: no mistake with the reason %q in %v", f.Name, reason, errs)
			}
			writeErrors(&said, f.Name, errs)
		}
		if *update {
			a.Files[last].Data = []byte(said.String())
			if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(string(a.Files[last].Data), said.String()); diff != "" {
			t.Errorf("messages (-want +got):\n%s", diff)
		}
	})
	if count < 200 {
		t.Errorf("only %d documents", count)
	}
}

func writeErrors(b *strings.Builder, name string, errs []*Error) {
	fmt.Fprintf(b, "%s\n", name)
	for _, e := range errs {
		fmt.Fprintf(b, "  %d:%d: %s\n", e.Line, e.Col, e.Message)
		if e.Hint != "" {
			fmt.Fprintf(b, "      %s\n", e.Hint)
		}
	}
}

// But for the version, IAM refuses as an inline policy what it refuses as a managed
// one, and has the same words for it.
func TestRefusedInlineToo(t *testing.T) {
	archives(t, "refused", func(t *testing.T, path string, use Use, a *txtar.Archive) {
		if use != Managed || strings.HasSuffix(path, "-version.txtar") {
			return
		}
		for _, f := range a.Files[:len(a.Files)-1] {
			_, managed := ReadJSON(f.Data, Managed, nil)
			_, inline := ReadJSON(f.Data, Embedded, nil)
			managed = slices.DeleteFunc(managed, func(e *Error) bool { return e.Reason == tooOld })
			if diff := cmp.Diff(managed, inline); diff != "" {
				t.Errorf("%s (-managed +inline):\n%s", f.Name, diff)
			}
		}
	})
}

func TestAcceptedDocuments(t *testing.T) {
	count := 0
	archives(t, "accepted", func(t *testing.T, _ string, use Use, a *txtar.Archive) {
		for _, f := range a.Files {
			count++
			d, errs := ReadJSON(f.Data, use, nil)
			for _, e := range errs {
				t.Errorf("%s: %d:%d: %s", f.Name, e.Line, e.Col, e.Message)
			}
			if d.IsZero() != (len(errs) > 0) {
				t.Errorf("%s: there is a document with mistakes, or none without", f.Name)
			}
		}
	})
	if count < 80 {
		t.Errorf("only %d documents", count)
	}
}

// What AWS itself publishes passes, but for its size: AWS may write more than its
// customers.
func TestDocumentsOfAWSAreAccepted(t *testing.T) {
	count := 0
	for _, p := range catalogue.All() {
		text := catalogue.Document(p.Path, p.Name)
		if len(text) > maxDocument {
			continue
		}
		count++
		_, errs := ReadJSON([]byte(text), Managed, nil)
		for _, e := range errs {
			if e.Reason != quotas[Managed].reason || MustParse(text).Size() <= quotas[Managed].size {
				t.Errorf("%s: %d:%d: %s", p.Name, e.Line, e.Col, e.Message)
			}
		}
	}
	if count < 1480 {
		t.Errorf("only %d documents", count)
	}
}

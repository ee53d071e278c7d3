package spec

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what the tests print into their golden files")

// plainRoot is the root file of the trees that do not bring one.
const plainRoot = "version: 1\naccount: \"111122223333\"\n"

// testNames is what the account knows in the tests of mistakes.
var testNames = Names{
	Account: Account{ID: "111122223333", Partition: "aws"},
	AWSManaged: []string{
		"arn:aws:iam::aws:policy/ReadOnlyAccess",
		"arn:aws:iam::aws:policy/PowerUserAccess",
		"arn:aws:iam::aws:policy/IAMUserChangePassword",
		"arn:aws:iam::aws:policy/job-function/Billing",
	},
	Local: map[string]bool{"arn:aws:iam::111122223333:policy/by-hand": true},
}

// TestMistakes reads what every mistake looks like to the one who made it. Each
// archive is a tree, with the messages in its last file; a root file is added
// where it has none, unless its comment says "no root".
func TestMistakes(t *testing.T) {
	archives, err := filepath.Glob("testdata/mistakes/*.txtar")
	if err != nil || len(archives) < 40 {
		t.Fatalf("%d archives, %v", len(archives), err)
	}
	for _, name := range archives {
		absolute, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			testMistake(t, absolute)
		})
	}
}

func testMistake(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	golden := &archive.Files[len(archive.Files)-1]
	if golden.Name != "golden" {
		t.Fatalf("%s does not end with the file golden", name)
	}
	t.Chdir(t.TempDir())
	if !bytes.Contains(archive.Comment, []byte("no root")) {
		write(t, "iamsync.yaml", plainRoot)
	}
	for _, file := range archive.Files[:len(archive.Files)-1] {
		write(t, file.Name, string(file.Data))
	}
	got := mistakes(".")
	if *update {
		golden.Data = []byte(got)
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(golden.Data), got); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

// mistakes returns what Load and Resolve say of a tree.
func mistakes(path string) string {
	s, err := Load(path)
	if err == nil {
		_, err = s.Resolve(testNames)
	}
	if err == nil {
		return "no mistake was found\n"
	}
	return err.Error() + "\n"
}

package plan_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
)

// TestMarkdown reads how plans look in a comment. Each archive in testdata/markdown has
// the trees live, head and, where edits are told from drift, base; the comment that it
// becomes is beside it.
func TestMarkdown(t *testing.T) {
	archives, err := filepath.Glob("testdata/markdown/*.txtar")
	if err != nil || len(archives) < 6 {
		t.Fatalf("%d archives, %v", len(archives), err)
	}
	for _, file := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			golden, err := filepath.Abs(strings.TrimSuffix(file, ".txtar") + ".md")
			if err != nil {
				t.Fatal(err)
			}
			compareMarkdown(t, golden, planOf(t, archive), plan.MarkdownOptions{Source: "iam (3 objects, 1 file)", Label: "production"})
		})
	}
}

// planOf plans by the trees of an archive.
func planOf(t *testing.T, archive *txtar.Archive) plan.Plan {
	t.Chdir(t.TempDir())
	for _, f := range archive.Files {
		if err := os.MkdirAll(filepath.Dir(f.Name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(f.Name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	names := spec.Names{Account: statetest.Account, AnyLocal: true, AWSManaged: []string{
		"arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/AdministratorAccess",
	}}
	live, _ := treeOf(t, "live", names)
	desired, head := treeOf(t, "head", names)
	return build(t, live, desired, func(in *plan.Input) {
		in.Scope, in.Guards, in.Allow = head.Scope, head.Guards, nil
		in.Caller = "arn:aws:sts::111122223333:assumed-role/ci-plan/run-4711"
		if _, err := os.Stat("base"); err == nil {
			state, base := treeOf(t, "base", names)
			in.Base = &plan.Base{Dir: "base", State: state, Scope: base.Scope, Guards: base.Guards}
			in.Settings = in.Base.Settings(base.Settings(), head.Settings())
		}
	}).Reviewed(nil)
}

func treeOf(t *testing.T, dir string, names spec.Names) (spec.State, *spec.Spec) {
	t.Helper()
	tree, err := spec.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	state, err := tree.Resolve(names)
	if err != nil {
		t.Fatal(err)
	}
	return state, tree
}

func compareMarkdown(t *testing.T, golden string, p plan.Plan, o plan.MarkdownOptions) {
	t.Helper()
	got := markdownOf(t, p, o)
	if plan.Golden() {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", filepath.Base(golden), diff)
	}
}

func markdownOf(t *testing.T, p plan.Plan, o plan.MarkdownOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := plan.Markdown(&b, p, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Two thousand changes are cut to what GitHub takes; every deletion is among what is left.
func TestMarkdownIsCut(t *testing.T) {
	live, desired := spec.NewState(statetest.Account), spec.NewState(statetest.Account)
	for i := range 1100 {
		alice := spec.User{Name: fmt.Sprintf("user-%04d", i), Path: "/eng/"}
		group := spec.Group{Name: fmt.Sprintf("group-%04d", i), Path: "/eng/"}
		live.Add(alice)
		if i%10 != 0 {
			desired.Add(alice, group, spec.Inline{Principal: group.ID(), Name: "self", Document: someDocument})
		}
	}
	p := build(t, live, desired, func(in *plan.Input) { in.Guards.MaxDeletes.N = 200 })
	o := plan.MarkdownOptions{Source: "iam (1980 objects, 1 file)", MaxBytes: 60_000, Whole: "iamsync plan iam"}
	compareMarkdown(t, "testdata/markdown/cut.md", p, o)
	text := markdownOf(t, p, o)
	if len(text) > o.MaxBytes {
		t.Errorf("%d bytes", len(text))
	}
	for i := range 110 {
		if name := fmt.Sprintf("user-%04d", 10*i); !strings.Contains(text, name) {
			t.Errorf("the deletion of %s is not shown", name)
		}
	}
}

// What is deleted is named where there is no room for more, and where there is not even room
// for the names, the top says how many are not.
func TestMarkdownOfManyDeletions(t *testing.T) {
	for _, test := range []struct {
		name                 string
		users                int
		named                int
		says, saysNot, lines string
	}{
		{name: "in full", users: 30, named: 30, saysNot: "not even named", lines: "\n- user `user-0000`\n"},
		{name: "as names", users: 130, named: 130, says: "Not shown: 126 users in detail.", saysNot: "not even named", lines: "\n- user `user-0000`, `user-0001`, "},
		{name: "not even as names", users: 1000, named: 140, says: " of 1000 objects that lose something by deletion are not even named here.", lines: "\n- user `user-0000`, "},
	} {
		t.Run(test.name, func(t *testing.T) {
			live := spec.NewState(statetest.Account)
			for i := range test.users {
				live.Add(spec.User{Name: fmt.Sprintf("user-%04d", i), Path: "/eng/"})
			}
			p := build(t, live, spec.NewState(statetest.Account), func(in *plan.Input) { in.Guards.MaxDeletes.N = 10_000 })
			text := markdownOf(t, p, plan.MarkdownOptions{MaxBytes: plan.MinMarkdown})
			named := 0
			for i := range test.users {
				if strings.Contains(text, fmt.Sprintf("user-%04d", i)) {
					named++
				}
			}
			if len(text) > plan.MinMarkdown || named < test.named || !strings.Contains(text, test.says) || !strings.Contains(text, test.lines) ||
				test.saysNot != "" && strings.Contains(text, test.saysNot) {
				t.Errorf("%d bytes, %d named, in\n%s", len(text), named, text)
			}
		})
	}
}

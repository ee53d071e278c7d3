// Package docs_test follows the documentation as a reader would: it runs every command
// that the pages show, compares what that prints with what they say it does, and checks
// every file. It has no code of its own, only tests, and nothing leaves the machine.
//
// Each page has a directory of its own with a copy of examples/, and an IAM of its own,
// which AWS_ENDPOINT_URL leads to; its blocks are taken in their order.
//
//   - sh, bash, zsh and fish are run by that shell, which must end with 0.
//   - console has lines "$ command", each with what is shown beneath it. A line "..."
//     stands for any lines, "…" within a line for any text. Times, durations, digests and
//     IDs of runs, which differ from run to run, are the same whatever they are.
//   - yaml, json and others whose first line is a comment with a path, such as
//     "# iam/users.yaml", are files: they are written there, for the blocks that follow.
//   - yaml without a path is a part of a spec, and valid together with a root file; or a
//     part of a file of this repository; or steps of a workflow that use the action.
//
// Comments just above a block say what a reader need not see: "run: command" is run
// before it, "expect: exit 2" is how it ends, "expect: serves" says that it goes on until
// the page ends, and "not run: reason" excuses it.
package docs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"iamsync/internal/race"
)

// root is the top of the repository.
const root = ".."

// TestPages follows every page that a user may read. Decisions, findings, guards
// and the reference of the commands have tests of their own. After a change of what is printed:
//
//	go test ./docs -run TestPages -update
func TestPages(t *testing.T) {
	race.Skip(t, "everything happens in processes of their own")
	for _, name := range pages(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, err := os.ReadFile(filepath.Join(root, name))
			if err != nil {
				t.Fatal(err)
			}
			w := newWalk(t)
			w.update = *update
			for _, problem := range w.follow(readPage(name, source)) {
				t.Error(problem)
			}
			if len(w.edits) > 0 {
				rewrite(t, name, w.edits)
			}
		})
	}
}

// pages returns the names of the pages, seen from the top of the repository.
func pages(t *testing.T) []string {
	t.Helper()
	names := []string{"README.md"}
	for _, pattern := range []string{"docs/*.md", "docs/reference/yaml.md", "examples/*/README.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v, %v", pattern, found, err)
		}
		for _, file := range found {
			names = append(names, strings.TrimPrefix(filepath.ToSlash(file), root+"/"))
		}
	}
	return names
}

// Package docs_test follows the documentation as a reader would: it runs every command
// that the pages show, compares what that prints with what they say it does, and checks
// every file. It has no code of its own, only tests, and nothing leaves the machine.
//
// Each page has a directory of its own with a copy of examples/, and an IAM of its own,
// which AWS_ENDPOINT_URL leads to; its blocks are taken in their order.
//
//   - sh, bash, zsh and fish are run by that shell, in which no command may fail; sh is
//     bash where that is there, so that none fails within a pipe.
//   - console has lines "$ command", each with what is shown beneath it. A line "..."
//     stands for any lines, "…" within a line for any text. Times, durations, digests and
//     IDs of runs, which differ from run to run, are the same whatever they are.
//   - yaml, json and others whose first line is a comment with a path, such as
//     "# iam/users.yaml", are files: they are written there, for the blocks that follow.
//     YAML is valid at the end of the page, with the tree in which it lies or by itself,
//     unless a command named that tree and was expected to fail.
//   - yaml without a path is a part of a spec, and valid together with a root file; or a
//     part of a file of this repository; or steps of a workflow that use the action.
//
// Comments just above a block say what a reader need not see: "run: command" is run
// before it, "expect: exit 2" is how its only command ends, or the last of a console,
// "expect: serves" says that it goes on until the page ends, and "not run: reason" excuses
// it. A program that is not there excuses a block as well; but not in CI (CI=true) where
// .ci/run installs it.
package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
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
			w.must = must(t)
			for _, problem := range w.follow(readPage(name, source)) {
				t.Error(problem)
			}
			if len(w.edits) > 0 {
				rewrite(t, name, w.edits)
			}
		})
	}
}

// must returns what a machine of CI has to have: what .ci/run installs there.
func must(t *testing.T) (programs []string) {
	t.Helper()
	if os.Getenv("CI") != "true" {
		return nil
	}
	script, err := os.ReadFile(root + "/.ci/run")
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range regexp.MustCompile(`\bdebian ([a-z][a-z0-9-]*) `).FindAllStringSubmatch(string(script), -1) {
		programs = append(programs, found[1])
	}
	return programs
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

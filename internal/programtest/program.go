// Package programtest builds the program for tests that run it as people and their CI do:
// as a process of its own. It is imported by tests only.
package programtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// built is the program that all tests of a package run.
var built struct {
	sync.Once
	dir string
	err error
}

// Main is the TestMain of a package that builds the program: it leaves nothing behind.
func Main(m *testing.M) {
	m.Run() // and its result is that of the tests
	if built.dir != "" {
		_ = os.RemoveAll(built.dir)
	}
}

// Program returns the path of the program, which is called iamsync. It is built once.
func Program(t testing.TB) string {
	t.Helper()
	built.Do(func() { built.dir, built.err = build() })
	if built.err != nil {
		t.Fatal(built.err)
	}
	return filepath.Join(built.dir, "iamsync")
}

func build() (dir string, err error) {
	root, err := findRoot()
	if err == nil {
		err = lookAt(root)
	}
	if err == nil {
		dir, err = os.MkdirTemp("", "iamsync")
	}
	if err != nil {
		return "", err
	}
	if out, err := exec.Command("go", "build", "-C", root, "-o", filepath.Join(dir, "iamsync"), "./cmd/iamsync").CombinedOutput(); err != nil { //nolint:gosec // the arguments are ours
		return dir, fmt.Errorf("building iamsync: %w\n%s", err, out)
	}
	return dir, nil
}

// findRoot returns the directory of the module, above that of the tests.
func findRoot() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			err = errors.New("there is no go.mod above the tests")
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}

// sources are what the program, the action, the examples and stand-ins are made of.
var sources = []string{".github", "apply", "cmd", "docs/testdata", "examples", "internal", "plan", "spec"}

// lookAt keeps the result of tests from being reused when one of the sources has changed:
// the go command takes note of the files that a test looks at, and not of those that a
// command reads which the test runs.
func lookAt(root string) (err error) {
	for _, dir := range sources {
		err = errors.Join(err, filepath.WalkDir(filepath.Join(root, dir), func(file string, _ os.DirEntry, err error) error {
			if err == nil {
				_, err = os.Stat(file)
			}
			return err
		}))
	}
	return err
}

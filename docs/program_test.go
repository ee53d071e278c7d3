package docs_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// built is the program that all pages run.
var built struct {
	sync.Once
	dir string
	err error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.dir != "" {
		_ = os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// program builds the program, once for all pages.
func program(t *testing.T) string {
	t.Helper()
	built.Do(func() {
		if built.err = lookAtSources(); built.err == nil {
			built.dir, built.err = build()
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.dir + "/iamsync"
}

func build() (string, error) {
	dir, err := os.MkdirTemp("", "docs")
	if err != nil {
		return "", err
	}
	if out, err := exec.Command("go", "build", "-o", dir+"/iamsync", root+"/cmd/iamsync").CombinedOutput(); err != nil {
		return dir, fmt.Errorf("building iamsync: %w\n%s", err, out)
	}
	return dir, nil
}

// lookAtSources keeps the result of these tests from being reused when the program, or a
// stand-in, has changed: the go command takes note of the files that a test looks at, and
// not of those that a command reads which the test runs.
func lookAtSources() (err error) {
	for _, dir := range []string{"apply", "cmd", "docs/testdata", "internal", "plan", "spec"} {
		err = errors.Join(err, filepath.WalkDir(filepath.Join(root, dir), func(file string, _ os.DirEntry, err error) error {
			if err == nil {
				_, err = os.Stat(file)
			}
			return err
		}))
	}
	return err
}

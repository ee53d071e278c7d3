package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"iamsync/internal/fakeiam"
)

// keepable refuses a file that could not be written later, when there is
// something to lose.
func keepable(flag, file string) error {
	if file == "" {
		return nil
	}
	dir := filepath.Dir(file)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return usageError(fmt.Sprintf("%s %s: there is no directory %s", flag, file, dir), "make it, or name a file elsewhere")
	}
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		return usageError(fmt.Sprintf("%s %s is no file", flag, file), "the account is kept in one JSON file; name that")
	}
	return nil
}

// lockState makes a file this process's own for writing, for as long as it runs or
// until unlock. Without a file it does nothing.
func lockState(file string) (unlock func(), err error) {
	if file == "" {
		return func() {}, nil
	}
	release, err := fakeiam.Lock(file)
	switch {
	case errors.Is(err, fakeiam.ErrInUse):
		return nil, &exitError{code: exitRefused, message: file + " is in use by another process", cause: err,
			hint: "end the other one, or talk to it with --endpoint-url; or name another file"}
	case err != nil:
		return nil, &exitError{code: exitRefused, message: fmt.Sprintf("%s could not be written: %v", file, err), cause: err,
			hint: "name a file in a directory that can be written"}
	}
	return func() { _ = release() }, nil // with the process, it ends anyway
}

// unsaved says what to do about a state that could not be saved.
func unsaved(err error) (hint string) {
	if errors.Is(err, fakeiam.ErrChanged) {
		return "one program at a time may write the file; others talk to that with --endpoint-url"
	}
	return "see to it that the file can be written, and that there is room for it"
}

// sandboxBeside refuses to make the sandbox's file among those of the tree: with
// the next command it would be a file that nobody understands there.
func (s *session) sandboxBeside() error {
	file := s.options.sandbox
	if err := keepable("--sandbox", file); err != nil {
		return err
	}
	hidden := strings.HasPrefix(filepath.Base(file), ".") || !absent(filepath.Join(s.path, ".iamsyncignore"))
	if hidden || !absent(file) || !below(s.path, file) {
		return nil
	}
	return usageError(fmt.Sprintf("--sandbox %s would be a file of the tree %s, where only the spec's own belong", file, s.path),
		"name a file elsewhere, or one whose name begins with a dot, such as ."+filepath.Base(file))
}

// below reports whether a file is in a directory or further down.
func below(dir, file string) bool {
	dir, dirErr := filepath.Abs(dir)
	file, fileErr := filepath.Abs(file)
	if dirErr != nil || fileErr != nil {
		return false
	}
	rel, err := filepath.Rel(dir, file)
	return err == nil && filepath.IsLocal(rel)
}

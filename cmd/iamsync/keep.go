package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"iamsync/internal/fakeiam"
	"iamsync/spec"
)

// keepable refuses a file that could not be written later, when there is
// something to lose.
func keepable(flag, file, hint string) error {
	if file == "" {
		return nil
	}
	dir := filepath.Dir(file)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return usageError(fmt.Sprintf("%s %s: there is no directory %s", flag, file, dir), "make it, or name a file elsewhere")
	}
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		return usageError(fmt.Sprintf("%s %s is no file", flag, file), hint)
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
	if err := keepable("--sandbox", file, oneFile); err != nil {
		return err
	}
	if !absent(file) {
		return nil
	}
	return s.notOfTree("--sandbox", file)
}

// oneFile is the hint where an account is to be kept in what is no file.
const oneFile = "the account is kept in one JSON file; name that"

// notOfTree refuses a file that would be one of the tree.
func (s *session) notOfTree(flag, file string) error { return s.notIntoTree(flag, file, file) }

// notIntoTree refuses a directory in which a file would be one of the tree.
func (s *session) notIntoTree(flag, dir, file string) error {
	if !spec.Takes(s.path, file) {
		return nil
	}
	hint := "name a place elsewhere"
	if base := filepath.Base(dir); strings.Trim(base, "./") != "" {
		hint += ", or one whose name begins with a dot, such as ." + base
	}
	return usageError(fmt.Sprintf("%s %s would be a file of the tree %s, where only the spec's own belong", flag, dir, s.path), hint)
}

// writable refuses to write a result where it would be in the way: among the files of the
// tree, or in place of one of them, of the sandbox, or of others that the command has.
func (s *session) writable(flag, file string, others ...string) error {
	if file == "" {
		return nil
	}
	if err := keepable(flag, file, "name a file"); err != nil {
		return err
	}
	dir := s.path
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		dir = filepath.Dir(dir)
	}
	taken := append(others, s.options.sandbox)
	for _, name := range s.spec.Files {
		taken = append(taken, filepath.Join(dir, filepath.FromSlash(name)))
	}
	for _, name := range taken {
		if name != "" && sameFile(name, file) {
			return usageError(fmt.Sprintf("%s %s would overwrite %s", flag, file, name), "name another file")
		}
	}
	return s.notOfTree(flag, file)
}

// sameFile reports whether two names are those of one file, there or not yet there.
func sameFile(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	one, err := os.Stat(a)
	other, otherErr := os.Stat(b)
	return err == nil && otherErr == nil && os.SameFile(one, other)
}

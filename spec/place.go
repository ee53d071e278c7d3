package spec

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// checkPlace refuses half a tree, and what is no tree: one without a root at its
// top, or one that lies in the tree of another root.
func (l *loader) checkPlace(given string) *Error {
	at := Position{File: filepath.ToSlash(given)}
	if l.tree.alone {
		if other := l.besideAlone(); other != "" {
			return &Error{at, "this file is only a part of a tree: " + other + " is another", "give the directory instead"}
		}
	}
	if root := rootAbove(l.tree.real); root != "" {
		return &Error{at, "this is a part of the tree whose root file is " + l.tree.shownAbove(root),
			"give the directory of that file, or name this one in its " + ignoreFile}
	}
	if l.root != "" || l.topBroken() {
		return nil
	}
	return l.noRoot(at)
}

// topBroken reports whether something at the top of the tree could not be read:
// it may be the root.
func (l *loader) topBroken() bool {
	return slices.ContainsFunc(l.errs, func(e Error) bool { return e.At.File == l.tree.shown("") }) ||
		slices.ContainsFunc(l.tree.yaml, func(rel string) bool {
			return !strings.Contains(rel, "/") && l.tops[rel] == nil && !l.empty[rel]
		})
}

// noRoot says that there is no root at the top of the tree, and where there are
// some below it.
func (l *loader) noRoot(at Position) *Error {
	var below []string
	for _, rel := range l.rootFirst() {
		if child(l.tops[rel], "version").Kind != 0 && child(l.tops[rel], "account").Kind != 0 && len(l.settingsOf(rel)) > 0 {
			below = append(below, rel)
		}
	}
	switch {
	case len(l.tree.yaml) == 0:
		return &Error{at, "there is no YAML file here", "begin with iamsync.yaml: version: 1, and account: with the 12 digits of yours; or give as PATH the directory that holds the YAML"}
	case len(below) == 0:
		return &Error{at, "no file here says which account it is for", noRootHint}
	}
	root := l.tree.shown(below[0])
	if len(below) > 1 {
		return &Error{at, fmt.Sprintf("there is no root file here, and %d below: the first is %s", len(below), root),
			"give the directory of the one that you mean, such as " + path.Dir(root)}
	}
	return &Error{at, fmt.Sprintf("the root file is %s, and it must stand at the top of the tree", root),
		fmt.Sprintf("move it to %s, or give %s", at.File, path.Dir(root))}
}

const noRootHint = `one file at the top must say version: 1 and account: with the 12 digits of yours, in quotes`

// maxBeside bounds how many files are looked at beside one that was given alone.
const maxBeside = 5000

// besideAlone returns a file beside or below the one that was given which belongs
// to the same tree, or "".
func (l *loader) besideAlone() (other string) {
	left := maxBeside
	_ = filepath.WalkDir(l.tree.given, func(file string, e fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(l.tree.given, file)
		if left--; left < 0 {
			return fs.SkipAll
		}
		if err != nil || relErr != nil || rel == "." {
			return nil //nolint:nilerr // what cannot be read is no reason to refuse the one file that was asked for
		}
		if strings.HasPrefix(e.Name(), ".") || l.tree.ignore.match(filepath.ToSlash(rel), e.IsDir()) {
			return skip(e)
		}
		if text := peek(file); someSection.Match(text) && !looksLikeRoot(text) && !sameFile(file, l.tree.full(l.tree.yaml[0])) {
			other = filepath.ToSlash(file)
			return fs.SkipAll
		}
		return nil
	})
	return other
}

func skip(e fs.DirEntry) error {
	if e.IsDir() {
		return fs.SkipDir
	}
	return nil
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	other, otherErr := os.Stat(b)
	return err == nil && otherErr == nil && os.SameFile(one, other)
}

// rootAbove returns a root file in a directory above dir that counts dir as a
// part of its tree, or "". It looks no further than the top of a repository.
func rootAbove(dir string) string {
	for below := dir; ; below = filepath.Dir(below) {
		if _, err := os.Stat(filepath.Join(below, ".git")); err == nil || filepath.Dir(below) == below {
			return ""
		}
		parent := filepath.Dir(below)
		entries, _ := os.ReadDir(parent)
		for _, e := range entries {
			file := filepath.Join(parent, e.Name())
			if e.Type().IsRegular() && looksLikeRoot(peek(file)) && !ignoredAbove(parent, dir) {
				return file
			}
		}
	}
}

// shownAbove returns the name of a file outside the tree as seen from where the
// tree's own files are named.
func (t *tree) shownAbove(file string) string {
	if rel, err := filepath.Rel(t.real, file); err == nil && !filepath.IsAbs(t.given) {
		return t.shown(rel)
	}
	return filepath.ToSlash(file)
}

func ignoredAbove(parent, dir string) bool {
	rel, err := filepath.Rel(parent, dir)
	if err != nil {
		return false
	}
	rel = filepath.ToSlash(rel)
	hidden := slices.ContainsFunc(strings.Split(rel, "/"), func(part string) bool { return strings.HasPrefix(part, ".") })
	var errs Errors
	t := &tree{given: parent, errs: &errs}
	return hidden || t.readIgnore().matchBelow(rel)
}

var (
	someSection = regexp.MustCompile(`(?m)^(policies|groups|users|roles|instance_profiles):`)
	versionKey  = regexp.MustCompile(`(?m)^version:`)
	accountKey  = regexp.MustCompile(`(?m)^account:`)
)

// peek returns the text of a YAML file that is no part of the tree, as far as
// that is easily had.
func peek(file string) []byte {
	info, err := os.Stat(file)
	if err != nil || !isYAML(file) || !info.Mode().IsRegular() || info.Size() > maxFile || strings.HasPrefix(filepath.Base(file), ".") {
		return nil
	}
	text, _ := os.ReadFile(file)
	return text
}

// looksLikeRoot reports whether a text has what every root file must have.
func looksLikeRoot(text []byte) bool { return versionKey.Match(text) && accountKey.Match(text) }

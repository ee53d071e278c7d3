package spec

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// checkPlace refuses half a tree: one without a root, or one that lies in the
// tree of another root.
func (l *loader) checkPlace(path string) {
	at := Position{File: filepath.ToSlash(path)}
	if l.tree.alone {
		l.checkAlone(at)
	}
	if root := rootAbove(l.tree.real); root != "" {
		l.failAt(at, "give the directory of that file, or name this one in its "+ignoreFile, "this is a part of the tree whose root file is %s", l.tree.shownAbove(root))
		return
	}
	switch {
	case l.root != "" || l.broken:
	case len(l.tree.yaml) == 0:
		l.failAt(at, noRootHint, "there is no YAML file here")
	default:
		l.failAt(at, noRootHint, "no file here is the root of a spec")
	}
}

const noRootHint = `one file of the tree must say version: 1 and account: "111122223333"`

// maxBeside bounds how many files are looked at beside one that was given alone.
const maxBeside = 5000

// checkAlone refuses one file where others beside or below it belong to the same
// tree.
func (l *loader) checkAlone(at Position) {
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
			l.failAt(at, "give the directory instead", "this file is only a part of a tree: %s is another", filepath.ToSlash(file))
			return fs.SkipAll
		}
		return nil
	})
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
	someSection = regexp.MustCompile(`(?m)^(policies|groups|users):`)
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

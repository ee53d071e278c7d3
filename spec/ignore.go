package spec

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
)

// ignoreFile lists what in a tree is no part of the spec. It stands at the top
// of the tree and has a pattern a line:
//
//	# a comment
//	*.tmp        # files and directories of this name, wherever they are
//	docs/*.txt   # with a slash inside: seen from the top of the tree
//	drafts/      # directories only, with all that is in them
//
// In a pattern * stands for any characters but a slash, ? for one. There is no
// ** and no negation.
const ignoreFile = ".iamsyncignore"

// ignoreComment matches a comment, which begins a line or stands behind white space.
var ignoreComment = regexp.MustCompile(`(^|\s)#.*`)

// ignoreRule is a line of the file.
type ignoreRule struct {
	glob     string
	dirOnly  bool
	anchored bool
}

type ignoreRules []ignoreRule

// readIgnore reads the ignore file of the tree, if there is one.
func (t *tree) readIgnore() ignoreRules {
	if _, err := os.Lstat(t.full(ignoreFile)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	data, problem := t.read(ignoreFile)
	if problem != nil {
		t.fail(ignoreFile, "", "%s", problem.Message)
	}
	var rules ignoreRules
	for i, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSpace(ignoreComment.ReplaceAllString(line, ""))
		if line == "" {
			continue
		}
		rule, problem, hint := parseIgnore(line)
		if problem != "" {
			t.failAt(Position{File: t.shown(ignoreFile), Line: i + 1, Col: 1}, hint, "the pattern %q %s", line, problem)
			continue
		}
		rules = append(rules, rule)
	}
	return rules
}

func parseIgnore(line string) (rule ignoreRule, problem, hint string) {
	glob, dirOnly := strings.CutSuffix(line, "/")
	inner := strings.TrimPrefix(glob, "/")
	rule = ignoreRule{glob: inner, dirOnly: dirOnly, anchored: strings.Contains(glob, "/")}
	switch _, err := path.Match(inner, ""); {
	case strings.HasPrefix(line, "!"):
		return rule, "begins with !", "nothing can be taken out again: name the others one by one"
	case strings.Contains(line, "**"):
		return rule, "holds **", "write a pattern without a slash, which counts everywhere"
	case err != nil || inner == "" || strings.Contains(inner, `\`):
		return rule, "is not one of names, * and ?", "write a name, or a pattern such as *.tmp or docs/*.txt"
	}
	return rule, "", ""
}

// match reports whether a file or directory is to be ignored.
func (rules ignoreRules) match(rel string, isDir bool) bool {
	for _, r := range rules {
		name := rel
		if !r.anchored {
			name = path.Base(rel)
		}
		if ok, _ := path.Match(r.glob, name); ok && (isDir || !r.dirOnly) {
			return true
		}
	}
	return false
}

// matchBelow reports whether the directory rel, or one that it is in, is ignored.
func (rules ignoreRules) matchBelow(rel string) bool {
	for ; rel != "."; rel = path.Dir(rel) {
		if rules.match(rel, true) {
			return true
		}
	}
	return false
}

package docs_test

import (
	"errors"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec"
)

// endings are those of files of YAML.
var endings = []string{".yaml", ".yml"}

// wrote takes note of a file of YAML, which must be valid whether or not a command reads
// it. One that it replaces is judged now, the others at the end of the page, when
// the files are there that they refer to.
func (w *walk) wrote(b *block, name string) {
	if w.files == nil {
		w.files = map[string]*block{}
	}
	if isYAML := b.language == "yaml" || slices.Contains(endings, path.Ext(name)); isYAML && b.excuse == "" {
		w.files[name] = b
	}
}

// refused is told of a command that failed as it should, and forgets the files below what
// it names: their mistakes are what the page is about.
func (w *walk) refused(script string) {
	maps.DeleteFunc(w.files, func(name string, _ *block) bool {
		top, _, _ := strings.Cut(name, "/")
		return regexp.MustCompile(`(?:^|[\s/])` + regexp.QuoteMeta(top) + `(?:$|[\s/])`).MatchString(script)
	})
}

// judgeAll judges the files of the page.
func (w *walk) judgeAll() (problems []string) {
	for _, name := range slices.Sorted(maps.Keys(w.files)) {
		problems = append(problems, w.judge(name)...)
	}
	return problems
}

// judge checks a file with the tree that it belongs to, or as a part of something. A file
// of another program is excused by "not run:".
func (w *walk) judge(name string) []string {
	b := w.files[name]
	delete(w.files, name)
	if b == nil {
		return nil
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if isTree(filepath.Join(w.dir, filepath.FromSlash(dir))) {
			return w.load(b, name, dir)
		}
	}
	return w.yaml(b)
}

// load reads a tree, and returns the mistakes of one of its files, and those of none.
func (w *walk) load(b *block, name, dir string) (problems []string) {
	_, err := spec.Load(filepath.Join(w.dir, filepath.FromSlash(dir)))
	var mistakes spec.Errors
	if err != nil && !errors.As(err, &mistakes) {
		return []string{b.say(0, "%s is no tree: %v", dir, err)}
	}
	for _, m := range mistakes {
		if m.At.File == "" || strings.HasSuffix(m.At.File, "/"+name) {
			problems = append(problems, b.say(max(m.At.Line-1, 0), "%s is no valid tree: %v", dir, m.Message))
		}
	}
	return problems
}

// isTree reports whether a root file lies in a directory.
func isTree(dir string) bool {
	files, _ := os.ReadDir(dir) // without files, it is none
	return slices.ContainsFunc(files, func(file os.DirEntry) bool {
		var node yaml.Node
		text, err := os.ReadFile(filepath.Join(dir, file.Name()))
		return err == nil && slices.Contains(endings, path.Ext(file.Name())) && yaml.Unmarshal(text, &node) == nil && valueOf(&node, "version") != nil
	})
}

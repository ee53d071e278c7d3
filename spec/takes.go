package spec

import (
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Takes reports whether a file with this name, which need not be there, would be taken for
// one of the tree below a path: it would lie in it, and nothing there hides or ignores it.
func Takes(given, file string) bool {
	var unread Errors
	t := &tree{given: given, errs: &unread}
	if info, err := os.Stat(given); err != nil || !info.IsDir() { // of a single file, nothing beside it counts
		return false
	}
	var err error
	if t.real, err = realPath(given); err != nil {
		return false
	}
	rel, err := filepath.Rel(t.real, realPlace(file))
	if err != nil || !filepath.IsLocal(rel) {
		return false
	}
	return !t.hides(filepath.ToSlash(rel))
}

// hides reports whether a file is none of the tree, though it lies in it.
func (t *tree) hides(rel string) bool {
	rules := t.readIgnore()
	parts := strings.Split(rel, "/")
	for i, part := range parts {
		if strings.HasPrefix(part, ".") || rules.match(path.Join(parts[:i+1]...), i < len(parts)-1) {
			return true
		}
	}
	return !isYAML(rel) && isAbout(path.Base(rel))
}

// realPlace is where a file is or would be: as much of its name as is there is followed.
func realPlace(file string) string {
	absolute, err := filepath.Abs(file)
	if err != nil {
		return file
	}
	for dir, rest := absolute, ""; ; dir, rest = filepath.Dir(dir), filepath.Join(filepath.Base(dir), rest) {
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(real, rest)
		}
		if dir == filepath.Dir(dir) {
			return absolute
		}
	}
}

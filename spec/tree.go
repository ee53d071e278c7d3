package spec

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"iamsync/spec/internal/near"
	"iamsync/spec/policy"
)

// tree is what lies below the path that was given.
type tree struct {
	given string   // the directory, as positions name it; "." is left out
	real  string   // the directory without symbolic links, absolute
	yaml  []string // YAML files, slash-separated, below the directory
	other []string // other files, which something must refer to
	// alone says that one file was given, and not a directory.
	alone bool

	ignore ignoreRules
	links  []link          // to be followed when the rest is known
	seen   map[string]bool // what was visited, by its place without symbolic links
	errs   *Errors
}

// insteadOfPath suggests another path where there is nothing at this one.
func insteadOfPath(given string) string {
	dir, base := filepath.Split(filepath.Clean(given))
	entries, err := os.ReadDir(cmp.Or(dir, "."))
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if guess := near.Word(base, names); err == nil && guess != "" {
		return "did you mean " + quote(filepath.ToSlash(filepath.Join(dir, guess))) + "?"
	}
	return "PATH is the directory that holds the YAML; leave it out for the current one"
}

// link is a symbolic link in the tree.
type link struct {
	rel    string
	parent string // the place of the directory that it is in
}

// openTree finds the files below a path. It follows symbolic links to places
// inside the tree only, and reads nothing but the list of what to ignore.
func openTree(given string, errs *Errors) *tree {
	t := &tree{given: given, seen: map[string]bool{}, errs: errs}
	info, err := os.Stat(given)
	if err == nil && !info.IsDir() {
		t.alone, t.given = true, filepath.Dir(given)
	}
	if err == nil {
		t.real, err = realPath(t.given)
	}
	if err != nil {
		t.failAt(Position{File: filepath.ToSlash(given)}, insteadOfPath(given), "%s", plainError(err))
		return nil
	}
	t.ignore = t.readIgnore()
	if t.alone {
		t.yaml = []string{filepath.Base(given)}
		return t
	}
	t.walk("", t.real)
	t.followLinks()
	slices.Sort(t.yaml)
	slices.Sort(t.other)
	return t
}

func realPath(name string) (string, error) {
	absolute, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(absolute)
}

// shown returns the name of a file as positions have it.
func (t *tree) shown(rel string) string { return filepath.ToSlash(filepath.Join(t.given, rel)) }

// full returns the name under which a file is opened.
func (t *tree) full(rel string) string { return filepath.Join(t.given, filepath.FromSlash(rel)) }

func (t *tree) failAt(at Position, hint, format string, args ...any) {
	*t.errs = append(*t.errs, Error{At: at, Message: fmt.Sprintf(format, args...), Hint: hint})
}

func (t *tree) fail(rel, hint, format string, args ...any) {
	t.failAt(Position{File: t.shown(rel)}, hint, format, args...)
}

// walk visits the directory rel, which is at a place.
func (t *tree) walk(rel, place string) {
	t.seen[place] = true
	entries, err := os.ReadDir(place)
	if err != nil {
		t.fail(rel, "", "the directory cannot be read: %s", plainError(err))
	}
	for _, e := range entries {
		t.visit(path.Join(rel, e.Name()), place, e)
	}
}

func (t *tree) visit(rel, parent string, e fs.DirEntry) {
	name := e.Name()
	switch {
	case name == ignoreFile && rel != name:
		t.fail(rel, "move its lines there", "%s has a meaning only at the top of the tree", ignoreFile)
	case strings.HasPrefix(name, "."):
	case quote(name) != `"`+name+`"`:
		t.failAt(Position{File: t.shown(path.Dir(rel))}, "rename it", "the file name %s holds characters that cannot be shown", quote(name))
	case t.ignore.match(rel, e.IsDir()):
	case e.IsDir():
		t.walk(rel, filepath.Join(parent, name))
	case e.Type()&fs.ModeSymlink != 0:
		t.links = append(t.links, link{rel, parent})
	case !e.Type().IsRegular():
		t.fail(rel, "name it in "+ignoreFile+", or move it out of the tree", "this is neither a file nor a directory")
	default:
		t.file(rel, filepath.Join(parent, name))
	}
}

// file notes a regular file.
func (t *tree) file(rel, place string) {
	t.seen[place] = true
	switch {
	case isYAML(rel):
		t.yaml = append(t.yaml, rel)
	case !isAbout(path.Base(rel)):
		t.other = append(t.other, rel)
	}
}

// isAbout reports whether a file that is no YAML is for people who look at the tree.
func isAbout(name string) bool {
	name = strings.ToUpper(name)
	return strings.HasPrefix(name, "README") || strings.HasPrefix(name, "LICENSE")
}

func isYAML(name string) bool {
	extension := strings.ToLower(path.Ext(name))
	return extension == ".yaml" || extension == ".yml"
}

// followLinks visits what symbolic links lead to, where it was not visited under
// its own name: each file and directory is visited once, so no circle is endless.
func (t *tree) followLinks() {
	for len(t.links) > 0 {
		l := t.links[0]
		t.links = t.links[1:]
		target, problem := t.linked(l)
		if problem != "" {
			t.fail(l.rel, "name it in "+ignoreFile+", or move it out of the tree", "the symbolic link %s", problem)
			continue
		}
		info, err := os.Stat(target)
		switch {
		case err != nil:
			t.fail(l.rel, "", "%s", plainError(err))
		case t.seen[target]:
		case info.IsDir():
			t.walk(l.rel, target)
		case info.Mode().IsRegular():
			t.file(l.rel, target)
		default:
			t.fail(l.rel, "", "the symbolic link leads to what is neither a file nor a directory")
		}
	}
}

// linked returns where a link leads to, or what is wrong with it.
func (t *tree) linked(l link) (target, problem string) {
	target, err := filepath.EvalSymlinks(filepath.Join(l.parent, path.Base(l.rel)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", "leads to nothing"
	case errors.Is(err, fs.ErrPermission):
		return "", "cannot be followed: " + plainError(err)
	case err != nil: // what else EvalSymlinks knows is too many links
		return "", "leads round in a circle"
	case target == l.parent || strings.HasPrefix(l.parent, target+string(filepath.Separator)):
		return "", "leads round in a circle"
	case !t.inside(target):
		return "", "leads out of the tree"
	}
	return target, ""
}

// inside reports whether a place is in the tree.
func (t *tree) inside(place string) bool {
	return strings.HasPrefix(place, strings.TrimSuffix(t.real, "/")+string(filepath.Separator))
}

// readable says what is wrong with a file that another one names.
func (t *tree) readable(rel string) string {
	info, err := os.Stat(t.full(rel))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no file " + quote(t.shown(rel))
	case err != nil:
		return "the file " + quote(t.shown(rel)) + " cannot be read: " + plainError(err)
	case !info.Mode().IsRegular():
		return quote(t.shown(rel)) + " is not a file"
	}
	if place, err := realPath(t.full(rel)); err != nil || !t.inside(place) {
		return "the file " + quote(t.shown(rel)) + " is a symbolic link that leads out of the tree"
	}
	return ""
}

// read returns the text of a file, which is no longer than any spec needs.
func (t *tree) read(rel string) ([]byte, *policy.Error) {
	info, err := os.Stat(t.full(rel))
	switch {
	case err != nil:
		return nil, &policy.Error{Message: "the file cannot be read: " + plainError(err)}
	case !info.Mode().IsRegular():
		return nil, &policy.Error{Message: "this is not a file"}
	case info.Size() > maxFile:
		return nil, &policy.Error{Message: fmt.Sprintf("the file has %d bytes; it may have %d", info.Size(), maxFile), Hint: "make several files of it"}
	}
	data, err := os.ReadFile(t.full(rel))
	if err != nil {
		return nil, &policy.Error{Message: "the file cannot be read: " + plainError(err)}
	}
	return decode(data)
}

// plainError leaves out of an error of the file system the name of the file,
// which the position says already.
func plainError(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return err.Error()
}

// quote quotes a text for a message.
func quote(text string) string { return strconv.Quote(text) }

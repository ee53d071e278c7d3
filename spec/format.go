package spec

import (
	"bytes"
	"maps"
	"os"
	"slices"

	"iamsync/spec/internal/layout"
)

// Formatted is a file of a tree that has another layout than it should have.
type Formatted struct {
	File string // as mistakes name it; it can be opened by this name
	Text []byte // what it should hold
}

// Format returns the YAML files of a tree whose layout is not the one that all have,
// in order. It writes nothing. Files with mistakes are not among them; the error says
// what is wrong with these, and is Errors.
func Format(dir string) ([]Formatted, error) {
	l := newLoader()
	if l.tree = openTree(dir, &l.errs); l.tree == nil {
		return nil, l.errs.orNil()
	}
	if l.load(dir); l.misplaced {
		return nil, l.errs.orNil()
	}
	wrong := map[string]bool{}
	for _, e := range l.errs {
		wrong[e.At.File] = true
	}
	var changed []Formatted
	files, documents := guides()
	for _, rel := range l.formattable() {
		file, g := l.tree.shown(rel), files
		if isDocument(l.tops[rel]) {
			g = documents
		}
		if wrong[file] {
			continue
		}
		if text := l.laidOut(rel, g); text != nil {
			changed = append(changed, Formatted{file, text})
		}
	}
	return changed, l.errs.orNil()
}

// formattable lists the YAML files that hold something: those of the spec, and
// documents.
func (l *loader) formattable() []string {
	files := map[string]bool{}
	for _, rel := range slices.Concat(l.tree.yaml, slices.Collect(maps.Keys(l.used))) {
		if isYAML(rel) && l.tops[rel] != nil {
			files[rel] = true
		}
	}
	return slices.Sorted(maps.Keys(files))
}

// laidOut returns what a file should hold, or nil where it does already.
func (l *loader) laidOut(rel string, g layout.Guide) []byte {
	data, problem := l.tree.read(rel)
	if problem != nil {
		l.tree.fail(rel, problem.Hint, "%s", problem.Message)
		return nil
	}
	text, err := layout.Format(data, g)
	if err != nil {
		l.tree.fail(rel, "lay it out by hand: it was left alone", "the file cannot be laid out: %s", err)
		return nil
	}
	if raw, err := os.ReadFile(l.tree.full(rel)); err == nil && bytes.Equal(raw, text) {
		return nil
	}
	return text
}

// guides say in which order the keys of files stand, and those of documents.
func guides() (files, documents layout.Guide) {
	n := schemaOfFiles()
	files = layout.Guide{Schema: n.Else, Definitions: n.Definitions}
	for _, s := range sections {
		files.Apart = append(files.Apart, s.key)
	}
	return files, layout.Guide{Schema: n.Then, Definitions: n.Definitions}
}

package spec

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/layout"
)

// Adopt declares objects of an account in a tree that there is. It returns the files
// that change or are new, by the names that mistakes give them, and writes nothing.
// What stands in a file stays as it is, to the letter: a declaration is added behind
// the last one of its kind, or a file with it. Errors are of type Errors where the tree
// has mistakes.
func Adopt(dir string, live State, awsManaged []string, ids []ID) ([]Formatted, error) {
	l := newLoader()
	if l.tree = openTree(dir, &l.errs); l.tree != nil {
		l.load(dir)
	}
	if err := l.errs.inOrder().orNil(); err != nil {
		return nil, err
	}
	w := newWriter(live, awsManaged)
	for id, o := range l.declared {
		w.declared[id] = !o.base().absent
	}
	for _, id := range ids {
		if err := l.adoptable(w, id); err != nil {
			return nil, err
		}
		w.declared[id], w.writes[id] = true, true
	}
	return l.adopt(w, ids)
}

// adoptable refuses what is declared already, and what cannot be.
func (l *loader) adoptable(w *writer, id ID) error {
	o, at := l.folded[id.Fold()], l.profiles[strings.ToLower(id.Name)]
	switch {
	case o != nil:
		return fmt.Errorf("%s is declared already, at %s", id, o.base().at)
	case id.Kind == KindProfile && at != Position{}:
		return fmt.Errorf("%s is declared already, with its role, at %s", id, at)
	case l.ignoring(id) != nil:
		return fmt.Errorf("%s is ignored by scope.ignore, at %s", id, l.ignoring(id).at)
	case w.live.Resources[id] == nil:
		return fmt.Errorf("the account has no %s", id)
	case IsLock(id):
		return fmt.Errorf("%s cannot be declared: %s", id, Untouchable(id, ""))
	case NeverTouched(w.path(id)):
		return fmt.Errorf("%s lies under %s, which AWS keeps for itself", id, w.path(id))
	}
	if why := w.unwritable(id); why != "" {
		return fmt.Errorf("%s cannot be declared: %s", id, why)
	}
	return nil
}

// adopt writes the declarations, kind by kind.
func (l *loader) adopt(w *writer, ids []ID) ([]Formatted, error) {
	var changed []Formatted
	for _, s := range sections {
		list := slices.DeleteFunc(w.toWrite(s.kind), func(id ID) bool { return !slices.Contains(ids, id) })
		if len(list) == 0 {
			continue
		}
		files, err := l.adoptSection(w, s, list, changed)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			i := slices.IndexFunc(changed, func(c Formatted) bool { return c.File == f.File })
			if i < 0 {
				i, changed = len(changed), append(changed, f)
			}
			changed[i] = f
		}
	}
	return changed, nil
}

// adoptSection adds objects of one kind to the file that has the most of them, or makes
// one. What belongs into files beside it follows.
func (l *loader) adoptSection(w *writer, s section, ids []ID, changed []Formatted) ([]Formatted, error) {
	rel, entries := l.home(s)
	indent, isNew := layout.Step, rel == ""
	if isNew {
		rel = freeName(s.key, ".yaml", l.taken)
	}
	if entries != nil {
		indent = entries.Content[0].Column - 1
	}
	var texts []string
	files := make([]Formatted, 1)
	for _, id := range ids {
		for _, f := range w.putBeside(id, rel, func(name string) bool { return l.taken(name) || holds(files, l.tree.shown(name)) }) {
			files = append(files, Formatted{l.tree.shown(f.Name), f.Text})
		}
		texts = append(texts, w.object(id, indent))
	}
	var err error
	if isNew {
		files[0], err = l.newSection(rel, s, texts)
	} else {
		files[0], err = l.addTo(rel, s, entries, together(texts), changed)
	}
	return files, err
}

func holds(files []Formatted, name string) bool {
	return slices.ContainsFunc(files, func(f Formatted) bool { return strings.EqualFold(f.File, name) })
}

// newSection makes a file that holds a section.
func (l *loader) newSection(rel string, s section, texts []string) (Formatted, error) {
	guide, _ := guides()
	laid, err := (&page{name: rel, head: l.modelineOf(rel), sections: []sectionText{{s.key, texts}}}).file(guide)
	return Formatted{l.tree.shown(rel), laid.Text}, err
}

// addTo adds declarations to the section of a file, which has these entries.
func (l *loader) addTo(rel string, s section, entries *yaml.Node, added string, changed []Formatted) (Formatted, error) {
	text, err := l.textOf(rel, changed)
	if err != nil {
		return Formatted{}, err
	}
	if entries == nil && child(l.tops[rel], s.key).Kind == 0 {
		return Formatted{l.tree.shown(rel), []byte(withEnd(text) + lineEnded(text, "\n"+s.key+":\n"+added))}, nil
	}
	lines := slices.Collect(strings.Lines(withEnd(text)))
	begin := slices.IndexFunc(lines, func(line string) bool { return topKey(line) == s.key })
	if entries == nil || begin < 0 {
		return Formatted{}, fmt.Errorf("%s has its %s in brackets, where nothing can be added: write one a line", l.tree.shown(rel), s.key)
	}
	return Formatted{l.tree.shown(rel), []byte(insertAfter(lines, begin, lineEnded(text, added)))}, nil
}

// home returns the file in which objects of a kind are declared, with the mapping that
// holds them. Where one file is the whole tree, it is that; where there is none, it is "".
func (l *loader) home(s section) (rel string, entries *yaml.Node) {
	for _, file := range l.tree.yaml {
		at := sectionIn(l.tops[file], s.key)
		if at != nil && (entries == nil || len(at.Content) > len(entries.Content)) {
			rel, entries = file, at
		}
	}
	if rel == "" && l.tree.alone {
		rel = l.tree.yaml[0]
	}
	return rel, entries
}

// sectionIn returns the mapping of a section that can be gone on with: one that is not
// in brackets, and is no alias.
func sectionIn(top *yaml.Node, key string) *yaml.Node {
	for i := 0; top != nil && top.Kind == yaml.MappingNode && top.Style&yaml.FlowStyle == 0 && i+1 < len(top.Content); i += 2 {
		n := top.Content[i+1]
		if top.Content[i].Value == key && n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle == 0 && len(n.Content) > 0 {
			return n
		}
	}
	return nil
}

// taken reports whether the tree has a file, or what else, of this name.
func (l *loader) taken(name string) bool {
	_, err := os.Lstat(l.tree.full(name))
	return !errors.Is(err, os.ErrNotExist)
}

// modelineOf names the schema to editors, where it is where exports keep it.
func (l *loader) modelineOf(rel string) string {
	if _, err := os.Stat(l.tree.full(schemaName)); err != nil {
		return ""
	}
	return modeline(rel)
}

// textOf returns the text of a file, as it will be.
func (l *loader) textOf(rel string, changed []Formatted) (string, error) {
	for _, c := range changed {
		if c.File == l.tree.shown(rel) {
			return string(c.Text), nil
		}
	}
	data, err := os.ReadFile(l.tree.full(rel))
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", l.tree.shown(rel), err)
	}
	return string(data), nil
}

// insertAfter adds text to the end of the section that begins with a line: behind its
// last one, and ahead of the blank lines and the comments which belong to what comes next.
func insertAfter(lines []string, begin int, added string) string {
	end := begin + 1
	for end < len(lines) && topKey(lines[end]) == "" {
		end++
	}
	for end > begin+1 && (strings.TrimSpace(lines[end-1]) == "" || lines[end-1][0] == '#') {
		end--
	}
	if isLong(added) {
		added = lineEnded(added, "\n") + added
	}
	return strings.Join(lines[:end], "") + added + strings.Join(lines[end:], "")
}

// topKey returns what a line begins that is not indented, "" for a comment or nothing.
func topKey(line string) string {
	if strings.ContainsRune(" \t\r\n#", rune(line[0])) {
		return ""
	}
	key, _, _ := strings.Cut(strings.TrimSpace(line), ":")
	return strings.Trim(key, `"' `)
}

// withEnd returns a text whose last line has an end.
func withEnd(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") {
		return text
	}
	return text + lineEnded(text, "\n")
}

// lineEnded gives what is added the line ends of the file.
func lineEnded(text, added string) string {
	if strings.Contains(text, "\r\n") {
		return strings.ReplaceAll(added, "\n", "\r\n")
	}
	return added
}

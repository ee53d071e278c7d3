package spec

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/layout"
)

// Export says what of an account shall be written as a tree of files.
type Export struct {
	Live       State
	AWSManaged []string  // the ARNs of all policies that AWS has
	Select     []Pattern // what is wanted; nil is all
	Layout     Layout
}

// Exported is such a tree.
type Exported struct {
	Files   []File // in order, the root file first
	Objects int    // that they declare
	Left    []Left // what they leave out, and the root file says so
}

// File is one file, by its slash-separated name below the directory.
type File struct {
	Name string
	Text []byte
}

// Left are objects that are not declared, for one reason.
type Left struct {
	Why     string
	Objects []ID
}

// Layout says which file an object stands in.
type Layout string

// The layouts.
const (
	LayoutFiles   Layout = "files"   // a file a kind
	LayoutFolders Layout = "folders" // a folder a kind, a file an object
	LayoutOne     Layout = "one"     // everything in the root file
)

// Layouts lists them all, the usual one first.
var Layouts = []Layout{LayoutFiles, LayoutFolders, LayoutOne}

const (
	rootName   = "iamsync.yaml"
	schemaName = ".schema/iamsync.schema.json" // hidden, so that it is no file of the tree
)

// Write returns the tree. Resolved, it is what was read of the objects that it declares.
func (e Export) Write() (Exported, error) {
	w := newWriter(e.Live, e.AWSManaged)
	out := Exported{Left: e.choose(w)}
	pages := []*page{{name: rootName, head: e.root(w, out.Left)}}
	var beside []File
	taken := func(name string) bool {
		return slices.ContainsFunc(beside, func(f File) bool { return strings.EqualFold(f.Name, name) })
	}
	for _, s := range sections {
		for _, id := range w.toWrite(s.kind) {
			out.Objects++
			name := e.Layout.file(s.key, id, pages)
			if pages[len(pages)-1].name != name {
				pages = append(pages, &page{name: name, head: modeline(name)})
			}
			beside = append(beside, w.putBeside(id, name, taken)...)
			pages[len(pages)-1].add(s.key, w.object(id, layout.Step))
		}
	}
	guide, _ := guides()
	for _, p := range pages {
		f, err := p.file(guide)
		if err != nil {
			return Exported{}, err
		}
		out.Files = append(out.Files, f)
	}
	out.Files = append(append(out.Files, beside...), File{schemaName, Schema()})
	return out, nil
}

// page is a file that is being written. Pages are written one after the other.
type page struct {
	name, head string
	sections   []sectionText
}

// sectionText is a section with the texts of its objects.
type sectionText struct {
	key     string
	objects []string
}

func (p *page) add(key, object string) {
	if last := len(p.sections) - 1; last < 0 || p.sections[last].key != key {
		p.sections = append(p.sections, sectionText{key: key})
	}
	s := &p.sections[len(p.sections)-1]
	s.objects = append(s.objects, object)
}

// file returns the file in the layout that iamsync fmt gives.
func (p *page) file(g layout.Guide) (File, error) {
	text := p.head
	for _, s := range p.sections {
		text += s.key + ":\n" + together(s.objects)
	}
	laid, err := layout.Format([]byte(text), g)
	if err != nil {
		return File{}, fmt.Errorf("laying out %s: %w", p.name, err)
	}
	return File{p.name, laid}, nil
}

// together puts the objects of a section one below the other. What takes several lines
// is parted from its neighbours.
func together(objects []string) string {
	var b strings.Builder
	for i, text := range objects {
		if i > 0 && (isLong(text) || isLong(objects[i-1])) {
			b.WriteString("\n")
		}
		b.WriteString(text)
	}
	return b.String()
}

func isLong(text string) bool { return strings.Count(text, "\n") > 1 }

// modeline tells editors of the schema.
func modeline(file string) string {
	return "# yaml-language-server: $schema=" + strings.Repeat("../", strings.Count(file, "/")) + schemaName + "\n"
}

// file returns the file that an object stands in. A name that begins with a dot would
// be no file of the tree.
func (l Layout) file(key string, id ID, before []*page) string {
	switch l {
	case LayoutOne:
		return rootName
	case LayoutFolders:
		name := id.Name
		taken := func(p *page) bool { return p.name == key+"/"+name+".yaml" }
		for strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") && slices.ContainsFunc(before, taken) {
			name = "_" + name
		}
		return key + "/" + name + ".yaml"
	}
	return key + ".yaml"
}

// toWrite lists the objects of a kind that have a declaration of their own.
func (w *writer) toWrite(kind Kind) []ID {
	var ids []ID
	for _, id := range w.live.IDs() {
		profile, is := w.live.Resources[id].(Profile)
		if id.Kind == kind && w.declared[id] && !(is && w.withRole(profile)) {
			ids = append(ids, id)
		}
	}
	return ids
}

// object writes a declaration, so far indented.
func (w *writer) object(id ID, indent int) string {
	r := w.live.Resources[id]
	n := &yaml.Node{Kind: yaml.MappingNode}
	n.Content = []*yaml.Node{scalarNode(id.Name), writers[id.Kind].write(w, r)}
	return yamlText(n, indent)
}

// choose declares what shall be declared, and returns the rest by its reasons.
func (e Export) choose(w *writer) []Left {
	var left []Left
	for _, id := range e.Live.IDs() {
		if !isEntity(id.Kind) {
			continue
		}
		why := e.leaves(w, id)
		if why == "" {
			w.declared[id], w.writes[id] = true, true
			continue
		}
		i := slices.IndexFunc(left, func(l Left) bool { return l.Why == why })
		if i < 0 {
			i, left = len(left), append(left, Left{Why: why})
		}
		left[i].Objects = append(left[i].Objects, id)
	}
	slices.SortStableFunc(left, func(a, b Left) int { return strings.Compare(a.Why, b.Why) })
	return left
}

// notSelected is why an object is left out that nobody asked for.
const notSelected = "--select does not name it"

// leaves says why an object is left out, or returns "".
func (e Export) leaves(w *writer, id ID) string {
	path := w.path(id)
	named := func(p Pattern) bool { return p.literal() && p.Matches(id) }
	switch {
	case len(e.Select) > 0 && !slices.ContainsFunc(e.Select, func(p Pattern) bool { return p.Matches(id) }):
		return notSelected
	case Untouchable(id, path) != "":
		return Untouchable(id, path)
	case !slices.ContainsFunc(e.Select, named) && othersOwn(id, path) != "":
		return othersOwn(id, path)
	}
	return w.unwritable(id)
}

// path returns the IAM path of an entity of the account, "" where its kind has none.
func (w *writer) path(id ID) string {
	if path := writers[id.Kind].path; path != nil {
		return path(w.live.Resources[id])
	}
	return ""
}

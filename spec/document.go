package spec

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/near"
	"iamsync/spec/internal/schema"
	"iamsync/spec/policy"
)

// documentDecl is a policy document as it is declared.
type documentDecl struct {
	doc policy.Document
	at  Position
	// raw is the document before variables are expanded, where it mentions
	// $(partition); doc then speaks of the ordinary partition.
	raw policy.Document
}

var documentShape = shape{is: "a policy document", node: yaml.MappingNode, example: "{file: policy.json}", empty: "{file: policy.json}", value: schema.Ref(embeddedDocument)}

// managedShape is that of a document which must be there.
var managedShape = shape{is: documentShape.is, node: documentShape.node, example: documentShape.example, empty: documentShape.empty, required: true, value: schema.Ref(managedDocument)}

// fileKey is the key that stands in place of a document that is in a file.
const fileKey = "file"

// reference returns the file that stands in place of a document.
func reference(n *yaml.Node) *yaml.Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == fileKey {
			return follow(n.Content[i+1])
		}
	}
	return nil
}

// document reads a policy document, or the file that is named in its place. It
// returns nil where there is a mistake.
func (r *reader) document(n *yaml.Node, use policy.Use) *documentDecl {
	if isStatement(n) {
		r.fail(n, "write "+wholeDocument+" around it", "a statement stands in the place of a policy document")
		return nil
	}
	for _, p := range r.entries(n) {
		switch lone := len(n.Content) == 2 && p.value.Kind == yaml.ScalarNode; {
		case p.key.Value == fileKey:
			return r.documentFile(n, use)
		case lone && near.Word(p.key.Value, []string{fileKey}) != "":
			r.fail(p.key, `did you mean "file"?`, "a policy document has no key %q", p.key.Value)
			return nil
		}
	}
	return r.yamlDocument(n, use)
}

func (r *reader) yamlDocument(n *yaml.Node, use policy.Use) *documentDecl {
	expand, partitioned := r.vars.noting()
	doc, errs := policy.ReadYAML(n, use, expand)
	if !r.accept(errs) {
		return nil
	}
	d := &documentDecl{doc: doc, at: r.at(n)}
	if *partitioned {
		d.raw, _ = policy.FromYAML(n, nil) // read well just now
	}
	return d
}

func (r *reader) jsonDocument(data []byte, use policy.Use) *documentDecl {
	expand, partitioned := r.vars.noting()
	doc, errs := policy.ReadJSON(data, use, expand)
	if !r.accept(errs) {
		return nil
	}
	d := &documentDecl{doc: doc, at: Position{File: r.file, Line: 1, Col: 1}}
	if *partitioned {
		d.raw, _ = policy.ParseJSON(data) // read well just now
	}
	return d
}

// accept reports whether there are no mistakes in a document, and notes them.
func (r *reader) accept(errs []*policy.Error) bool {
	for _, e := range errs {
		r.failAt(Position{File: r.file, Line: e.Line, Col: e.Col}, cmp.Or(e.Hint, r.vars.hints[e.Message]), "%s", e.Message)
	}
	return len(errs) == 0
}

// docKey tells apart what a file is read as: the rules of its uses differ.
type docKey struct {
	path string
	use  policy.Use
}

// documentFile reads the document in the file that n names.
func (r *reader) documentFile(n *yaml.Node, use policy.Use) *documentDecl {
	var name *word
	for _, p := range r.pairs(n) {
		if p.key.Value != fileKey {
			r.fail(p.key, "leave out either file: or everything else", "a document that is in a file has no key %q here", p.key.Value)
		} else if r.fits(p, fileShape) {
			name = r.word(p.value)
		}
	}
	if name == nil {
		return nil
	}
	target, problem, hint := r.locate(name.text)
	if problem != "" {
		r.lost[path.Base(name.text)] = true
		r.failAt(name.at, hint, "%s", problem)
		return nil
	}
	if isYAML(target) {
		if said := r.specKey(r.parsed(target)); said != nil {
			r.failAt(name.at, "put the policy document into a file of its own",
				"%s is a part of the spec, with the key %q, and cannot be a document", quote(r.tree.shown(target)), said.Value)
			return nil
		}
	}
	key := docKey{target, use}
	d, read := r.docs[key]
	if !read {
		d = r.readDocument(target, use)
		r.docs[key] = d
	}
	return d
}

var fileShape = shape{is: "the name of a file", node: yaml.ScalarNode, example: "policy.json", empty: "policy.json", required: true, value: fileNameValue()}

// locate returns the path below the directory of a file that this one names.
func (r *reader) locate(name string) (target, problem, hint string) {
	switch {
	case name == "":
		return "", "the name of the file is empty", "write file: policy.json"
	case path.IsAbs(name) || strings.Contains(name, `\`):
		return "", "the file " + quote(name) + " is not named by a relative path with forward slashes", "name it as seen from this file"
	}
	target = path.Join(path.Dir(r.path), name)
	if target == ".." || strings.HasPrefix(target, "../") {
		return "", "the file " + quote(name) + " is outside the tree", "move it into the tree"
	}
	problem = r.tree.readable(target)
	switch info, err := os.Stat(r.tree.full(target)); {
	case problem == "":
	case err == nil && info.IsDir():
		hint = "name a file in it"
	case r.tree.readable(path.Clean(name)) == "":
		hint = "name it as seen from the file that names it, not from the top of the tree"
	case errors.Is(err, fs.ErrNotExist):
		hint = r.nearFile(target)
	}
	return target, problem, hint
}

// nearFile suggests a file of the tree in the place of one that is not there.
func (r *reader) nearFile(target string) string {
	all := slices.Concat(r.tree.other, r.tree.yaml)
	guess := near.Word(target, all)
	for _, file := range all {
		if path.Base(file) == path.Base(target) {
			guess = file
		}
	}
	seen, err := filepath.Rel(path.Dir(r.path), guess)
	if guess == "" || err != nil {
		return "write it, or correct the name"
	}
	return fmt.Sprintf("did you mean %s?", quote(filepath.ToSlash(seen)))
}

// mayName notes that a value which is not read may well name files: these are not
// reported as files that nothing refers to.
func (r *reader) mayName(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		r.lost[path.Base(n.Value)] = true
	}
	for _, e := range n.Content {
		r.mayName(e)
	}
}

// readDocument reads the file at target, by its extension.
func (r *reader) readDocument(target string, use policy.Use) *documentDecl {
	file := &reader{loader: r.loader, file: r.tree.shown(target), path: target}
	r.used[target] = true
	if isYAML(target) {
		top := r.parsed(target)
		switch {
		case r.empty[target]:
			file.accept([]*policy.Error{{Line: 1, Col: 1, Message: emptyDocument, Hint: emptyHint}})
			return nil
		case top == nil: // what is wrong with it is said already
			return nil
		}
		return file.yamlDocument(top, use)
	}
	data, problem := r.tree.read(target)
	if problem != nil {
		file.accept([]*policy.Error{problem})
		return nil
	}
	if len(bytes.TrimSpace(data)) == 0 {
		file.accept([]*policy.Error{{Line: 1, Col: 1, Message: emptyDocument, Hint: emptyHint}})
		return nil
	}
	return file.jsonDocument(data, use)
}

const (
	emptyDocument = "the document is empty"
	emptyHint     = "write the policy into it, or take out what refers to it"
)

package spec

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"gopkg.in/yaml.v3"
)

// samlDecl is a SAML provider as it is declared.
type samlDecl struct {
	head
	metadata string // "" where there is a mistake
	tags     []tag  // nil where nothing is said
}

// What IAM takes of a metadata document (API Reference, CreateSAMLProvider).
const (
	minMetadata = 1000
	maxMetadata = 10_000_000
)

var metadataShape = shape{is: "the file that holds the metadata", node: yaml.MappingNode, example: "{file: okta.xml}", empty: "{file: okta.xml}", required: true, value: metadataValue()}

var samlFields = []field[samlDecl]{
	{"metadata", metadataShape, "the document by which the identity provider describes itself, in a file", func(r *reader, n *yaml.Node, d *samlDecl) { d.metadata = r.metadata(n) }},
	{"tags", tagsShape, "all of its tags; where they are not written, they stay as they are", func(r *reader, n *yaml.Node, d *samlDecl) { d.tags = r.tags(n, false) }},
}

// metadata reads the file that is named.
func (r *reader) metadata(n *yaml.Node) string {
	var name *word
	fields(r, n, "metadata", metadataFields, &name)
	if name == nil {
		return ""
	}
	target, problem, hint := r.locate(name.text)
	if problem != "" {
		r.lost[path.Base(name.text)] = true
		r.failAt(name.at, hint, "%s", problem)
		return ""
	}
	if isYAML(target) {
		r.failAt(name.at, "name the file that the identity provider gives: it is XML", "%s is YAML, and metadata is XML", quote(r.tree.shown(target)))
		return ""
	}
	r.used[target] = true
	data, unread := r.tree.read(target)
	file := Position{File: r.tree.shown(target), Line: 1, Col: 1}
	if unread != nil {
		r.failAt(file, unread.Hint, "%s", unread.Message)
		return ""
	}
	if problem, hint := badMetadata(data); problem != "" {
		r.failAt(file, hint, "%s", problem)
		return ""
	}
	return string(data)
}

var xmlShape = shape{is: fileShape.is, node: fileShape.node, example: "okta.xml", empty: "okta.xml", required: true, value: butNot(fileNameValue(), `\.ya?ml$`)}

// metadataFields is a reference to a file, and nothing else.
var metadataFields = []field[*word]{
	{fileKey, xmlShape, "the name of the file, as seen from this one", func(r *reader, n *yaml.Node, w **word) { *w = r.word(n) }},
}

// badMetadata says why IAM would refuse a metadata document.
func badMetadata(data []byte) (problem, hint string) {
	switch n := len(data); {
	case n < minMetadata:
		return fmt.Sprintf("the metadata has %d characters", n), fmt.Sprintf("IAM takes %d at least: write all that the identity provider gives", minMetadata)
	case n > maxMetadata:
		return fmt.Sprintf("the metadata has %d characters", n), fmt.Sprintf("IAM takes at most %d", maxMetadata)
	}
	const write = "save what the identity provider gives as its SAML metadata"
	for d, first := xml.NewDecoder(bytes.NewReader(data)), true; ; {
		token, err := d.Token()
		switch e, starts := token.(xml.StartElement); {
		case errors.Is(err, io.EOF) && !first:
			return "", ""
		case err != nil:
			return fmt.Sprintf("the metadata is no XML: %s", err), write
		case starts && first && e.Name.Local != "EntityDescriptor":
			return fmt.Sprintf("the metadata is a %s, and not an EntityDescriptor", quote(e.Name.Local)), write
		case starts:
			first = false
		}
	}
}

func (d *samlDecl) check(*loader) {}

func (d *samlDecl) documents() []held { return nil }

func (d *samlDecl) reviewWhole(*silencer) {}

func (d *samlDecl) resolve(rs *resolver) {
	if d.tags == nil {
		rs.unsaid(d.id, FieldTags)
	}
	rs.add(SAMLProvider{Name: d.id.Name, ARN: rs.account.ProviderARN(d.id), Metadata: d.metadata, Tags: rs.tags(d.tags)}, d.at)
}

// SameMetadata reports whether two metadata documents are the same text, but for white
// space at the end, and for a mark of byte order, which is none of the text.
func SameMetadata(a, b string) bool {
	bare := func(text string) string {
		return strings.TrimRight(strings.TrimPrefix(text, byteOrderMark), " \t\r\n")
	}
	return bare(a) == bare(b)
}

// unreadableMetadata says why the metadata of an account could not be read back from a
// file, or returns "".
func unreadableMetadata(text string) string {
	data, unread := decode([]byte(text))
	if unread != nil {
		return unread.Message
	}
	problem, _ := badMetadata(data)
	return problem
}

func phraseSAML(w *writer, r Resource) *yaml.Node {
	p, d := r.(SAMLProvider), newDraft()
	file := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
	file.Content = []*yaml.Node{scalarNode(fileKey), scalarNode(w.beside[p.ID()])}
	d.put("metadata", file)
	d.tags(p.Tags)
	return d.done()
}

// putBeside returns the file, beside the YAML of this name, for what of an object has no
// place in YAML: the metadata of a SAML provider. Taken tells the names that are not free.
func (w *writer) putBeside(id ID, name string, taken func(name string) bool) []File {
	p, is := w.live.Resources[id].(SAMLProvider)
	if !is {
		return nil
	}
	dir, stem := path.Dir(name), p.Name
	if strings.HasPrefix(stem, ".") { // hidden, it would be easily lost
		stem = "_" + stem
	}
	full := freeName(path.Join(dir, stem), ".xml", taken)
	w.beside[id] = path.Base(full)
	return []File{{full, []byte(p.Metadata)}}
}

// freeName makes a name that is not taken.
func freeName(stem, extension string, taken func(name string) bool) string {
	name := stem + extension
	for i := 2; taken(name); i++ {
		name = fmt.Sprintf("%s-%d%s", stem, i, extension)
	}
	return name
}

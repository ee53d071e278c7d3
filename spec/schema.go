package spec

import (
	"slices"

	"iamsync/spec/internal/schema"
	"iamsync/spec/policy"
)

// SchemaID names the schema of the files.
const SchemaID = "iamsync.schema.json"

// The definitions of the schema.
const (
	managedDocument  = "managed-policy"
	embeddedDocument = "inline-policy"
	trustDocument    = "trust-policy"
	anyStatement     = "statement"
	trustStatement   = "trust-statement"
	fileStatement    = "statement-of-a-file"
)

// Schema returns the JSON Schema of the files of a tree, for editors. It is made of
// the tables that the loader reads by, and takes every file that the loader takes.
// What only the tree, the account or YAML itself can tell, it does not.
func Schema() []byte {
	n := schemaOfFiles()
	return n.Text()
}

func schemaOfFiles() schema.Node {
	managed, statement := policy.Schema(policy.Managed, anyStatement)
	embedded, _ := policy.Schema(policy.Embedded, anyStatement)
	trust, trusting := policy.Schema(policy.Trust, trustStatement)
	document, loose := fileDocument(embedded, trust, statement, trusting)
	file := fileValue()
	return schema.Node{
		Schema:      schema.Draft,
		ID:          SchemaID,
		Title:       "iamsync",
		Description: "A file of a tree of YAML that says what the IAM of an AWS account holds.",
		If:          isDocumentValue(),
		Then:        &document,
		Else:        &file,
		Definitions: schema.Properties{
			{Key: managedDocument, Node: orFile(managed)},
			{Key: embeddedDocument, Node: orFile(embedded)},
			{Key: trustDocument, Node: orFile(trust)},
			{Key: anyStatement, Node: statement},
			{Key: trustStatement, Node: trusting},
			{Key: fileStatement, Node: loose},
		},
	}
}

// fileValue takes files that declare something. In which file of the tree what
// stands makes no difference, but settings belong together.
func fileValue() schema.Node {
	n := tableValue(settingsFields)
	required := n.Required
	n.Required, n.Dependencies = nil, schema.Needs{}
	for _, p := range n.Properties {
		n.Dependencies[p.Key] = required
	}
	for _, s := range sections {
		value, names, body := s.shape().schema(), nameKey(s.kind), s.body
		value.Description = s.doc
		if s.one != nil {
			n.Properties = append(n.Properties, schema.Property{Key: s.key, Node: value})
			continue
		}
		value.Examples = nil
		value.Names, value.Others = &names, &schema.Others{Node: &body}
		n.Properties = append(n.Properties, schema.Property{Key: s.key, Node: value})
	}
	return n
}

// fileDocument takes a document in a file of its own, of which nobody knows there what
// it is for, and its statements.
func fileDocument(embedded, trust, statement, trusting schema.Node) (document, loose schema.Node) {
	document, _ = policy.Schema(policy.Embedded, fileStatement)
	document.AnyOf = []schema.Node{embedded, trust}
	loose = schema.Node{Type: statement.Type}
	for _, p := range append(slices.Clone(trusting.Properties), statement.Properties...) {
		if loose.Properties.Get(p.Key) == nil {
			loose.Properties = append(loose.Properties, p)
		}
	}
	return document, loose
}

// isDocumentValue tells documents from other files as isDocument does.
func isDocumentValue() *schema.Node {
	var declares schema.Node
	for _, s := range sections {
		declares.AnyOf = append(declares.AnyOf, schema.Node{Required: []string{s.key}})
	}
	return &schema.Node{Required: []string{"Statement"}, Not: &declares}
}

// orFile takes a document, or the name of the file that holds it.
func orFile(document schema.Node) schema.Node {
	one := 1
	name := fileShape.schema()
	name.Description = "the file that holds the document: JSON, or YAML where it ends in .yaml or .yml; as seen from this file"
	document.Properties = append(schema.Properties{{Key: fileKey, Node: name}}, document.Properties...)
	document.If = &schema.Node{Required: []string{fileKey}}
	document.Then = &schema.Node{MaxProperties: &one}
	document.Else = &schema.Node{Required: document.Required}
	document.Required = nil
	return document
}

// fileNameValue takes names that are seen from a file of the tree.
func fileNameValue() schema.Node {
	return offline(textValue("a relative path with forward slashes", `[^/\\][^\\]*`))
}

// inlineValue takes inline policies: no name of one is that of a part of a document.
func inlineValue() schema.Node {
	names, document := nameKey(KindInline), schema.Ref(embeddedDocument)
	names.Not = &schema.Node{Enum: []any{"Statement"}}
	return schema.Node{Names: &names, Others: &schema.Others{Node: &document}}
}

// scopeValue takes a scope that says what it owns, where it prunes.
func scopeValue() schema.Node {
	n := tableValue(scopeFields)
	on := schema.Node{Required: []string{"prune"}, Properties: schema.Properties{{Key: "prune", Node: schema.Node{Enum: []any{true, "true"}}}}}
	owns := schema.Node{}
	for _, key := range []string{"paths", "include"} {
		some := schema.Node{Required: []string{key}, Properties: schema.Properties{{Key: key, Node: schema.Node{MinItems: 1}}}}
		owns.AnyOf = append(owns.AnyOf, some)
	}
	n.If, n.Then = &on, &owns
	return n
}

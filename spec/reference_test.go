package spec

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/schema"
)

const referencePage = "../docs/reference/yaml.md"

// TestReferenceIsCurrent holds the page of all keys against the schema and the
// examples. After a change of either:
//
//	go test ./spec -run TestReference -update
func TestReferenceIsCurrent(t *testing.T) {
	want := yamlPage(t)
	if *update {
		if err := os.WriteFile(referencePage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(referencePage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("%s is out of date, run make golden (-wanted +there):\n%s", referencePage, diff)
	}
}

const referenceHead = `<!-- Written from the schema and the examples by: go test ./spec -run TestReference -update -->
# Reference of the YAML

Every key that a file can have, as its [JSON Schema](../iamsync.schema.json) says it. Why it is so, and what happens where
something is left out, is explained in [the format](../format.md). Editors show the same: [schema](../commands.md#schema).

Scalars are taken as they are written, with or without quotes. What is filled in by ` + "`$(name)`" + ` must fit, too.

`

// yamlPage is the page of all keys: those of the root file, of each kind, and of what
// stands in them.
func yamlPage(t *testing.T) string {
	t.Helper()
	all := schemaOfFiles()
	file := all.Else
	root := schema.Node{Required: keysOf(settingsFields)[:2]}
	for _, key := range keysOf(settingsFields) {
		root.Properties = append(root.Properties, schema.Property{Key: key, Node: *file.Properties.Get(key)})
	}
	var b strings.Builder
	b.WriteString(referenceHead + contents() + "\n## The root file\n\nOne file of a tree has these keys, and no other.\n" + table(root))
	b.WriteString("\n### scope\n" + table(*file.Properties.Get("scope")) + "\n### guards\n" + table(*file.Properties.Get("guards")))
	b.WriteString(example(excerptOf(t, "version", "guards")))
	for _, s := range sections {
		b.WriteString(referenceOf(t, s, *file.Properties.Get(s.key)))
	}
	entry := tableValue(entryFields)
	b.WriteString("\n## Entries\n\nWhat stands in a list of groups, members or policies by its name can be a mapping, too.\n" + table(entry))
	b.WriteString("\n## Documents\n\nA [policy document](../format.md#policy-documents), or the file that holds it.\n" +
		table(*all.Definitions.Get(managedDocument)))
	statement := *all.Definitions.Get(fileStatement)
	statement.Required = all.Definitions.Get(anyStatement).Required
	b.WriteString("\n### Statements\n\nA statement has `Action` or `NotAction`. In a trust policy it has `Principal`, in all others `Resource` or `NotResource`.\n" + table(statement))
	return b.String()
}

func contents() string {
	list := []string{"- [The root file](#the-root-file): [scope](#scope), [guards](#guards)\n"}
	for _, s := range sections {
		list = append(list, fmt.Sprintf("- [%s](#%s)\n", s.key, s.key))
	}
	return strings.Join(append(list, "- [Entries](#entries) of lists, [documents](#documents) and their [statements](#statements)\n"), "")
}

// referenceOf is the part about a kind.
func referenceOf(t *testing.T, s section, n schema.Node) string {
	t.Helper()
	text := fmt.Sprintf("\n## %s\n\n%s.", s.key, strings.ToUpper(s.doc[:1])+marked(s.doc[1:]))
	switch {
	case n.Names != nil:
		text += " A key is " + marked(n.Names.Wanted) + ".\n" + table(*n.Others.Node)
	case len(n.AnyOf) == 2:
		text += "\n" + table(n.AnyOf[1])
	default:
		text += " It is " + valueOf(n) + ".\n"
	}
	return text + "\n[More](../format.md#" + explained(t, s.key) + ")\n" + example(excerptOf(t, s.key, s.key))
}

// explained returns the anchor of the heading in the guide that names the key.
func explained(t *testing.T, key string) string {
	t.Helper()
	guide, err := os.ReadFile("../docs/format.md")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(guide)) {
		title, is := strings.CutPrefix(strings.TrimSpace(line), "## ")
		if words := strings.Fields(title); is && slices.Contains(words, key) {
			return strings.Join(words, "-")
		}
	}
	t.Fatalf("docs/format.md has no heading for %s", key)
	return ""
}

// table lists the keys of a mapping.
func table(n schema.Node) string {
	var b strings.Builder
	b.WriteString("\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n")
	needed := n.Required
	if n.Else != nil {
		needed = append(slices.Clone(needed), n.Else.Required...)
	}
	for _, p := range n.Properties {
		standard, meaning := "", p.Node.Description
		if p.Node.Default != nil {
			standard = fmt.Sprintf("`%v`", p.Node.Default)
			meaning = strings.TrimSuffix(meaning, fmt.Sprintf("; %v where it is not written", p.Node.Default))
		}
		if slices.Contains(needed, p.Key) {
			standard = "required"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", p.Key, valueOf(p.Node), standard, marked(meaning))
	}
	return b.String()
}

// valueOf says in words what a value may be.
func valueOf(n schema.Node) string {
	switch {
	case n.Ref != "" && strings.Contains(n.Ref, "statement"), n.If != nil && n.Then.Items != nil:
		return "[a statement](#statements), or a list of them"
	case n.Ref != "":
		return "[a document](#documents)"
	case n.Enum != nil:
		return oneOfThese(n.Enum)
	case n.AnyOf != nil:
		ways := slices.DeleteFunc(slices.Clone(n.AnyOf), func(n schema.Node) bool { return n.Pattern == `\$\(` }) // variables are everywhere
		return strings.Join(mapped(ways, valueOf), ", or ")
	case slices.Contains(n.Type, schema.Object) && len(n.Properties) > 0:
		return mappingOf(n)
	case len(n.ByPattern) > 0:
		return "a mapping from operators to keys and values"
	case slices.Equal(n.Type, schema.Types{schema.Object}):
		return "a mapping. Keys: " + marked(n.Names.Wanted) + ". Values: " + valueOf(*n.Others.Node)
	case slices.Equal(n.Type, schema.Types{schema.Array}):
		return listOfThem(n)
	case slices.Contains(n.Type, schema.Array):
		return "a text, or a list of them"
	case slices.Contains(n.Type, schema.Object):
		return "a mapping, or a text"
	}
	return textOf(n)
}

// textOf says what a text may be: by what editors say of its pattern, and its bounds.
func textOf(n schema.Node) string {
	words := []string{marked(n.Wanted)}
	if list, is := strings.CutPrefix(n.Wanted, "one of "); is {
		words = mapped(strings.Split(list, ", "), func(w string) string { return "`" + w + "`" })
		return strings.Join(words, ", ")
	}
	if n.Wanted == "" || strings.HasPrefix(n.Wanted, "IAM takes") { // a complaint, and no description
		words[0] = "a text"
	}
	for _, also := range n.AllOf {
		if also.Wanted != "" {
			words = append(words, marked(also.Wanted))
		}
	}
	if n.Pattern != "^[0-9]{12}$" && n.Maximum != nil { // of the account, no bound is meant
		words = append(words, fmt.Sprintf("from %d to %d", *n.Minimum, *n.Maximum))
	}
	return strings.Join(words, ", ")
}

// mappingOf tells a mapping with a table of its own from what can be one, too.
func mappingOf(n schema.Node) string {
	switch keys := mapped(n.Properties, func(p schema.Property) string { return "`" + p.Key + "`" }); {
	case len(n.Type) > 1:
		n.Properties = nil
		return textOf(n) + ", or [an entry](#entries)"
	case len(keys) > 2:
		return "a mapping, below"
	default:
		return "a mapping with " + strings.Join(keys, " and ") + ": " + valueOf(n.Properties[0].Node)
	}
}

func listOfThem(n schema.Node) string {
	if n.MaxItems > 0 {
		return fmt.Sprintf("a list of at most %d; each is %s", n.MaxItems, valueOf(*n.Items))
	}
	return "a list; each is " + valueOf(*n.Items)
}

func oneOfThese(values []any) string {
	var words []string
	for _, v := range values {
		if word := fmt.Sprintf("`%v`", v); !slices.Contains(words, word) { // true and "true" are the same here
			words = append(words, word)
		}
	}
	return strings.Join(words, " or ")
}

// marked keeps words from being taken for Markdown.
func marked(text string) string {
	return strings.NewReplacer("*", `\*`, "_", `\_`, "<", `\<`, "[", `\[`, "|", `\|`).Replace(text)
}

func mapped[A any](list []A, f func(A) string) []string {
	texts := make([]string, len(list))
	for i, a := range list {
		texts[i] = f(a)
	}
	return texts
}

func example(text string) string { return "\n```yaml\n" + text + "```\n" }

// excerptOf is the part of an example from one top-level key to another. Of a section, it
// is what comes before the second object, from the file whose first object says most.
func excerptOf(t *testing.T, from, to string) string {
	t.Helper()
	files, err := filepath.Glob("../examples/*/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	best, most := "", 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		top, problem := parseYAML(data)
		if problem != nil {
			t.Fatal(problem)
		}
		if text, said := excerpt(string(data), top, from, to); said > most {
			best, most = text, said
		}
	}
	if best == "" {
		t.Fatalf("no example has %s", from)
	}
	return best
}

// excerpt returns lines of a file, and how much they say.
func excerpt(text string, top *yaml.Node, from, to string) (part string, said int) {
	first, end := 0, strings.Count(text, "\n")+1
	for i, key := range top.Content {
		if i%2 != 0 {
			continue
		}
		if key.Value == from {
			first = key.Line
		}
		value := top.Content[i+1]
		if key.Value != to || first == 0 {
			continue
		}
		said = len(value.Content)
		if i+2 < len(top.Content) {
			end = top.Content[i+2].Line
		}
		if isSection(to) && value.Content != nil && value.Content[1].Kind == yaml.MappingNode {
			said = len(value.Content[1].Content)
			if len(value.Content) > 2 {
				end = value.Content[2].Line
			}
		}
	}
	lines := strings.Split(text, "\n")[max(first-1, 0) : end-1]
	for len(lines) > 0 && (strings.TrimSpace(lines[len(lines)-1]) == "" || strings.HasPrefix(strings.TrimSpace(lines[len(lines)-1]), "#")) {
		lines = lines[:len(lines)-1]
	}
	return strings.Join(lines, "\n") + "\n", said + min(first, 1)
}

func isSection(key string) bool {
	return slices.ContainsFunc(sections, func(s section) bool { return s.key == key })
}

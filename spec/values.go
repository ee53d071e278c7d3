package spec

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/schema"
)

// What the schema says of values, made of the grammar that the loader checks by. It
// refuses nothing that the loader takes. A text that holds a variable may become
// anything, so no rule counts for it.

// textValue takes texts of a pattern, and scalars that YAML reads as something else
// than a text.
func textValue(wanted, pattern string) schema.Node {
	return schema.Node{Type: schema.Scalar, Pattern: `\$\(|^(?:` + pattern + `)$`, Wanted: wanted}
}

// stringValue is textValue where no number can be right.
func stringValue(wanted, pattern string) schema.Node {
	n := textValue(wanted, pattern)
	n.Type = schema.Types{schema.String}
	return n
}

// offline takes away texts that mention $(partition), which is known only live.
func offline(n schema.Node) schema.Node {
	return butNot(n, `(?:^|[^$])\$\(`+varPartition+`\)`)
}

// butNot takes away texts of a pattern. It says that it is about texts, since no
// pattern counts for anything else, and so everything else would have this one.
func butNot(n schema.Node, pattern string) schema.Node {
	n.AllOf = append(slices.Clone(n.AllOf), schema.Node{Not: &schema.Node{Type: schema.Types{schema.String}, Pattern: pattern}})
	return n
}

// atMost bounds the length of a text.
func atMost(n schema.Node, length int) schema.Node {
	n.AllOf = append(slices.Clone(n.AllOf), schema.Node{Pattern: fmt.Sprintf(`\$\(|^[\s\S]{0,%d}$`, length), Wanted: fmt.Sprintf("at most %d characters", length)})
	return n
}

func (c characters) upTo(length int) string { return fmt.Sprintf("[%s]{1,%d}", c.class, length) }

// keyValue takes keys, in which no variables are filled in.
func keyValue(wanted, pattern string) schema.Node {
	return schema.Node{Pattern: "^(?:" + pattern + ")$", Wanted: wanted}
}

// nameWanted is what is said where a name of the kind is none.
func nameWanted(kind Kind) string {
	return fmt.Sprintf("a name: at most %d letters, digits and _+=,.@-", maxName[kind])
}

func nameKey(kind Kind) schema.Node {
	if kind == KindOIDC {
		return keyValue("the URL of a provider", "(?:"+providerScheme+")?"+providerURLPattern)
	}
	if kind == KindSAML {
		return keyValue(fmt.Sprintf("a name: at most %d letters, digits and ._-", maxName[kind]), samlCharacters.upTo(maxName[kind]))
	}
	return keyValue(nameWanted(kind), nameCharacters.upTo(maxName[kind]))
}

// metadataValue takes the name of a file that is no YAML.
func metadataValue() schema.Node { return tableValue(metadataFields) }

// pathValue takes paths of entities.
func pathValue(kind Kind) schema.Node {
	inner := fmt.Sprintf("(?:[%s]*/)?", pathCharacters.class)
	if kind == KindPolicy {
		inner = fmt.Sprintf("(?:[%s]+/)*", nameCharacters.class)
	}
	n := offline(atMost(stringValue("a path such as /eng/", "/"+inner), maxPath))
	return butNot(n, "^"+anyOf(reservedPaths))
}

// anyOf is a pattern of one of some texts.
func anyOf(texts []string) string {
	var quoted []string
	for _, t := range texts {
		quoted = append(quoted, regexp.QuoteMeta(t))
	}
	return "(?:" + strings.Join(quoted, "|") + ")"
}

// policyValue takes references to policies: by name, or by ARN.
func policyValue() schema.Node {
	name := nameCharacters.upTo(maxName[KindPolicy])
	arn := "arn:" + anyOf(partitions) + `:iam::(?:aws|[0-9]{12}):policy/(?:[` + nameCharacters.class + `]+/)*` + name
	return textValue("the name of a policy, or its ARN", name+"|"+arn)
}

// patternValue takes patterns of objects.
func patternValue() schema.Node {
	var kinds []string
	for _, k := range Kinds {
		if isEntity(k) && k != KindOIDC {
			kinds = append(kinds, string(k))
		}
	}
	return offline(stringValue("a pattern such as user/app-*", anyOf(kinds)+`/[^/\\[\]]+|`+string(KindOIDC)+`/[^\\[\]]*[^/\\[\]][^\\[\]]*`))
}

func tagsValue() schema.Node {
	value := textValue(fmt.Sprintf("at most %d letters, digits, spaces and _.:/=+-@", maxTagValue), fmt.Sprintf("[%s]{0,%d}", tagCharacters.class, maxTagValue))
	key := keyValue(fmt.Sprintf("at most %d letters, digits, spaces and _.:/=+-@", maxTagKey), tagCharacters.upTo(maxTagKey))
	key.Not = &schema.Node{Pattern: "^[Aa][Ww][Ss]:|" + keyID.String()}
	most := maxTags
	return schema.Node{Names: &key, Others: &schema.Others{Node: &value}, MaxProperties: &most}
}

func descriptionValue() schema.Node {
	return textValue("at most 1000 characters, and none of control", fmt.Sprintf("[%s]{0,%d}", plainCharacters.class, maxDescription))
}

// roleDescriptionValue takes the narrower descriptions of roles.
func roleDescriptionValue() schema.Node {
	return textValue("at most 1000 characters of Latin-1", fmt.Sprintf(`[\t\n\r -~\xa1-\xff]{0,%d}`, maxDescription))
}

func trustValue() schema.Node { return schema.Ref(trustDocument) }

// sessionValue takes times and numbers of seconds; how long they may be, the loader says.
func sessionValue() schema.Node {
	return offline(textValue("a time such as 4h, or a number of seconds", `[0-9]{4,5}|(?:[0-9]+(?:\.[0-9]+)?(?:h|m|s|ms))+`))
}

// profilesValue takes true, or names.
func profilesValue() schema.Node {
	name := nameValue(KindProfile)
	return schema.Node{AnyOf: []schema.Node{{Enum: []any{true, "true"}}, {Type: schema.Types{schema.Array}, Items: &name, UniqueItems: true}}}
}

// varsValue takes values that refer to no variable.
func varsValue() schema.Node {
	key := keyValue("small letters, digits and _, beginning with a letter", varPattern)
	key.Not = &schema.Node{Enum: []any{varAccount, varPartition}}
	value := schema.Node{Type: schema.Scalar, Pattern: `^(?:[^$]|\$[^$(]|\$\$+[^$])*\$*$`, Wanted: "a text without $(…)"}
	return schema.Node{Names: &key, Others: &schema.Others{Node: &value}}
}

// limitValue takes what ParseLimit does.
func limitValue() schema.Node {
	n := offline(textValue("a number such as 10, or a share such as 20%", "0|[1-9][0-9]*|(?:[1-9]?[0-9]|100)%"))
	n.Type, n.Minimum = schema.Types{schema.Integer, schema.String}, new(int64)
	return n
}

// accountValue takes 12 digits; of those without quotes zeros may be lost.
func accountValue() schema.Node {
	most := int64(999_999_999_999)
	return schema.Node{Type: schema.Types{schema.String, schema.Integer}, Pattern: "^[0-9]{12}$", Wanted: "the 12 digits of the account, in quotes", Minimum: new(int64), Maximum: &most}
}

// listValue takes lists in which nothing stands twice.
func listValue(each schema.Node) schema.Node { return schema.Node{Items: &each, UniqueItems: true} }

// upTo takes lists of at most so many.
func upTo(n int, list schema.Node) schema.Node {
	list.MaxItems = n
	return list
}

// memberValue takes a name, or a mapping with it.
func memberValue(kind Kind) schema.Node { return entryValue(nameValue(kind), entryFields) }

// nameValue takes the name of an entity.
func nameValue(kind Kind) schema.Node {
	return offline(textValue(nameWanted(kind), nameCharacters.upTo(maxName[kind])))
}

// entryValue takes what can stand in a list by itself, or a mapping with it.
func entryValue(n schema.Node, table []field[entryDecl]) schema.Node {
	m := tableValue(table)
	n.Type = append(slices.Clone(n.Type), schema.Object)
	n.Properties, n.Required, n.Others = m.Properties, m.Required, m.Others
	return n
}

// dayValue takes days; whether a month has so many is for the loader to say.
func dayValue() schema.Node {
	return offline(stringValue("a day such as 2026-12-31", "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"))
}

// oneOf takes one of some words.
func oneOf(words ...string) schema.Node {
	return stringValue("one of "+strings.Join(words, ", "), anyOf(words))
}

// objectValue takes mappings that have the fields of a table, or ensure: absent alone.
func objectValue[T any](table []field[T]) schema.Node {
	n := tableValue(table)
	needs := n.Required
	n.Required = nil
	n.If = &schema.Node{
		Properties: schema.Properties{{Key: ensureKey, Node: schema.Node{Enum: []any{absent}}}},
		Required:   []string{ensureKey},
	}
	alone := 1
	n.Then = &schema.Node{MaxProperties: &alone}
	if len(needs) > 0 {
		n.Else = &schema.Node{Required: needs}
	}
	return n
}

// tableValue takes mappings that have the fields of a table.
func tableValue[T any](table []field[T]) schema.Node {
	n := schema.Node{Type: schema.Types{schema.Object}, Others: &schema.Others{}}
	for _, f := range table {
		value := f.shape.schema()
		value.Description, value.Default = f.shape.described(f.doc), f.shape.standard
		n.Properties = append(n.Properties, schema.Property{Key: f.key, Node: value})
		if f.shape.required {
			n.Required = append(n.Required, f.key)
		}
	}
	return n
}

// schema returns what the schema says of values of the shape: where nothing more is
// known, what they are in YAML.
func (want shape) schema() schema.Node {
	n := want.value
	if n.Type == nil && n.Ref == "" && n.Enum == nil && n.AnyOf == nil {
		n.Type = map[yaml.Kind]schema.Types{yaml.ScalarNode: schema.Scalar, yaml.SequenceNode: {schema.Array}, yaml.MappingNode: {schema.Object}}[want.node]
	}
	n.Examples = want.examples()
	return n
}

// byDefault is the shape of a field for which a value counts that nobody wrote.
func (want shape) byDefault(value any) shape {
	want.standard = value
	return want
}

// described adds to what a field means what counts where it is not written: editors
// show the description, and not the default.
func (want shape) described(doc string) string {
	if want.standard == nil {
		return doc
	}
	return fmt.Sprintf("%s; %v where it is not written", doc, want.standard)
}

// examples returns the example as a value, unless it only stands for one.
func (want shape) examples() []any {
	var example any
	if strings.Contains(want.example, "…") || strings.Contains(want.example, "NAME") || yaml.Unmarshal([]byte(want.example), &example) != nil {
		return nil
	}
	if _, day := example.(time.Time); day { // YAML has a type for it, and JSON has none
		example = want.example
	}
	return []any{example}
}

package policy

import (
	"maps"
	"slices"
	"strings"

	"iamsync/spec/internal/schema"
)

// element is what editors are told of an element of the policy language.
type element struct {
	doc   string
	value schema.Node
}

// elementDocs are those of a statement (IAM User Guide, "IAM JSON policy elements
// reference").
var elementDocs = map[string]element{
	"Sid":          {"a name for the statement, once in a document", textValue},
	"Effect":       {"whether the statement allows or denies", oneText(Allow, Deny)},
	"Principal":    {"who is meant: \"*\", or AWS, Service, Federated or CanonicalUser with theirs", principalsValue},
	"NotPrincipal": {"everybody but these is meant", principalsValue},
	"Action":       {"what may or may not be done, such as s3:GetObject; * and ? stand for characters", wordsValue},
	"NotAction":    {"every action but these", wordsValue},
	"Resource":     {"what it is done to, by ARN; * and ? stand for characters", wordsValue},
	"NotResource":  {"every resource but these", wordsValue},
	"Condition":    {"when the statement counts: operators, each with condition keys and their values", conditionValue()},
}

// The values of elements. A value may hold variables, in whose place something else
// will stand; the characters are those that IAM stores.
var (
	storable        = `^[\t\n\r -\xff]*$`
	textValue       = schema.Node{Type: schema.Scalar, Pattern: storable, Wanted: allowed}
	wordsValue      = schema.Node{Type: append(schema.Types{schema.Array}, schema.Scalar...), Pattern: storable, Wanted: allowed, Items: &textValue, MinItems: 1}
	anyValues       = schema.Node{Type: append(schema.Types{schema.Array}, schema.Scalar...), Pattern: storable, Wanted: allowed, Items: &textValue}
	principalsValue = schema.Node{Type: append(schema.Types{schema.Object}, schema.Scalar...), Pattern: storable, Wanted: allowed, Others: &schema.Others{Node: &wordsValue}}
)

// oneText takes one of the texts, or a variable.
func oneText(texts ...string) schema.Node {
	known := schema.Node{}
	for _, t := range texts {
		known.Enum = append(known.Enum, t)
	}
	return schema.Node{Type: schema.Types{schema.String}, AnyOf: []schema.Node{known, {Pattern: `\$\(`}}}
}

// conditionValue takes the operators that IAM has, with and without their quantifiers
// and IfExists. What is called otherwise can only be empty.
func conditionValue() schema.Node {
	bases := slices.DeleteFunc(slices.Sorted(maps.Keys(operators)), func(name string) bool { return name == "Null" })
	known := "^(?:(?:" + ForAllValues + "|" + ForAnyValue + "):)?(?:(?:" + strings.Join(bases, "|") + ")(?:IfExists)?|Null)$"
	keys := schema.Node{Type: schema.Types{schema.Object}, Names: &schema.Node{Pattern: storable}, Others: &schema.Others{Node: &anyValues}}
	return schema.Node{
		Type:      schema.Types{schema.Object},
		ByPattern: schema.Properties{{Key: known, Node: keys}},
		Others:    &schema.Others{Node: &schema.Node{Type: schema.Types{schema.Object}, MaxProperties: new(int)}},
	}
}

// Schema describes the documents of a use, and their statements as the definition
// of the name that is given.
func Schema(use Use, statements string) (document, statement schema.Node) {
	one := schema.Ref(statements)
	versions := oneText(current, "2008-10-17")
	required := []string{"Statement"}
	if use == Managed {
		versions = oneText(current)
		required = []string{"Version", "Statement"}
	}
	about := map[string]element{
		"Version": {"the version of the policy language: write " + current, versions},
		"Id":      {"a name for the document", textValue},
		"Statement": {"what is allowed and denied: a statement, or a list of them", schema.Node{
			If: &schema.Node{Type: schema.Types{schema.Array}}, Then: &schema.Node{Items: &one, MinItems: 1}, Else: &one,
		}},
	}
	document = elementsOf(documentKeys, about)
	document.Required = required
	statement = elementsOf(keysOfStatements(use), elementDocs)
	statement.Required = []string{"Effect"}
	for _, key := range []string{"Principal", "Action", "Resource"} {
		statement.AllOf = append(statement.AllOf, oneOfTwo(statement.Properties, key)...)
	}
	return document, statement
}

// keysOfStatements are those that a statement of the use can have.
func keysOfStatements(use Use) []string { return grammars[use].keys }

func elementsOf(keys []string, about map[string]element) schema.Node {
	n := schema.Node{Type: schema.Types{schema.Object}, Others: &schema.Others{}}
	for _, key := range keys {
		value := about[key].value
		value.Description = about[key].doc
		n.Properties = append(n.Properties, schema.Property{Key: key, Node: value})
	}
	return n
}

// oneOfTwo demands one of a key and its opposite, as far as there are such keys.
func oneOfTwo(keys schema.Properties, key string) []schema.Node {
	var one []schema.Node
	for _, k := range []string{key, "Not" + key} {
		if keys.Get(k) != nil {
			one = append(one, schema.Node{Required: []string{k}})
		}
	}
	switch len(one) {
	case 0:
		return nil
	case 1:
		return one
	}
	both := schema.Node{Required: []string{key, "Not" + key}}
	return []schema.Node{{AnyOf: one}, {Not: &both}}
}

package spec

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// What to write instead of a value, made from what was written.

// maxShown bounds how many values of a list a hint repeats.
const maxShown = 5

// write says what to write behind a key instead of n.
func (want shape) write(key string, n *yaml.Node) string {
	if want.is == documentShape.is && isJSONText(n) {
		return "write it without quotes and without |: JSON can stand in YAML as it is"
	}
	return "write " + key + want.instead(n)
}

// isJSONText reports whether n is a text that holds a JSON document.
func isJSONText(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && strings.HasPrefix(strings.TrimSpace(n.Value), "{")
}

// instead returns a value of the wanted shape that says what n says, as far as
// that can be guessed, or an example.
func (want shape) instead(n *yaml.Node) string {
	var guess string
	switch {
	case want.node == yaml.SequenceNode:
		guess = bracket("[", namesIn(n), plain, "]")
	case want.node == yaml.ScalarNode:
		guess = loneScalar(n)
	case want.each != nil:
		guess = bracket("{", namesIn(n), want.each, "}")
	case want.is == documentShape.is:
		guess = documentIn(n)
	case want.is == inlineShape.is:
		guess = bracket("{", inlinesIn(n), asIs, "}")
	case want.is == tagsShape.is:
		guess = bracket("{", tagsIn(n), asIs, "}")
	}
	if guess == "" {
		return want.example
	}
	return guess
}

func asIs(text string) string { return text }

// bracket shows a list of words, each made into what stands in the brackets.
func bracket(left string, words []string, each func(string) string, right string) string {
	if len(words) == 0 {
		return ""
	}
	var list []string
	for _, w := range words[:min(len(words), maxShown)] {
		list = append(list, each(w))
	}
	if len(words) > maxShown {
		list = append(list, "…")
	}
	return left + strings.Join(list, ", ") + right
}

// namesIn returns the names that a value of any kind most likely lists.
func namesIn(n *yaml.Node) []string {
	var names []string
	switch n.Kind {
	case yaml.ScalarNode:
		return strings.Split(n.Value, ", ")
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			names = append(names, follow(n.Content[i]).Value)
		}
	case yaml.SequenceNode:
		for _, e := range n.Content {
			e = follow(e)
			if name := child(e, "name"); name.Kind == yaml.ScalarNode {
				e = name
			} else if e.Kind == yaml.MappingNode && len(e.Content) > 0 {
				e = follow(e.Content[0])
			}
			names = append(names, e.Value)
		}
	}
	if slices.Contains(names, "") { // something that has no name
		return nil
	}
	return names
}

// loneScalar returns the one scalar that a list or mapping most likely stands for.
func loneScalar(n *yaml.Node) string {
	name := child(n, "name")
	switch {
	case n.Kind == yaml.SequenceNode && len(n.Content) == 1:
		n = follow(n.Content[0])
	case name.Kind == yaml.ScalarNode:
		n = name
	case n.Kind == yaml.MappingNode && len(n.Content) == 2: // {arn: …}
		n = follow(n.Content[1])
	}
	if n.Kind != yaml.ScalarNode || n.Value == "" || len(n.Value) > maxQuoted {
		return ""
	}
	return plain(n.Value)
}

// wholeDocument shows what surrounds a statement.
const wholeDocument = `{Version: "2012-10-17", Statement: […]}`

// documentIn returns the document that a value most likely means: a file, or one
// around statements that stand alone.
func documentIn(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.ScalarNode && n.Value != "":
		return "{file: " + plain(n.Value) + "}"
	case isStatement(n), n.Kind == yaml.SequenceNode && len(n.Content) > 0 && isStatement(follow(n.Content[0])):
		return wholeDocument
	}
	return ""
}

func isStatement(n *yaml.Node) bool {
	return child(n, "Effect").Kind != 0 && child(n, "Statement").Kind == 0
}

// inlinesIn returns the inline policies that a file or list most likely means.
func inlinesIn(n *yaml.Node) []string {
	if document := documentIn(n); document != "" {
		return []string{"NAME: " + document}
	}
	var list []string
	for _, e := range n.Content {
		e = follow(e)
		name, file := child(e, "name"), child(e, fileKey)
		switch {
		case e.Kind == yaml.ScalarNode:
			list = append(list, "NAME: "+documentIn(e))
		case name.Kind != yaml.ScalarNode:
			return nil
		case file.Kind == yaml.ScalarNode:
			list = append(list, plain(name.Value)+": "+documentIn(file))
		default:
			list = append(list, plain(name.Value)+": "+wholeDocument)
		}
	}
	return list
}

// tagsIn returns the tags of a list: as AWS's own tools write them, as key=value,
// or as mappings of one key each.
func tagsIn(n *yaml.Node) []string {
	all := n.Content
	if n.Kind == yaml.ScalarNode {
		all = []*yaml.Node{n}
	}
	var tags []string
	for _, e := range all {
		e = follow(e)
		key, value := firstOf(e, "Key", "key"), firstOf(e, "Value", "value")
		left, right, equals := strings.Cut(e.Value, "=")
		switch {
		case equals:
			tags = append(tags, plain(left)+": "+plain(right))
			continue
		case key.Kind == yaml.ScalarNode && value.Kind == yaml.ScalarNode:
		case e.Kind == yaml.MappingNode && len(e.Content) == 2:
			key, value = follow(e.Content[0]), follow(e.Content[1])
		default:
			return nil
		}
		tags = append(tags, plain(key.Value)+": "+plain(value.Value))
	}
	return tags
}

// firstOf returns the value of the first of two keys that a mapping has.
func firstOf(n *yaml.Node, key, other string) *yaml.Node {
	if value := child(n, key); value.Kind != 0 {
		return value
	}
	return child(n, other)
}

var plainScalar = regexp.MustCompile(`^[A-Za-z0-9/][A-Za-z0-9_./+=@*-]*$`)

// plain returns a scalar as it can stand in brackets.
func plain(text string) string {
	if plainScalar.MatchString(text) {
		return text
	}
	return strconv.Quote(text)
}

// insteadOfAccount says what to write instead of what is no ID of an account.
func insteadOfAccount(text string) string {
	digits := strings.NewReplacer("-", "", " ", "", "_", "", ".", "").Replace(text)
	if parts := strings.Split(text, ":"); len(parts) > 4 && parts[0] == "arn" {
		digits = parts[4]
	}
	switch numeric := strings.Trim(digits, "0123456789") == ""; {
	case numeric && len(digits) == 12:
		return fmt.Sprintf("write account: %q", digits)
	case numeric && 9 <= len(digits) && len(digits) < 12:
		return fmt.Sprintf("it has %d digits; were zeros lost? then write account: \"%012s\"", len(digits), digits)
	}
	return "write the 12 digits, in quotes; aws sts get-caller-identity shows them"
}

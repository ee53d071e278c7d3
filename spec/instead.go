package spec

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/near"
)

// What to write instead, made from what was written.

// maxShown bounds how many values of a list a hint repeats.
const maxShown = 5

// instead returns a value of the wanted shape that says what n says, as far as
// that can be guessed, or an example.
func (want shape) instead(n *yaml.Node) string {
	var guess string
	switch want.node {
	case yaml.SequenceNode:
		guess = bracket("[", namesIn(n), plain, "]")
	case yaml.ScalarNode:
		guess = loneScalar(n)
	case yaml.MappingNode:
		switch {
		case want.each != nil:
			guess = bracket("{", namesIn(n), want.each, "}")
		case want.is == documentShape.is && n.Kind == yaml.ScalarNode:
			guess = "{file: " + plain(n.Value) + "}"
		case want.is == tagsShape.is:
			guess = bracket("{", tagsIn(n), func(s string) string { return s }, "}")
		}
	}
	if guess == "" {
		return want.example
	}
	return guess
}

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
	if n.Kind == yaml.SequenceNode && len(n.Content) == 1 {
		n = follow(n.Content[0])
	} else if name := child(n, "name"); name.Kind == yaml.ScalarNode {
		n = name
	}
	if n.Kind != yaml.ScalarNode || n.Value == "" {
		return ""
	}
	return plain(n.Value)
}

// tagsIn returns the tags of a list as AWS's own tools write them.
func tagsIn(n *yaml.Node) []string {
	var tags []string
	for _, e := range n.Content {
		e = follow(e)
		key, value := child(e, "Key"), child(e, "Value")
		if key.Kind != yaml.ScalarNode || value.Kind != yaml.ScalarNode {
			return nil
		}
		tags = append(tags, plain(key.Value)+": "+plain(value.Value))
	}
	return tags
}

var plainScalar = regexp.MustCompile(`^[A-Za-z0-9/][A-Za-z0-9_./+=@*-]*$`)

// plain returns a scalar as it can stand in brackets.
func plain(text string) string {
	if plainScalar.MatchString(text) {
		return text
	}
	return strconv.Quote(text)
}

// synonyms are what other tools call the keys of this format.
var synonyms = map[string]string{
	"policy": "policies", "managed_policies": "policies", "attached_policies": "policies", "managed_policy_arns": "policies",
	"desc": "description", "permissions_boundary": "boundary", "permission_boundary": "boundary",
	"users": "members", "user": "members", "group": "groups", "inline_policies": "inline",
	"policy_document": "document", "statement": "document", "labels": "tags",
}

// credentials are keys that people expect of a user, and that no table has.
var credentials = []string{
	"login", "login_profile", "password", "console_access", "access_key", "access_keys", "mfa", "mfa_devices", "ssh_keys", "ssh_public_keys", "credentials",
}

// insteadOf says what to write instead of a key that is not one of those known.
func insteadOf(key, of string, known []string) string {
	kind, _, entity := strings.Cut(of, " \"")
	meant := synonyms[strings.ToLower(strings.ReplaceAll(key, "-", "_"))]
	if !slices.Contains(known, meant) {
		meant = near.Word(key, known)
	}
	switch {
	case entity && key == "name":
		return "the name is the key: leave this one out"
	case kind == string(KindGroup) && (key == "tags" || key == "boundary"):
		return fmt.Sprintf("IAM has no %s for groups", key)
	case slices.Contains(credentials, key):
		return "credentials are not managed by this version: leave it out, and they stay as they are"
	case meant != "":
		return fmt.Sprintf("did you mean %q?", meant)
	}
	return "its keys are " + strings.Join(known, ", ")
}

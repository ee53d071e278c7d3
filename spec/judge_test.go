package spec

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"gopkg.in/yaml.v3"
)

// judge is the schema as a validator that is not ours reads it. That it compiles at
// all says that it is one of draft-07.
var judge = sync.OnceValue(func() *jsonschema.Schema { return compiled(Schema()) })

func compiled(text []byte) *jsonschema.Schema {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		panic(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("file:///"+SchemaID, value); err != nil {
		panic(err)
	}
	return c.MustCompile("file:///" + SchemaID)
}

// complaints returns the lines of a file that the schema complains of.
func complaints(t *testing.T, top *yaml.Node) []int {
	t.Helper()
	err := judge().Validate(instance(top))
	if err == nil {
		return nil
	}
	var found *jsonschema.ValidationError
	if !errors.As(err, &found) {
		t.Fatalf("validating: %v", err)
	}
	return linesOf(top, found)
}

func linesOf(top *yaml.Node, e *jsonschema.ValidationError) []int {
	at, keys := top, []string(nil)
	for _, part := range e.InstanceLocation {
		at = step(at, part)
	}
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		keys = k.Properties
	case *kind.PropertyNames: // whose place is not always the right one
		return linesOfKey(top, k.Property)
	default:
		if len(e.Causes) == 0 {
			return []int{at.Line}
		}
	}
	var lines []int
	for i := 0; i+1 < len(at.Content); i += 2 {
		if slices.Contains(keys, follow(at.Content[i]).Value) {
			lines = append(lines, at.Content[i].Line)
		}
	}
	for _, cause := range e.Causes {
		if len(keys) == 0 {
			lines = append(lines, linesOf(top, cause)...)
		}
	}
	return lines
}

// linesOfKey returns the lines of all keys of this name.
func linesOfKey(n *yaml.Node, name string) []int {
	var lines []int
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && follow(child).Value == name {
			lines = append(lines, child.Line)
		}
		lines = append(lines, linesOfKey(child, name)...)
	}
	return lines
}

// repeated returns the lines of keys that are written twice in a mapping: editors
// see one of them.
func repeated(n *yaml.Node) []int {
	var lines []int
	seen := map[string]int{}
	for i, child := range n.Content {
		if first := seen[child.Value]; n.Kind == yaml.MappingNode && i%2 == 0 && child.Kind == yaml.ScalarNode {
			if first > 0 {
				lines = append(lines, first)
			}
			seen[child.Value] = child.Line
		}
		lines = append(lines, repeated(child)...)
	}
	return lines
}

// step goes down to a part of a collection.
func step(n *yaml.Node, part string) *yaml.Node {
	n = follow(n)
	if i, err := strconv.Atoi(part); n.Kind == yaml.SequenceNode && err == nil {
		return n.Content[i]
	}
	for i := len(n.Content) - 2; i >= 0; i -= 2 { // of two that are the same, the last is seen
		if follow(n.Content[i]).Value == part {
			return n.Content[i+1]
		}
	}
	return n
}

// instance returns a file as editors see it: scalars without quotes have the type
// that YAML 1.2 gives them.
func instance(n *yaml.Node) any {
	n = follow(n)
	switch n.Kind {
	case yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			object[follow(n.Content[i]).Value] = instance(n.Content[i+1])
		}
		return object
	case yaml.SequenceNode:
		list := []any{}
		for _, e := range n.Content {
			list = append(list, instance(e))
		}
		return list
	}
	if n.Style != 0 {
		return n.Value
	}
	return scalarInstance(n.Value)
}

var (
	decimal = regexp.MustCompile(`^[-+]?[0-9]+$`)
	based   = regexp.MustCompile(`^0o[0-7]+$|^0x[0-9a-fA-F]+$`)
	float   = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
	endless = regexp.MustCompile(`^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$`)
)

func scalarInstance(text string) any {
	switch {
	case slices.Contains([]string{"", "~", "null", "Null", "NULL"}, text):
		return nil
	case slices.Contains([]string{"true", "True", "TRUE"}, text):
		return true
	case slices.Contains([]string{"false", "False", "FALSE"}, text):
		return false
	case endless.MatchString(text):
		return json.Number("1e300")
	case based.MatchString(text):
		i, _ := strconv.ParseInt(text, 0, 64)
		return json.Number(strconv.FormatInt(i, 10))
	case decimal.MatchString(text):
		sign, digits := "", strings.TrimLeft(text, "+-0")
		if strings.HasPrefix(text, "-") && digits != "" {
			sign = "-"
		}
		if digits == "" {
			digits = "0"
		}
		return json.Number(sign + digits)
	case float.MatchString(text):
		f, _ := strconv.ParseFloat(text, 64)
		return json.Number(strconv.FormatFloat(f, 'g', -1, 64))
	}
	return text
}

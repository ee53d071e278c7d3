// Package schema is the part of JSON Schema, draft-07, in which the format of the
// files is described to editors. It only writes schemas, and judges nothing: what
// is wrong with a file is for the loader to say.
package schema

import (
	"bytes"
	"encoding/json"
	"slices"
)

// Draft is the version of JSON Schema that editors of YAML know best.
const Draft = "http://json-schema.org/draft-07/schema#"

// The types of JSON. Editors read a YAML scalar as one of them, and the loader takes
// it as it is written: where a text is wanted, Scalar is what may stand.
const (
	String  = "string"
	Number  = "number"
	Integer = "integer"
	Boolean = "boolean"
	Object  = "object"
	Array   = "array"
)

// Scalar are the types of whatever can be written as a text.
var Scalar = Types{String, Number, Boolean}

// Node says what a value may be. The zero Node takes everything.
type Node struct {
	Schema      string `json:"$schema,omitempty"`
	ID          string `json:"$id,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Ref         string `json:"$ref,omitempty"`
	Type        Types  `json:"type,omitempty"`
	Enum        []any  `json:"enum,omitempty"`
	Default     any    `json:"default,omitempty"`
	Examples    []any  `json:"examples,omitempty"`

	// Patterns are read alike by Go and by ECMAScript with its flag u, and count
	// for strings only.
	Pattern string `json:"pattern,omitempty"`
	// Wanted is what editors show where the pattern is missed; validators that do
	// not know it leave it alone.
	Wanted  string `json:"patternErrorMessage,omitempty"`
	Minimum *int64 `json:"minimum,omitempty"`
	Maximum *int64 `json:"maximum,omitempty"`

	Items       *Node `json:"items,omitempty"`
	MinItems    int   `json:"minItems,omitempty"`
	MaxItems    int   `json:"maxItems,omitempty"`
	UniqueItems bool  `json:"uniqueItems,omitempty"`

	Properties    Properties `json:"properties,omitempty"`
	ByPattern     Properties `json:"patternProperties,omitempty"`
	Others        *Others    `json:"additionalProperties,omitempty"`
	Names         *Node      `json:"propertyNames,omitempty"`
	Required      []string   `json:"required,omitempty"`
	Dependencies  Needs      `json:"dependencies,omitempty"`
	MinProperties int        `json:"minProperties,omitempty"`
	MaxProperties *int       `json:"maxProperties,omitempty"`

	Not   *Node  `json:"not,omitempty"`
	AllOf []Node `json:"allOf,omitempty"`
	AnyOf []Node `json:"anyOf,omitempty"`
	If    *Node  `json:"if,omitempty"`
	Then  *Node  `json:"then,omitempty"`
	Else  *Node  `json:"else,omitempty"`

	Definitions Properties `json:"definitions,omitempty"`
}

const definitions = "#/definitions/"

// Ref is what the definition of that name says.
func Ref(name string) Node { return Node{Ref: definitions + name} }

// Types are the types that a value may have.
type Types []string

// MarshalJSON writes a single type without brackets.
func (t Types) MarshalJSON() ([]byte, error) {
	if len(t) == 1 {
		return json.Marshal(t[0])
	}
	return json.Marshal([]string(t))
}

// Others is what keys may hold that no property names; without a Node there are
// none.
type Others struct{ Node *Node }

// MarshalJSON writes false, or the Node.
func (o Others) MarshalJSON() ([]byte, error) {
	if o.Node == nil {
		return []byte("false"), nil
	}
	return encode(o.Node)
}

// Property is a key and what it may hold.
type Property struct {
	Key  string
	Node Node
}

// Properties keep their order, in which people are to write them.
type Properties []Property

// MarshalJSON writes an object in the order of the properties.
func (ps Properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range ps {
		if i > 0 {
			b.WriteByte(',')
		}
		key, _ := encode(p.Key) // a string always can be
		value, err := encode(p.Node)
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Get returns the Node of a key, or nil.
func (ps Properties) Get(key string) *Node {
	for i := range ps {
		if ps[i].Key == key {
			return &ps[i].Node
		}
	}
	return nil
}

// Index returns the place of a key; what is not there comes last.
func (ps Properties) Index(key string) int {
	if i := slices.IndexFunc(ps, func(p Property) bool { return p.Key == key }); i >= 0 {
		return i
	}
	return len(ps)
}

// Needs are the keys that must be there where another one is.
type Needs map[string][]string

// encode leaves characters alone that only HTML would want escaped.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// Text writes the schema as people read it.
func (n *Node) Text() []byte {
	compact, err := encode(n)
	if err != nil {
		panic("writing a schema of our own: " + err.Error())
	}
	var b bytes.Buffer
	if err := json.Indent(&b, compact, "", "  "); err != nil {
		panic("indenting a schema of our own: " + err.Error())
	}
	b.WriteByte('\n')
	return b.Bytes()
}

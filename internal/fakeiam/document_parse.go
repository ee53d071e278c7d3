package fakeiam

import (
	"encoding/json"
	"slices"
	"strings"
)

// document is a policy document, taken apart as far as the checks need it.
type document struct {
	version    string
	statements []statement
}

type statement struct {
	sid        string
	effect     string
	principal  bool
	actions    []string // Action or NotAction
	resources  []string // Resource or NotResource
	conditions []condition
}

type condition struct {
	operator string // without ForAnyValue, ForAllValues and IfExists
	values   []string
}

type object = map[string]json.RawMessage

// parseDocument reads a document by IAM's grammar (User Guide, "Grammar of the
// IAM JSON policy language"). Names are case-sensitive, and unknown ones are
// syntax errors. The effect alone may be written in any case here; what follows
// is stricter.
func parseDocument(text string) (*document, bool) {
	var top object
	if json.Unmarshal([]byte(text), &top) != nil || top == nil || !only(top, "Version", "Id", "Statement") {
		return nil, false
	}
	d := &document{}
	if !optional(top, "Version", &d.version) || !optional(top, "Id", new(string)) {
		return nil, false
	}
	if _, ok := top["Version"]; ok && d.version != "2012-10-17" && d.version != "2008-10-17" {
		return nil, false
	}
	for _, raw := range oneOrMany(top["Statement"]) {
		s, ok := parseStatement(raw)
		if !ok {
			return nil, false
		}
		d.statements = append(d.statements, s)
	}
	return d, len(d.statements) > 0
}

func parseStatement(raw json.RawMessage) (statement, bool) {
	var o object
	var s statement
	if json.Unmarshal(raw, &o) != nil || o == nil ||
		!only(o, "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition") {
		return s, false
	}
	_, p := o["Principal"]
	_, np := o["NotPrincipal"]
	s.principal = p || np
	ok := optional(o, "Sid", &s.sid) && optional(o, "Effect", &s.effect) &&
		(strings.EqualFold(s.effect, "Allow") || strings.EqualFold(s.effect, "Deny"))
	var okA, okR, okC bool
	s.actions, okA = either(o, "Action", "NotAction")
	s.resources, okR = either(o, "Resource", "NotResource")
	s.conditions, okC = parseConditions(o)
	return s, ok && okA && okR && okC
}

// only says whether an object has no other names than these.
func only(o object, names ...string) bool {
	for name := range o {
		if !slices.Contains(names, name) {
			return false
		}
	}
	return true
}

// optional reads a string, if it is there.
func optional(o object, name string, into *string) bool {
	raw, ok := o[name]
	return !ok || string(raw) != "null" && json.Unmarshal(raw, into) == nil
}

// oneOrMany are the elements of a list, or the one thing that is no list.
func oneOrMany(raw json.RawMessage) []json.RawMessage {
	if raw == nil {
		return nil
	}
	var many []json.RawMessage
	if json.Unmarshal(raw, &many) == nil && string(raw) != "null" {
		return many
	}
	return []json.RawMessage{raw}
}

// either reads the strings under one of two names that exclude each other.
func either(o object, name, not string) ([]string, bool) {
	raw, ok := o[name]
	rawNot, okNot := o[not]
	if ok && okNot {
		return nil, false
	}
	if okNot {
		raw = rawNot
	}
	var out []string
	for _, e := range oneOrMany(raw) {
		var text string
		if string(e) == "null" || json.Unmarshal(e, &text) != nil {
			return nil, false
		}
		out = append(out, text)
	}
	return out, true
}

// parseConditions reads operator, key, values. An operator without keys may have
// any name, and a key no value.
func parseConditions(o object) ([]condition, bool) {
	raw, ok := o["Condition"]
	if !ok {
		return nil, true
	}
	var operators map[string]object
	if json.Unmarshal(raw, &operators) != nil || operators == nil {
		return nil, false
	}
	var out []condition
	for name, keys := range operators {
		if keys == nil {
			return nil, false // null
		}
		for _, values := range keys {
			c, ok := parseCondition(name, values)
			if !ok {
				return nil, false
			}
			out = append(out, c)
		}
	}
	return out, true
}

func parseCondition(name string, values json.RawMessage) (condition, bool) {
	c := condition{operator: strings.TrimPrefix(strings.TrimPrefix(name, "ForAnyValue:"), "ForAllValues:")}
	if c.operator != "NullIfExists" {
		c.operator = strings.TrimSuffix(c.operator, "IfExists")
	}
	if !slices.Contains(operators, c.operator) {
		return c, false
	}
	for _, v := range oneOrMany(values) {
		switch v[0] {
		case '{', '[', 'n':
			return c, false
		case '"':
			var text string
			if json.Unmarshal(v, &text) != nil {
				return c, false
			}
			c.values = append(c.values, text)
		default:
			c.values = append(c.values, string(v)) // a number or a boolean
		}
	}
	return c, true
}

// operators of conditions (User Guide, "IAM JSON policy elements: Condition operators").
var operators = []string{
	"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike",
	"BinaryEquals", "Bool",
	"DateEquals", "DateGreaterThan", "DateGreaterThanEquals", "DateLessThan", "DateLessThanEquals", "DateNotEquals",
	"IpAddress", "NotIpAddress", "Null",
	"NumericEquals", "NumericGreaterThan", "NumericGreaterThanEquals", "NumericLessThan", "NumericLessThanEquals", "NumericNotEquals",
	"StringEquals", "StringEqualsIgnoreCase", "StringLike", "StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike",
}

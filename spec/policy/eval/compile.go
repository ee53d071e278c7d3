package eval

import (
	"slices"
	"strconv"
	"strings"

	"iamsync/spec/policy"
)

// Compiler turns documents into policies that can be asked many times. The same
// document is compiled once, and so is a statement that several have: principals
// share what they hold. It is not safe for use by several goroutines at once; the
// policies that it returns are.
type Compiler struct {
	policies   map[string]*Policy    // by the text of the document
	statements map[string]*statement // by what they say
	unknown    map[string]*Policy    // by name
}

// NewCompiler returns a compiler that has seen nothing yet.
func NewCompiler() *Compiler {
	return &Compiler{policies: map[string]*Policy{}, statements: map[string]*statement{}, unknown: map[string]*Policy{}}
}

// Policy is a document that is ready to be asked.
type Policy struct {
	Document policy.Document
	sources  []policy.Statement
	entries  []*statement
	index    index
	unknown  bool
}

// Unknown returns the policy of a document that was not read: it may allow and may
// deny whatever is asked. It is one for each name, such as an ARN.
func (c *Compiler) Unknown(name string) *Policy {
	if p, found := c.unknown[name]; found {
		return p
	}
	p := &Policy{unknown: true}
	c.unknown[name] = p
	return p
}

// Compile returns the policy of a document.
func (c *Compiler) Compile(d policy.Document) *Policy {
	if p, found := c.policies[d.JSON()]; found {
		return p
	}
	m := d.Model()
	p := &Policy{Document: d, sources: m.Statements}
	for _, s := range m.Statements {
		p.entries = append(p.entries, c.statement(s, m.Version.Text == "2012-10-17"))
	}
	p.index = newIndex(p.entries)
	c.policies[d.JSON()] = p
	return p
}

// CompileAll returns the policies of several documents.
func (c *Compiler) CompileAll(documents ...policy.Document) []*Policy {
	all := make([]*Policy, len(documents))
	for i, d := range documents {
		all[i] = c.Compile(d)
	}
	return all
}

// statement is one statement, ready to be asked. Statements that say the same are
// one, whatever their Sid.
type statement struct {
	denies, allows bool
	action         actions
	resource       resources
	principal      principals
	conditions     []condition

	source    policy.Statement // the first of them
	variables bool             // whether its policy has variables
}

func (c *Compiler) statement(s policy.Statement, variables bool) *statement {
	key := meaning(s, variables)
	if known, found := c.statements[key]; found {
		return known
	}
	compiled := &statement{
		denies:    s.Effect.Text == policy.Deny,
		allows:    s.Effect.Text == policy.Allow,
		action:    newActions(s.Action),
		resource:  newResources(s.Resource, variables),
		principal: newPrincipals(s.Principal),
		source:    s,
		variables: variables,
	}
	for _, one := range s.Conditions {
		compiled.conditions = append(compiled.conditions, newCondition(one, variables))
	}
	c.statements[key] = compiled
	return compiled
}

// meaning is a text that is the same for statements that say the same. It need not
// notice all of these, only never take two for one.
func meaning(s policy.Statement, variables bool) string {
	var b strings.Builder
	add := func(key string, words ...string) {
		slices.Sort(words)
		b.WriteString(key)
		for _, w := range slices.Compact(words) {
			b.WriteString(strconv.Quote(w))
		}
		b.WriteByte(';')
	}
	add(s.Effect.Text)
	add(strconv.FormatBool(variables))
	add(s.Action.Key, texts(s.Action.List, lower)...)
	add(s.Resource.Key, texts(s.Resource.List, asWritten)...)
	var who []string
	for _, w := range s.Principal.List {
		who = append(who, w.Type+" "+w.Text)
	}
	add(s.Principal.Key, who...)
	var conditions []string
	for _, one := range s.Conditions {
		values := texts(one.Values, strconv.Quote)
		slices.Sort(values)
		conditions = append(conditions, one.Operator.Text+" "+lower(one.Key.Text)+" "+strings.Join(values, ","))
	}
	add("Condition", conditions...)
	return b.String()
}

func texts(words []policy.Word, form func(string) string) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = form(w.Text)
	}
	return list
}

func asWritten(s string) string { return s }

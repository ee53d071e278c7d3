// Package lint reads policy documents as a reviewer does. It finds what IAM takes
// and people hardly ever want: actions that do not exist, ARNs that nothing in the
// statement acts on, statements that say nothing new, and doors left open.
//
// It sees one document at a time, offline. It does not say what AWS refuses, which
// package policy does, nor who holds the document, and it never decides whether
// somebody may do something. Whether services and actions exist it takes from the
// list in package services, so what it says of them is a warning at most.
package lint

import (
	"cmp"
	"fmt"
	"slices"

	"iamsync/spec/policy"
)

// Severity grades a finding.
type Severity string

// The severities. An error is what no reviewer lets pass without a reason.
const (
	Info    Severity = "info"
	Warning Severity = "warning"
	Error   Severity = "error"
)

// Finding is something about a document that a reviewer should know.
type Finding struct {
	Code     string
	Severity Severity
	Message  string
	Hint     string // what to write instead, where there is something to say
	policy.Place
}

// Document is what is linted, and what it is for.
type Document struct {
	policy.Model
	// Trust says that the document is the trust policy of a role.
	Trust bool
	// Size is what IAM counts of the document, and Limit the most that it takes; a
	// Limit of 0 is none.
	Size, Limit int
}

// Linter lints documents one after the other. What it learnt about an action serves
// the next document too, so one Linter is faster than many; it is not for use by
// several goroutines.
type Linter struct {
	actions map[string]*action
	rules   []Rule
}

// New returns a Linter with all rules.
func New() *Linter { return &Linter{actions: map[string]*action{}, rules: Rules()} }

// Check returns what there is to say of a document, in the order of the text.
func (l *Linter) Check(d Document) []Finding {
	r := review{Document: d, Linter: l}
	for i := range l.rules {
		if r.rule = &l.rules[i]; r.rule.check != nil {
			r.rule.check(&r)
		}
	}
	slices.SortStableFunc(r.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return r.found
}

// review is the rules at work on one document.
type review struct {
	Document
	*Linter
	rule      *Rule // the one at work
	found     []Finding
	matchings []*matching
	compared  bool // whether matchings are there
}

// report notes a finding of the rule at work.
func (r *review) report(at policy.Place, hint, format string, args ...any) {
	r.found = append(r.found, Finding{r.rule.Code, r.rule.Severity, fmt.Sprintf(format, args...), hint, at})
}

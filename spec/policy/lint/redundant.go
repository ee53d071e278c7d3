package lint

import (
	"strings"

	"iamsync/spec/policy"
	"iamsync/spec/policy/internal/glob"
)

// redundantActions looks for actions that another one of the same statement stands
// for.
func (r *review) redundantActions() {
	for _, s := range r.Statements {
		r.redundant(s.Action, strings.ToLower)
	}
}

// redundantResources does the same for resources.
func (r *review) redundantResources() {
	for _, s := range r.Statements {
		r.redundant(s.Resource, func(text string) string { return text })
	}
}

func (r *review) redundant(words policy.Words, form func(string) string) {
	texts := make([]string, len(words.List))
	var patterns []int
	first := make(map[string]int, len(texts))
	for i, w := range words.List {
		texts[i] = form(w.Text)
		if glob.IsPattern(texts[i]) {
			patterns = append(patterns, i)
		}
	}
	for i, text := range texts {
		other, twice := first[text]
		if !twice {
			first[text] = i
			other = coveredBy(texts, patterns, i)
		}
		if other >= 0 {
			r.report(words.List[i].Place, "take it out, or the other one where that says too much",
				"%s is said already by %s on line %d", quote(words.List[i].Text), quote(words.List[other].Text), words.List[other].Line)
		}
	}
}

// coveredBy returns the number of a pattern that covers a text, or -1. Of two that
// cover each other the first stays.
func coveredBy(texts []string, patterns []int, i int) int {
	for _, p := range patterns {
		if p != i && texts[p] != texts[i] && glob.Covers(texts[p], texts[i]) && (p < i || !glob.Covers(texts[i], texts[p])) {
			return p
		}
	}
	return -1
}

// redundantStatements looks for statements that another one of the same effect
// covers.
func (r *review) redundantStatements() {
	r.covered(func(small, large policy.Statement) bool { return small.Effect.Text == large.Effect.Text }, func(small, large policy.Statement) {
		r.report(small.Place, "take it out, or the other one where that says too much",
			"the statement says nothing that the one on line %d does not say", large.Line)
	})
}

// deniedAllows looks for what is allowed by one statement and denied by another in
// every case.
func (r *review) deniedAllows() {
	r.covered(func(small, large policy.Statement) bool {
		return small.Effect.Text == policy.Allow && large.Effect.Text == policy.Deny
	}, func(small, large policy.Statement) {
		r.report(small.Place, "take it out, or make the Deny narrower",
			"the statement allows nothing: the Deny on line %d forbids all of it", large.Line)
	})
}

// covered visits the pairs of statements of which one covers the other. Of two that
// cover each other the first stays.
func (r *review) covered(paired func(small, large policy.Statement) bool, visit func(small, large policy.Statement)) {
	for i, small := range r.Statements {
		for j, large := range r.Statements {
			if i == j || !paired(small, large) || !mayCover(large, small) || !large.Covers(small) {
				continue
			}
			if small.Effect.Text == large.Effect.Text && j > i && small.Covers(large) {
				continue
			}
			visit(small, large)
			break
		}
	}
}

// mayCover is a quick look, since every statement is compared with every other: the
// first words decide mostly.
func mayCover(large, small policy.Statement) bool {
	return len(large.Conditions) <= len(small.Conditions) && large.Action.Not == small.Action.Not &&
		(large.Action.Not || someCovers(large.Action, small.Action, strings.EqualFold)) &&
		(large.Resource.Not || small.Resource.Not || someCovers(large.Resource, small.Resource, func(a, b string) bool { return a == b }))
}

// someCovers reports whether some word of one list covers the first of another.
func someCovers(large, small policy.Words, same func(a, b string) bool) bool {
	if len(small.List) == 0 || len(large.List) == 0 {
		return len(small.List) == len(large.List)
	}
	text := small.List[0].Text
	for _, w := range large.List {
		if same(w.Text, text) || glob.IsPattern(w.Text) && glob.Covers(strings.ToLower(w.Text), strings.ToLower(text)) {
			return true
		}
	}
	return false
}

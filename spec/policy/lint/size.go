package lint

import (
	"fmt"
	"slices"
	"strings"

	"iamsync/spec/policy"
)

// near is the share of a limit, in percent, from which on a document is worth a word:
// the next statement may be one too many.
const near = 90

// NearLimit says that what has a size is near its limit, if it is. What goes over it
// is a mistake, which others report.
func NearLimit(what string, size, limit int, at policy.Place) (Finding, bool) {
	if size*100 < limit*near || size > limit {
		return Finding{}, false
	}
	return Finding{
		Code: PolicySize, Severity: Info, Place: at,
		Message: fmt.Sprintf("%s %d of the %d characters that IAM takes, white space left out", what, size, limit),
		Hint:    "make room before the next statement needs it",
	}, true
}

func (r *review) size() {
	if len(r.Statements) == 0 || r.Limit == 0 {
		return
	}
	if f, near := NearLimit("the document has", r.Size, r.Limit, r.Statements[0].Place); near {
		r.report(f.Place, f.Hint, "%s", f.Message)
	}
}

// current is the version that resolves variables.
const current = "2012-10-17"

// variables looks for policy variables in a document of the version that has none:
// IAM takes ${aws:username} there as it is written (IAM User Guide, "IAM JSON policy
// elements: Version").
func (r *review) variables() {
	if r.Version.Text == current {
		return
	}
	has := func(w policy.Word) bool { return strings.Contains(w.Text, "${") }
	for _, s := range r.Statements {
		words := slices.Clone(s.Resource.List)
		for _, c := range s.Conditions {
			words = append(words, c.Values...)
		}
		for _, w := range words {
			if has(w) {
				r.report(w.Place, `write Version: "2012-10-17"`,
					"%s is taken as it is written: variables are resolved by the version 2012-10-17 only", quote(w.Text))
			}
		}
	}
}

// quote repeats a text of the document, or as much of it as a line holds.
func quote(text string) string {
	if runes := []rune(text); len(runes) > 80 {
		text = string(runes[:79]) + "…"
	}
	return fmt.Sprintf("%q", text)
}

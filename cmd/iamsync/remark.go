package main

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy/lint"
)

// remark is what is said of a place in the files, for whoever shows it beside them: a
// mistake, a finding, or a reason to refuse a plan.
type remark struct {
	Code     string
	Severity lint.Severity
	Message  string
	Hint     string
	At       spec.Position
}

// remarksOf are the mistakes and findings of a report. What is silenced is left out: not
// every reader knows that it can be.
func remarksOf(r spec.Report) []remark {
	list := mistaken(r.Mistakes)
	for _, f := range r.Findings {
		list = append(list, remark{f.Code, f.Severity, f.Message, f.Hint, f.At})
	}
	return list
}

func mistaken(mistakes spec.Errors) []remark {
	return each(mistakes, func(m spec.Error) remark { return remark{mistake, lint.Error, m.Message, m.Hint, m.At} })
}

// remarksOn are the reasons to refuse a plan, and its findings.
func remarksOn(p plan.Plan) []remark {
	return each(append(slices.Clone(p.Refused), p.Findings...), func(f plan.Finding) remark {
		return remark{f.Code, lint.Severity(f.Severity), f.Message, f.Hint, f.At}
	})
}

var severityRank = map[lint.Severity]int{lint.Error: 0, lint.Warning: 1, lint.Info: 2}

// worstFirst puts remarks in order: by severity, and as they were within one.
func worstFirst(list []remark) []remark {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b remark) int { return cmp.Compare(severityRank[a.Severity], severityRank[b.Severity]) })
	return list
}

// text is all that a remark says, the hint on a line of its own. None of it acts on who
// reads it.
func (r remark) text() string {
	if r.Hint == "" {
		return plan.Clean(r.Message)
	}
	return plan.Clean(r.Message) + "\n" + plan.Clean(r.Hint)
}

// inside returns the name of a file relative to a directory, where it is below that.
func inside(dir, file string) (string, bool) {
	absolute, err := filepath.Abs(filepath.FromSlash(file))
	if err != nil {
		return "", false
	}
	relative, err := filepath.Rel(dir, absolute)
	slash := filepath.ToSlash(relative)
	return slash, err == nil && !slices.Contains(strings.Split(slash, "/"), "..")
}

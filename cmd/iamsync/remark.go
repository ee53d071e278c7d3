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
	InBase   plan.InBase // in place of At, of what is in the files of base: beside these, nothing can be shown
}

// remarksOf are the mistakes and findings of a report. What is silenced is left out: not
// every reader knows that it can be.
func remarksOf(r spec.Report) []remark {
	list := mistaken(r.Mistakes)
	for _, f := range r.Findings {
		list = append(list, remark{Code: f.Code, Severity: f.Severity, Message: f.Message, Hint: f.Hint, At: f.At})
	}
	return list
}

func mistaken(mistakes spec.Errors) []remark {
	return each(mistakes, func(m spec.Error) remark {
		return remark{Code: mistake, Severity: lint.Error, Message: m.Message, Hint: m.Hint, At: m.At}
	})
}

// remarksOn are the reasons to refuse a plan, and its findings.
func remarksOn(p plan.Plan) []remark {
	return each(append(slices.Clone(p.Refused), p.Findings...), func(f plan.Finding) remark {
		r := remark{Code: f.Code, Severity: lint.Severity(f.Severity), Message: f.Message, Hint: f.Hint, At: f.At, InBase: f.InBase}
		if r.InBase.File != "" {
			r.At = spec.Position{}
		}
		return r
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
func (r remark) text() string { return strings.Join(each(r.lines(), plan.Clean), "\n") }

// lines are the message, the hint, and the place that is not in the files.
func (r remark) lines() []string {
	lines := []string{r.Message}
	if r.Hint != "" {
		lines = append(lines, r.Hint)
	}
	if at := r.InBase.String(); at != "" {
		lines = append(lines, "at "+at)
	}
	return lines
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

package main

import (
	"io"

	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy/lint"
)

// validateFormat is the version of the report's JSON. Fields are added under one
// version and never change their meaning.
const validateFormat = "1"

type validation struct {
	FormatVersion string            `json:"format_version"`
	Path          string            `json:"path"`
	Valid         bool              `json:"valid"` // whether the exit code is 0
	Account       string            `json:"account"`
	Objects       int               `json:"objects"`
	Files         []string          `json:"files"`
	Mistakes      []jsonMistake     `json:"mistakes"`
	Findings      []jsonFinding     `json:"findings"`
	Silenced      []jsonFinding     `json:"silenced"`
	Summary       validationSummary `json:"summary"`
}

type validationSummary struct {
	Mistakes int `json:"mistakes"`
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Infos    int `json:"infos"`
	Silenced int `json:"silenced"`
}

type jsonMistake struct {
	Message string        `json:"message"`
	Hint    string        `json:"hint,omitempty"`
	At      spec.Position `json:"at"`
}

type jsonFinding struct {
	Code     string        `json:"code"`
	Severity lint.Severity `json:"severity"`
	Message  string        `json:"message"`
	Hint     string        `json:"hint,omitempty"`
	At       spec.Position `json:"at"`
	Objects  []spec.ID     `json:"objects"`
	Reason   string        `json:"reason,omitempty"` // why it is silenced
}

// jsonReport writes a report for programs. Lists are never null.
func jsonReport(w io.Writer, r report, _ *terminal) error {
	out := validation{
		FormatVersion: validateFormat, Path: r.path, Files: []string{},
		Mistakes: []jsonMistake{}, Findings: jsonFindings(r.Findings), Silenced: jsonFindings(r.Silenced),
		Summary: validationSummary{len(r.Mistakes), r.count(lint.Error), r.count(lint.Warning), r.count(lint.Info), len(r.Silenced)},
	}
	out.Valid = out.Summary.Mistakes+out.Summary.Errors == 0
	if r.Spec != nil {
		out.Account, out.Objects, out.Files = r.Spec.Account, r.Spec.Len(), r.Spec.Files
	}
	for _, m := range r.Mistakes {
		out.Mistakes = append(out.Mistakes, jsonMistake{m.Message, m.Hint, m.At})
	}
	return plan.WriteJSON(w, out)
}

func jsonFindings(list []spec.Finding) []jsonFinding {
	out := make([]jsonFinding, 0, len(list))
	for _, f := range list {
		out = append(out, jsonFinding{f.Code, f.Severity, f.Message, f.Hint, f.At, f.Of, f.Reason})
	}
	return out
}

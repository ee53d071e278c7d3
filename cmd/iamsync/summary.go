package main

import (
	"bytes"

	"iamsync/apply"
	"iamsync/internal/awsclient"
	"iamsync/plan"
	"iamsync/spec"
)

// summary is what --summary-json says of an apply, and --report-dir of a plan. Fields are added, and never change
// their meaning; lists are never null.
type summary struct {
	FormatVersion string        `json:"format_version"`
	Run           string        `json:"run"`
	Account       string        `json:"account"`
	Caller        string        `json:"caller"`
	Digest        string        `json:"digest"`
	ExitCode      *int          `json:"exit_code"` // null while it runs, and for ever where it was killed
	Message       string        `json:"message"`   // what it ended with; "" where it is done
	Refused       []string      `json:"refused"`   // codes
	Counts        plan.Summary  `json:"counts"`    // of the plan
	Done          []summaryStep `json:"done"`
	Failed        []summaryStep `json:"failed"`
	Skipped       []summaryStep `json:"skipped"`
	NotStarted    []summaryStep `json:"not_started"`
}

// summaryStep is a step, and why it was not done.
type summaryStep struct {
	Step    string      `json:"step"`
	Action  plan.Action `json:"action"`
	Change  spec.ID     `json:"change"`
	Code    string      `json:"code,omitempty"`
	Message string      `json:"message,omitempty"`
	Cause   string      `json:"cause,omitempty"` // the failed step that it needs
}

func summarized(s plan.Step) summaryStep {
	return summaryStep{Step: s.ID, Action: s.Action, Change: s.Change}
}

// planned takes note of what is about to be done.
func (s *summary) planned(p plan.Plan) {
	s.Digest, s.Counts = p.Digest, p.Summary()
	for _, r := range p.Refused {
		s.Refused = append(s.Refused, r.Code)
	}
	s.applied(apply.Result{NotStarted: p.Steps})
}

// applied takes note of what became of each step.
func (s *summary) applied(r apply.Result) {
	s.Done, s.NotStarted, s.Failed, s.Skipped = each(r.Done, summarized), each(r.NotStarted, summarized), nil, nil
	for _, f := range r.Failed {
		step := summarized(f.Step)
		step.Code = awsclient.Code(f.Err)
		step.Message, _ = awsclient.Explain(reason(f.Err))
		s.Failed = append(s.Failed, step)
	}
	for _, skip := range r.Skipped {
		step := summarized(skip.Step)
		step.Cause = skip.Cause
		s.Skipped = append(s.Skipped, step)
	}
}

// ended takes note of how the command ended.
func (s *summary) ended(result error) {
	code := codeOf(result)
	s.ExitCode = &code
	if result != nil {
		s.Message = result.Error()
	}
}

// write puts the summary in place of what the file held; "" is no file.
func (s summary) write(file string) error {
	if file == "" {
		return nil
	}
	for _, list := range []*[]summaryStep{&s.Done, &s.Failed, &s.Skipped, &s.NotStarted} {
		*list = append([]summaryStep{}, *list...)
	}
	s.Refused = append([]string{}, s.Refused...)
	var text bytes.Buffer
	if err := plan.WriteJSON(&text, s); err != nil {
		return err
	}
	return replaceFile(file, text.Bytes())
}

func each[A, B any](as []A, f func(A) B) []B {
	var bs []B
	for _, a := range as {
		bs = append(bs, f(a))
	}
	return bs
}

package main

import (
	"iamsync/internal/awsclient"
	"iamsync/plan"
)

// explain says what an error means. Where AWS denies access, it names the command that
// prints what this job needs.
func (s *session) explain(err error) (message, hint string) {
	message, hint = awsclient.Explain(err)
	if awsclient.Denied(err) {
		job := plan.JobPlan
		if s.options.writes {
			job = plan.JobApply
		}
		hint += "; `iamsync permissions " + string(job) + " " + plan.Quote(s.path) + "` prints what this job must be allowed"
	}
	return message, hint
}

// denied is explain for an error that ends the command before any change.
func (s *session) denied(err error) error {
	if !awsclient.Denied(err) {
		return err
	}
	message, hint := s.explain(err)
	return &exitError{code: exitFailed, message: message, hint: hint, cause: err}
}

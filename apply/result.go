package apply

import (
	"errors"
	"fmt"

	"iamsync/plan"
)

// Result says what became of every step of the plan, in the plan's order.
type Result struct {
	Done       []plan.Step
	Failed     []Failure
	Skipped    []Skip
	NotStarted []plan.Step // since the run was interrupted or refused

	// Sent counts the steps of which a call reached AWS or may have.
	Sent int
	// Refused says why the plan could not be run at all; nothing was called.
	Refused error
}

// Failure is a step that failed.
type Failure struct {
	Step plan.Step
	Err  error
}

// Skip is a step that was not tried, since one that it depends on failed.
type Skip struct {
	Step  plan.Step
	Cause string // ID of the first failed step, in the plan's order, that it depends on
}

// Complete reports whether every step was done.
func (r Result) Complete() bool {
	return r.Refused == nil && len(r.Failed)+len(r.Skipped)+len(r.NotStarted) == 0
}

// Err is nil where every step was done, and otherwise one error that holds all.
func (r Result) Err() error {
	switch {
	case r.Complete():
		return nil
	case r.Refused != nil:
		return fmt.Errorf("applying the plan: %w", r.Refused)
	}
	errs := []error{fmt.Errorf("applying the plan: %d steps done, %d failed, %d skipped, %d not started",
		len(r.Done), len(r.Failed), len(r.Skipped), len(r.NotStarted))}
	for _, f := range r.Failed {
		errs = append(errs, f.Err)
	}
	return errors.Join(errs...)
}

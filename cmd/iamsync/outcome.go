package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"iamsync/apply"
	"iamsync/internal/live"
	"iamsync/plan"
)

// verify plans again until nothing is left: reads of IAM can lag behind writes.
func (s *session) verify(ctx context.Context, t *terminal, wait time.Duration) error {
	deadline := time.Now().Add(wait)
	for pause := 250 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		left, err := s.plan(ctx)
		late := time.Now().Add(pause).After(deadline)
		switch {
		case ctx.Err() != nil:
			return unchecked(s.aim())
		case live.Contradicts(err) && !late: // as reads do that lag
		case err != nil:
			message, hint := s.explain(err)
			return &exitError{code: exitUnfinished, hint: hint, cause: err, message: "every call was made, but the account could not be checked: " + message}
		case left.Empty():
			return nil
		case late:
			return s.sayRest(ctx, t.notConverged(left, wait, s.aim()), nil, 0)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return unchecked(s.aim())
		}
	}
}

func unchecked(a aim) error {
	return &exitError{code: exitInterrupted, message: "interrupted: every call was made, but the account was not checked afterwards", hint: a.look + " tells whether anything is left"}
}

func (t *terminal) notConverged(left plan.Plan, wait time.Duration, a aim) error {
	fmt.Fprintf(t.out, "\nStill different:\n\n")
	_ = plan.Text(t.out, left, plan.TextOptions{Color: t.color}) // what is lost is noticed at the end; the exit code is that of the apply
	return &exitError{
		code:    exitUnfinished,
		message: fmt.Sprintf("every call was made, but after %s the account still differs from %s", wait, a.wanted),
		hint:    "either reads are slow to show it, or somebody else is changing the account: run " + a.look,
	}
}

// unfinished lists what was done, what failed and what was not tried.
func (s *session) unfinished(ctx context.Context, t *terminal, r apply.Result) error {
	fmt.Fprintf(t.out, "\n%s done, %d failed, %d skipped, %d not started.\n",
		plan.Count(len(r.Done), "call"), len(r.Failed), len(r.Skipped), len(r.NotStarted))
	for _, step := range r.Done {
		fmt.Fprintf(t.out, "  done         %s\n", describe(step))
	}
	for _, f := range r.Failed {
		message, hint := s.explain(reason(f.Err))
		fmt.Fprintf(t.out, "  failed       %s\n               %s\n", describe(f.Step), plan.Clean(message))
		if hint != "" {
			fmt.Fprintf(t.out, "               %s\n", plan.Clean(hint))
		}
	}
	for _, skip := range r.Skipped {
		fmt.Fprintf(t.out, "  skipped      %s, which needs %s\n", describe(skip.Step), skip.Cause)
	}
	for _, step := range r.NotStarted {
		fmt.Fprintf(t.out, "  not started  %s\n", describe(step))
	}
	switch {
	case r.Refused != nil:
		return fmt.Errorf("this is a bug in iamsync: %w", r.Refused)
	case ctx.Err() != nil:
		return &exitError{code: exitInterrupted, message: "interrupted: calls in flight were finished, nothing new was started", hint: "run the same command again to go on"}
	case r.Sent == 0:
		return &exitError{code: exitFailed, message: "nothing was changed"}
	case len(r.Done) == 0: // but a call whose answer was lost may have had an effect
		return &exitError{code: exitUnfinished, message: "no call succeeded", hint: "when the cause is mended, run the same command again"}
	default:
		return &exitError{code: exitUnfinished, message: "the account is changed in part", hint: "run the same command again: it goes on from here"}
	}
}

// reason takes away what apply puts in front of an error: the name of the step,
// which stands beside it here.
func reason(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}

// describe names a step in one line: s3 AttachUserPolicy attachment/user:….
func describe(s plan.Step) string {
	return plan.Clean(fmt.Sprintf("%s %s %s", s.ID, s.Action, s.Change))
}

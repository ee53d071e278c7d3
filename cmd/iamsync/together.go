package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"iamsync/apply"
	"iamsync/internal/awsclient"
	"iamsync/internal/live"
	"iamsync/plan"
)

// refusesWhatIsDone are the codes with which IAM refuses a call since somebody else makes
// the same changes, or others to the same objects. LimitExceeded is not among them: a quota
// stays.
var refusesWhatIsDone = map[string]bool{
	"EntityAlreadyExists": true, "NoSuchEntity": true, "DeleteConflict": true,
	"ConcurrentModification": true, "EntityTemporarilyUnmodifiable": true,
}

// metSomebody reports whether an apply did not finish for nothing but what somebody else
// seems to have done at the same time.
func metSomebody(r apply.Result) bool {
	other := func(f apply.Failure) bool { return !refusesWhatIsDone[awsclient.Code(f.Err)] }
	return len(r.Failed) > 0 && len(r.NotStarted) == 0 && !slices.ContainsFunc(r.Failed, other)
}

// patience is how long nothing may change of what is left until it is said that nobody is
// about to do it. Reads have been seen to lag by 2 to 4 seconds.
const patience = 4 * time.Second

// finishedByOthers reports whether what an apply could not do is done by somebody else: it
// waits for that while something of it changes. It makes no call that changes anything.
func (s *session) finishedByOthers(ctx context.Context, wait time.Duration) bool {
	moved, left := time.Now(), ""
	deadline := moved.Add(wait)
	for pause := 250 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		p, err := s.plan(ctx)
		switch {
		case live.Contradicts(err): // somebody is at work
			moved = time.Now()
		case err != nil:
			return false
		case p.Empty():
			return true
		case p.Digest != left:
			moved, left = time.Now(), p.Digest
		}
		if next := time.Now().Add(pause); next.After(deadline) || next.Sub(moved) > patience {
			return false
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return false
		}
	}
}

// appliedTogether says that all is done, and what of it was not done here.
func (t *terminal) appliedTogether(r apply.Result, took time.Duration, a aim) error {
	text := fmt.Sprintf("\nApplied %s in %s. Somebody else made the other changes meanwhile:\n", plan.Count(len(r.Done), "call"), rounded(took))
	for _, f := range r.Failed {
		text += fmt.Sprintf("  failed       %s: %s\n", describe(f.Step), awsclient.Code(f.Err))
	}
	for _, skip := range r.Skipped {
		text += fmt.Sprintf("  skipped      %s, which needs %s\n", describe(skip.Step), skip.Cause)
	}
	if _, err := fmt.Fprintf(t.out, "%sThe account %s.\n", text, a.is); err != nil {
		return reportLost(err, a)
	}
	return nil
}

// suspecting adds to an error with which an apply did not finish that somebody else may
// be the cause.
func (s *session) suspecting(err error) error {
	var unfinished *exitError
	if !errors.As(err, &unfinished) || unfinished.code != exitUnfinished {
		return err
	}
	hint := unfinished.hint + ". Somebody else seems to change the account at the same time"
	if !s.spec.Guards.Lock {
		hint += ": guards.lock keeps two applies apart"
	}
	return &exitError{code: unfinished.code, cause: unfinished.cause, message: unfinished.message, hint: hint}
}

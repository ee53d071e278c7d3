package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"iamsync/apply"
	"iamsync/internal/awsclient"
	"iamsync/internal/live"
	"iamsync/plan"
	"iamsync/spec"
)

// mutex is the lock of the account.
func (s *session) mutex(observers ...apply.Observer) apply.Mutex {
	look := func(ctx context.Context) (*spec.Lock, error) { return live.Lock(ctx, s.clients.IAM, s.account) }
	return apply.Mutex{API: s.clients.IAM, Account: s.account, Look: look, Observers: observers}
}

// underLock does what was shown while no other run changes the account, where the files
// want that. The plan is made again then: what others did until the lock was taken is
// never met with calls that were planned before.
func (s *session) underLock(ctx context.Context, t *terminal, shown plan.Plan, report *applyReport, do func(plan.Plan) error) error {
	if !s.spec.Guards.Lock {
		return do(shown)
	}
	m := s.mutex(report.audit.observer())
	if err := m.Take(ctx, spec.NewLock(s.caller, report.Run, time.Now())); err != nil {
		return s.notTaken(ctx, report.Run, err)
	}
	defer s.release(ctx, t, m, report.Run)
	p, err := s.plan(ctx)
	switch {
	case err != nil:
		return err
	case len(p.Refused) > 0 || p.Digest != shown.Digest && !p.Empty():
		return &exitError{code: exitFailed, message: "the account changed between the plan and the lock; nothing was changed", hint: "run the same command again: it shows what is to be done now"}
	case p.Empty():
		report.planned(p)
		_, err := fmt.Fprintf(t.out, "\nNothing is left to do: somebody else did it before the lock was taken. The account %s.\n", s.aim().is)
		return err
	}
	return do(p)
}

// beside says what it means that a lock was broken.
const beside = "Both may have changed the account at the same time: iamsync plan tells what is left"

// release releases the lock, also after an interrupt.
func (s *session) release(ctx context.Context, t *terminal, m apply.Mutex, run string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), apply.Releasing)
	defer cancel()
	switch err, held := m.Release(ctx, run), (*apply.LockedError)(nil); {
	case err == nil:
	case errors.As(err, &held):
		t.warn(fmt.Sprintf("somebody released the lock while this run held it, and run %s of %s holds it now. %s", held.Lock.Run, held.Lock.Holder, beside))
	case errors.Is(err, apply.ErrReleased):
		t.warn("somebody released the lock while this run held it. " + beside)
	default:
		what, hint := s.explain(err)
		t.warn(fmt.Sprintf("the lock of the account was not released: %s. If it is still there: %s", what, s.unlocking(run)))
		if awsclient.Denied(err) {
			t.advise(hint)
		}
	}
	if lost := s.saveNow(); lost != nil {
		t.warn("the sandbox did not keep that the lock was released: " + lost.Error() + "; " + unsaved(lost))
	}
}

// notTaken says why the lock could not be taken, and what can be done.
func (s *session) notTaken(ctx context.Context, run string, err error) error {
	var held *apply.LockedError
	switch {
	case errors.As(err, &held):
		return &exitError{code: exitFailed, cause: err, message: "the account is " + holding(held.Lock, time.Now()) + "; nothing was changed",
			hint: "wait for it, and run the same command again; or, if that run is over: " + s.unlocking(held.Lock.Run)}
	case errors.Is(err, apply.ErrNoLock):
		return s.noLock(err)
	case ctx.Err() != nil:
		return &exitError{code: exitInterrupted, cause: err, message: "interrupted; nothing was changed"}
	case awsclient.Code(err) == "LimitExceeded":
		return &exitError{code: exitFailed, cause: err, message: "the account has no room for one policy more, which guards.lock makes while an apply is going on; nothing was changed",
			hint: "delete a policy, or ask AWS for a higher quota of policies"}
	case errors.Is(err, apply.ErrUnclear):
		what, _ := awsclient.Explain(err)
		return &exitError{code: exitFailed, cause: err, message: "it is not known whether the lock was taken: " + what,
			hint: "nothing else was changed. Where it was: " + s.unlocking(run)}
	default:
		return s.denied(err)
	}
}

// noLock refuses to touch a policy that has the name of the lock and is none.
func (s *session) noLock(err error) error {
	return &exitError{code: exitRefused, cause: err, message: err.Error() + "; nothing was changed",
		hint: fmt.Sprintf("look at %s, or at what else is called so, and delete it if nobody needs it: iamsync does not", s.account.LockARN())}
}

// holding says who holds a lock, and since when.
func holding(l spec.Lock, now time.Time) string {
	text := fmt.Sprintf("locked by %s, since %s (%s ago), for its run %s", l.Holder, l.Since.Format(time.RFC3339), inWords(now.Sub(l.Since)), l.Run)
	if l.Outlived(now) {
		text += fmt.Sprintf("; it is older than its lease of %s: its run was probably killed", inWords(l.Until.Sub(l.Since)))
	}
	return text
}

// inWords writes a duration as short as it is told: 45s, 5m, 1h, 26h10m, 12 days.
func inWords(d time.Duration) string {
	switch {
	case d < time.Minute:
		return max(0, d).Round(time.Second).String()
	case d >= 48*time.Hour:
		return plan.Count(int(d/(24*time.Hour)), "day")
	}
	text := strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
	if hours, whole := strings.CutSuffix(text, "h0m"); whole {
		return hours + "h"
	}
	return text
}

// unlocking is the command that releases the lock of a run.
func (s *session) unlocking(run string) string {
	words := append([]string{"iamsync unlock --run", run}, s.options.words()...)
	return strings.Join(append(words, plan.Quote(s.path)), " ")
}

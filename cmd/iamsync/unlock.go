package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"iamsync/apply"
	"iamsync/internal/awsclient"
	"iamsync/plan"
	"iamsync/spec"
)

func unlockCommand(t *terminal) *cli.Command {
	return &cli.Command{
		Name:      "unlock",
		Usage:     "release the lock that an apply left, which was killed",
		ArgsUsage: "[PATH]",
		Description: "Says who holds the lock of the account (guards.lock), asks, and releases it. An\n" +
			"apply that is still at work loses it, too: look first whether it is over.\n\n" +
			"Exit codes: 0 done, or not locked, 1 failed, 4 refused, 130 interrupted.",
		Flags: append([]cli.Flag{
			&cli.BoolFlag{Name: "auto-approve", Usage: "do not ask; without a terminal, this or --run is needed", DisableDefaultText: true},
			&cli.StringFlag{Name: "run", Usage: "do not ask, and release only the lock of the run `ID`, which stands in the message that told of the lock"},
		}, accountFlags()...),
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action:          func(c *cli.Context) error { return runUnlock(c, t) },
	}
}

func runUnlock(c *cli.Context, t *terminal) error {
	path, err := path(c)
	if err != nil {
		return err
	}
	account, err := readAccountFlags(c)
	if err != nil {
		return err
	}
	account.network, account.emulator, account.writes = t.network, t.emulator, true
	ctx, stop := t.interruptible(c.Context)
	defer stop()
	s := newSession(path, account)
	if err := s.openInTurn(ctx); err != nil {
		return err
	}
	defer s.close()
	return s.unlock(ctx, t, c.String("run"), c.Bool("auto-approve"))
}

// unlock releases the lock that it has named: run is the only one that may hold it, or "".
func (s *session) unlock(ctx context.Context, t *terminal, run string, unasked bool) error {
	m := s.mutex()
	found, err := m.Look(ctx)
	switch {
	case err != nil:
		return err
	case found == nil:
		return t.notLocked(s.account)
	case found.IsStrange():
		return s.noLock(apply.ErrNoLock)
	}
	if _, err := fmt.Fprintf(t.out, "The account is %s.\n", plan.Clean(holding(*found, time.Now()))); err != nil {
		return err
	}
	switch {
	case run != "" && run != found.Run:
		return anotherRun(run)
	case run != "" || unasked:
	case !t.asks:
		return usageError("unlock asks before it releases a lock, and there is no terminal to ask on", "if that run is over: "+s.unlocking(found.Run))
	default:
		if err := t.ask(ctx, fmt.Sprintf("Release the lock of account %s?", s.account.ID), "not released"); err != nil {
			return err
		}
	}
	if err := m.Release(ctx, found.Run); err != nil {
		return s.notReleased(t, found.Run, err)
	}
	if lost := s.saveNow(); lost != nil {
		return &exitError{code: exitFailed, cause: lost, message: "the sandbox did not keep that the lock was released: " + lost.Error(), hint: unsaved(lost)}
	}
	_, err = fmt.Fprintf(t.out, "Released the lock of run %s.\n", plan.Clean(found.Run))
	return err
}

func (t *terminal) notLocked(account spec.Account) error {
	_, err := fmt.Fprintf(t.out, "Account %s is not locked.\n", account.ID)
	return err
}

func anotherRun(run string) error {
	return &exitError{code: exitRefused, message: fmt.Sprintf("the lock is not that of run %s; it was not released", run), hint: "is that run over, and another one at work? then there is nothing to release"}
}

// notReleased says why a lock could not be released.
func (s *session) notReleased(t *terminal, run string, err error) error {
	var held *apply.LockedError
	switch {
	case errors.Is(err, apply.ErrReleased): // by its own run, since it was looked at
		return t.notLocked(s.account)
	case errors.As(err, &held):
		return anotherRun(run)
	case errors.Is(err, apply.ErrNoLock):
		return s.noLock(err)
	case awsclient.Code(err) == "DeleteConflict":
		what, _ := awsclient.Explain(err)
		return &exitError{code: exitFailed, cause: err, message: fmt.Sprintf("IAM does not delete %s: %s", s.account.LockARN(), what),
			hint: "somebody attached it, made it a boundary or gave it another version: take that away, and unlock again. aws iam list-entities-for-policy --policy-arn " + s.account.LockARN() + " tells who has it"}
	default:
		return err
	}
}

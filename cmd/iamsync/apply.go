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
)

func applyCommand(t *terminal) *cli.Command {
	return &cli.Command{
		Name:      "apply",
		Usage:     "make the account what the YAML says",
		ArgsUsage: "[PATH]",
		Description: "Plans, asks, and makes exactly the calls that the plan shows. Afterwards it reads the account\n" +
			"again and says whether anything is left. Killed at any time, the next apply finishes the work.\n\n" +
			"Exit codes: 0 done, 1 failed before any change, 3 not finished, 4 refused, 130 interrupted.",
		Flags: append(append([]cli.Flag{
			&cli.BoolFlag{Name: "auto-approve", Usage: "do not ask", DisableDefaultText: true},
			&cli.DurationFlag{Name: "wait", Value: 2 * time.Minute, Usage: "how long lagging reads may take to show what was applied: a `DURATION` such as 30s or 5m"},
		}, guardFlags()...), accountFlags()...),
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action:          func(c *cli.Context) error { return runApply(c, t) },
	}
}

func runApply(c *cli.Context, t *terminal) error {
	if c.Duration("wait") < 0 {
		return usageError(fmt.Sprintf("--wait %s is less than nothing", c.Duration("wait")), "--wait 0s looks once")
	}
	if !c.Bool("auto-approve") && !t.asks {
		return usageError("apply asks before it changes anything, and there is no terminal to ask on", "add --auto-approve if the plan needs no approval")
	}
	ctx, stop := t.interruptible(c.Context)
	defer stop()
	s, err := openFromFlags(ctx, c)
	if err != nil {
		return err
	}
	defer s.close()
	p, err := s.plan(ctx)
	if err != nil {
		return err
	}
	if err := plan.Text(t.out, p, plan.TextOptions{Color: t.color, Source: s.source()}); err != nil {
		return fmt.Errorf("writing the plan: %w", err)
	}
	switch {
	case len(p.Refused) > 0:
		return exitSilently(exitRefused)
	case p.Empty():
		return nil
	case !c.Bool("auto-approve"):
		if err := t.confirm(ctx, s.account.ID); err != nil {
			return err
		}
	}
	return s.execute(ctx, t, p, c.Duration("wait"))
}

// execute runs the plan and checks what became of the account.
func (s *session) execute(ctx context.Context, t *terminal, p plan.Plan, wait time.Duration) error {
	save := s.saveContinually()
	began := time.Now()
	bar := newProgress(t, len(p.Steps))
	result := apply.Run(ctx, p, s.clients.IAM, apply.Options{Parallelism: s.options.parallelism, Look: s.look}, bar.observer())
	bar.finish()
	lost := save()
	if !result.Complete() {
		return errors.Join(t.unfinished(ctx, result), lost)
	}
	if lost != nil {
		return &exitError{code: exitUnfinished, cause: lost, message: "every call was made, but the sandbox did not keep it: " + lost.Error()}
	}
	if err := s.verify(ctx, t, wait); err != nil {
		return err
	}
	_, err := fmt.Fprintf(t.out, "\nApplied %s in %s. The account is as the files say.\n",
		plan.Count(len(result.Done), "call"), rounded(time.Since(began)))
	return err
}

// verify plans again until nothing is left: reads of IAM can lag behind writes.
func (s *session) verify(ctx context.Context, t *terminal, wait time.Duration) error {
	deadline := time.Now().Add(wait)
	for pause := 250 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		left, err := s.plan(ctx)
		switch {
		case ctx.Err() != nil:
			return unchecked()
		case err != nil:
			message, hint := awsclient.Explain(err)
			return &exitError{code: exitUnfinished, hint: hint, cause: err, message: "every call was made, but the account could not be checked: " + message}
		case left.Empty():
			return nil
		case time.Now().Add(pause).After(deadline):
			return t.notConverged(left, wait)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return unchecked()
		}
	}
}

func unchecked() error {
	return &exitError{code: exitInterrupted, message: "interrupted: every call was made, but the account was not checked afterwards", hint: "iamsync plan tells whether anything is left"}
}

func (t *terminal) notConverged(left plan.Plan, wait time.Duration) error {
	fmt.Fprintf(t.out, "\nStill different:\n\n")
	if err := plan.Text(t.out, left, plan.TextOptions{Color: t.color}); err != nil {
		return err
	}
	return &exitError{
		code:    exitUnfinished,
		message: fmt.Sprintf("every call was made, but after %s the account still differs from the files", wait),
		hint:    "either reads are slow to show it, or somebody else is changing the account: run iamsync plan",
	}
}

// unfinished lists what was done, what failed and what was not tried.
func (t *terminal) unfinished(ctx context.Context, r apply.Result) error {
	fmt.Fprintf(t.out, "\n%s done, %d failed, %d skipped, %d not started.\n",
		plan.Count(len(r.Done), "call"), len(r.Failed), len(r.Skipped), len(r.NotStarted))
	for _, s := range r.Done {
		fmt.Fprintf(t.out, "  done         %s\n", describe(s))
	}
	for _, f := range r.Failed {
		message, hint := awsclient.Explain(reason(f.Err))
		fmt.Fprintf(t.out, "  failed       %s\n               %s\n", describe(f.Step), plan.Clean(message))
		if hint != "" {
			fmt.Fprintf(t.out, "               %s\n", plan.Clean(hint))
		}
	}
	for _, s := range r.Skipped {
		fmt.Fprintf(t.out, "  skipped      %s, which needs %s\n", describe(s.Step), s.Cause)
	}
	for _, s := range r.NotStarted {
		fmt.Fprintf(t.out, "  not started  %s\n", describe(s))
	}
	switch {
	case r.Refused != nil:
		return fmt.Errorf("this is a bug in iamsync: %w", r.Refused)
	case ctx.Err() != nil:
		return &exitError{code: exitInterrupted, message: "interrupted: calls in flight were finished, nothing new was started", hint: "run the same command again to go on"}
	case r.Sent == 0:
		return &exitError{code: exitFailed, message: "nothing was changed"}
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

// rounded leaves two or three digits of a duration.
func rounded(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(100 * time.Millisecond)
}

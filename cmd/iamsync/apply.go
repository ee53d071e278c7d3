package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"iamsync/apply"
	"iamsync/plan"
)

func applyCommand(t *terminal) *cli.Command {
	return &cli.Command{
		Name:      "apply",
		Usage:     "make the account what the YAML says",
		ArgsUsage: "[PATH]",
		Description: "Plans, asks, and makes exactly the calls that the plan shows. Afterwards it\n" +
			"reads the account again and says whether anything is left. Killed at any\n" +
			"time, the next apply finishes the work.\n\n" +
			"With --plan or --expect-digest it does not ask, and applies what was reviewed\n" +
			"or nothing: it plans again, and refuses where anything of that has changed.\n\n" +
			"Exit codes: 0 done, 1 failed before any change, 3 not finished, 4 refused,\n" +
			"130 interrupted.",
		Flags: slices.Concat([]cli.Flag{
			&cli.BoolFlag{Name: "auto-approve", Usage: "do not ask; without a terminal, this, --plan or --expect-digest is needed", DisableDefaultText: true},
			&cli.DurationFlag{Name: "wait", Value: 2 * time.Minute, Usage: "how long lagging reads may take to show what was applied: a `DURATION` such as 30s or 5m"},
			nowFlag(),
		}, approvalFlags(), undoDirFlag(), reportFlags(), guardFlags(), accountFlags()),
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action:          func(c *cli.Context) error { return runApply(c, t) },
	}
}

func runApply(c *cli.Context, t *terminal) error {
	o, err := readApplyFlags(c, t)
	if err != nil {
		return err
	}
	ctx, stop := t.interruptible(c.Context)
	defer stop()
	s, err := openFromFlags(ctx, c, t)
	if err != nil {
		return err
	}
	defer s.close()
	s.review = o.review
	report, err := s.openReport(c)
	if err != nil {
		return err
	}
	return report.end(t, s.apply(ctx, t, o, report))
}

// applyOptions are the values of apply's own flags.
type applyOptions struct {
	review  approval
	unasked bool // nobody needs to be asked
	dry     bool // the plan is shown, and that is all
	wait    time.Duration
}

// approvals say by command how it goes on where nobody can be asked.
var approvals = map[string]string{
	"apply": "add --auto-approve if the plan needs no approval; --plan or --expect-digest say which one has it",
	"undo":  "add --auto-approve if the plan needs no approval; --dry-run shows it",
}

func readApplyFlags(c *cli.Context, t *terminal) (o applyOptions, err error) {
	if o.wait = c.Duration("wait"); o.wait < 0 {
		return o, usageError(fmt.Sprintf("--wait %s is less than nothing", o.wait), "--wait 0s looks once")
	}
	if o.review, err = readApproval(c); err != nil {
		return o, err
	}
	o.dry = c.Bool("dry-run")
	o.unasked = c.Bool("auto-approve") || o.review.given() || o.dry
	if !o.unasked && !t.asks {
		return o, usageError(c.Command.Name+" asks before it changes anything, and there is no terminal to ask on", approvals[c.Command.Name])
	}
	return o, nil
}

// apply plans, shows the plan, and does it where it may.
func (s *session) apply(ctx context.Context, t *terminal, o applyOptions, report *applyReport) error {
	if err := o.review.checkAccount(s); err != nil {
		return err
	}
	p, err := s.plan(ctx)
	if err != nil {
		return s.denied(err)
	}
	report.planned(p)
	if err := plan.Text(t.out, p, plan.TextOptions{Color: t.color, Source: s.source(), Settled: s.aim().nothing}); err != nil {
		return &exitError{code: exitFailed, cause: err, message: err.Error(), hint: "nothing was changed: apply makes no call before its plan is shown"}
	}
	if len(p.Refused) > 0 {
		return exitSilently(exitRefused)
	}
	if err := o.review.check(t, p); err != nil {
		return err
	}
	if p.Empty() || o.dry {
		return nil
	}
	if !o.unasked {
		if err := t.confirm(ctx, p); err != nil {
			return err
		}
	}
	return s.underLock(ctx, t, p, report, func(p plan.Plan) error { return s.execute(ctx, t, p, o.wait, report) })
}

// execute runs the plan and checks what became of the account.
func (s *session) execute(ctx context.Context, t *terminal, p plan.Plan, wait time.Duration, report *applyReport) error {
	if err := report.begin(); err != nil {
		return err
	}
	way, err := s.keepUndo(ctx, p, report.Run)
	if err != nil {
		return err
	}
	save := s.saveContinually()
	began := time.Now()
	bar := newProgress(t, len(p.Steps))
	result := apply.Run(ctx, p, s.clients.IAM, apply.Options{Parallelism: s.options.parallelism, Look: s.look, Identify: s.identity}, bar.observer(), report.audit.observer())
	bar.finish()
	report.applied(result)
	lost := save()
	defer s.sayUndo(t, way, result)
	if !result.Complete() {
		if lost != nil {
			t.warn("the sandbox did not keep what was done: " + lost.Error() + "; " + unsaved(lost))
		}
		return s.stopped(ctx, t, result, time.Since(began), wait)
	}
	if lost != nil {
		return &exitError{code: exitUnfinished, cause: lost, message: "every call was made, but the sandbox did not keep it: " + lost.Error(),
			hint: unsaved(lost) + "; then run the same command again"}
	}
	if err := s.verify(ctx, t, wait); err != nil {
		return err
	}
	return t.applied(result, time.Since(began), s.aim())
}

// stopped says what an apply did that could not do all, unless somebody else did the rest.
func (s *session) stopped(ctx context.Context, t *terminal, r apply.Result, took, wait time.Duration) error {
	met := metSomebody(r) && ctx.Err() == nil
	if met && s.finishedByOthers(ctx, wait) {
		return t.appliedTogether(r, took, s.aim())
	}
	err := s.unfinished(ctx, t, r)
	if met {
		err = s.suspecting(err)
	}
	return s.sayRest(ctx, err, r.Done, wait)
}

// applied says that all is done. Where it cannot, that is no success, and yet
// more than a failure before any call.
func (t *terminal) applied(r apply.Result, took time.Duration, a aim) error {
	_, err := fmt.Fprintf(t.out, "\nApplied %s in %s. The account %s.\n", plan.Count(len(r.Done), "call"), rounded(took), a.is)
	if err != nil {
		return reportLost(err, a)
	}
	return nil
}

func reportLost(err error, a aim) error {
	return &exitError{code: exitUnfinished, cause: err, message: err.Error(), hint: "every call was made and the account " + a.is + ": only the report is lost"}
}

// rounded leaves two or three digits of a duration.
func rounded(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(100 * time.Millisecond)
}

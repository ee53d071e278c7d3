package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"iamsync/internal/live"
	"iamsync/plan"
	"iamsync/spec"
)

func undoCommand(t *terminal) *cli.Command {
	return &cli.Command{
		Name:      "undo",
		Usage:     "take back what an apply did",
		ArgsUsage: "FILE [PATH]",
		Description: "FILE is what apply --undo-dir kept. Plans how to make all that the apply changed\n" +
			"what it was before, asks, and does it as apply does. The scope and the guards of\n" +
			"PATH are in force. What has been changed by others since is refused.\n\n" +
			"The files stay as they are: the next apply makes again what they still say.\n\n" +
			"Exit codes: 0 done, 1 failed before any change, 3 not finished, 4 refused,\n" +
			"130 interrupted.",
		Flags: slices.Concat([]cli.Flag{
			&cli.BoolFlag{Name: "dry-run", Usage: "show the plan, and change nothing", DisableDefaultText: true},
			&cli.BoolFlag{Name: "auto-approve", Usage: "do not ask; needed without a terminal", DisableDefaultText: true},
			&cli.DurationFlag{Name: "wait", Value: 2 * time.Minute, Usage: "how long lagging reads may take to show what was undone: a `DURATION` such as 30s or 5m"},
			nowFlag(),
		}, undoDirFlag(), reportFlags(), guardFlags(), accountFlags()),
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action:          func(c *cli.Context) error { return runUndo(c, t) },
	}
}

// undoing is an apply that is undone, and the file that it is read from.
type undoing struct {
	file  string
	saved plan.Undo
}

func runUndo(c *cli.Context, t *terminal) error {
	o, err := readApplyFlags(c, t)
	if err != nil {
		return err
	}
	u, path, err := readUndo(c)
	if err != nil {
		return err
	}
	ctx, stop := t.interruptible(c.Context)
	defer stop()
	s, err := openAt(ctx, c, t, path, u.asked())
	if err != nil {
		return err
	}
	defer s.close()
	if err := u.checkAccount(s); err != nil {
		return err
	}
	s.undo = u
	report, err := s.openReport(c)
	if err != nil {
		return err
	}
	err = report.end(t, s.apply(ctx, t, o, report))
	if err == nil && len(report.Done) > 0 {
		t.remind(s.path)
	}
	return err
}

// remind says what an undo leaves to do.
func (t *terminal) remind(path string) {
	fmt.Fprintln(t.err, t.fold(0, plan.Clean(fmt.Sprintf("The files in %s were not changed. What they still say of it, the next apply does again, unless that is taken back, too.", path))))
}

// readUndo reads what is to be undone, before anything is asked of the account.
func readUndo(c *cli.Context) (u *undoing, path string, err error) {
	args := c.Args().Slice()
	if len(args) == 0 || len(args) > 2 {
		return nil, "", usageError(fmt.Sprintf("undo needs a FILE, and perhaps a PATH, not %s", plan.Count(len(args), "argument")), "FILE is one that apply --undo-dir has kept")
	}
	path = "."
	if len(args) == 2 {
		path = args[1]
	}
	data, err := os.ReadFile(args[0])
	if err != nil {
		return nil, "", usageError(fmt.Sprintf("%s could not be read: %s", args[0], withoutPath(err)), "FILE is one that apply --undo-dir has kept; PATH comes behind it")
	}
	saved, err := plan.ReadUndo(data)
	if err != nil {
		return nil, "", usageError(fmt.Sprintf("%s: %v", args[0], err), "apply --undo-dir DIR keeps such files, one for each apply")
	}
	return &undoing{args[0], saved}, path, nil
}

// asked returns what is to be read in full: of the rest, an undo changes nothing that no
// bulk read returns.
func (u *undoing) asked() []spec.ID {
	return append([]spec.ID{}, slices.DeleteFunc(u.saved.Asked(), func(id spec.ID) bool { return !live.Describes(id.Kind) })...)
}

// checkAccount refuses the file of another account.
func (u *undoing) checkAccount(s *session) error {
	p := u.saved.Plan
	if p.Account == s.account.ID && p.Partition == s.account.Partition {
		return nil
	}
	return &exitError{code: exitRefused,
		message: fmt.Sprintf("%s is of an apply to account %s (%s), and this is account %s (%s)", u.file, p.Account, p.Partition, s.account.ID, s.account.Partition),
		hint:    "is it the right file, and the right PATH?"}
}

// source says in words what is undone, and by whose guards.
func (u *undoing) source(path string) string {
	return fmt.Sprintf("%s, the apply of %s (run %s), with the guards of %s", u.file, u.saved.Time.Format(time.RFC3339), u.saved.Run, path)
}

// planUndo plans the way back from the account, which is read anew each time.
func (s *session) planUndo(ctx context.Context) (plan.Plan, error) {
	account, err := s.current(ctx)
	if err != nil {
		return plan.Plan{}, err
	}
	return s.build(ctx, s.inputOf(account))
}

// writes reports whether a command changes the account.
func writes(c *cli.Context) bool {
	return c.Command.Name == "apply" || c.Command.Name == "undo" && !c.Bool("dry-run")
}

// undoCommandLine is the command that undoes an apply.
func (s *session) undoCommandLine(file string) string {
	words := append([]string{"iamsync", "undo"}, s.options.words()...)
	words = append(words, plan.Quote(file))
	if s.path != "." {
		words = append(words, plan.Quote(s.path))
	}
	return strings.Join(words, " ")
}

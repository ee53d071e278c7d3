package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"iamsync/plan"
	"iamsync/spec"
)

func snapshotCommand(t *terminal) *cli.Command {
	return &cli.Command{
		Name:      "snapshot",
		Usage:     "read the account into a file, for plan --live",
		ArgsUsage: "[PATH]",
		UsageText: "iamsync snapshot [flags] --out FILE [PATH]",
		Description: "Reads the account as plan does for the YAML below PATH, and writes what it finds\n" +
			"into one file, by which iamsync plan --live FILE plans without credentials.\n" +
			"There is no secret in it. It changes nothing.\n\n" +
			"Exit codes: 0 done, 1 failed, 4 refused, 130 interrupted.",
		Flags: slices.Concat([]cli.Flag{
			&cli.StringFlag{Name: "out", Usage: "write into `FILE`, for its owner alone"},
			nowFlag(),
		}, accountFlags()),
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action:          func(c *cli.Context) error { return runSnapshot(c, t) },
	}
}

func runSnapshot(c *cli.Context, t *terminal) error {
	file := c.String("out")
	if file == "" {
		return usageError("snapshot needs --out FILE", "name the file to write")
	}
	ctx, stop := t.interruptible(c.Context)
	defer stop()
	s, err := openFromFlags(ctx, c, t)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.writable("--out", file); err != nil {
		return err
	}
	snapshot, err := s.snapshot(ctx)
	if err != nil {
		return s.denied(err)
	}
	var text strings.Builder
	if err = plan.WriteSnapshot(&text, snapshot); err == nil {
		err = replaceFile(file, []byte(text.String()))
	}
	if err != nil {
		return &exitError{code: exitFailed, cause: err, message: fmt.Sprintf("the snapshot could not be kept in %s: %s", file, withoutPath(err)), hint: unsaved(err)}
	}
	_, err = fmt.Fprintf(t.out, "Wrote %s of account %s into %s.\n", plan.Count(len(snapshot.State.Resources), "object"), s.account.ID, plan.Clean(file))
	return err
}

// snapshot reads all that a plan of the files asks of the account.
func (s *session) snapshot(ctx context.Context) (plan.Snapshot, error) {
	in, err := s.input(ctx)
	if err != nil {
		return plan.Snapshot{}, err
	}
	shot := plan.Snapshot{
		Caller: s.caller, Time: time.Now().UTC().Truncate(time.Second), State: in.Live, Quotas: in.Quotas, Locked: in.Locked, AWSPolicies: s.catalogue,
		Known: plan.Known{InFull: slices.Compact(s.spec.Tagged()), Users: plan.Build(in).Doomed()},
	}
	signed, credentials, err := s.signed(ctx, in, shot.Known.Users)
	if err != nil {
		return plan.Snapshot{}, err
	}
	shot.Unread, shot.Known.Uses = signed.Unread, in.Guards.UnusedDays > 0
	shot.Credentials, shot.Uses = map[spec.ID]spec.Resource{}, map[spec.ID]spec.Facts{}
	for _, c := range credentials {
		shot.Credentials[c.ID()] = c
		if uses, found := signed.Live.Facts[c.ID()]; found {
			shot.Uses[c.ID()] = uses
		}
	}
	return shot, nil
}

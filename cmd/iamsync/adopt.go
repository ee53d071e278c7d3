package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"iamsync/plan"
	"iamsync/spec"
)

func adoptCommand(t *terminal) *cli.Command {
	return &cli.Command{
		Name:      "adopt",
		Usage:     "declare objects of the account in a tree that there is",
		ArgsUsage: "KIND/NAME... [PATH]",
		Description: "Adds the objects as they are in the account to the YAML below PATH, behind those\n" +
			"of their kind, or in a new file. What stands there stays, to the letter. It prints\n" +
			"the names of the files that it changes, and changes nothing in the account.\n\n" +
			"Exit codes: 0 done, 1 failed, 4 refused, 130 interrupted.",
		Flags:           append([]cli.Flag{nowFlag()}, accountFlags()...),
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action:          func(c *cli.Context) error { return runAdopt(c, t) },
	}
}

func runAdopt(c *cli.Context, t *terminal) error {
	ids, path, err := adoptees(c.Args().Slice())
	if err != nil {
		return err
	}
	account, err := readAccountFlags(c)
	if err != nil {
		return err
	}
	account.network = t.network
	now, err := readNow(c)
	if err != nil {
		return err
	}
	ctx, stop := t.interruptible(c.Context)
	defer stop()
	s, err := open(ctx, path, nil, account, guardOptions{})
	if err != nil {
		return err
	}
	defer s.close()
	s.now = now
	held, aws, err := s.whole(ctx, func(id spec.ID) bool { return slices.Contains(ids, id) || slices.Contains(s.spec.Tagged(), id) })
	if err != nil {
		return err
	}
	files, err := spec.Adopt(path, held.State, aws, ids)
	var mistakes spec.Errors
	switch {
	case errors.As(err, &mistakes):
		return err
	case err != nil:
		return &exitError{code: exitRefused, message: err.Error(), cause: err}
	}
	undo, err := write(files)
	if err == nil {
		err = s.proves(path, held, aws, ids)
	}
	if err != nil {
		return errors.Join(err, undo())
	}
	for _, f := range files {
		if _, err := fmt.Fprintln(t.out, plan.Clean(f.File)); err != nil {
			return err
		}
	}
	return nil
}

// adoptees parts what is to be adopted from the path.
func adoptees(args []string) (ids []spec.ID, path string, err error) {
	path = "."
	for i, arg := range args {
		p, err := spec.ParsePattern(arg)
		var id spec.ID
		switch {
		case err == nil && !strings.ContainsAny(arg, "*?"):
			if err := id.UnmarshalText([]byte(p)); err != nil {
				return nil, "", err
			}
			ids = append(ids, id)
		case err == nil:
			return nil, "", usageError(fmt.Sprintf("adopt takes names, not patterns: %s", arg), "iamsync export --select takes patterns")
		case i < len(args)-1 || len(ids) == 0:
			return nil, "", usageError(fmt.Sprintf("%q is no object", arg), "write KIND/NAME, such as user/alice; PATH comes last")
		default:
			path = arg
		}
	}
	if len(ids) == 0 {
		return nil, "", usageError("adopt needs the objects", "write KIND/NAME, such as user/alice; iamsync plan --unmanaged lists them")
	}
	return ids, path, nil
}

// write writes files, and returns what puts back those that were there.
func write(files []spec.Formatted) (undo func() error, err error) {
	var done []func() error
	undo = func() error {
		var err error
		for _, f := range done {
			err = errors.Join(err, f())
		}
		return err
	}
	for _, f := range files {
		before, err := os.ReadFile(f.File)
		switch {
		case errors.Is(err, os.ErrNotExist):
			done = append(done, func() error { return os.Remove(f.File) })
			err = os.WriteFile(f.File, f.Text, 0o644)
		case err == nil:
			done = append(done, func() error { return rewrite(f.File, before) })
			err = rewrite(f.File, f.Text)
		}
		if err != nil {
			return undo, fmt.Errorf("writing %s: %w", f.File, err)
		}
	}
	return undo, nil
}

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"iamsync/plan"
	"iamsync/spec"
)

func fmtCommand(t *terminal) *cli.Command {
	return &cli.Command{
		Name:      "fmt",
		Usage:     "give the YAML its one layout",
		ArgsUsage: "[PATH]",
		Description: "Lays out the YAML files below PATH: indentation, the order of keys, quotes where\n" +
			"YAML could be misread. Comments stay, and the files mean what they meant. It\n" +
			"prints the names of the files that it changes. JSON is left alone, and so are\n" +
			"files with mistakes.\n\n" +
			"Exit codes: 0 done, 1 failed, 4 mistakes, or with --check: files would change.",
		Flags:           []cli.Flag{&cli.BoolFlag{Name: "check", Usage: "print the names of the files that would change, change none, and exit with 4 if there are any", DisableDefaultText: true}},
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action: func(c *cli.Context) error {
			path, err := path(c)
			if err != nil {
				return err
			}
			return t.format(path, c.Bool("check"))
		},
	}
}

// format lays out the files of a tree, or only names those that are not.
func (t *terminal) format(path string, check bool) error {
	files, err := spec.Format(path)
	for _, f := range files {
		if !check {
			if err := rewrite(f.File, f.Text); err != nil {
				return fmt.Errorf("writing %s: %w", f.File, err)
			}
		}
		if _, err := fmt.Fprintln(t.out, plan.Clean(f.File)); err != nil {
			return err
		}
	}
	var mistakes spec.Errors
	switch {
	case errors.As(err, &mistakes):
		t.mistakes(mistakes)
		return &exitError{code: exitRefused, message: plan.Count(len(mistakes), "mistake") + "; the files that hold them were left alone"}
	case check && len(files) > 0:
		return &exitError{code: exitRefused, message: plan.Count(len(files), "file") + " would change", hint: "run iamsync fmt, without --check"}
	}
	return err
}

// rewrite puts text in place of what a file holds, in one step. The file keeps its
// mode, and a symbolic link to it stays one.
func rewrite(file string, text []byte) error {
	place, err := filepath.EvalSymlinks(file)
	if err != nil {
		return err
	}
	writable, err := os.OpenFile(place, os.O_WRONLY, 0) // or it is to be left alone
	if err != nil {
		return err
	}
	info, err := writable.Stat()
	if err := errors.Join(err, writable.Close()); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(place), "."+filepath.Base(place)+".*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Chmod(info.Mode().Perm()), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), place)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

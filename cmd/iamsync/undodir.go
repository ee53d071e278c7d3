package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"iamsync/apply"
	"iamsync/internal/awsclient"
	"iamsync/internal/live"
	"iamsync/plan"
	"iamsync/spec"
)

func undoDirFlag() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "undo-dir", Usage: "keep in a new file in `DIR`, before the first call, what all that is changed was, for iamsync undo; there is no secret in it"},
	}
}

// openUndoDir makes the directory, and makes sure that it can be written, before
// anything is changed.
func (s *session) openUndoDir(dir string) error {
	if dir == "" {
		return nil
	}
	if err := s.notIntoTree("--undo-dir", dir, filepath.Join(dir, "iamsync-undo.json")); err != nil {
		return err
	}
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(dir, ".iamsync-undo-*"); err == nil {
			_ = probe.Close()
			err = os.Remove(probe.Name())
		}
	}
	if err != nil {
		return usageError(fmt.Sprintf("--undo-dir %s could not be written: %s", dir, withoutPath(err)), "nothing was changed: what cannot be kept is not begun")
	}
	s.undoDir = dir
	return nil
}

// keepUndo writes what undoes a plan, before its first call, and returns the file; "" is
// none.
func (s *session) keepUndo(ctx context.Context, p plan.Plan, run string) (string, error) {
	if s.undoDir == "" {
		return "", nil
	}
	u, err := s.recordUndo(ctx, p)
	if err != nil {
		message, hint := awsclient.Explain(err)
		return "", &exitError{code: codeOf(err), cause: err, message: message + "; nothing was changed", hint: strings.TrimPrefix(hint+"; docs/permissions.md says what --undo-dir needs", "; ")}
	}
	u.Run, u.Time = run, time.Now().UTC().Truncate(time.Second)
	file := filepath.Join(s.undoDir, fmt.Sprintf("iamsync-undo-%s-%s-%s.json", s.account.ID, u.Time.Format("20060102T150405Z"), run))
	var text strings.Builder
	if err = plan.WriteUndo(&text, u); err == nil {
		err = replaceFile(file, []byte(text.String()))
	}
	if err != nil {
		return "", &exitError{code: exitFailed, cause: err, message: fmt.Sprintf("what undoes it could not be kept in %s: %s", file, withoutPath(err)), hint: "nothing was changed"}
	}
	return file, nil
}

// recordUndo asks in full for what the plan deletes: no bulk read returns all of it, and
// afterwards nobody can.
func (s *session) recordUndo(ctx context.Context, p plan.Plan) (plan.Undo, error) {
	asked := s.options.asked
	if asked == nil {
		asked = s.spec.Tagged()
	}
	partly := func(id spec.ID) bool { return live.Describes(id.Kind) && !slices.Contains(asked, id) }
	going := slices.DeleteFunc(p.Vanishing(), func(r spec.Resource) bool { return !partly(r.ID()) })
	told, err := live.Describe(ctx, s.clients.IAM, going, s.options.parallelism)
	if err != nil {
		return plan.Undo{}, fmt.Errorf("reading for --undo-dir what is to be deleted: %w", err)
	}
	return plan.RecordUndo(p, told, partly), nil
}

// sayUndo names the file that undoes what was done, however much that is. Where no call
// was made, there is nothing to undo.
func (s *session) sayUndo(t *terminal, file string, result apply.Result) {
	switch {
	case file == "":
	case result.Sent == 0:
		_ = os.Remove(file) // it would undo nothing
	default:
		fmt.Fprintf(t.err, "Kept in %s what undoes it:\n  %s\n", plan.Clean(file), plan.Clean(s.undoCommandLine(file)))
	}
}

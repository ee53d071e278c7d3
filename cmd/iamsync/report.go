package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"

	"github.com/urfave/cli/v2"
)

// applyReport is what an apply leaves for programs: the log of its calls and its summary.
type applyReport struct {
	audit *auditLog
	file  string // of the summary; "" is none
	aim   aim
	summary
}

func reportFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "audit-log", Usage: "add a line of JSON to `FILE` for each call that was made, at once"},
		&cli.StringFlag{Name: "summary-json", Usage: "write into `FILE` what was done, and what was not"},
	}
}

// openReport makes the files ready, so that nothing is changed which could not be told of.
func (s *session) openReport(c *cli.Context) (*applyReport, error) {
	r := &applyReport{file: c.String("summary-json"), aim: s.aim()}
	r.FormatVersion, r.Run, r.Account, r.Caller = "1", newRun(), s.account.ID, s.caller
	read := s.review.file
	if s.undo != nil {
		read = s.undo.file
	}
	err := s.writable("--audit-log", c.String("audit-log"), read)
	if err == nil {
		err = s.writable("--summary-json", r.file, read, c.String("audit-log"))
	}
	if err == nil {
		err = s.openUndoDir(c.String("undo-dir"))
	}
	if err != nil {
		return nil, err
	}
	if r.audit, err = openAudit(c.String("audit-log")); err != nil {
		return nil, err
	}
	r.audit.run, r.audit.account, r.audit.caller = r.Run, r.Account, r.Caller
	if err := r.write(r.file); err != nil {
		return nil, errors.Join(usageError("--summary-json "+r.file+" could not be written: "+withoutPath(err), "nothing was changed"), r.audit.close())
	}
	return r, nil
}

// newRun names an apply: all its lines in the log have this name.
func newRun() string {
	var name [8]byte
	_, _ = rand.Read(name[:]) // it never fails
	return hex.EncodeToString(name[:])
}

// begin writes down the plan that is about to be applied.
func (r *applyReport) begin() error {
	if err := r.write(r.file); err != nil {
		return &exitError{code: exitFailed, cause: err, message: "the summary could not be written: " + withoutPath(err), hint: "nothing was changed"}
	}
	return nil
}

// end finishes both files with how the apply ended. What could not be written makes an
// apply that is done one that is not quite.
func (r *applyReport) end(t *terminal, result error) error {
	r.ended(result)
	lost := r.audit.close()
	if lost == nil {
		lost = r.write(r.file)
	}
	switch {
	case lost == nil:
		return result
	case result != nil:
		t.warn(incomplete + withoutPath(lost))
		return result
	case len(r.Done) == 0:
		return &exitError{code: exitFailed, cause: lost, message: incomplete + withoutPath(lost), hint: "there was nothing to do"}
	default:
		return &exitError{code: exitUnfinished, cause: lost, message: "every call was made, but " + incomplete + withoutPath(lost), hint: "the account " + r.aim.is}
	}
}

const incomplete = "the log or the summary is not complete: "

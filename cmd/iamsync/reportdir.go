package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// reportDir is a directory of reports for programs; "" is none. What a command did not
// write in this run is not there after it.
type reportDir string

// The reports, by their names.
const (
	planJSONFile = "plan.json"
	markdownFile = "plan.md"
	sarifFile    = "findings.sarif"
	summaryFile  = "summary.json"
	validateFile = "validate.json"
)

var reportFiles = []string{planJSONFile, markdownFile, sarifFile, summaryFile, validateFile, qualityFile}

// openReportDir makes the directory, and takes out the reports of an earlier run: they
// would pass for those of this one, if that fails.
func openReportDir(dir, tree string) (reportDir, error) {
	if dir == "" {
		return "", nil
	}
	if err := (&session{path: tree}).notIntoTree("--report-dir", dir, filepath.Join(dir, planJSONFile)); err != nil {
		return "", err
	}
	err := os.MkdirAll(dir, 0o755)
	for _, name := range reportFiles {
		if gone := os.Remove(filepath.Join(dir, name)); err == nil && !errors.Is(gone, os.ErrNotExist) {
			err = gone
		}
	}
	if err != nil {
		return "", usageError(fmt.Sprintf("--report-dir %s could not be made ready: %s", dir, withoutPath(err)), "name a directory that can be written")
	}
	return reportDir(dir), nil
}

// paths are the files that a directory of reports may get.
func (d reportDir) paths() []string {
	if d == "" {
		return nil
	}
	return each(reportFiles, func(name string) string { return filepath.Join(string(d), name) })
}

// write puts a report into the directory, in one step.
func (d reportDir) write(name string, render func(io.Writer) error) error {
	if d == "" {
		return nil
	}
	var text bytes.Buffer
	if err := render(&text); err != nil {
		return err
	}
	return replaceFile(filepath.Join(string(d), name), text.Bytes())
}

// remarks writes what is said of the files, in the forms of those who show it beside them.
func (d reportDir) remarks(list []remark, system, tree string) error {
	err := d.write(sarifFile, func(w io.Writer) error { return writeSARIF(w, list) })
	if system != gitlab {
		return err
	}
	return errors.Join(err, d.write(qualityFile, func(w io.Writer) error { return codeQuality(w, list, tree) }))
}

// reported ends a command that leaves reports: a failure to write them is one of the
// command, unless that has failed already.
func (t *terminal) reported(result, lost error) error {
	if lost == nil {
		return result
	}
	message := "the reports are not complete: " + withoutPath(lost)
	if result != nil {
		t.warn(message)
		return result
	}
	return &exitError{code: exitFailed, cause: lost, message: message, hint: "see to it that --report-dir can be written"}
}

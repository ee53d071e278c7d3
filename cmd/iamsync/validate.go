package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy/lint"
)

func validateCommand(t *terminal) *cli.Command {
	return &cli.Command{
		Name:      "validate",
		Usage:     "check the YAML offline; needs no credentials",
		ArgsUsage: "[PATH]",
		Description: "Reads everything below PATH, reports all mistakes at once, and says what a\n" +
			"reviewer should know of the policy documents. Names of AWS managed policies\n" +
			"are known only to the account: plan checks them.\n\n" +
			"Exit codes: 0 valid, 4 not, or there are findings of the severity error.",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "format", Value: "text", Usage: "write the report as `FORMAT`: text, json or sarif"},
			nowFlag(),
		}, annotationFlags()...),
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action:          func(c *cli.Context) error { return runValidate(c, t) },
	}
}

// reports are the formats of a report, by name.
var reports = map[string]func(w io.Writer, r report, t *terminal) error{
	"text": textReport, "json": jsonReport, "sarif": sarifReport,
}

// report is what validate says, and of what.
type report struct {
	spec.Report
	path string
	now  time.Time
}

func runValidate(c *cli.Context, t *terminal) error {
	format := c.String("format")
	write := reports[format]
	if write == nil {
		return usageError(fmt.Sprintf("--format %s is not known", format), "the formats are text, json, sarif")
	}
	path, err := path(c)
	if err != nil {
		return err
	}
	now, err := readNow(c)
	if err != nil {
		return err
	}
	system, err := readAnnotations(c)
	if err != nil {
		return err
	}
	dir, err := openReportDir(c.String("report-dir"), path)
	if err != nil {
		return err
	}
	r := report{spec.Review(path), path, now}
	if err := write(t.out, r, t); err != nil {
		return err
	}
	return t.reported(r.result(format), r.leave(t, dir, system))
}

// leave annotates what was found, and writes the reports.
func (r report) leave(t *terminal, dir reportDir, system string) error {
	list := remarksOf(r.Report)
	if system == github {
		t.annotate(list)
	}
	if dir == "" {
		return nil
	}
	return errors.Join(dir.remarks(list, system, r.path),
		dir.write(validateFile, func(w io.Writer) error { return jsonReport(w, r, t) }))
}

// result is what the command ends with.
func (r report) result(format string) error {
	switch n := r.count(lint.Error); {
	case len(r.Mistakes) > 0 && format == "text":
		return r.Mistakes
	case len(r.Mistakes) > 0:
		return &exitError{code: exitRefused, message: plan.Count(len(r.Mistakes), "mistake") + "; nothing was changed", hint: "the report has each with its place"}
	case n > 0:
		return exitSilently(exitRefused)
	default:
		return nil
	}
}

// count counts the findings of a severity.
func (r report) count(s lint.Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// severityWords are what people read; an info is a note.
var severityWords = map[lint.Severity]string{lint.Error: "error", lint.Warning: "warning", lint.Info: "note"}

// tally counts the findings in words, the worst first; "" where there is none.
func (r report) tally() string {
	var parts []string
	for _, s := range []lint.Severity{lint.Error, lint.Warning, lint.Info} {
		if n := r.count(s); n > 0 {
			parts = append(parts, plan.Count(n, severityWords[s]))
		}
	}
	if n := len(r.Silenced); n > 0 {
		parts = append(parts, fmt.Sprintf("%d silenced", n))
	}
	return strings.Join(parts, ", ")
}

// textReport writes what is found for people, file by file, each with its place first
// as editors and CI systems like it. Mistakes are for stderr, where run reports them.
func textReport(w io.Writer, r report, t *terminal) error {
	var b strings.Builder
	file := ""
	for _, f := range r.Findings {
		if file != "" && file != f.At.File {
			b.WriteByte('\n')
		}
		file = f.At.File
		fmt.Fprintln(&b, fold(t.outWidth, 0, plan.Clean(fmt.Sprintf("%s: %s: %s [%s]", f.At, severityWords[f.Severity], f.Message, f.Code))))
		if f.Hint != "" {
			fmt.Fprintf(&b, "  %s\n", fold(t.outWidth, len("  "), plan.Clean(f.Hint)))
		}
	}
	if len(r.Findings) > 0 {
		b.WriteByte('\n')
	}
	b.WriteString(r.verdict() + r.ends())
	_, err := io.WriteString(w, b.String())
	return err
}

// verdict is the last line of a report. Where there are mistakes, these have it.
func (r report) verdict() string {
	tally := r.tally()
	switch {
	case r.Spec == nil && tally == "":
		return ""
	case r.Spec == nil:
		return fmt.Sprintf("Beside the mistakes: %s.\n", tally)
	}
	line := fmt.Sprintf("%s for account %s in %s", plan.Count(r.Spec.Len(), "object"), r.Spec.Account, plan.Count(len(r.Spec.Files), "file"))
	switch {
	case tally == "":
		return fmt.Sprintf("%s is valid: %s.\n", r.path, line)
	case slices.ContainsFunc(r.Findings, func(f spec.Finding) bool { return f.Severity == lint.Error }):
		return fmt.Sprintf("%s is not valid: %s; %s.\n", r.path, line, tally)
	default:
		return fmt.Sprintf("%s is valid: %s; %s.\n", r.path, line, tally)
	}
}

// ends says what has ended and what ends soon, a line each.
func (r report) ends() string {
	if r.Spec == nil {
		return ""
	}
	var b strings.Builder
	for _, e := range r.Spec.Ends {
		verb := "is"
		switch {
		case e.Day.Over(r.now):
			verb = "was"
		case !e.Day.Soon(r.now):
			continue
		}
		fmt.Fprintf(&b, "%s: %s %s wanted until the end of %s, UTC.\n", plan.Clean(e.At.String()), plan.Clean(e.What), verb, e.Day)
	}
	return b.String()
}

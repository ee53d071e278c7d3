package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"iamsync/internal/awsclient"
	"iamsync/plan"
	"iamsync/spec"
)

// planReports are what plan leaves beside its result.
type planReports struct {
	system   string // that shows annotations
	dir      reportDir
	tree     string
	markdown plan.MarkdownOptions

	account string     // whom the files are for; "" where they could not be read
	session *session   // nil where it could not be opened
	plan    *plan.Plan // nil where there is none
}

// readPlanReports reads what is to be left, and makes room for it.
func readPlanReports(c *cli.Context) (*planReports, error) {
	tree, err := path(c)
	if err != nil {
		return nil, err
	}
	r := &planReports{tree: tree}
	if r.system, err = readAnnotations(c); err != nil {
		return nil, err
	}
	if r.markdown, err = readMarkdown(c, tree); err != nil {
		return nil, err
	}
	r.dir, err = openReportDir(c.String("report-dir"), tree)
	return r, err
}

// readMarkdown reads how Markdown is to be.
func readMarkdown(c *cli.Context, tree string) (o plan.MarkdownOptions, err error) {
	o = plan.MarkdownOptions{Label: c.String("label"), MaxBytes: c.Int("max-bytes"), Whole: "what iamsync plan " + plan.Quote(tree) + " prints"}
	if c.IsSet("report-dir") {
		o.Whole = planJSONFile + " among the reports of this run"
	}
	for _, flag := range []string{"label", "max-bytes"} {
		if c.IsSet(flag) && c.String("format") != "markdown" && !c.IsSet("report-dir") {
			return o, usageError(fmt.Sprintf("--%s is about Markdown, which nothing asks for", flag), "it goes with --format markdown and --report-dir")
		}
	}
	switch {
	case o.Label != "" && !plan.IsLabel(o.Label):
		return o, usageError(fmt.Sprintf("--label %q is no label", o.Label), "a label has up to 64 letters, digits, dots, underscores and single dashes, and begins with a letter, a digit or an underscore")
	case o.MaxBytes < plan.MinMarkdown:
		return o, usageError(fmt.Sprintf("--max-bytes is a number from %d, not %d", plan.MinMarkdown, o.MaxBytes), "less has no room for the summary")
	}
	return o, nil
}

// end annotates what was found, and writes the reports with how the command ended.
func (r *planReports) end(t *terminal, result error) error {
	var list []remark
	var mistakes spec.Errors
	var known *exitError
	switch {
	case r.plan != nil:
		list = remarksOn(*r.plan)
	case errors.As(result, &known) && known.at.File != "":
		list = mistaken(spec.Errors{{At: known.at, Message: known.message, Hint: known.hint}})
	case errors.As(result, &mistakes):
		list = mistaken(mistakes)
	}
	if r.system == github {
		t.annotate(list)
	}
	if r.dir == "" {
		return result
	}
	lost := r.dir.remarks(list, r.system, r.tree)
	if p := r.plan; p != nil {
		lost = errors.Join(lost,
			r.dir.write(planJSONFile, func(w io.Writer) error { return plan.JSON(w, *p) }),
			r.dir.write(markdownFile, func(w io.Writer) error { return plan.Markdown(w, *p, r.markdown) }))
	} else {
		lost = errors.Join(lost, r.dir.write(markdownFile, func(w io.Writer) error { return plan.MarkdownFailure(w, r.failure(result), r.markdown) }))
	}
	return t.reported(result, errors.Join(lost, r.summary(result).write(filepath.Join(string(r.dir), summaryFile))))
}

// failure says why there is no plan.
func (r *planReports) failure(result error) plan.Failure {
	f := plan.Failure{Account: r.account}
	var mistakes spec.Errors
	var known *exitError
	switch {
	case errors.As(result, &known):
		f.Message, f.Hint = known.message, known.hint
	case errors.As(result, &mistakes):
		f.Mistakes = each(mistakes, func(m spec.Error) plan.Finding { return plan.Finding{Message: m.Message, Hint: m.Hint, At: m.At} })
	case codeOf(result) == exitInterrupted:
		f.Message = "interrupted"
	default:
		f.Message, f.Hint = awsclient.Explain(result)
	}
	return f
}

// summary is that of an apply, of which nothing was started.
func (r *planReports) summary(result error) summary {
	s := summary{FormatVersion: "1"}
	if r.session != nil {
		s.Account, s.Caller = r.session.account.ID, r.session.caller
	}
	if r.plan != nil {
		s.planned(*r.plan)
	}
	s.ended(result)
	return s
}

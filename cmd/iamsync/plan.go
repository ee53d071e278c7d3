package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"iamsync/plan"
)

func planCommand(t *terminal) *cli.Command {
	return &cli.Command{
		Name:      "plan",
		Usage:     "show what apply would do; changes nothing",
		ArgsUsage: "[PATH]",
		Description: "Compares the YAML below PATH with the account and shows every difference.\n" +
			"--format markdown is for a comment on a pull request, and --format commands\n" +
			"writes the plan as a script of aws iam commands.\n\n" +
			"Exit codes: 0 done, 1 failed, 2 changes (with --detailed-exitcode),\n" +
			"4 refused, 130 interrupted.",
		Flags: slices.Concat([]cli.Flag{
			&cli.StringFlag{Name: "format", Value: "text", Usage: "write the plan as `FORMAT`: text, json, markdown or commands"},
			&cli.IntFlag{Name: "max-bytes", Value: 60000, Usage: "how long the Markdown may be: at most `N` bytes, 4000 or more; what has no room is named at its top"},
			&cli.StringFlag{Name: "label", Usage: "tell the Markdown from that of other plans for the account by `LABEL`, on its first line: up to 64 letters, digits, dots, underscores and single dashes", DefaultText: "plan"},
			&cli.StringFlag{Name: "out", Usage: "save the plan in `FILE`, for apply --plan; there is no secret in it"},
			&cli.BoolFlag{Name: "detailed-exitcode", Usage: "exit with 2 where there are changes", DisableDefaultText: true},
			&cli.BoolFlag{Name: "unmanaged", Usage: "list what no file declares and the plan leaves alone, by kind, and why prune keeps it; in JSON it always is", DisableDefaultText: true},
			&cli.StringFlag{Name: "base", Usage: "tell edits of the files from drift of the account: `DIR` has the files as they were, such as the target branch's"},
			&cli.StringFlag{Name: "live", Usage: "plan without an account: `FILE` is what iamsync snapshot wrote, or aws iam get-account-authorization-details printed"},
			nowFlag(),
		}, annotationFlags(), guardFlags(), accountFlags()),
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action:          func(c *cli.Context) error { return runPlan(c, t) },
	}
}

func runPlan(c *cli.Context, t *terminal) error {
	render, err := renderer(c, t)
	if err != nil {
		return err
	}
	if c.String("format") == "commands" && c.String("sandbox") != "" {
		return usageError("--format commands does not go with --sandbox: the account ID is that of the real account, which the commands would change",
			"run iamsync sandbox, and plan with --endpoint-url")
	}
	r, err := readPlanReports(c)
	if err != nil {
		return err
	}
	return r.end(t, r.plans(c, t, render))
}

// plans makes the plan and shows it, and keeps it for the reports.
func (r *planReports) plans(c *cli.Context, t *terminal, render renders) error {
	ctx, stop := t.interruptible(c.Context)
	defer stop()
	s, err := openFromFlags(ctx, c, t)
	if s != nil && s.spec != nil {
		r.account = s.spec.Account
	}
	if err != nil {
		return err
	}
	defer s.close()
	r.session = s
	if err := s.savable(c.String("out"), r.dir.paths()...); err != nil {
		return err
	}
	p, err := s.plan(ctx)
	if err != nil {
		return s.denied(err)
	}
	r.plan, r.markdown.Source = &p, s.sourceSince("the files of the target branch")
	if err := render(t.out, p, s, r.markdown); err != nil {
		return err
	}
	if file := c.String("out"); file != "" {
		if err := s.save(t, file, p); err != nil {
			return err
		}
	}
	switch {
	case len(p.Refused) > 0 && c.String("format") == "text":
		return exitSilently(exitRefused)
	case len(p.Refused) > 0:
		return refusal(p)
	case c.Bool("detailed-exitcode") && !p.Empty():
		return exitSilently(exitChanges)
	default:
		return nil
	}
}

// refusal says on stderr what only a program or a shell would have read in the
// plan.
func refusal(p plan.Plan) error {
	if first := p.Refused[0]; len(p.Refused) == 1 {
		return &exitError{code: exitRefused, message: fmt.Sprintf("the plan is refused: [%s] %s", first.Code, first.Message), hint: first.Hint}
	}
	var codes []string
	for _, r := range p.Refused {
		codes = append(codes, r.Code)
	}
	slices.Sort(codes)
	return &exitError{code: exitRefused, message: fmt.Sprintf("the plan is refused for %d reasons (%s)", len(p.Refused), strings.Join(slices.Compact(codes), ", ")),
		hint: "the plan itself gives each in full, and what to do about it"}
}

// renders writes a plan in one of the formats.
type renders func(io.Writer, plan.Plan, *session, plan.MarkdownOptions) error

// renderer returns the function that writes a plan in the format that is asked for.
func renderer(c *cli.Context, t *terminal) (renders, error) {
	switch format := c.String("format"); format {
	case "text":
		return func(w io.Writer, p plan.Plan, s *session, _ plan.MarkdownOptions) error {
			return plan.Text(w, p, plan.TextOptions{Color: t.color, Source: s.source(), Unmanaged: c.Bool("unmanaged")})
		}, nil
	case "json":
		return func(w io.Writer, p plan.Plan, _ *session, _ plan.MarkdownOptions) error { return plan.JSON(w, p) }, nil
	case "markdown":
		return func(w io.Writer, p plan.Plan, _ *session, o plan.MarkdownOptions) error {
			return plan.Markdown(w, p, o)
		}, nil
	case "commands":
		return func(w io.Writer, p plan.Plan, s *session, _ plan.MarkdownOptions) error {
			return plan.Commands(w, p, plan.CommandsOptions{
				EndpointURL: s.options.endpointURL, Profile: s.options.profile, Region: s.clients.IAM.Options().Region,
			})
		}, nil
	default:
		return nil, usageError(fmt.Sprintf("--format %s is not known", format), "the formats are text, json, markdown, commands")
	}
}

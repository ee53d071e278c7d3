package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy"
)

func permissionsCommand(t *terminal) *cli.Command {
	return &cli.Command{
		Name:      "permissions",
		Usage:     "print the least policy that plan or apply needs",
		ArgsUsage: "JOB [PATH]",
		Description: "JOB is plan or apply. Prints the policy of whoever does that with the YAML below\n" +
			"PATH, for aws iam create-policy --policy-document, or for a document of the YAML.\n" +
			"It allows what the files could say of the kinds that they declare, below the\n" +
			"paths that they use, and deletions where they can delete. It is offline and\n" +
			"needs no credentials.\n\n" +
			"With --trust it prints who may assume the role that does the job: a workflow of\n" +
			"one repository, on one branch or in one environment; for plan on GitHub, in pull\n" +
			"requests, too. It takes no wildcards.\n\n" +
			"Exit codes: 0 done, 4 refused.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: "json", Usage: "write the policy as `FORMAT`: json or yaml"},
			&cli.StringFlag{Name: "partition", Value: "aws", Usage: "the account's `PARTITION`: " + strings.Join(sandboxPartitions, ", ")},
			&cli.StringFlag{Name: "trust", Usage: "print the trust policy of a role for `CI` instead: github or gitlab"},
			&cli.StringFlag{Name: "repository", Usage: "with --trust: whose workflows, as `OWNER/NAME`"},
			&cli.StringFlag{Name: "branch", Usage: "with --trust: on which `BRANCH`", DefaultText: "main"},
			&cli.StringFlag{Name: "environment", Usage: "with --trust github: in which `ENVIRONMENT`, instead of a branch"},
			&cli.StringFlag{Name: "issuer", Usage: "with --trust: the `URL` of a server of your own"},
		},
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action:          func(c *cli.Context) error { return runPermissions(c, t) },
	}
}

func runPermissions(c *cli.Context, t *terminal) error {
	job, path, err := jobAndPath(c.Args().Slice())
	if err != nil {
		return err
	}
	write := policyFormats[c.String("format")]
	if write == nil {
		return usageError(fmt.Sprintf("--format %s is not known", c.String("format")), "the formats are json and yaml")
	}
	if p := c.String("partition"); !slices.Contains(sandboxPartitions, p) {
		return usageError(fmt.Sprintf("--partition %s is not known", p), "the partitions are "+strings.Join(sandboxPartitions, ", "))
	}
	trust, err := readTrustFlags(c, job)
	if err != nil {
		return err
	}
	tree, err := treeOf(path, c.String("partition"))
	if err != nil {
		return err
	}
	if trust != nil {
		return write(t.out, trust.policy(tree.Desired.Account))
	}
	text, widened := tree.Permissions(job)
	if len(widened) > 0 {
		t.warn(fmt.Sprintf("%s: allowed on all such objects of the account, since their names and paths do not fit into the %d characters of a policy",
			strings.Join(widened, ", "), policy.Managed.Quota()))
	}
	return write(t.out, text)
}

// jobAndPath reads the arguments.
func jobAndPath(args []string) (job plan.Job, path string, err error) {
	const hint = "write iamsync permissions plan PATH, or iamsync permissions apply PATH"
	path = "."
	switch {
	case len(args) == 0:
		return "", "", usageError("permissions of which job? It is plan or apply", hint)
	case len(args) > 2:
		return "", "", usageError(fmt.Sprintf("one PATH is expected, not %d: %s", len(args)-1, strings.Join(args[1:], " ")), hint)
	case len(args) == 2 && args[1] == "":
		return "", "", usageError("PATH is empty", "leave it out for the current directory")
	case len(args) == 2:
		path = args[1]
	}
	if job = plan.Job(args[0]); job != plan.JobPlan && job != plan.JobApply {
		return "", "", usageError(fmt.Sprintf("%q is no job that permissions knows: it is plan or apply", args[0]), hint)
	}
	return job, path, nil
}

// policyFormats are the ways to write a document, by name.
var policyFormats = map[string]func(io.Writer, string) error{
	"json": func(w io.Writer, text string) error {
		_, err := io.WriteString(w, text)
		return err
	},
	"yaml": func(w io.Writer, text string) error {
		_, err := io.WriteString(w, spec.DocumentYAML(policy.MustParse(text)))
		return err
	},
}

// treeOf reads the files, without an account.
func treeOf(path, partition string) (plan.Tree, error) {
	s, err := spec.Load(path)
	if err != nil {
		return plan.Tree{}, err
	}
	desired, err := s.Resolve(offlineNames(spec.Account{ID: s.Account, Partition: partition}))
	var mistakes spec.Errors
	if errors.As(err, &mistakes) {
		return plan.Tree{}, err
	}
	return plan.Tree{Desired: desired, Scope: s.Scope, Guards: s.Guards, Tagged: s.Tagged(), Named: s.NeedsCatalogue()}, err
}

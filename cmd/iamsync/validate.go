package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"iamsync/plan"
	"iamsync/spec"
)

func validateCommand(t *terminal) *cli.Command {
	return &cli.Command{
		Name:      "validate",
		Usage:     "check the YAML offline; needs no credentials",
		ArgsUsage: "[PATH]",
		Description: "Reads everything below PATH and reports all mistakes at once. Names of AWS\n" +
			"managed policies are known only to the account: plan checks them.\n\n" +
			"Exit codes: 0 valid, 4 not.",
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action: func(c *cli.Context) error {
			path, err := path(c)
			if err != nil {
				return err
			}
			s, err := spec.Load(path)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(t.out, "%s is valid: %s for account %s in %s.\n",
				path, plan.Count(s.Len(), "object"), s.Account, plan.Count(len(s.Files), "file"))
			return err
		},
	}
}

package main

import (
	"fmt"
	"strings"
	"time"

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
		Flags:           []cli.Flag{nowFlag()},
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action: func(c *cli.Context) error {
			path, err := path(c)
			if err != nil {
				return err
			}
			now, err := readNow(c)
			if err != nil {
				return err
			}
			s, err := spec.Load(path)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(t.out, "%s is valid: %s for account %s in %s.\n%s",
				path, plan.Count(s.Len(), "object"), s.Account, plan.Count(len(s.Files), "file"), ends(s, now))
			return err
		},
	}
}

// ends says what has ended and what ends soon, a line each.
func ends(s *spec.Spec, now time.Time) string {
	var b strings.Builder
	for _, e := range s.Ends {
		verb := "is"
		switch {
		case e.Day.Over(now):
			verb = "was"
		case !e.Day.Soon(now):
			continue
		}
		fmt.Fprintf(&b, "%s: %s %s wanted until the end of %s, UTC.\n", plan.Clean(e.At.String()), plan.Clean(e.What), verb, e.Day)
	}
	return b.String()
}

package main

import (
	"github.com/urfave/cli/v2"

	"iamsync/spec"
)

func schemaCommand(t *terminal) *cli.Command {
	return &cli.Command{
		Name:  "schema",
		Usage: "print the JSON Schema of the YAML, for editors",
		Description: "Editors complete and check the files by it. Keep it beside them, and begin each\n" +
			"with a line that names it:\n\n" +
			"   # yaml-language-server: $schema=iamsync.schema.json\n\n" +
			"It takes whatever validate takes; validate finds more.",
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action: func(c *cli.Context) error {
			if err := noArgument(c, ""); err != nil {
				return err
			}
			_, err := t.out.Write(spec.Schema())
			return err
		},
	}
}

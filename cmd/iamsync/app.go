package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

// run runs one command line and returns its exit code. It is the only place that
// turns errors into exit codes and messages, and the only one that recovers.
func run(args []string, t *terminal) (code int) {
	defer func() {
		if bug := recover(); bug != nil {
			code = t.report(fmt.Errorf("this is a bug in iamsync: %v", bug))
		}
	}()
	app := newApp(t)
	args, err := interspersed(app, args)
	if err == nil {
		err = app.Run(args)
	}
	if err != nil {
		return t.report(err)
	}
	return exitDone
}

func newApp(t *terminal) *cli.App {
	return &cli.App{
		Name:      "iamsync",
		Usage:     "make the IAM of an AWS account what a directory of YAML says",
		UsageText: "iamsync COMMAND [flags] [PATH]",
		Description: "PATH is the directory that holds the YAML; it is the current one by default.\n" +
			"plan changes nothing. apply makes exactly the calls that plan shows.",
		Version:                   version(),
		HideVersion:               true,
		HideHelpCommand:           true,
		DisableSliceFlagSeparator: true, // names of IAM may hold commas
		Writer:                    t.out,
		ErrWriter:                 t.err,
		ExitErrHandler:            func(*cli.Context, error) {}, // run does it
		OnUsageError:              onUsageError,
		Action:                    noCommand,
		Commands: []*cli.Command{
			planCommand(t), applyCommand(t), validateCommand(t), sandboxCommand(t), versionCommand(t),
		},
	}
}

// onUsageError keeps the library from printing help on stdout, where results go.
func onUsageError(c *cli.Context, err error, _ bool) error {
	command := "iamsync"
	if c.Command != nil && c.Command.Name != "" && c.Command.Name != "iamsync" {
		command += " " + c.Command.Name
	}
	return usageError(err.Error(), "see "+command+" --help")
}

// noCommand is reached where the first argument is no command.
func noCommand(c *cli.Context) error {
	if c.NArg() == 0 {
		return errors.Join(cli.ShowAppHelp(c))
	}
	var names []string
	for _, command := range c.App.Commands {
		names = append(names, command.Name)
	}
	return usageError(fmt.Sprintf("%q is no command", c.Args().First()), "the commands are "+strings.Join(names, ", "))
}

// path returns the one argument of a command.
func path(c *cli.Context) (string, error) {
	switch c.NArg() {
	case 0:
		return ".", nil
	case 1:
		return c.Args().First(), nil
	default:
		return "", usageError(fmt.Sprintf("one PATH is expected, not %d: %s", c.NArg(), strings.Join(c.Args().Slice(), " ")),
			"a tree of several directories has one root; give that")
	}
}

// interspersed puts the flags of a command line in front of its arguments, since
// the library takes a flag behind an argument for one more argument.
func interspersed(app *cli.App, args []string) ([]string, error) {
	if len(args) < 2 {
		return args, nil
	}
	command := app.Command(args[1])
	if command == nil {
		return args, nil
	}
	var flags, rest []string
	for i := 2; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--":
			rest = append(rest, args[i+1:]...)
			i = len(args)
		case !strings.HasPrefix(arg, "-") || arg == "-":
			rest = append(rest, arg)
		default:
			flags = append(flags, arg)
			if takesValue(command, arg) {
				if i++; i == len(args) {
					return nil, usageError(fmt.Sprintf("flag %s needs a value", arg), "see iamsync "+command.Name+" --help")
				}
				flags = append(flags, args[i])
			}
		}
	}
	return append(append(append(args[:2:2], flags...), "--"), rest...), nil
}

// takesValue reports whether the next argument is the value of the flag.
func takesValue(command *cli.Command, arg string) bool {
	if strings.Contains(arg, "=") {
		return false
	}
	name := strings.TrimLeft(arg, "-")
	for _, f := range command.Flags {
		doc, documented := f.(cli.DocGenerationFlag)
		if !documented || !doc.TakesValue() {
			continue
		}
		for _, n := range f.Names() {
			if n == name {
				return true
			}
		}
	}
	return false
}

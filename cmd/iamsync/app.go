package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
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
	out := &output{to: t.out}
	t.out = out
	err := command(args, t)
	if err == nil {
		err = out.lost
	}
	code = t.report(err)
	if out.lost != nil && !errors.Is(err, out.lost) {
		t.complain(out.lost.Error(), "what is listed above is not complete")
	}
	return code
}

func command(args []string, t *terminal) error {
	app := newApp(t)
	if len(args) > 1 && args[1] == completeWord {
		return t.complete(app, args[2:])
	}
	args, err := arrange(app, args)
	if err != nil {
		return err
	}
	return app.Run(args)
}

func newApp(t *terminal) *cli.App {
	app := &cli.App{
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
			planCommand(t), snapshotCommand(t), applyCommand(t), undoCommand(t), unlockCommand(t), validateCommand(t), fmtCommand(t), exportCommand(t),
			adoptCommand(t), schemaCommand(t), permissionsCommand(t), sandboxCommand(t), completionCommand(t), manCommand(t), versionCommand(t),
		},
	}
	for _, c := range app.Commands {
		c.UsageText = synopsis(c)
	}
	return app
}

// onUsageError keeps the library from printing help on stdout, where results go.
func onUsageError(c *cli.Context, err error, _ bool) error {
	if value := withoutUnit(c, err); value != "" {
		return usageError(plainly(err), fmt.Sprintf("write a unit, such as %[1]ss or %[1]sm", value))
	}
	return usageError(plainly(err), helpHint(c.Command.Name))
}

// withoutUnit returns the number that was given to a flag that takes a duration,
// or "".
func withoutUnit(c *cli.Context, err error) string {
	m := badValue.FindStringSubmatch(err.Error())
	if m == nil {
		return ""
	}
	for _, f := range c.Command.Flags {
		_, duration := f.(*cli.DurationFlag)
		if number := strings.Trim(m[1], `"`); duration && slices.Contains(f.Names(), m[2]) && digits.MatchString(number) {
			return number
		}
	}
	return ""
}

var digits = regexp.MustCompile(`^[0-9]+$`)

// badValue is how the library says that a flag does not take a value.
var badValue = regexp.MustCompile(`^invalid (?:boolean )?value ("(?:[^"\\]|\\.)*") for (?:flag )?-([a-z-]+): `)

func plainly(err error) string {
	if m := badValue.FindStringSubmatch(err.Error()); m != nil {
		return fmt.Sprintf("--%s does not take %s", m[2], m[1])
	}
	return err.Error()
}

func helpHint(command string) string {
	if command == "" || command == "iamsync" {
		return "see iamsync --help"
	}
	return "see iamsync " + command + " --help"
}

// noCommand is reached where the first argument is no command. Nothing at all
// is a mistake as well: in a script, it is a variable that is not set.
func noCommand(c *cli.Context) error {
	var names []string
	var like []cli.Flag // the library's own search among commands makes a sentence of it
	for _, command := range c.App.Commands {
		names = append(names, command.Name)
		like = append(like, &cli.BoolFlag{Name: command.Name})
	}
	hint := "the commands are " + strings.Join(names, ", ") + "; " + helpHint("")
	if c.NArg() == 0 {
		return usageError("a command is needed", hint)
	}
	if guess := nearest(like, c.Args().First()); guess != "" {
		hint = fmt.Sprintf("did you mean %s? %s", guess, hint)
	}
	return usageError(fmt.Sprintf("%q is no command", c.Args().First()), hint)
}

// path returns the one argument of a command.
func path(c *cli.Context) (string, error) {
	switch arg := c.Args().First(); {
	case c.NArg() > 1:
		return "", usageError(fmt.Sprintf("one PATH is expected, not %d: %s", c.NArg(), strings.Join(c.Args().Slice(), " ")),
			"a tree of several directories has one root; give that")
	case c.NArg() == 0:
		return ".", nil
	case arg == "":
		return "", usageError("PATH is empty", "leave it out for the current directory")
	case arg == "help" && absent(arg):
		return "", usageError("there is no directory help", helpHint(c.Command.Name))
	default:
		return arg, nil
	}
}

func absent(file string) bool {
	_, err := os.Stat(file)
	return errors.Is(err, fs.ErrNotExist)
}

// noArgument refuses what a command would otherwise leave unread.
func noArgument(c *cli.Context, hint string) error {
	if c.NArg() == 0 {
		return nil
	}
	return usageError(fmt.Sprintf("%s takes no argument: %s", c.Command.Name, c.Args().First()), hint)
}

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// arrange puts the flags of a command line in front of its arguments, since the
// library takes a flag behind an argument for one more argument. On the way it
// refuses what the library would take without a word, or say badly.
func arrange(app *cli.App, args []string) ([]string, error) {
	args = aliases(args)
	if len(args) < 2 {
		return args, nil
	}
	if name := flagName(args[1]); oneDash(args[1]) && (name == "help" || name == "version") {
		return nil, misspelt(name)
	} else if name != "" && !isHelp(name) {
		return nil, usageError(fmt.Sprintf("%s is no flag of iamsync itself", args[1]), "flags stand behind the command: iamsync plan "+args[1])
	}
	command := app.Command(args[1])
	if command == nil {
		return args, nil
	}
	l := line{command: command}
	if err := l.read(args[2:]); err != nil {
		return nil, err
	}
	if l.help { // the library takes an argument beside it for a topic
		return []string{args[0], args[1], "--help"}, nil
	}
	return slices.Concat(args[:2], l.flags, []string{"--"}, l.rest), nil
}

// aliases rewrites what people type who know other tools.
func aliases(args []string) []string {
	switch {
	case len(args) < 2:
		return args
	case args[1] == "--":
		return slices.Delete(slices.Clone(args), 1, 2)
	case (args[1] == "--version" || args[1] == "-v") && len(args) == 2:
		return []string{args[0], "version"}
	case args[1] == "help":
		return slices.Concat(args[:1], args[2:min(3, len(args))], []string{"--help"})
	default:
		return args
	}
}

// line is the command line of a command, in two parts.
type line struct {
	command     *cli.Command
	flags, rest []string
	help        bool // was asked for
}

func (l *line) read(args []string) error {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch name := flagName(arg); {
		case arg == "--":
			l.rest = append(l.rest, args[i+1:]...)
			return nil
		case name == "":
			l.rest = append(l.rest, arg)
		default:
			used, err := l.flag(name, args[i:])
			if err != nil {
				return err
			}
			l.flags = append(l.flags, args[i:i+used]...)
			i += used - 1
		}
	}
	return nil
}

// flag reads the flag that args begin with, and returns how many of them it is.
func (l *line) flag(name string, args []string) (int, error) {
	f := l.known(name)
	_, value, joined := strings.Cut(args[0], "=")
	used := 1
	switch {
	case oneDash(args[0]) && (f != nil || name == "help"):
		return 0, misspelt(name)
	case isHelp(name):
		l.help = true
		return used, nil
	case f == nil:
		return 0, l.unknown(args[0], name)
	case !takesValue(f):
		return used, nil
	case joined:
	case len(args) == 1, l.known(flagName(args[1])) != nil:
		return 0, usageError(fmt.Sprintf("--%s needs a value", name), helpHint(l.command.Name))
	default:
		value, used = args[1], 2
	}
	if value == "" { // a variable that is not set must not mean another account
		return 0, usageError(fmt.Sprintf("the value of --%s is empty", name), "leave the flag out, or give it a value")
	}
	return used, nil
}

// elsewhere are the flags of other programs, and what does the same here.
var elsewhere = map[string]string{
	"yes": "apply --auto-approve", "y": "apply --auto-approve", "force": "apply --auto-approve",
	"json": "plan --format json", "dry-run": "iamsync plan", "endpoint": "--endpoint-url",
}

func (l *line) unknown(arg, name string) error {
	hint := helpHint(l.command.Name)
	switch guess := nearest(l.command.Flags, name); {
	case elsewhere[name] != "":
		hint = fmt.Sprintf("did you mean %s? %s", elsewhere[name], hint)
	case guess != "":
		hint = fmt.Sprintf("did you mean --%s? %s", guess, hint)
	}
	typed, _, _ := strings.Cut(arg, "=")
	return usageError(fmt.Sprintf("%s is no flag of iamsync %s", typed, l.command.Name), hint)
}

// known returns the flag of a name, or nil.
func (l *line) known(name string) cli.Flag {
	for _, f := range l.command.Flags {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

// flagName returns the name of the flag that an argument begins, or "".
func flagName(arg string) string {
	if !strings.HasPrefix(arg, "-") {
		return ""
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-"), "=")
	return name
}

// oneDash reports whether an argument begins with one dash and has more than a
// letter: -format. The library takes that for --format, and other programs for
// seven flags.
func oneDash(arg string) bool {
	return len(flagName(arg)) > 1 && !strings.HasPrefix(arg, "--")
}

func misspelt(name string) error {
	return usageError(fmt.Sprintf("-%s: write --%s", name, name), "names of more than one letter have two dashes")
}

func isHelp(name string) bool { return name == "help" || name == "h" }

func takesValue(f cli.Flag) bool {
	doc, documented := f.(cli.DocGenerationFlag)
	return documented && doc.TakesValue()
}

// nearest returns the flag that was most likely meant, or "". The library always
// has a guess, however far off; one with another first letter is left out.
func nearest(flags []cli.Flag, name string) string {
	guess := strings.TrimLeft(cli.SuggestFlag(flags, name, true), "-")
	if guess == "" || name == "" || guess[0] != name[0] {
		return ""
	}
	return guess
}

package main

import (
	"fmt"
	"strings"

	"github.com/cpuguy83/go-md2man/v2/md2man"
	"github.com/urfave/cli/v2"
)

func manCommand(t *terminal) *cli.Command {
	return &cli.Command{
		Name:      "man",
		Usage:     "print a manual page, of iamsync or of one of its commands",
		ArgsUsage: "[COMMAND]",
		Description: "To read one:\n\n" +
			"   iamsync man plan | man -l -\n\n" +
			"To install one, save it as iamsync-plan.1 in a directory man1 that man searches.",
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action:          func(c *cli.Context) error { return t.man(c.App, c.Args().Slice()) },
	}
}

func (t *terminal) man(app *cli.App, args []string) error {
	page := manual(app)
	if len(args) > 0 {
		command := app.Command(args[0])
		if command == nil || len(args) > 1 {
			return usageError("man takes the name of one command: "+strings.Join(args, " "), helpHint(""))
		}
		page = manualOf(command)
	}
	_, err := t.out.Write(md2man.Render([]byte(page)))
	return err
}

// manual is the page of the program, in the Markdown that manual pages are made from.
func manual(app *cli.App) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%% IAMSYNC 1\n\n# NAME\n\niamsync - %s\n\n# SYNOPSIS\n\n**iamsync** *COMMAND* [*flags*] [*PATH*]\n\n# DESCRIPTION\n\n%s\n\n# COMMANDS\n\n",
		escaped(app.Usage), paragraphs(app.Description))
	for _, c := range app.Commands {
		fmt.Fprintf(&b, "**iamsync-%s**(1)\n: %s\n\n", c.Name, escaped(c.Usage))
	}
	b.WriteString(exitStatus + "# ENVIRONMENT\n\n")
	for _, v := range environment {
		fmt.Fprintf(&b, "**%s**\n: %s\n\n", strings.Join(each(v.names, escaped), "**, **"), escaped(v.meaning))
	}
	return b.String()
}

// manualOf is the page of a command.
func manualOf(c *cli.Command) string {
	var b strings.Builder
	program, rest, _ := strings.Cut(strings.TrimPrefix(synopsis(c), "iamsync "), " ")
	fmt.Fprintf(&b, "%% IAMSYNC-%s 1\n\n# NAME\n\niamsync-%s - %s\n\n# SYNOPSIS\n\n**iamsync %s** %s\n\n",
		strings.ToUpper(c.Name), c.Name, escaped(c.Usage), program, strings.Replace(escaped(rest), `\[flags]`, `[*flags*]`, 1))
	if c.Description != "" {
		fmt.Fprintf(&b, "# DESCRIPTION\n\n%s\n\n", paragraphs(c.Description))
	}
	if len(c.Flags) > 0 {
		b.WriteString("# OPTIONS\n\n")
	}
	for _, o := range optionsOf(c) {
		b.WriteString(o.manual())
	}
	b.WriteString("# SEE ALSO\n\n**iamsync**(1)\n")
	return b.String()
}

// manual is what a page says of a flag.
func (o option) manual() string {
	name := "**" + strings.Join(o.names, "**, **") + "**"
	if o.value != "" {
		name += " *" + escaped(o.value) + "*"
	}
	usage := escaped(o.usage)
	if o.standard != "" {
		usage += " (default: " + escaped(o.standard) + ")"
	}
	if len(o.env) > 0 {
		usage += " (environment: " + escaped(strings.Join(o.env, ", ")) + ")"
	}
	return name + "\n: " + usage + "\n\n"
}

// paragraphs writes a description for a page: what is set in by three spaces is an example.
func paragraphs(description string) string {
	lines := strings.Split(description, "\n")
	for i, line := range lines {
		if example, is := strings.CutPrefix(line, "   "); is {
			lines[i] = "    " + example
		} else {
			lines[i] = escaped(line)
		}
	}
	return strings.Join(lines, "\n")
}

// escaped keeps text from being taken for Markdown.
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "<", `\<`, "[", `\[`, "`", "\\`", "|", `\|`).Replace(text)
}

const exitStatus = `# EXIT STATUS

**0**
: done; for plan, whether or not there are changes

**1**
: failed before any changing call: credentials, AWS, the network; trying again may help

**2**
: plan --detailed-exitcode: there are changes

**3**
: apply made at least one changing call and did not finish; running it again converges

**4**
: refused by iamsync itself: an invalid tree, wrong usage, another account, a guard, a stale plan, a declined prompt

**130**
: interrupted: calls in flight were finished, nothing new was started

`

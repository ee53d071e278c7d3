package main

import (
	"cmp"
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
	b.WriteString(exitStatus + environment)
	return b.String()
}

// manualOf is the page of a command.
func manualOf(c *cli.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%% IAMSYNC-%s 1\n\n# NAME\n\niamsync-%s - %s\n\n# SYNOPSIS\n\n**iamsync %s**", strings.ToUpper(c.Name), c.Name, escaped(c.Usage), c.Name)
	if len(c.Flags) > 0 {
		b.WriteString(" [*flags*]")
	}
	if c.ArgsUsage != "" {
		fmt.Fprintf(&b, " %s", escaped(c.ArgsUsage))
	}
	b.WriteString("\n\n")
	if c.Description != "" {
		fmt.Fprintf(&b, "# DESCRIPTION\n\n%s\n\n", paragraphs(c.Description))
	}
	if len(c.Flags) > 0 {
		b.WriteString("# OPTIONS\n\n")
	}
	for _, f := range c.Flags {
		b.WriteString(optionOf(f))
	}
	b.WriteString("# SEE ALSO\n\n**iamsync**(1)\n")
	return b.String()
}

// optionOf is what a page says of a flag.
func optionOf(f cli.Flag) string {
	name := "**--" + f.Names()[0] + "**"
	if place := placeholder(f); place != "" {
		name += " *" + escaped(place) + "*"
	}
	usage := escaped(strings.ReplaceAll(usageOf(f), "`", ""))
	if standard := defaultOf(f); standard != "" {
		usage += " (default: " + escaped(standard) + ")"
	}
	return name + "\n: " + usage + "\n\n"
}

// defaultOf returns the value of a flag that is not given, as the help says it.
func defaultOf(f cli.Flag) string {
	doc, documented := f.(cli.DocGenerationFlag)
	if !documented || !doc.TakesValue() {
		return ""
	}
	return cmp.Or(doc.GetDefaultText(), doc.GetValue())
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

const environment = `# ENVIRONMENT

**AWS\_PROFILE**, **AWS\_REGION**, **AWS\_ENDPOINT\_URL** and all else that the AWS SDK reads
: say which account is talked to, as with aws(1)

**NO\_COLOR**, **CLICOLOR\_FORCE**
: write without colour, or with it where there is no terminal
`

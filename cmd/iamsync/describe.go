package main

import (
	"cmp"
	"strings"

	"github.com/urfave/cli/v2"
)

// option is a flag as people read of it: in manual pages, and in docs/reference.
type option struct {
	names    []string // --help, -h
	value    string   // the name of its value, "" where it takes none
	usage    string
	standard string   // what counts where it is not given, "" where that needs no word
	env      []string // variables that stand for it
	category string
}

// optionsOf returns the flags of a command, in their order.
func optionsOf(c *cli.Command) []option {
	var list []option
	for _, f := range c.Flags {
		o := option{value: placeholder(f), usage: strings.ReplaceAll(usageOf(f), "`", ""), standard: defaultOf(f)}
		for _, name := range f.Names() {
			o.names = append(o.names, dashes(name)+name)
		}
		if doc, documented := f.(cli.DocGenerationFlag); documented {
			o.env = doc.GetEnvVars()
		}
		if sorted, has := f.(cli.CategorizableFlag); has {
			o.category = sorted.GetCategory()
		}
		list = append(list, o)
	}
	return list
}

func dashes(name string) string {
	if len(name) == 1 {
		return "-"
	}
	return "--"
}

// defaultOf returns the value of a flag that is not given, as the help says it.
func defaultOf(f cli.Flag) string {
	doc, documented := f.(cli.DocGenerationFlag)
	if !documented || !doc.TakesValue() {
		return ""
	}
	return cmp.Or(doc.GetDefaultText(), doc.GetValue())
}

// synopsis is the line that says how a command is written.
func synopsis(c *cli.Command) string {
	if c.UsageText != "" {
		return c.UsageText
	}
	parts := []string{"iamsync", c.Name}
	if len(c.Flags) > 0 {
		parts = append(parts, "[flags]")
	}
	if c.ArgsUsage != "" {
		parts = append(parts, c.ArgsUsage)
	}
	return strings.Join(parts, " ")
}

// variable names variables of the environment, and says what they do.
type variable struct {
	names   []string
	meaning string
}

// environment is all that iamsync reads beside what the AWS SDK does.
var environment = []variable{
	{[]string{"AWS_PROFILE", "AWS_REGION", "AWS_ENDPOINT_URL"}, "say which account is talked to, as with the aws command; so does all else that the AWS SDK reads"},
	{[]string{"NO_COLOR", "CLICOLOR_FORCE"}, "write without colour, or with it where there is no terminal; the first wins"},
	{[]string{"TERM"}, "dumb: no colour, and no line of progress that is rewritten"},
	{[]string{"CI"}, "no line of progress that is rewritten"},
	{[]string{"GITHUB_ACTIONS", "GITLAB_CI"}, "true: the system that --annotations are for, where none is named"},
	{[]string{"GITHUB_WORKSPACE", "CI_PROJECT_DIR"}, "the top of the repository, from which annotations and reports name files"},
	{[]string{"GOGC"}, "how much memory may be spent to save time, as of every program in Go; 400 by default"},
}

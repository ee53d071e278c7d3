package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/urfave/cli/v2"
)

const (
	referencePage = "../../docs/reference/commands.md"
	commandsPage  = "../../docs/commands.md"
)

// TestReferenceIsCurrent holds the page of all commands against what the program
// says of them. After a change of a help text:
//
//	go test ./cmd/iamsync -run TestReference -update
func TestReferenceIsCurrent(t *testing.T) {
	guide, err := os.ReadFile(commandsPage)
	if err != nil {
		t.Fatal(err)
	}
	want := reference(testApp(), string(guide))
	if *update {
		if err := os.WriteFile(referencePage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(referencePage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("%s is out of date, run make golden (-wanted +there):\n%s", referencePage, diff)
	}
}

// reference is the page of all commands. Where the guide has a section about one, it
// is named.
func reference(app *cli.App, guide string) string {
	var b strings.Builder
	b.WriteString("<!-- Written from the program by: go test ./cmd/iamsync -run TestReference -update -->\n" +
		"# Reference of the commands\n\n" +
		"Every command with every flag, as `iamsync COMMAND --help` and `iamsync man COMMAND` say it. What a command does, its output and\n" +
		"its [exit codes](../commands.md#exit-codes) are explained in [commands](../commands.md).\n\n" +
		"    " + app.UsageText + "\n\n" + paragraphs(app.Description) + "\n\n" +
		"Flags may stand before or after PATH; `--help` and `-h` are flags of every command. The codes for `--allow`\n" +
		"are those of the [guards](../guards/README.md).\n\n" +
		"| command | |\n| --- | --- |\n")
	for _, c := range app.Commands {
		fmt.Fprintf(&b, "| [%s](#iamsync-%s) | %s |\n", c.Name, c.Name, escaped(c.Usage))
	}
	for _, c := range app.Commands {
		b.WriteString(referenceOf(c, guide))
	}
	b.WriteString("\n## Environment\n\n| variable | meaning |\n| --- | --- |\n")
	for _, v := range environment {
		fmt.Fprintf(&b, "| %s | %s |\n", codes(v.names), escaped(v.meaning))
	}
	return b.String()
}

// referenceOf is the section of a command.
func referenceOf(c *cli.Command, guide string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## iamsync %s\n\n%s.\n\n    %s\n", c.Name, sentence(escaped(c.Usage)), synopsis(c))
	if c.Description != "" {
		b.WriteString("\n" + paragraphs(c.Description) + "\n")
	}
	if strings.Contains(guide, "\n## "+c.Name+"\n") {
		fmt.Fprintf(&b, "\nMore: [%s](../commands.md#%s).\n", c.Name, c.Name)
	}
	all := optionsOf(c)
	for len(all) > 0 {
		category := all[0].category
		if category != "" {
			b.WriteString("\n" + escaped(category) + ":\n")
		}
		b.WriteString("\n| flag | default | meaning |\n| --- | --- | --- |\n")
		for _, o := range all {
			if o.category == category {
				b.WriteString(o.row())
			}
		}
		all = slices.DeleteFunc(all, func(o option) bool { return o.category == category })
	}
	return b.String()
}

// row is the line of a flag in a table.
func (o option) row() string {
	names := slices.Clone(o.names)
	if o.value != "" {
		names[0] += " " + strings.ReplaceAll(o.value, "|", `\|`)
	}
	usage := escaped(o.usage)
	if len(o.env) > 0 {
		usage += "; from the environment: " + codes(o.env)
	}
	return fmt.Sprintf("| %s | %s | %s |\n", codes(names), escaped(strings.Trim(o.standard, `"`)), usage)
}

func codes(words []string) string { return "`" + strings.Join(words, "`, `") + "`" }

func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// What no command of today has is written all the same.
func TestReferenceOfAFlag(t *testing.T) {
	c := &cli.Command{Name: "count", Usage: "count", Flags: []cli.Flag{
		&cli.StringFlag{Name: "size", Aliases: []string{"s"}, Value: "a_b", Usage: "take `N|P%` of *", EnvVars: []string{"SIZE"}},
		&cli.BoolFlag{Name: "all", Usage: "all", Category: "Other flags"},
	}}
	want := "\n## iamsync count\n\nCount.\n\n    iamsync count [flags]\n\nMore: [count](../commands.md#count).\n" +
		"\n| flag | default | meaning |\n| --- | --- | --- |\n" +
		"| `--size N\\|P%`, `-s` | a\\_b | take N\\|P% of \\*; from the environment: `SIZE` |\n" +
		"\nOther flags:\n\n| flag | default | meaning |\n| --- | --- | --- |\n" +
		"| `--all` |  | all |\n"
	if diff := cmp.Diff(want, referenceOf(c, "# Commands\n\n## count\n")); diff != "" {
		t.Errorf("(-wanted +there):\n%s", diff)
	}
	const manual = "**--size**, **-s** *N\\|P%*\n: take N\\|P% of \\* (default: \"a\\_b\") (environment: SIZE)\n\n"
	if got := optionsOf(c)[0].manual(); got != manual {
		t.Errorf("the manual page has %q", got)
	}
}

// No variable is read in secret.
func TestEnvironmentIsWhole(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	reads, seen := regexp.MustCompile(`[gG]etenv\("([A-Z_]+)"\)`), 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range reads.FindAllStringSubmatch(string(text), -1) {
			seen++
			if !strings.HasSuffix(file, "_test.go") && !slices.ContainsFunc(environment, func(v variable) bool { return slices.Contains(v.names, m[1]) }) {
				t.Errorf("%s reads %s, of which manual pages know nothing", file, m[1])
			}
		}
	}
	if seen == 0 {
		t.Error("nothing reads the environment")
	}
}

package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"iamsync/plan"
	"iamsync/spec"
)

// completeWord is the word with which the scripts of `iamsync completion` ask. It is no
// command: what stands behind it is not a command line yet.
const completeWord = "__complete"

// offer is how a word of a command line can go on.
type offer struct {
	also  string   // what the shell adds on its own: alsoFiles, alsoDirs, or alsoNone where it is ""
	words []string // each with what it means behind a tab, if anything
}

const (
	alsoNone  = "none"
	alsoFiles = "files"
	alsoDirs  = "dirs"
)

// values are what can stand in the place of a value, by the name that the help gives it.
// A format has other values with each command, and so has the command's name before it.
var values = map[string]offer{
	"CI":                 {alsoNone, []string{"github", "gitlab"}},
	"CODE":               {alsoNone, plan.Codes()},
	"DIR":                {alsoDirs, nil},
	"FILE":               {alsoFiles, nil},
	"JOB":                {alsoNone, []string{string(plan.JobPlan), string(plan.JobApply)}},
	"KIND/NAME":          {alsoDirs, kindPrefixes()},
	"LAYOUT":             {alsoNone, layouts()},
	"PARTITION":          {alsoNone, sandboxPartitions},
	"PATH":               {alsoDirs, nil},
	"SHELL":              {alsoNone, shells()},
	"SYSTEM":             {alsoNone, annotators},
	"permissions FORMAT": {alsoNone, []string{"json", "yaml"}},
	"plan FORMAT":        {alsoNone, []string{"text", "json", "markdown", "commands"}},
	"validate FORMAT":    {alsoNone, []string{"text", "json", "sarif"}},
}

// kindPrefixes are the beginnings of KIND/NAME.
func kindPrefixes() []string {
	var prefixes []string
	for _, kind := range spec.Kinds {
		prefix := string(kind) + "/"
		if _, err := spec.ParsePattern(prefix + "x"); err == nil {
			prefixes = append(prefixes, prefix)
		}
	}
	return prefixes
}

func layouts() []string {
	var names []string
	for _, l := range spec.Layouts {
		names = append(names, string(l))
	}
	return names
}

// valuesOf returns the values that a place of a command can have.
func valuesOf(command *cli.Command, place string) offer {
	if o, own := values[command.Name+" "+place]; own {
		return o
	}
	return values[place]
}

// complete answers a script of `iamsync completion`: how the last word can go on.
func (t *terminal) complete(app *cli.App, words []string) error {
	if len(words) == 0 {
		words = []string{""}
	}
	o := offerFor(app, words[:len(words)-1], words[len(words)-1])
	_, err := fmt.Fprintln(t.out, strings.Join(append([]string{cmp.Or(o.also, alsoNone)}, o.words...), "\n"))
	return err
}

// offerFor says how a word can go on behind those that are before it.
func offerFor(app *cli.App, before []string, word string) offer {
	if len(before) == 0 {
		return commandNames(app).beginning(word)
	}
	command := app.Command(before[0])
	if command == nil {
		return offer{also: alsoNone}
	}
	l := line{command: command}
	used, waiting := l.walk(before[1:])
	name, _, joined := strings.Cut(word, "=")
	switch flag := l.known(flagName(name)); {
	case waiting != nil:
		return valuesOf(command, placeholder(waiting)).beginning(word)
	case joined && flag != nil:
		return valuesOf(command, placeholder(flag)).after(name + "=").beginning(word)
	case strings.HasPrefix(word, "-"):
		return flagNames(command, used).beginning(word)
	case argument(command, len(l.rest)) == "COMMAND":
		return commandNames(app).beginning(word)
	default:
		return valuesOf(command, argument(command, len(l.rest))).beginning(word)
	}
}

// walk reads the words before the one that is asked for; it returns the names of the
// flags among them, and the flag whose value comes next, or nil.
func (l *line) walk(words []string) (used []string, waiting cli.Flag) {
	for _, word := range words {
		f := l.known(flagName(word))
		switch {
		case waiting != nil:
			waiting = nil
		case f == nil:
			l.rest = append(l.rest, word)
		default:
			used = append(used, f.Names()...)
			if takesValue(f) && !strings.Contains(word, "=") {
				waiting = f
			}
		}
	}
	return used, waiting
}

func commandNames(app *cli.App) offer {
	o := offer{also: alsoNone}
	for _, c := range app.Commands {
		o.words = append(o.words, c.Name+"\t"+c.Usage)
	}
	return o
}

// flagNames returns the flags of a command that can still be given.
func flagNames(command *cli.Command, used []string) offer {
	o := offer{also: alsoNone}
	for _, f := range append(slices.Clone(command.Flags), cli.HelpFlag) {
		_, again := f.(*cli.StringSliceFlag)
		if name := f.Names()[0]; again || !slices.Contains(used, name) {
			o.words = append(o.words, "--"+name+"\t"+strings.ReplaceAll(usageOf(f), "`", ""))
		}
	}
	return o
}

func usageOf(f cli.Flag) string {
	if doc, documented := f.(cli.DocGenerationFlag); documented {
		return doc.GetUsage()
	}
	return ""
}

// placeholder returns the name that the help gives to the value of a flag.
func placeholder(f cli.Flag) string {
	_, rest, _ := strings.Cut(usageOf(f), "`")
	name, _, _ := strings.Cut(rest, "`")
	return name
}

// argument returns the name that the help gives to an argument of a command, "" where it
// takes no more.
func argument(command *cli.Command, at int) string {
	names := strings.Fields(command.ArgsUsage)
	if len(names) > 0 && strings.HasSuffix(names[0], "...") {
		at = 0
	}
	if at >= len(names) {
		return ""
	}
	return strings.Trim(strings.TrimSuffix(names[at], "..."), "[]")
}

// beginning leaves what goes on from a beginning.
func (o offer) beginning(word string) offer {
	return offer{o.also, slices.DeleteFunc(slices.Clone(o.words), func(w string) bool { return !strings.HasPrefix(w, word) })}
}

// after puts the same before each word.
func (o offer) after(prefix string) offer {
	words := slices.Clone(o.words)
	for i := range words {
		words[i] = prefix + words[i]
	}
	return offer{o.also, words}
}

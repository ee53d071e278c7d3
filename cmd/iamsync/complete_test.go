package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

// offered returns what the last word of a line is completed to, a tab's rest left out.
func offered(line ...string) []string {
	var words []string
	for _, w := range offerFor(testApp(), line[:len(line)-1], line[len(line)-1]).words {
		word, _, _ := strings.Cut(w, "\t")
		words = append(words, word)
	}
	return words
}

func TestOffers(t *testing.T) {
	for name, test := range map[string]struct {
		line []string
		want []string
	}{
		"a command":                     {[]string{"va"}, []string{"validate"}},
		"no command":                    {[]string{"nothing", "--"}, nil},
		"a flag":                        {[]string{"plan", "--detail"}, []string{"--detailed-exitcode"}},
		"a flag that is there":          {[]string{"plan", "--detailed-exitcode", "--detail"}, nil},
		"a flag that may be repeated":   {[]string{"plan", "--allow", "quotas", "--al"}, []string{"--allow"}},
		"a value":                       {[]string{"plan", "--format", "t"}, []string{"text"}},
		"a value of another command":    {[]string{"validate", "--format", "s"}, []string{"sarif"}},
		"a value that is joined":        {[]string{"plan", "--format=t"}, []string{"--format=text"}},
		"what looks like a value":       {[]string{"plan", "--out", "--format", "--all"}, []string{"--allow"}},
		"a shell":                       {[]string{"completion", "z"}, []string{"zsh"}},
		"a page of the manual":          {[]string{"man", "fm"}, []string{"fmt"}},
		"a job":                         {[]string{"permissions", "pl"}, []string{"plan"}},
		"no second shell":               {[]string{"completion", "zsh", "b"}, nil},
		"a second object":               {[]string{"adopt", "user/alice", "gr"}, []string{"group/"}},
		"what nobody can know":          {[]string{"plan", "--profile", ""}, nil},
		"behind the value of a flag":    {[]string{"plan", "--profile", "x", "--out"}, []string{"--out"}},
		"behind a flag without a value": {[]string{"apply", "--auto-approve", "--audit"}, []string{"--audit-log"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := offered(test.line...); !slices.Equal(got, test.want) {
				t.Errorf("%q can go on as %q, want %q", test.line, got, test.want)
			}
		})
	}
}

// free are the values of which only who types knows what they can be, and what is looked up.
var free = []string{"", "ACTION", "COMMAND", "ADDRESS", "BRANCH", "D", "DIGEST", "DURATION", "ENVIRONMENT", "ID", "LABEL", "N", "N|P%", "NAME", "OWNER/NAME", "PATTERN", "REGION", "SHARE", "TIME", "URL"}

// Whatever the help gives a name is either completed or known to be free.
func TestEveryValueIsCompletedOrFree(t *testing.T) {
	for _, command := range testApp().Commands {
		places := []string{argument(command, 0), argument(command, 1)}
		for _, f := range command.Flags {
			if places = append(places, placeholder(f)); takesValue(f) && placeholder(f) == "" {
				t.Errorf("%s --%s: its help gives the value no name", command.Name, f.Names()[0])
			}
		}
		for _, place := range places {
			o := valuesOf(command, place)
			if known := o.also != "" || o.words != nil; known == slices.Contains(free, place) {
				t.Errorf("%s: what %q can be is not known, or is it free?", command.Name, place)
			}
		}
	}
}

// What is offered for a format is what the command takes, and all of it: the help says so.
func TestFormatsAreThoseOfTheHelp(t *testing.T) {
	for _, command := range testApp().Commands {
		for _, f := range command.Flags {
			if _, text := f.(*cli.StringFlag); !text || placeholder(f) != "FORMAT" {
				continue
			}
			_, list, _ := strings.Cut(usageOf(f), ": ")
			listed := strings.FieldsFunc(strings.ReplaceAll(list, " or ", ","), func(r rune) bool { return r == ',' || r == ' ' })
			if got := valuesOf(command, "FORMAT").words; !slices.Equal(got, listed) {
				t.Errorf("%s --format offers %q, and its help has %q", command.Name, got, listed)
			}
		}
	}
}

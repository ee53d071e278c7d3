package docs_test

import (
	"regexp"
	"slices"
	"strings"
)

// shells are the commands that run a script, each as strict as it can be: what fails ends
// it, within a pipe too, for which sh has no option where it is not bash.
var shells = map[string][]string{
	"sh":   {"bash", "-euo", "pipefail", "-c"},
	"bash": {"bash", "-euo", "pipefail", "-c"},
	"zsh":  {"zsh", "-f", "-euo", "pipefail", "-c"},
	"fish": {"fish", "--no-config", "-c"},
}

// command returns the command that runs a script of a shell.
func command(shell, script string) []string {
	words := shells[shell]
	switch {
	case shell == "sh" && !onPath("bash"):
		words = []string{"sh", "-eu", "-c"}
	case shell == "fish":
		script = strict(script)
	}
	return append(slices.Clone(words), script)
}

// stop ends a script of fish, which goes on whatever fails.
const stop = "for failed in $pipestatus; test $failed = 0; or exit $failed; end\n"

// strict puts stop behind every command of a script of fish, but within a block, before an
// "and" or an "or", and where the line goes on.
func strict(script string) string {
	var b strings.Builder
	depth := 0
	all := commands(script)
	for i, one := range all {
		b.WriteString(one + "\n")
		switch first(one) {
		case "begin", "for", "function", "if", "switch", "while":
			depth++
		case "end":
			depth--
		}
		goesOn := strings.HasSuffix(one, "|") || i+1 < len(all) && slices.Contains([]string{"and", "or"}, first(all[i+1]))
		if depth == 0 && !goesOn {
			b.WriteString(stop)
		}
	}
	return b.String()
}

// first returns the first word of a command.
func first(command string) string {
	word, _, _ := strings.Cut(command, " ")
	return word
}

// alone is said where an end is expected that an earlier command could bring about.
const alone = "an end is expected of one command alone: write the others into a block above"

// several reports whether a script has more than one command, of which an earlier one may
// end it as only the last should. What is joined by a pipe is one.
func several(script string) bool { return len(commands(script)) > 1 }

var (
	// hidden is what separates no commands, whatever stands in it: quotes, what is
	// escaped, remarks, and redirections such as 2>&1.
	hidden  = regexp.MustCompile(`'[^']*'|"[^"]*"|\\(?s:.)|(?m:(?:^|[ \t])#.*$)|[<>]&|&>`)
	between = regexp.MustCompile(`\n|;|&&?|\|\|`)
)

// commands takes a script apart, and leaves its remarks out.
func commands(script string) (list []string) {
	seen := []byte(hidden.ReplaceAllStringFunc(script, func(part string) string { return strings.Repeat("q", len(part)) }))
	begin := 0
	for _, gap := range append(between.FindAllIndex(seen, -1), []int{len(script), len(script)}) {
		one := strings.TrimSpace(script[begin:gap[0]])
		if begin = gap[1]; one != "" && one[0] != '#' {
			list = append(list, one)
		}
	}
	return list
}

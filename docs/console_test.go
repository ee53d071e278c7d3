package docs_test

import (
	"regexp"
	"strings"
)

// exchange is a command, and what is shown beneath it.
type exchange struct {
	line    int // of the command, within the block
	command string
	want    []string
}

// exchanges takes a block apart; before is what stands above the first command.
func exchanges(text string) (before []string, list []exchange) {
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		command, is := strings.CutPrefix(line, "$ ")
		switch last := len(list) - 1; {
		case is:
			list = append(list, exchange{line: i, command: command})
		case last < 0:
			before = append(before, line)
		case len(list[last].want) == 0 && strings.HasSuffix(list[last].command, "\\"):
			list[last].command += "\n" + line
		default:
			list[last].want = append(list[last].want, line)
		}
	}
	return before, list
}

// play runs the commands of a block, and compares what they show. The last one ends as
// the block says, the others with 0.
func (w *walk) play(b *block) (problems []string) {
	before, list := exchanges(b.text)
	if len(before) > 0 || len(list) == 0 {
		return []string{b.say(0, "a console begins with a command, such as $ iamsync plan iam")}
	}
	for i, e := range list {
		exit := 0
		if i == len(list)-1 {
			exit = b.exit
		}
		if exit != 0 && several(e.command) {
			return append(problems, b.say(e.line, "%s", alone))
		}
		shown, code := "", exit
		if b.serves {
			shown, problems = w.serve(b, e.command)
		} else {
			shown, code = w.shell("sh", e.command)
		}
		if code != exit {
			problems = append(problems, b.say(e.line, "%s\nends with %d, and should with %d; it shows:\n%s", e.command, code, exit, shown))
			continue
		}
		if exit != 0 {
			w.refused(e.command)
		}
		if at := differs(e.want, shown); at >= 0 {
			if w.update && b.rewritten(e, shown, &w.edits) {
				continue
			}
			problems = append(problems, b.say(e.end()-len(e.want)+at, "%s\nshows something else:\n%s", e.command, shown))
		}
	}
	return problems
}

// end returns the line behind the exchange, within the block.
func (e exchange) end() int {
	return e.line + 1 + strings.Count(e.command, "\n") + len(e.want)
}

// differs returns the first line of what is wanted that is not shown so; behind the last
// one where more is shown; or -1 where all is as it should be.
func differs(want []string, shown string) int {
	got := strings.Split(shown, "\n")
	want, got = trimmed(want), trimmed(got)
	furthest := 0
	var match func(i, j int) bool // whether want from i on is got from j on
	failed := map[[2]int]bool{}
	match = func(i, j int) bool {
		furthest = max(furthest, i)
		switch {
		case failed[[2]int{i, j}]:
			return false
		case i == len(want):
			return j == len(got)
		case want[i] == "...":
			for k := j; k <= len(got); k++ {
				if match(i+1, k) {
					return true
				}
			}
		case j < len(got) && same(want[i], got[j]):
			if match(i+1, j+1) {
				return true
			}
		}
		failed[[2]int{i, j}] = true
		return false
	}
	if match(0, 0) {
		return -1
	}
	return furthest
}

// trimmed returns lines without white space at their ends, and without blank lines at
// the end.
func trimmed(lines []string) (list []string) {
	for _, line := range lines {
		list = append(list, strings.TrimRight(line, " \t\r"))
	}
	for len(list) > 0 && list[len(list)-1] == "" {
		list = list[:len(list)-1]
	}
	return list
}

// fleeting is what differs from one run to the next.
var fleeting = regexp.MustCompile(strings.Join([]string{
	`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`, `\d{8}T\d{6}Z`, // times
	`\bin \d+(\.\d+)?(ms|s)\b`, `\b((\d+[hms])+|\d+ \w+) ago\b`, `\(\d+(\.\d+)?(ms|s)\)`, // durations
	`sha256:[0-9a-f]+…?`, `\b[0-9a-f]{16}\b`, // digests, runs
	`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`, // requests
}, "|"))

// same reports whether a line is as it is wanted.
func same(want, got string) bool {
	want, got = fleeting.ReplaceAllString(want, "~"), fleeting.ReplaceAllString(got, "~")
	if !strings.Contains(want, "…") {
		return want == got
	}
	parts := strings.Split(want, "…")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return regexp.MustCompile("^" + strings.Join(parts, ".*") + "$").MatchString(got)
}

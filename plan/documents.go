package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"iamsync/spec/policy"
)

// documentLines returns the lines of a document that differ, with some around
// them; each begins with a sign and a space. Both sides are written in the order
// of the later one, so that what only moved does not show.
func documentLines(f Field) []string {
	before, _ := f.Before.(policy.Document)
	after, _ := f.After.(policy.Document)
	old, now := before.LinesLike(after), after.Lines()
	if after.IsZero() {
		old = before.Lines()
	}
	return lineDiff(old, now)
}

// lineDiff compares the lines of two JSON texts. A comma at the end of a line
// says nothing about the line, only that another follows: it is shown and not
// compared.
func lineDiff(old, now []string) []string {
	unified := string(diff.Diff("before", withoutCommas(old), "after", withoutCommas(now)))
	var out []string
	var i, j int // the next line of either side
	for number, line := range strings.Split(unified, "\n") {
		var n, m int
		switch {
		case number < 3 || line == "": // the names of the two sides; the end
		case strings.HasPrefix(line, "@@"):
			if _, err := fmt.Sscanf(line, "@@ -%d,%d +%d,%d @@", &i, &n, &j, &m); err != nil {
				panic("reading a difference of our own: " + err.Error())
			}
			i, j = max(i-1, 0), max(j-1, 0) // counted from 1, or 0 where a side is empty
			if place := within(now, j); place != "" || len(out) > 0 {
				out = append(out, "  ..."+place)
			}
		case line[0] == '-':
			out = append(out, "- "+old[i])
			i++
		default:
			out = append(out, line[:1]+" "+now[j])
			j++
			if line[0] == ' ' {
				i++
			}
		}
	}
	return out
}

// withoutCommas joins lines without the commas at their ends.
func withoutCommas(lines []string) []byte {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(strings.TrimSuffix(line, ",") + "\n")
	}
	return []byte(b.String())
}

// within says which statement the line with this number is a part of, in words,
// so that nobody takes a line of a Deny for one of an Allow. It says nothing of a
// line that stands in no statement or begins one.
func within(lines []string, number int) string {
	for _, form := range []struct{ open, close, margin string }{
		{"    {", "    }", "      "},        // one of a list
		{`  "Statement": {`, "  }", "    "}, // the only one
	} {
		start := last(append([]int{-1}, found(lines[:min(number, len(lines))], form.open)...))
		if start < 0 {
			continue
		}
		end := slices.IndexFunc(lines[start:], func(l string) bool { return strings.HasPrefix(l, form.close) })
		if end < 0 || start+end < number {
			continue
		}
		return describeStatement(lines[start:start+end], form.margin)
	}
	return ""
}

// found returns the numbers of the lines that are exactly this one.
func found(lines []string, line string) []int {
	var numbers []int
	for i, l := range lines {
		if l == line {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

// describeStatement names a statement by its effect and its Sid.
func describeStatement(lines []string, margin string) string {
	value := func(key string) string {
		prefix := margin + `"` + key + `": `
		for _, l := range lines {
			if rest, is := strings.CutPrefix(l, prefix); is {
				return strings.TrimSuffix(rest, ",")
			}
		}
		return ""
	}
	text := " " + strings.Trim(value("Effect"), `"`)
	if sid := value("Sid"); sid != "" {
		text += ", statement " + sid
	}
	return text + ":"
}

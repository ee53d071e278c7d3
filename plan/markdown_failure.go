package plan

import (
	"cmp"
	"fmt"
	"io"
	"strings"
)

// Failure is why there is no plan.
type Failure struct {
	Account  string // "" where nobody knows it: the files could not be read
	Message  string
	Hint     string
	Mistakes []Finding // of the files
}

// MarkdownFailure writes, in the place of a plan that could not be made, why: a comment
// that showed an older plan would be approved for the new one.
func MarkdownFailure(w io.Writer, f Failure, o MarkdownOptions) error {
	o.Label = cmp.Or(o.Label, defaultLabel)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n## IAM plan", Marker(f.Account, o.Label))
	if f.Account != "" {
		b.WriteString(" for " + code(f.Account))
	}
	if o.Label != defaultLabel {
		fmt.Fprintf(&b, " (%s)", code(o.Label))
	}
	fmt.Fprintf(&b, ": failed\n\n%s**There is no plan.** Nobody knows what this would change: do not approve it.\n", caution)
	if f.Message != "" {
		message, hint := clip(Clean(f.Message), maxReason), clip(Clean(f.Hint), maxReason)
		b.WriteString("\n- " + withHint("**error** "+prose(message), hint) + "\n")
	}
	b.WriteString(mistakesWithin(f.Mistakes, o.MaxBytes-b.Len()-reservedSection, o.MaxBytes == 0))
	_, err := io.WriteString(w, b.String())
	return err
}

// maxReason is how long a message may be that says why there is no plan, so that it has
// room in MinMarkdown, whatever it is made of. The log of the job has all of it.
const maxReason = 400

// mistakesWithin lists as many mistakes as there is room for, and counts the rest.
func mistakesWithin(mistakes []Finding, room int, all bool) string {
	if len(mistakes) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n### " + Count(len(mistakes), "mistake") + "\n\n")
	for i, m := range mistakes {
		text := "- " + withHint(prose(m.Message)+at(m.At, m.InBase), m.Hint)
		if room -= len(text) + 1; room < 0 && !all {
			fmt.Fprintf(&b, "- and %s, which the log of the job has\n", Count(len(mistakes)-i, "more mistake"))
			break
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}

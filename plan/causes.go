package plan

import (
	"fmt"
	"slices"
	"strings"
)

// causeWords say how many changes were brought about by what.
var causeWords = []struct{ cause, one, more string }{
	{causeEdit, "is an edit of the files", "are edits of the files"},
	{causeDrift, "is drift", "are drift"},
	{causeBoth, "is both", "are both"},
	{causeExpiry, "comes from a day that has ended", "come from days that have ended"},
}

// causeBoth is said of an object of which one field was edited and another has drifted.
const causeBoth = "both"

// split says what brought the changes of the summary about, where that is known and not
// an edit of the files alone; "" where there is nothing to say.
func (p Plan) split() string {
	counts := map[string]int{}
	for _, c := range p.Changes {
		counts[c.countedAs()]++
	}
	if counts[""] > 0 || counts[causeEdit] == len(p.Changes) {
		return ""
	}
	var parts []string
	for _, w := range causeWords {
		if n := counts[w.cause]; n == 1 {
			parts = append(parts, "1 "+w.one)
		} else if n > 1 {
			parts = append(parts, fmt.Sprintf("%d %s", n, w.more))
		}
	}
	last := parts[len(parts)-1]
	if len(parts) > 1 {
		last = strings.Join(parts[:len(parts)-1], ", ") + " and " + last
	}
	return " Of these changes, " + last + "."
}

// countedAs is the cause of a change, or causeBoth.
func (c Change) countedAs() string {
	if c.Cause == causeEdit && slices.ContainsFunc(c.Fields, func(f Field) bool { return f.Cause == causeDrift }) {
		return causeBoth
	}
	return c.Cause
}

package plan

import (
	"slices"
	"strings"
	"unicode/utf8"

	"iamsync/spec"
)

// fewOwners is how many objects may change until what happens to each is folded away.
const fewOwners = 6

// causes are the sections of changes, each with what brought them about. Causes are known
// where the files were compared with those of before.
var causes = []struct{ cause, title, intro string }{
	{"", "Changes", ""},
	{causeEdit, "Edits of the files", ""},
	{causeDrift, "Drift", "Not edited here: the account was changed by hand, or something that was merged is not applied yet; it becomes what the files say. " +
		"To keep what was made by hand, write it into the files: `iamsync adopt` does it."},
	{causeExpiry, "Ended", "Not edited here: the day has come until which this was wanted."},
}

// changes are sections of what happens to each object, by what brought it about.
func (m *markdown) changes() []section {
	var all []section
	for _, c := range causes {
		s := section{title: c.title, intro: c.intro, share: 1}
		var groups [][]Change
		for _, group := range m.groups {
			if caused := causedBy(c.cause, group); caused != nil {
				groups = append(groups, caused)
			}
		}
		for _, group := range groups {
			s.entries = append(s.entries, entry{noun: string(group[0].Owner.Kind) + " in detail", text: block(group, len(groups) <= fewOwners)})
		}
		all = append(all, s)
	}
	return all
}

// causedBy returns the changes, or the fields of them, that have a cause.
func causedBy(cause string, group []Change) []Change {
	var some []Change
	for _, c := range group {
		fields := slices.DeleteFunc(slices.Clone(c.Fields), func(f Field) bool { return f.Cause != "" && f.Cause != cause })
		switch {
		case c.Before == nil || c.After == nil || len(c.Fields) == 0:
			if c.Cause == cause {
				some = append(some, c)
			}
		case len(fields) > 0 && (c.Cause == cause || len(fields) < len(c.Fields) || c.Fields[0].Cause == cause):
			c.Fields, c.Cause = fields, cause
			some = append(some, c)
		}
	}
	return some
}

// block is what happens to one object and to what belongs to it.
func block(changes []Change, open bool) string {
	changes = renewals(changes)
	owner, verb := changes[0].Owner, Update
	if changes[0].ID == owner {
		verb = changes[0].Verb
	}
	heading := "<b>" + string(verb) + "</b> " + string(owner.Kind) + " " + htmlCode(owner.Name)
	if access := accessOfBlock(changes); access != "" {
		heading += ": " + access
	}
	if at := changes[0].At; at.File != "" {
		heading += " · " + htmlCode(at.String())
	}
	details := "<details>"
	if open {
		details = "<details open>"
	}
	text := details + "<summary>" + heading + "</summary>\n\n"
	if lines := blockLines(owner, changes); len(lines) > 0 {
		text += fence("diff", lines, "") + "\n"
	}
	return text + "</details>\n"
}

// accessOfBlock says what changed documents do to access, each once.
func accessOfBlock(changes []Change) string {
	var all []string
	for _, c := range changes {
		for _, f := range c.Fields {
			if !f.isDocument() || f.Renewed {
				continue
			}
			if access, _ := sayDocument(f); access != "" && !slices.Contains(all, access) {
				all = append(all, access)
			}
		}
	}
	return strings.Join(all, ", ")
}

func blockLines(owner spec.ID, changes []Change) []string {
	var rows []row
	for _, c := range changes {
		if c.ID != owner {
			rows = append(rows, edgeRow(c))
			continue
		}
		for _, f := range c.allFields() {
			rows = append(rows, fieldRow(f))
		}
	}
	width := 0
	for _, r := range rows {
		width = max(width, utf8.RuneCountInString(r.label))
	}
	var lines []string
	for _, r := range rows {
		lines = append(lines, diffLines([]string{r.sign.Sign() + " " + pad(r.label, width) + "  " + Clean(r.value)}, "")...)
		lines = append(lines, diffLines(r.lines, "    ")...)
	}
	return lines
}

// diffLines are lines that begin with a sign and a space, as they are coloured in a
// comparison: there, what changes is a !. What follows the sign is moved in.
func diffLines(lines []string, margin string) []string {
	var out []string
	for _, l := range lines {
		sign, rest, _ := strings.Cut(Clean(l), " ")
		if sign == Update.Sign() {
			sign = "!"
		}
		out = append(out, strings.TrimRight(sign+" "+margin+rest, " "))
	}
	return out
}

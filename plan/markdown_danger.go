package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// What is counted of the sections that a reviewer should read first.
const (
	refusalNoun  = "reason to refuse it"
	settingNoun  = "edit of what guards it"
	deletionNoun = "object with deletions"
	widenedNoun  = "object with wider access"
)

// settings are the edits of what guards the plan, ahead of all that it may have let through.
func (m *markdown) settings() section {
	s := section{title: "Edited: what guards this plan, or says what it may touch", ahead: true}
	for _, e := range m.plan.Settings {
		brief := e
		brief.Before, brief.After = clip(e.Before, maxBrief), clip(e.After, maxBrief)
		s.entries = append(s.entries, entry{noun: settingNoun, text: edited(e), brief: edited(brief)})
	}
	return s
}

// maxBrief is how much of a text an entry in brief has.
const maxBrief = 60

func edited(e Setting) string {
	text := "- " + code(e.Key) + ": "
	switch {
	case e.Before == "":
		text += "now " + code(e.After)
	case e.After == "":
		text += "not written any more; it was " + code(e.Before)
	default:
		text += code(e.Before) + " → " + code(e.After)
	}
	return text + at(e.At, e.InBase) + "\n"
}

// at is the place of something in the files, or in those of base, "" where it has none.
func at(p spec.Position, base InBase) string {
	switch {
	case base.File != "":
		return " · " + code(spec.Position(base).String()) + ofBase
	case p.File != "":
		return " · " + code(p.String())
	default:
		return ""
	}
}

func (m *markdown) refused() section {
	return section{title: "Refused", entries: noted(m.plan.Refused, refusalNoun), ahead: true, share: 2}
}

func (m *markdown) findings() section {
	list := slices.Clone(m.plan.Findings)
	slices.SortStableFunc(list, func(a, b Finding) int { return cmp.Compare(severityRank[a.Severity], severityRank[b.Severity]) })
	return section{title: "Findings", entries: noted(list, "finding"), share: 2}
}

var (
	severityRank  = map[Severity]int{Err: 0, Warning: 1, Info: 2}
	severityWords = map[Severity]string{Err: "error", Warning: "warning", Info: "note"}
)

func noted(list []Finding, noun string) []entry {
	var entries []entry
	for _, f := range list {
		head := fmt.Sprintf("**%s** %s: ", severityWords[f.Severity], code(f.Code))
		entries = append(entries, entry{
			noun: noun, text: "- " + withHint(head+prose(f.Message)+at(f.At, f.InBase), f.Hint) + "\n",
			brief: "- " + head + prose(clip(Clean(f.Message), maxClip)) + at(f.At, f.InBase) + "\n",
		})
	}
	return entries
}

// fate is what becomes of an object of the section about deletions, in words ahead of its
// kind where only names have room.
type fate string

const (
	fateGone  fate = ""
	fateAgain fate = "deleted and created again: "
	fateLoses fate = "loses something of its own: "
)

var fates = []fate{fateGone, fateAgain, fateLoses}

// deletions are the objects that are deleted or deleted and created again, and those
// that lose something of their own, such as an inline policy.
func (m *markdown) deletions() section {
	s := section{title: "Deleted"}
	for _, group := range m.groups {
		owner := group[0].Owner
		var gone []string
		verb, cause := Update, ""
		for _, c := range group {
			switch {
			case c.After != nil || c.Verb != Delete:
			case c.ID == owner && !c.Replaces.IsZero():
				verb = replace
			case c.ID == owner:
				verb, cause = Delete, causeOf(c)
			default:
				label, value := kinds[c.ID.Kind].says(c.Before)
				gone = append(gone, strings.TrimSpace(edgeWord(label)+" "+codeOf(value))+causeOf(c))
			}
		}
		if verb == Update && gone == nil {
			continue
		}
		text, f := "- "+string(owner.Kind)+" "+code(owner.Name)+cause, fateGone
		switch verb {
		case replace:
			text, f = text+", **deleted and created again**", fateAgain
		case Update:
			f = fateLoses
		}
		if gone != nil {
			text += map[bool]string{true: " loses ", false: ", with "}[verb == Update] + strings.Join(gone, ", ")
		}
		s.entries = append(s.entries, entry{noun: deletionNoun, id: owner, fate: f, text: text + "\n"})
	}
	return s
}

// codeOf is code, or nothing where there is nothing.
func codeOf(s string) string {
	if s == "" {
		return ""
	}
	return code(s)
}

// causeOf says what brought a change about, unless that is an edit or not known.
func causeOf(c Change) string {
	if c.Cause == "" || c.Cause == causeEdit {
		return ""
	}
	return " (" + c.Cause + ")"
}

// edgeWord says what an edge is called in a sentence.
func edgeWord(label string) string {
	if label == "inline" {
		return "inline policy"
	}
	return label
}

// widened are the objects that may be able to do more, and why.
func (m *markdown) widened() section {
	s := section{title: "Wider access", share: 2}
	for _, group := range m.groups {
		if group[0].ID == group[0].Owner && group[0].After == nil && group[0].Replaces.IsZero() {
			continue // who goes can do nothing
		}
		var reasons, lines []string
		for _, c := range renewals(group) {
			reason, statements := widens(c)
			if reason != "" {
				reasons, lines = append(reasons, reason+causeOf(c)), append(lines, statements...)
			}
		}
		if reasons == nil {
			continue
		}
		head := fmt.Sprintf("- %s %s ", group[0].Owner.Kind, code(group[0].Owner.Name))
		text := head + strings.Join(reasons, "; ") + "\n"
		if lines != nil {
			text += fence("diff", lines, "  ")
		}
		s.entries = append(s.entries, entry{noun: widenedNoun, id: group[0].Owner, text: text, brief: head + someOf(reasons) + "\n"})
	}
	return s
}

// someOf joins reasons, as many of them as an entry in brief has room for.
func someOf(reasons []string) string {
	const room = 600
	text := reasons[0]
	for i, r := range reasons[1:] {
		if len(text)+len(r) > room {
			return text + "; and " + Count(len(reasons)-1-i, "more reason")
		}
		text += "; " + r
	}
	return text
}

// widens says how a change gives access, or may, and which statements do.
func widens(c Change) (reason string, lines []string) {
	if c.ID != c.Owner && c.Verb != Update && c.Verb != replace {
		return edgeWidens(c), nil
	}
	if text := lets(c.Before, c.After); text != "" || c.Before == nil {
		return text, nil
	}
	var reasons []string
	if c.Access.Gives() && c.Verb != replace {
		reasons = append(reasons, boundaryWidens(c))
	}
	for _, f := range c.Fields {
		before, after := f.documents()
		switch {
		case f.isDocument() && !f.Renewed && !before.IsZero() && !after.IsZero():
			d := policy.Compare(before, after)
			if !d.Access.Gives() {
				continue
			}
			reasons = append(reasons, ownerOf(c)+documentAccess[d.Access])
			d.Statements = slices.DeleteFunc(d.Statements, func(s policy.StatementDifference) bool { return !s.Access.Gives() })
			d.Fields = slices.DeleteFunc(d.Fields, func(policy.FieldDifference) bool { return len(d.Statements) > 0 })
			lines = append(lines, diffLines(differenceLines(d), "")...)
		case (decidesTokens[f.Path[0]] || f.Path[0] == "role") && !f.Renewed && f.After != nil:
			reasons = append(reasons, "gets something more of its "+code(f.Path[0]))
		}
	}
	return strings.Join(reasons, "; "), lines
}

// ownerOf says which document it is.
func ownerOf(c Change) string {
	switch {
	case c.ID != c.Owner:
		return "inline policy " + code(c.After.(spec.Inline).Name) + " "
	case kinds[c.ID.Kind].trusts:
		return "lets in others: its trust policy "
	default:
		return ""
	}
}

func edgeWidens(c Change) string {
	if !c.Access.Gives() {
		return ""
	}
	label, value := kinds[c.ID.Kind].says(cmp.Or(c.After, c.Before))
	what := edgeWord(label) + " " + code(value)
	if c.After == nil {
		return "loses " + what + ", which denies"
	}
	return "gets " + what + brought(c)
}

func boundaryWidens(c Change) string {
	before, _ := callerOf(c.Before)
	after, _ := callerOf(c.After)
	if after.boundary == "" {
		return "loses its boundary " + code(policyName(before.boundary))
	}
	more := map[policy.Access]string{policy.Widens: ", which allows more", policy.Both: ", which may allow more"}
	return "gets another boundary: " + code(policyName(after.boundary)) + more[c.Access]
}

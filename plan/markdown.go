package plan

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"iamsync/spec"
)

// MarkdownOptions say how a plan is written for a comment on a pull request.
type MarkdownOptions struct {
	Source string // where the desired state was read from
	Label  string // what tells the plan from others of the account: see IsLabel
	Whole  string // where the whole plan is, in words, where it is cut
	// MaxBytes is how long the text may be; 0 is as long as it gets.
	MaxBytes int
}

// MinMarkdown is the least MaxBytes: it has room for the summary and for what is said of
// all that has no room.
const MinMarkdown = 4000

// defaultLabel is that of a plan that was given none.
const defaultLabel = "plan"

// Markdown writes the plan for a reviewer: the verdict, then what is dangerous, then
// everything by owner. What has no room is left out object by object, the last first, and
// the top says so; the summary and the names of what is deleted are never left out.
func Markdown(w io.Writer, p Plan, o MarkdownOptions) error {
	o.Label = cmp.Or(o.Label, defaultLabel)
	m := &markdown{plan: p, options: o, groups: p.byOwner()}
	_, err := io.WriteString(w, m.fit())
	return err
}

type markdown struct {
	plan    Plan
	options MarkdownOptions
	groups  [][]Change
}

// section is a part of the page. Its entries are shown in full, in brief or not at all.
type section struct {
	title, intro string
	entries      []entry
	ahead        bool // of the deletions
	share        int  // of what is left it may take one part of so many; 0 and 1 are all
}

// entry is what a section says of one object.
type entry struct {
	noun  string  // what is counted where it is left out
	id    spec.ID // of the object, where the names are listed at least
	fate  fate    // of what is deleted
	text  string
	brief string // the same with less room; "" where it is the text
}

func (s section) head() string {
	text := "\n### " + s.title + "\n\n"
	if s.intro != "" {
		text += s.intro + "\n\n"
	}
	return text
}

// sections are those after the deletions, in their order.
func (m *markdown) sections() []section {
	return slices.DeleteFunc(append([]section{
		m.settings(), m.refused(), m.widened(), m.findings(), m.graph(),
	}, m.changes()...), func(s section) bool { return len(s.entries) == 0 })
}

// head is the marker, the verdict and where all that comes from.
func (m *markdown) head() string {
	var b strings.Builder
	p := m.plan
	fmt.Fprintf(&b, "%s\n## IAM plan for %s", Marker(p.Account.ID, m.options.Label), code(p.Account.ID))
	if m.options.Label != defaultLabel {
		fmt.Fprintf(&b, " (%s)", code(m.options.Label))
	}
	fmt.Fprintf(&b, ": %s\n\n%s\n\n", m.verdict(), m.counts())
	switch {
	case p.Caller != "":
		fmt.Fprintf(&b, "- planned as %s\n", code(clip(p.Caller, maxClip)))
	case p.Source != "":
		fmt.Fprintf(&b, "- by %s\n", code(clip(p.Source, maxClip)))
	default:
		b.WriteString("- by the files alone\n")
	}
	if m.options.Source != "" {
		fmt.Fprintf(&b, "- from %s\n", prose(clip(m.options.Source, maxClip)))
	}
	if p.Digest != "" {
		fmt.Fprintf(&b, "- digest %s\n", code(p.Digest))
	}
	return b.String()
}

// caution begins a block that stands out on GitHub and GitLab.
const caution = "> [!CAUTION]\n> "

func (m *markdown) verdict() string {
	switch {
	case len(m.plan.Refused) > 0:
		return "refused"
	case m.plan.Empty():
		return "no changes"
	default:
		return Count(len(m.plan.Changes), "change")
	}
}

// counts says what the plan does, and what to look at, in paragraphs.
func (m *markdown) counts() string {
	s := m.plan.Summary()
	does, unmanaged := "**"+s.String()+".**"+m.plan.split(), ""
	if s.Unmanaged > 0 {
		unmanaged = Count(s.Unmanaged, "object") + " of the account unmanaged."
	}
	var verdict string
	switch {
	case len(m.plan.Refused) > 0 && m.plan.Empty():
		verdict, does = caution+"**Refused.** Nothing is applied.", ""
	case len(m.plan.Refused) > 0:
		verdict = caution + "**Refused.** None of this is applied as it is."
	case m.plan.Empty():
		does = "**No changes.** " + prose(clip(m.plan.noChanges(), maxClip))
	}
	return joinSaid("\n\n", verdict, joinSaid(" ", does, unmanaged), m.look())
}

// look counts what is dangerous, whether or not there is room to show it.
func (m *markdown) look() string {
	var parts []string
	for _, n := range []struct {
		count int
		noun  string
	}{
		{len(m.plan.Refused), refusalNoun},
		{len(m.plan.Settings), settingNoun},
		{len(m.deletions().entries), deletionNoun},
		{len(m.widened().entries), widenedNoun},
		{m.count(Warning), "warning"},
		{m.count(Info), "note"},
	} {
		if n.count > 0 {
			parts = append(parts, countOf(n.count, n.noun))
		}
	}
	switch {
	case parts != nil:
		return "Look at: " + strings.Join(parts, ", ") + "."
	case m.plan.Empty():
		return ""
	default:
		return "Nothing is deleted, and nothing gets wider access."
	}
}

func (m *markdown) count(s Severity) int {
	n := 0
	for _, f := range m.plan.Findings {
		if f.Severity == s || s == Warning && f.Severity == Err {
			n++
		}
	}
	return n
}

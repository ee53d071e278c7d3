package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"iamsync/spec"
)

// What a page has room for:
//
//	marker, verdict, counts             always
//	what is left out                    where anything is
//	deletions                           always: in full, or else as names
//	settings                            as far as there is room
//	refusals, widened access, findings,
//	a graph                             at most half of what is left, each
//	changes by owner                    all that is left
//
// Within a section all entries come in brief before any comes in full, and one that has no
// room takes none from those behind it: else whoever writes the files could hide one entry
// behind another. Where not even the names of what is deleted have room, the top says so,
// and how many.

// reserved is room for what is said of all that is left out, and of each section.
const (
	reserved        = 1400
	reservedSection = 120
)

// fit writes the page.
func (m *markdown) fit() string {
	head, deletions, rest := m.head(), m.deletions(), m.sections()
	all := append([]section{deletions}, rest...)
	if whole := head + m.body(all); m.options.MaxBytes == 0 || len(whole) <= m.options.MaxBytes {
		return whole
	}
	room := max(m.options.MaxBytes, MinMarkdown) - len(head) - reserved
	cut := omitted{of: map[string]int{}}
	named := m.deleted(deletions, &room, &cut)
	shown := make([]string, len(rest))
	for i, s := range rest {
		shown[i] = s.within(&room, &cut)
	}
	return head + cut.notice(m.options.Whole) + m.inOrder(named, rest, shown)
}

// body writes sections in full, the deletions in their place.
func (m *markdown) body(all []section) string {
	texts := make([]string, len(all))
	for i, s := range all {
		if len(s.entries) > 0 {
			texts[i] = s.head() + joined(s.entries)
		}
	}
	return m.inOrder(texts[0], all[1:], texts[1:])
}

// inOrder puts the deletions behind what is edited of guards and what refuses the plan.
func (m *markdown) inOrder(deletions string, sections []section, texts []string) string {
	at := slices.IndexFunc(sections, func(s section) bool { return !s.ahead })
	if at < 0 {
		at = len(texts)
	}
	return strings.Join(texts[:at], "") + deletions + strings.Join(texts[at:], "")
}

func joined(entries []entry) string {
	var b strings.Builder
	for _, e := range entries {
		b.WriteString(e.text)
	}
	return b.String()
}

// within writes as much of a section as there is room for.
func (s section) within(room *int, cut *omitted) string {
	left := *room
	if s.share > 1 {
		left /= s.share
	}
	left -= len(s.head()) + reservedSection
	text, hidden := s.choose(&left, cut)
	for _, e := range hidden {
		cut.add(e.noun)
	}
	named, n := nameLines("", hidden, (*room-len(s.head())-len(text)-reservedSection)/2)
	if text+named == "" {
		return ""
	}
	if rest := len(hidden); rest > 0 {
		text += fmt.Sprintf("\n**%d more of %d are not shown here%s.**\n%s", rest, len(s.entries), pick(n == rest, ", but for their names", ""), named)
	}
	text = s.head() + text
	*room -= len(text)
	return text
}

// choose writes the entries that have room, in full or in brief, and returns those that
// have not.
func (s section) choose(left *int, cut *omitted) (text string, hidden []entry) {
	texts := make([]string, len(s.entries))
	for i, e := range s.entries {
		if brief := cmp.Or(e.brief, e.text); len(brief) <= *left {
			texts[i] = brief
			*left -= len(brief)
		}
	}
	for i, e := range s.entries {
		more := len(e.text) - len(texts[i])
		switch {
		case texts[i] == "":
			hidden = append(hidden, e)
		case more <= *left:
			texts[i] = e.text
			*left -= more
		default:
			cut.add(e.noun + " in full")
		}
	}
	return strings.Join(texts, ""), hidden
}

// nameLines lists the objects of entries by their kinds, a line each, as far as there is room,
// and returns how many of them.
func nameLines(what string, entries []entry, room int) (text string, n int) {
	kind := spec.Kind("")
	for _, e := range entries {
		name := ", " + code(e.id.Name)
		if e.id.Kind != kind {
			name = "\n- " + what + string(e.id.Kind) + " " + code(e.id.Name)
		}
		if e.id.IsZero() || len(text)+len(name)+1 > room {
			break
		}
		text, kind, n = text+name, e.id.Kind, n+1
	}
	if text != "" {
		text += "\n"
	}
	return text, n
}

// deleted writes the deletions in full where there is room for them, or else the names of
// those that go, of those that are created again and of those that only lose something.
func (m *markdown) deleted(s section, room *int, cut *omitted) string {
	if len(s.entries) == 0 {
		return ""
	}
	if full := s.head() + joined(s.entries); len(full) <= *room {
		*room -= len(full)
		return full
	}
	text, left := strings.TrimSuffix(s.head(), "\n"), len(s.entries)
	for _, f := range fates {
		some := slices.DeleteFunc(slices.Clone(s.entries), func(e entry) bool { return e.fate != f })
		named, n := nameLines(string(f), some, *room-len(text))
		text, left = strings.TrimSuffix(text, "\n")+named, left-n
	}
	if left > 0 {
		cut.deletions, cut.allDeletions = left, len(s.entries)
	}
	*room -= len(text)
	return text
}

// omitted counts what has no room.
type omitted struct {
	of                      map[string]int // by their nouns
	nouns                   []string       // in their order
	deletions, allDeletions int
}

func (o *omitted) add(noun string) {
	if o.of[noun] == 0 {
		o.nouns = append(o.nouns, noun)
	}
	o.of[noun]++
}

// notice says at the top what is left out.
func (o *omitted) notice(whole string) string {
	var b strings.Builder
	b.WriteString("\n" + caution + "**This is not the whole plan. Do not approve it unread.**\n")
	if o.deletions > 0 {
		fmt.Fprintf(&b, "> **%d of %d objects that lose something by deletion are not even named here.**\n", o.deletions, o.allDeletions)
	}
	var parts []string
	for _, noun := range o.nouns {
		parts = append(parts, countOf(o.of[noun], noun))
	}
	if parts != nil {
		fmt.Fprintf(&b, "> Not shown: %s.\n", strings.Join(parts, ", "))
	}
	if whole != "" {
		fmt.Fprintf(&b, "> The whole plan: %s\n", prose(clip(whole, maxClip)))
	}
	return b.String()
}

// countOf is Count for nouns of which not all take an s at the end: "2 policies", "3
// reasons to refuse it".
func countOf(n int, noun string) string {
	first, rest, _ := strings.Cut(noun, " ")
	switch {
	case n == 1:
	case strings.HasSuffix(first, "y"):
		first = strings.TrimSuffix(first, "y") + "ies"
	default:
		first += "s"
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s %s", n, first, rest))
}

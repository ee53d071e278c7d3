package spec

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// entry is an element of a list of groups, members or policies: a name, and what
// else is said about it.
type entry struct {
	word
	until Day // the last day on which it is wanted
}

// entryDecl is an entry that is written as a mapping.
type entryDecl struct {
	name  *word
	until Day
}

// entryFields are the keys of such a mapping in a list of names.
var entryFields = entryTable((*reader).word)

// policyEntryFields are its keys in a list of policies, which may be named by
// ARNs that mention the partition.
var policyEntryFields = entryTable((*reader).phrase)

func entryTable(name func(*reader, *yaml.Node) *word) []field[entryDecl] {
	return []field[entryDecl]{
		{"name", nameShape, "the name of what is meant; of a policy, or its ARN", func(r *reader, n *yaml.Node, e *entryDecl) { e.name = name(r, n) }},
		{"expires", dayShape, "the last day on which it is wanted, in UTC", func(r *reader, n *yaml.Node, e *entryDecl) { e.until = r.day(n) }},
	}
}

// members reads a list of names, or of mappings with a name.
func (r *reader) members(n *yaml.Node, each string) []entry {
	return r.list(n, each, "a membership", r.word, entryFields)
}

// policies reads a list of names and ARNs, or of mappings with one.
func (r *reader) policies(n *yaml.Node) []entry {
	return r.list(n, "the name or ARN of a policy", "an attached policy", r.phrase, policyEntryFields)
}

// list reads a list of entries, each of them once. Each calls an entry in
// messages, and of one that is a mapping.
func (r *reader) list(n *yaml.Node, each, of string, plain func(*yaml.Node) *word, table []field[entryDecl]) []entry {
	ends := map[Position]Day{}
	words := r.words(n, each, func(e *yaml.Node) *word {
		if e.Kind != yaml.MappingNode {
			return plain(e)
		}
		var decl entryDecl
		fields(r, e, of, table, &decl)
		if decl.name != nil && decl.until != "" {
			ends[decl.name.at] = decl.until
			r.end(decl.name.at, decl.until, fmt.Sprintf("%s, %q,", of, decl.name.text))
		}
		return decl.name
	})
	entries := make([]entry, 0, len(words))
	for _, w := range words {
		entries = append(entries, entry{w, ends[w.at]})
	}
	return entries
}

// checkMembership demands that a membership that both ends list ends on one day:
// it is wanted as long as either wants it, so that the other would say what is
// not so.
func (l *loader) checkMembership(user, group string, e entry) {
	id := MembershipID(user, group)
	first, twice := l.memberships[id]
	if !twice {
		l.memberships[id] = e
		return
	}
	if first.until != e.until {
		l.failAt(e.at, "write the same in both places, or in one of them alone", "user %q is in group %q %s here, and %s at %s",
			user, group, e.until.words(), first.until.words(), first.at)
	}
}

func (d Day) words() string {
	if d == "" {
		return "without an end"
	}
	return "until " + string(d)
}

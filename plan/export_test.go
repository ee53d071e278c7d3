package plan

import (
	"fmt"
	"slices"

	"iamsync/spec"
)

// CheckKind reports what the row of a kind in the table of kinds lacks.
func CheckKind(kind spec.Kind) error {
	row, found := kinds[kind]
	entity := row.path != nil
	onlyGoes := row.leaves > 0 // credentials are never made here
	for name, missing := range map[string]bool{
		"a row":                      !found,
		"verbs":                      row.appears == "" && !onlyGoes || row.vanishes == "",
		"compare":                    row.compare == nil,
		"how it is read again":       row.revive == nil,
		"create":                     row.create == nil && row.missing == nil && !onlyGoes,
		"remove":                     row.remove == nil,
		"what it counts as (counts)": !entity && !onlyGoes && row.counts == nil,
		"when it goes (goes)":        !entity && row.goes == nil,
		"where it is listed":         !entity && row.listed == nil,
		"how it is called (says)":    !entity && row.says == nil,
		"what it leads to":           !entity && !onlyGoes && row.document == nil && row.attaches == nil && row.joins == nil,
		"a zero":                     entity && row.zero == nil,
		"update":                     row.zero != nil && row.update == nil,
	} {
		if missing {
			return fmt.Errorf("kind %s lacks %s in plan's table of kinds", kind, name)
		}
	}
	for _, field := range spec.Ignorable(kind) {
		if row.fields[field] == nil && !isListed(kind, field) {
			return fmt.Errorf("kind %s can ignore %s, and plan does not know how", kind, field)
		}
	}
	return checkRename(kind)
}

// isListed reports whether a field of the kind lists edges.
func isListed(kind spec.Kind, field spec.Field) bool {
	owner := spec.ID{Kind: kind, Name: "x"}
	edges := []spec.Resource{spec.Attachment{Principal: owner}, spec.Inline{Principal: owner}, spec.Membership{User: "x", Group: "x"}}
	return slices.ContainsFunc(edges, func(edge spec.Resource) bool {
		return slices.Contains(kinds[edge.ID().Kind].listed(edge), listing{owner, field})
	})
}

// checkRename reports whether an update makes the call that renames.
func checkRename(kind spec.Kind) error {
	if !spec.Renamable(kind) {
		return nil
	}
	zero := kinds[kind].zero
	old, id := zero.ID(), spec.ID{Kind: kind, Name: "new"}
	c := Change{ID: id, Before: zero, After: zero.Renamed(spec.Renames{old: id})}
	if calls := kinds[kind].update(c, context{}); len(calls) == 0 || !calls[0].Renames {
		return fmt.Errorf("kind %s can be renamed, and its first call is not that: %v", kind, calls)
	}
	return nil
}

// FlatDiff is what the library says of two resources of one kind.
var FlatDiff = flat

// ActsOn says on which kind each action acts.
var ActsOn = actsOn

// Golden reports whether golden files are to be written anew.
func Golden() bool { return *update }

// ReadUndoContent reads what an undo file holds, without its sum.
var ReadUndoContent = readContent

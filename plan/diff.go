package plan

import (
	"cmp"
	"maps"
	"slices"

	"iamsync/spec"
)

// changesBetween compares two complete states: what is in desired and not live
// is created, what is live and not desired is deleted, and what is in both is
// compared field by field. Which resources there are is decided by our own sets
// of keys.
func changesBetween(desired, live spec.State) []Change {
	var changes []Change
	for _, id := range union(desired, live) {
		before, after := live.Resources[id], desired.Resources[id]
		c := Change{ID: id, Before: before, After: after, Owner: cmp.Or(after, before).Owner()}
		switch kind := kinds[id.Kind]; {
		case before == nil:
			c.Verb = kind.appears
		case after == nil:
			c.Verb = kind.vanishes
		default:
			c.Verb, c.Fields = Update, kind.compare(before, after)
			if len(c.Fields) == 0 {
				continue
			}
		}
		c.At = cmp.Or(desired.At[id], desired.At[c.Owner])
		changes = append(changes, c)
	}
	return changes
}

// Same reports whether two resources of one kind differ in nothing that a plan
// would change.
func Same(a, b spec.Resource) bool {
	return a.ID() == b.ID() && len(kinds[a.ID().Kind].compare(a, b)) == 0
}

// union returns the IDs of both states in the plan's order.
func union(a, b spec.State) []spec.ID {
	ids := slices.AppendSeq(make([]spec.ID, 0, len(a.Resources)), maps.Keys(a.Resources))
	for id := range b.Resources {
		if _, both := a.Resources[id]; !both {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, compareIDs)
	return ids
}

// compareIDs orders by the table of kinds, then by name.
func compareIDs(a, b spec.ID) int {
	if a.Kind == b.Kind {
		return cmp.Compare(a.Name, b.Name)
	}
	return cmp.Compare(kinds[a.Kind].rank, kinds[b.Kind].rank)
}

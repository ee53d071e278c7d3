package plan

import (
	"slices"

	"iamsync/spec"
)

// changesBetween compares two complete states: what is in desired and not live is created,
// what is live and not desired is deleted, and what is in both is compared field
// by field. Which resources there are is decided by our own sets of keys.
func changesBetween(desired, live spec.State) []Change {
	var changes []Change
	for _, id := range union(desired, live) {
		after, before := desired.Resources[id], live.Resources[id]
		c := Change{ID: id, Before: before, After: after, At: desired.At[id]}
		switch {
		case before == nil:
			c.Verb, c.Owner = kinds[id.Kind].appears, after.Owner()
		case after == nil:
			c.Verb, c.Owner = kinds[id.Kind].vanishes, before.Owner()
		default:
			c.Verb, c.Owner, c.Fields = Update, after.Owner(), kinds[id.Kind].compare(before, after)
			if len(c.Fields) == 0 {
				continue
			}
		}
		changes = append(changes, c)
	}
	return changes
}

func union(a, b spec.State) []spec.ID {
	ids := make([]spec.ID, 0, len(a.Resources)+len(b.Resources)/8)
	for id := range a.Resources {
		ids = append(ids, id)
	}
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
	if a.Kind != b.Kind {
		return kinds[a.Kind].rank - kinds[b.Kind].rank
	}
	return spec.Compare(a, b)
}

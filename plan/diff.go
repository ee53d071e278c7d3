package plan

import (
	"cmp"
	"slices"

	"iamsync/spec"
)

// changesBetween compares two complete states: what is in desired and not live
// is created, what is live and not desired is deleted, and what is in both is
// compared field by field. Which resources there are is decided by our own sets
// of keys. The live state has the new names of what is renamed; the old ones are
// handed in, and so are the desired resources that can differ. What is renewed because
// of a replacement is deleted and created.
func changesBetween(desired, live spec.State, open []spec.ID, renamed spec.Renames, replaced set) []Change {
	var changes []Change
	stay := len(desired.Resources)
	for _, id := range open {
		before, after := live.Resources[id], desired.Resources[id]
		if after == nil { // it was refused
			continue
		}
		if before == nil {
			changes = append(changes, Change{ID: id, Verb: kinds[id.Kind].appears, After: after})
			stay--
			continue
		}
		if len(replaced) > 0 && replaced.renews(after) {
			changes = append(changes, Change{ID: id, Verb: kinds[id.Kind].vanishes, Before: before}, Change{ID: id, Verb: kinds[id.Kind].appears, After: after})
			continue
		}
		fields := kinds[id.Kind].compare(before, after)
		if renewed := kinds[id.Kind].renewed; renewed != nil {
			fields = append(renewed(before, after, replaced), fields...)
		}
		if old, is := renamed[id]; is {
			before, fields = before.Renamed(renamed), append([]Field{nameField(old, id)}, fields...)
		}
		if len(fields) > 0 {
			changes = append(changes, Change{ID: id, Verb: Update, Before: before, After: after, Fields: fields})
		}
	}
	if stay < len(live.Resources) { // most plans delete nothing: there is nothing to look for
		for id, before := range live.Resources {
			if desired.Resources[id] == nil {
				changes = append(changes, Change{ID: id, Verb: kinds[id.Kind].vanishes, Before: before})
			}
		}
	}
	for i := range changes {
		c := &changes[i]
		c.Owner = cmp.Or(c.After, c.Before).Owner()
		c.At = cmp.Or(desired.At[c.ID], desired.At[c.Owner])
		c.UniqueID = live.Facts[c.ID].UniqueID
		c.Replaces = replaced.replacedBy(cmp.Or(c.After, c.Before))
	}
	slices.SortFunc(changes, compareChanges)
	return changes
}

// compareChanges orders by resource; of one that goes and comes back, what goes first.
func compareChanges(a, b Change) int {
	if c := compareIDs(a.ID, b.ID); c != 0 || a.Before != nil == (b.Before != nil) {
		return c
	}
	if a.Before != nil {
		return -1
	}
	return 1
}

// Same reports whether two resources of one kind differ in nothing that a plan
// would change.
func Same(a, b spec.Resource) bool {
	return a.ID() == b.ID() && len(kinds[a.ID().Kind].compare(a, b)) == 0
}

// compareIDs orders by the table of kinds, then by name.
func compareIDs(a, b spec.ID) int {
	if a.Kind == b.Kind {
		return cmp.Compare(a.Name, b.Name)
	}
	return cmp.Compare(kinds[a.Kind].rank, kinds[b.Kind].rank)
}

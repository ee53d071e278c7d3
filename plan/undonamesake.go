package plan

import (
	"fmt"

	"iamsync/spec"
)

// Under the name of who was deleted there can be another by now: the one that an undo has
// created that was killed, or a stranger, who would be given all that the former one had.
// The unique ID is new with both. But an undo makes no credentials, and no edges that
// there were not before.

// Namesakes returns the users who have the name of one that the apply has deleted: what
// credentials they have must be in the live state that is planned with.
func (u Undo) Namesakes(live spec.State) []spec.ID {
	var users []spec.ID
	for _, f := range u.Was {
		if f.ID.Kind == spec.KindUser && u.isNamesake(f, live) {
			users = append(users, f.Was.ID())
		}
	}
	return users
}

// isNamesake reports whether another has the name of an entity that the apply deleted.
func (u Undo) isNamesake(f Former, live spec.State) bool {
	if f.Was == nil || !isEntity(f.ID) || live.Resources[f.Was.ID()] == nil {
		return false
	}
	o := u.Plan.object(f.ID)
	return o.After == nil && o.UniqueID != live.Facts[f.Was.ID()].UniqueID
}

// unlikeFormer says what those have who have the name of who was deleted, and no undo can
// have given them.
func (x *undoing) unlikeFormer() []string {
	var all []string
	namesakes := set{}
	for _, f := range x.undo.Was {
		if x.left(f) == "" && x.undo.isNamesake(f, x.now) {
			namesakes[f.Was.ID()] = true
		}
	}
	for id, r := range x.now.Resources {
		if kinds[id.Kind].create != nil && x.former(id) != nil { // what is else with it, others say
			continue
		}
		for _, entity := range principalsOf(r) {
			if namesakes[entity] {
				all = append(all, fmt.Sprintf("%s is another than the one that would come back: %s is neither what that had, nor what an undo makes", entity, id))
			}
		}
	}
	return all
}

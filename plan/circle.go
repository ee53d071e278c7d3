package plan

import (
	"maps"
	"slices"

	"iamsync/spec"
)

// Roles that trust each other, or themselves, are legal, and none of them can be
// created first. A circle is the largest set of new roles in which each trusts,
// perhaps by way of others, every one: a strongly connected component.

// circle returns the circle that a new role is in, in order, or nil.
func (c context) circle(role spec.Role) []spec.ID {
	forth := c.reach(role.ID())
	if !forth[role.ID()] {
		return nil
	}
	for id := range forth {
		if !c.reach(id)[role.ID()] {
			delete(forth, id)
		}
	}
	return slices.SortedFunc(maps.Keys(forth), compareIDs)
}

// reach returns the new roles that a role trusts, at first hand or by way of others;
// itself only where it is among them.
func (c context) reach(from spec.ID) set {
	reached := set{}
	todo := []spec.ID{from}
	for len(todo) > 0 {
		role, _ := c.desired.Resources[todo[0]].(spec.Role)
		todo = todo[1:]
		for _, id := range role.Trusted {
			if _, isRole := c.desired.Resources[id].(spec.Role); isRole && c.isNew(id) && !reached[id] {
				reached[id] = true
				todo = append(todo, id)
			}
		}
	}
	return reached
}

// isNew reports whether an entity is created by this plan.
func (c context) isNew(id spec.ID) bool { return c.live.Resources[id] == nil || c.replaced[id] }

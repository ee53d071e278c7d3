package plan

import (
	"fmt"
	"slices"

	"iamsync/spec"
)

// copies gives one field of a resource what it has in the account.
type copies func(want, live spec.Resource) spec.Resource

// copying makes a row of a kind's table of fields.
func copying[T spec.Resource](set func(want *T, live T)) copies {
	return func(want, live spec.Resource) spec.Resource {
		w := want.(T)
		set(&w, live.(T))
		return w
	}
}

// listing is a place where a declaration lists an edge.
type listing struct {
	spec.ID // of the entity
	spec.Field
}

// keepIgnored leaves the fields that a declaration ignores as they are.
func (s *settled) keepIgnored(want, live spec.Resource) spec.Resource {
	for _, field := range s.declared.Ignored[want.ID()] {
		if keep := kinds[want.ID().Kind].fields[field]; keep != nil {
			want = keep(want, live)
		}
	}
	return want
}

// goes decides whether a live edge that no file declares is removed. It stays where
// one of those who list it ignores that field, and none of them goes.
func (s *settled) goes(edge spec.Resource) bool {
	kind := kinds[edge.ID().Kind]
	listings := kind.listed(edge)
	doomed := func(l listing) bool { return s.doomed(l.ID) }
	ignores := func(l listing) bool { return s.declared.Ignores(l.ID, l.Field) }
	ignored := slices.IndexFunc(listings, ignores)
	if ignored < 0 || slices.ContainsFunc(listings, doomed) || s.isOver(edge.ID()) {
		return kind.goes(s, edge)
	}
	for _, l := range listings {
		if !ignores(l) && s.isDeclared(l.ID) && !s.declared.LeavesUnsaid(l.ID, l.Field) {
			label, value := kind.says(edge)
			s.find(l.ID, "foreign-member", fmt.Sprintf("%s %s of %s is not written, and stays, since %s ignores %s", label, value, edge.Owner(), listings[ignored].ID, listings[ignored].Field))
		}
	}
	return false
}

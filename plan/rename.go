package plan

import (
	"fmt"
	"maps"
	"slices"

	"iamsync/spec"
)

// A rename keeps everything that an entity has. So it is applied to the live state
// before that is compared: memberships, attachments and all else then have the new
// name on both sides, and what is left to do about them is a change like any other.
//
//	live                     declared                  becomes
//	the old name             renamed_from: old         a rename
//	the new name             renamed_from: old         nothing: it was done
//	neither                  renamed_from: old         a creation
//	both                     renamed_from: old         rename-conflict

// applyRenames gives the live state the new names.
func (s *settled) applyRenames() {
	if len(s.declared.Renamed) == 0 {
		return
	}
	names := map[spec.ID][]spec.ID{} // as IAM tells them apart
	for _, id := range slices.SortedFunc(maps.Keys(s.in.Live.Resources), compareIDs) {
		names[id.Fold()] = append(names[id.Fold()], id)
	}
	renames := spec.Renames{}
	s.renamed, s.retired = spec.Renames{}, spec.Renames{}
	for id, old := range s.declared.Renamed {
		switch {
		case !s.isDeclared(id):
			s.retire(id, old)
		case s.canRename(id, old, names):
			renames[old], s.renamed[id] = id, old
		}
	}
	s.in.Live = s.in.Live.Rename(renames)
}

// applyMoves gives the live trust policies the ARNs that users get with a new path, as
// IAM does.
func (s *settled) applyMoves() {
	paths := map[spec.ID]string{}
	for _, id := range s.open {
		want, isUser := s.declared.Resources[id].(spec.User) // a role cannot be moved, and nobody trusts a group
		if !isUser || s.declared.Ignores(id, spec.FieldPath) {
			continue
		}
		if live, there := s.in.Live.Resources[id].(spec.User); there && live.Path != want.Path {
			paths[id] = want.Path
		}
	}
	s.in.Live = s.in.Live.Relocate(paths)
}

// retire lets an entity go under its old name where it ended before it was renamed.
func (s *settled) retire(id, old spec.ID) {
	if live := s.in.Live.Resources; live[id] == nil && live[old] != nil {
		s.declared.Absent[old] = true
		s.retired[old] = id
	}
}

// canRename reports whether an entity has its old name and can have the new one.
func (s *settled) canRename(id, old spec.ID, names map[spec.ID][]spec.ID) bool {
	if s.in.Live.Resources[old] == nil {
		s.refuseOldCase(id, old, names)
		return false
	}
	taken := slices.IndexFunc(names[id.Fold()], func(other spec.ID) bool { return other != old })
	if taken >= 0 {
		other := names[id.Fold()][taken]
		hint := fmt.Sprintf("take renamed_from out, and see what becomes of %s: declare it, or write ensure: absent", old)
		if s.in.undo != nil {
			hint = fmt.Sprintf("somebody has given that name to another: rename or delete %s first; or let %s keep its name, and all else of it, by scope.ignore in a PATH for this undo", other, old)
		}
		s.refuse(id, "rename-conflict", fmt.Sprintf("%s is renamed from %s, and the account has %s as well", id, old.Name, other), hint)
	}
	return taken < 0
}

// isDisputed reports whether an entity that is to be renamed could not be.
func (s *settled) isDisputed(id spec.ID) bool {
	old, is := s.declared.Renamed[id]
	return is && s.in.Live.Resources[old] != nil
}

// refuseOldCase refuses an old name that the account has in another case: what
// was meant is plain, but a plan says what is there.
func (s *settled) refuseOldCase(id, old spec.ID, names map[spec.ID][]spec.ID) {
	if found := names[old.Fold()]; len(found) > 0 && len(names[id.Fold()]) == 0 {
		s.refuse(id, "name-case", fmt.Sprintf("%s is renamed from %s, which is %s in the account", id, old.Name, found[0].Name),
			"write renamed_from: "+found[0].Name)
	}
}

// namesOf returns the names that an entity had and has.
func (s *settled) namesOf(id spec.ID) []spec.ID {
	if old, is := s.renamed[id]; is {
		return []spec.ID{old, id}
	}
	return []spec.ID{id}
}

func nameField(old, id spec.ID) Field {
	return Field{Path: []string{"name"}, Before: old.Name, After: id.Name}
}

// moveCalls gives an entity its new name and path, in one call. Noun is what the
// IAM API calls the kind in the names of parameters.
func moveCalls(action Action, noun string, c Change) []Call {
	p := Params{noun + "Name": c.Before.ID().Name}
	renames := c.Before.ID() != c.After.ID()
	if renames {
		p = p.with("New"+noun+"Name", c.After.ID().Name)
	}
	if path := entityPath(c.After); path != entityPath(c.Before) {
		p = p.with("NewPath", path)
	}
	if len(p) == 1 {
		return nil
	}
	return []Call{{Action: action, Params: p, Needs: nothing, Renames: renames, Moves: true, Part: pathPart}}
}

// dependOnRenames puts every other call on a renamed entity, on what belongs to it
// and on what names it behind the rename: they use the new name. What names it by its
// ARN waits for a new path, too.
func (o *order) dependOnRenames() {
	moves := map[spec.ID]int{}
	for i, n := range o.nodes {
		if n.call.Moves {
			moves[o.changes[n.change].ID] = i
		}
	}
	if len(moves) == 0 {
		return
	}
	for i := range o.nodes {
		c := o.changes[o.nodes[i].change]
		for _, id := range c.names() {
			move, found := moves[id]
			if found && move != i && (o.nodes[move].call.Renames || c.trusts(id)) {
				o.nodes[i].needs = append(o.nodes[i].needs, move)
			}
		}
	}
}

// trusts reports whether the change writes the ARN of a user or role.
func (c Change) trusts(id spec.ID) bool {
	return c.After != nil && kinds[c.ID.Kind].trusts && slices.Contains(references(c.After), id)
}

// names returns what a change is about: its resource, the owner and all that the
// resource refers to, before and after.
func (c Change) names() []spec.ID {
	ids := []spec.ID{c.ID, c.Owner}
	for _, r := range []spec.Resource{c.Before, c.After} {
		if r != nil {
			for _, ref := range r.Refs() {
				ids = append(ids, ref.ID)
			}
		}
	}
	return ids
}

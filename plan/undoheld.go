package plan

import (
	"fmt"
	"maps"
	"slices"

	"iamsync/spec"
)

// Who gets access back by an undo is to get what there was. How much that is depends on
// more than what the apply changed: on the boundary, on the groups, on all that the
// policies say. So that is kept, too, and held against what would count after the undo.

// heldBy returns all that counted for those whom changes concern, and for the roles that
// trust them. Changes have the new names, the state and the result those from before.
func heldBy(before spec.State, changes []Change, renamed spec.Renames) []spec.Resource {
	h, held, touched := newHoldings(before), map[spec.ID]spec.Resource{}, set{}
	for _, c := range changes {
		for _, r := range []spec.Resource{c.Before, c.After} {
			for _, id := range principalsOf(r) {
				touched[renamed.Of(id)] = true
			}
		}
	}
	for id := range touched {
		h.collect(id, held)
	}
	for id, r := range before.Resources {
		if isCaller(id) && slices.ContainsFunc(r.Refs(), func(ref spec.Ref) bool { return touched[ref.ID] }) {
			h.collect(id, held)
		}
	}
	return slices.SortedFunc(maps.Values(held), func(a, b spec.Resource) int { return compareIDs(a.ID(), b.ID()) })
}

// principalsOf returns those to whom a resource gives something: to itself, to its owner,
// to the members of a group, by a role to whoever wears it.
func principalsOf(r spec.Resource) []spec.ID {
	if r == nil {
		return nil
	}
	ids := []spec.ID{r.Owner()}
	for _, ref := range r.Refs() {
		if ref.Holds {
			ids = append(ids, ref.ID)
		}
	}
	return slices.DeleteFunc(ids, func(id spec.ID) bool { return !isPrincipal(id) })
}

// holdings are what principals have in a state.
type holdings struct {
	state  spec.State
	grants map[spec.ID][]spec.Resource // by owner
}

func newHoldings(s spec.State) holdings {
	h := holdings{s, map[spec.ID][]spec.Resource{}}
	for id, r := range s.Resources {
		if isGrant(id) {
			h.grants[r.Owner()] = append(h.grants[r.Owner()], r)
		}
	}
	return h
}

// collect adds a principal and all that counts for it: what it is granted, and by its
// groups, the policies of that, and its boundary.
func (h holdings) collect(principal spec.ID, into map[spec.ID]spec.Resource) {
	r := h.state.Resources[principal]
	if r == nil || into[principal] != nil {
		return
	}
	for _, r := range append([]spec.Resource{r}, h.grants[principal]...) {
		into[r.ID()] = r
		for _, ref := range r.Refs() {
			if p := h.state.Resources[ref.ID]; p != nil && isPolicy(ref.ID) {
				into[ref.ID] = p
			}
		}
		if joins := kinds[r.ID().Kind].joins; joins != nil {
			h.collect(joins(r), into)
		}
	}
}

// deciding are the fields on which it depends who may do what.
var deciding = []string{"boundary", "document", "trust"}

// gives reports whether a change gives somebody access, or can.
func (c Change) gives() bool {
	if c.After == nil || c.Before == nil {
		return c.After != nil
	}
	return decides(c.Before, c.After) != ""
}

// decides returns the deciding field in which two resources differ; "" where none does.
func decides(a, b spec.Resource) string {
	before, after := fieldsOf(a), fieldsOf(b)
	for _, name := range deciding {
		if !before.same(after, name) {
			return name
		}
	}
	return ""
}

// otherAccess says what would count after the undo for somebody who gets access back by
// it, and did not before the apply, or the other way round; of the known, it was said.
func (x *undoing) otherAccess(p Plan, known set) []string {
	var all []string
	was := spec.NewState(x.live.Account)
	was.Add(x.undo.Held...)
	former, future, seen := newHoldings(was), newHoldings(x.base), set{}
	for _, c := range p.Changes {
		if !c.gives() {
			continue
		}
		for _, id := range principalsOf(c.After) {
			if seen[id] {
				continue
			}
			seen[id] = true
			before, after := map[spec.ID]spec.Resource{}, map[spec.ID]spec.Resource{}
			former.collect(id, before)
			future.collect(id, after)
			all = append(all, differences(id, before, after, known)...)
		}
	}
	return all
}

// differences says in what that which counts for a principal is not what it was.
func differences(principal spec.ID, before, after map[spec.ID]spec.Resource, known set) []string {
	var all []string
	say := func(id spec.ID, format string, args ...any) {
		if !known[id] {
			known[id] = true // once, whomever else it counts for
			all = append(all, fmt.Sprintf("%s would get other access back than it had before that apply: %s %s", principal, id, fmt.Sprintf(format, args...)))
		}
	}
	for id, r := range after {
		if was := before[id]; was == nil {
			say(id, "did not count for it then")
		} else if name := decides(was, r); name != "" {
			say(id, "has another %s now", name)
		}
	}
	for id := range before {
		if after[id] == nil {
			say(id, "does not count for it any more")
		}
	}
	return all
}

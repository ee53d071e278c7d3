package plan

import (
	"slices"

	"iamsync/spec"
)

// touched says which parts of paths from a user to a document are old or new,
// rather than both, in the states between.
type touched struct {
	effects effects
	web     web
	assume  *assumption

	user    set // updated, or its boundary's document is, or a Deny arrives late
	policy  set // updated
	leaving set // group that a member leaves, or with a user that is touched
	holding set // group that loses a policy, or holds one that is updated
	denials set // group of which a document with a Deny comes, goes or is updated
}

type set map[spec.ID]bool

func newTouched(ctx context, changes []Change) *touched {
	t := &touched{
		effects: newEffects(ctx), web: newWeb(ctx), assume: newAssumption(ctx, changes),
		user: set{}, policy: set{}, leaving: set{}, holding: set{}, denials: set{},
	}
	for _, c := range changes {
		t.add(c)
	}
	for policy := range t.policy {
		t.addPolicy(policy, t.updatedDenies(policy))
	}
	for again := true; again; {
		again = false
		for _, c := range changes {
			again = t.limitsLate(c) && t.touchHolders(c) || again
		}
	}
	return t
}

func (t *touched) add(c Change) {
	updated := c.Before != nil && c.After != nil
	switch {
	case updated && isPolicy(c.ID):
		t.policy[c.ID] = true
	case updated && c.Owner == c.ID:
		t.touchUser(c.ID)
	case c.Owner == c.ID:
	case kinds[c.ID.Kind].joins != nil:
		if c.After == nil {
			t.leaving[kinds[c.ID.Kind].joins(c.Before)] = true
		}
	default:
		t.holding[c.Owner] = t.holding[c.Owner] || c.Before != nil
		t.denials[c.Owner] = t.denials[c.Owner] || t.denies(c)
	}
}

// denies reports whether a document of the change has a Deny, before or after.
func (t *touched) denies(c Change) bool {
	if c.Owner == c.ID {
		return isPolicy(c.ID) && t.updatedDenies(c.ID)
	}
	return c.Before != nil && t.effects.of(c.Before).denies || c.After != nil && t.effects.of(c.After).denies
}

func (t *touched) updatedDenies(policy spec.ID) bool {
	var e effect
	for _, state := range []spec.State{t.effects.ctx.live, t.effects.ctx.desired} {
		e = e.and(effectOf(documentOf(state.Resources[policy])))
	}
	return e.denies
}

// addPolicy spreads the update of a policy to those who hold it.
func (t *touched) addPolicy(policy spec.ID, denies bool) {
	for _, holder := range t.web.holders[policy] {
		t.holding[holder] = true
		t.denials[holder] = t.denials[holder] || denies
	}
	for _, user := range t.web.bounded[policy] {
		t.touchUser(user)
	}
}

// touchUser reports whether the user was not touched before.
func (t *touched) touchUser(user spec.ID) bool {
	if t.user[user] {
		return false
	}
	t.user[user] = true
	for _, group := range t.web.groups[user] {
		t.leaving[group] = true
	}
	return true
}

// limitsLate reports whether a change brings or moves a Deny that does not come
// ahead of everything: a grant that it limits must then wait for it.
func (t *touched) limitsLate(c Change) bool {
	switch {
	case c.Before != nil && c.After != nil:
		return t.denies(c)
	case c.After == nil || c.Owner == c.ID:
		return false
	default:
		return t.effects.of(c.After).mixed() && !t.clean(c.After)
	}
}

// touchHolders touches all users whom the change reaches, and reports whether
// one of them was not touched before.
func (t *touched) touchHolders(c Change) bool {
	again := false
	for _, user := range t.web.reach(c.Owner) {
		again = t.touchUser(user) || again
	}
	return again
}

// spreads reports whether a change at one end of an edge shows at the other: a
// user's own update at its groups, a policy's at its holders, a denial in a
// group at its members.
func (t *touched) spreads(owner, ref spec.ID) bool {
	return t.policy[ref] || t.denials[ref] || t.user[owner] && isPrincipal(ref)
}

// clean reports whether a new edge completes no path that has an old part: it
// may then come before the revocations.
func (t *touched) clean(edge spec.Resource) bool {
	owner := edge.Owner()
	if t.user[owner] || t.leaving[owner] || t.assume.mixes(edge) {
		return false
	}
	for _, ref := range edge.Refs() {
		if t.policy[ref.ID] || ref.ID != owner && t.holding[ref.ID] {
			return false
		}
	}
	return true
}

// tier returns 0 for an edge that carries a Deny, 1 for the membership of a
// group that does, and 2 for every other edge.
func (t *touched) tier(edge spec.Resource) stage {
	switch {
	case !t.effects.of(edge).denies:
		return 2
	case kinds[edge.ID().Kind].joins != nil:
		return 1
	default:
		return 0
	}
}

// web is who is connected with whom, before or after.
type web struct {
	members, groups  map[spec.ID][]spec.ID // users of a group, groups of a user
	holders, bounded map[spec.ID][]spec.ID // of a policy: principals that hold it, users within it
}

func newWeb(ctx context) web {
	w := web{map[spec.ID][]spec.ID{}, map[spec.ID][]spec.ID{}, map[spec.ID][]spec.ID{}, map[spec.ID][]spec.ID{}}
	for _, state := range []spec.State{ctx.live, ctx.desired} {
		for id, r := range state.Resources {
			owner := r.Owner()
			if joins := kinds[id.Kind].joins; joins != nil {
				w.members[joins(r)] = append(w.members[joins(r)], owner)
				w.groups[owner] = append(w.groups[owner], joins(r))
				continue
			}
			for _, ref := range r.Refs() {
				switch {
				case !isPolicy(ref.ID):
				case id == owner:
					w.bounded[ref.ID] = append(w.bounded[ref.ID], owner)
				default:
					w.holders[ref.ID] = append(w.holders[ref.ID], owner)
				}
			}
		}
	}
	return w
}

// reach returns the callers whose access an entity is a part of.
func (w web) reach(entity spec.ID) []spec.ID {
	switch {
	case isCaller(entity):
		return []spec.ID{entity}
	case isPrincipal(entity):
		return w.members[entity]
	default:
		callers := slices.Clone(w.bounded[entity])
		for _, holder := range w.holders[entity] {
			callers = append(callers, w.reach(holder)...)
		}
		return callers
	}
}

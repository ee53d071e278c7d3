package plan

import (
	"fmt"
	"maps"
	"slices"

	"iamsync/spec"
)

// A replacement is the deletion of an entity and the creation of another of its name,
// because IAM cannot change the first as it shall be. Here it is decided what is
// replaced and what may not be. What holds it, or belongs to it, is renewed: it goes
// before the deletion and comes after the creation.

// repath decides about an entity whose path IAM cannot change: it is replaced where its
// declaration says so, and keeps its path, with a refusal, where it does not.
func (s *settled) repath(id spec.ID, live, want string) (replaced bool) {
	if s.declared.Replaceable[id] {
		s.replaced[id] = true
		return true
	}
	kind := kinds[id.Kind].immovable
	s.refuse(id, kind.Code, fmt.Sprintf("%s lies under %s, and IAM cannot change the path of %s to %s", id, live, kind.noun, want),
		fmt.Sprintf("write path: %s, or give it a new name, or write replace: true to have it deleted and created again", live))
	return false
}

// immovable is a kind whose path IAM cannot change: the code of its refusal, and what
// does not come back with another of the name.
type immovable struct{ Code, noun, lost string }

// settleReplacements says what a replacement means, and refuses what it cannot do.
func (s *settled) settleReplacements() {
	if len(s.replaced) == 0 {
		return
	}
	refused := set{}
	for _, live := range s.in.Live.Resources {
		for _, ref := range live.Refs() {
			if s.replaced[ref.ID] && s.refuseGap(live, ref.ID) {
				refused[ref.ID] = true
			}
		}
	}
	for _, desired := range s.desired.Resources {
		for _, ref := range desired.Refs() {
			if s.replaced[ref.ID] {
				s.refuseLeft(desired, ref)
			}
		}
	}
	for id := range s.replaced {
		s.refuseUnsaid(id)
		if !refused[id] {
			s.hint(id, "replaced", fmt.Sprintf("%s is deleted and created again: %s", id, kinds[id.Kind].immovable.lost), s.afterReplacing())
		}
	}
	maps.DeleteFunc(s.replaced, func(id spec.ID, _ bool) bool { return refused[id] })
}

// afterReplacing says what to write then. What is undone, no file says.
func (s *settled) afterReplacing() string {
	if s.in.undo != nil {
		return ""
	}
	return "take replace: true out once this is applied"
}

// refuseUnsaid refuses to delete what only the account knows: if apply ended before the
// creation, nobody could give it back, and it may be what limits the rest.
func (s *settled) refuseUnsaid(id spec.ID) {
	live := s.in.Live.Resources[id]
	there := map[string]bool{}
	for _, f := range kinds[id.Kind].compare(kinds[id.Kind].zero, live) {
		there[f.Path[0]] = true
	}
	for _, field := range slices.Concat(s.declared.Ignored[id], s.declared.Unsaid[id]) {
		if there[string(field)] && (field != spec.FieldBoundary || s.declared.Ignores(id, field)) { // else boundary-unsaid says it
			s.refuse(id, "replace-unsaid", fmt.Sprintf("%s is to be replaced, and its %s is known to the account alone", id, field),
				fmt.Sprintf("write %s as it shall be, or keep the path", field))
		}
	}
	for edge, r := range s.desired.Resources {
		if r.Owner() == id && edge != id && !s.isDeclared(edge) {
			label, value := kinds[edge.Kind].says(r)
			s.refuse(id, "replace-unsaid", fmt.Sprintf("%s is to be replaced, and its %s %s is known to the account alone", id, label, value),
				"write it, or take it away first, or keep the path")
		}
	}
}

// refuseGap refuses to replace a policy that limits somebody: there would be no limit
// in between.
func (s *settled) refuseGap(live spec.Resource, policy spec.ID) (refused bool) {
	const hint = "give the policy a new name, and put that one in its place; or take it from them first, and replace it then"
	attached := kinds[live.ID().Kind].attaches != nil
	switch {
	case !isPolicy(policy):
		return false
	case live.ID() == live.Owner():
		s.refuse(policy, "replace-gap", fmt.Sprintf("%s is to be replaced, and is the permissions boundary of %s, which would have none in between", policy, live.ID()), hint)
	case attached && documentOf(s.in.Live.Resources[policy]).Denies():
		s.refuse(policy, "replace-gap", fmt.Sprintf("%s is to be replaced, and denies something to %s, which would be allowed in between", policy, live.Owner()), hint)
	default:
		return false
	}
	return true
}

// refuseLeft refuses to replace what somebody holds who is not ours, and finds out who
// trusts a role that will be another.
func (s *settled) refuseLeft(desired spec.Resource, ref spec.Ref) {
	owner := desired.Owner()
	switch {
	case owner == ref.ID: // it belongs to what is replaced
	case !ref.Holds:
		if !s.isDeclared(owner) {
			s.find(ref.ID, "trusted", fmt.Sprintf("%s is to be replaced, and %s, which no file declares, trusts the one that goes", ref.ID, owner))
		}
	case !s.isDeclared(owner):
		s.refuse(ref.ID, "in-use", fmt.Sprintf("%s is to be replaced, and %s, which no file declares, holds it", ref.ID, owner),
			fmt.Sprintf("declare %s, or take it from %s first", owner, owner))
	case s.namesOld(desired, ref.ID):
		s.refuse(ref.ID, "in-use", fmt.Sprintf("%s is to be replaced, and %s holds it by the ARN that goes", ref.ID, owner),
			fmt.Sprintf("name the policy by its name, and take it out of what %s ignores", owner))
	}
}

// namesOld reports whether a resource names a policy by an ARN that it will not have.
func (s *settled) namesOld(r spec.Resource, id spec.ID) bool {
	want, is := s.desired.Resources[id].(spec.Policy)
	if !is {
		return false
	}
	caller, _ := callerOf(r)
	arns := []string{caller.boundary}
	if attaches := kinds[r.ID().Kind].attaches; attaches != nil {
		arns = append(arns, attaches(r))
	}
	return !slices.Contains(arns, want.ARN)
}

// replacedBy returns the replaced entity with which a resource goes and comes back: it
// is that entity, or belongs to it, or holds it; the zero ID where there is none.
func (ids set) replacedBy(r spec.Resource) spec.ID {
	if len(ids) == 0 {
		return spec.ID{}
	}
	if ids[r.ID()] {
		return r.ID()
	}
	for _, ref := range r.Refs() {
		if ref.Holds && ids[ref.ID] {
			return ref.ID
		}
	}
	return spec.ID{}
}

// renews reports whether a resource that is there before and after goes in between.
func (ids set) renews(r spec.Resource) bool {
	id := ids.replacedBy(r)
	return !id.IsZero() && (id == r.ID() || r.Owner() != r.ID())
}

// dependOnReplacement puts the creation of what is replaced behind its deletion: IAM
// does not take two of one name.
func (o *order) dependOnReplacement() {
	deletion := map[spec.ID]int{}
	for i, c := range o.changes { // of two changes of one ID, the deletion stands first
		switch {
		case !o.ctx.replaced[c.ID]:
		case c.After == nil:
			deletion[c.ID] = o.calls[i][len(o.calls[i])-1]
		case c.Before == nil:
			first := &o.nodes[o.calls[i][0]]
			first.needs = append(first.needs, deletion[c.ID])
		}
	}
}

// late returns what this plan creates only after a deletion: what is replaced, and what
// is new and refers to it.
func late(replaced set, changes []Change) set {
	late := set{}
	if len(replaced) == 0 {
		return late
	}
	for id := range replaced {
		late[id] = true
	}
	for again := true; again; {
		again = false
		for _, c := range changes {
			if c.Before == nil && c.ID == c.Owner && !late[c.ID] && late.holdsAny(c.After) {
				late[c.ID], again = true, true
			}
		}
	}
	return late
}

// holdsAny reports whether a resource refers to one of the set.
func (ids set) holdsAny(r spec.Resource) bool {
	return len(ids) > 0 && slices.ContainsFunc(r.Refs(), func(ref spec.Ref) bool { return ids[ref.ID] })
}

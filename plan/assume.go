package plan

import (
	"maps"
	"slices"
	"strings"

	"iamsync/spec"
)

// assumption follows access through roles: whoever may assume a role may do what the
// role may. The way there has more parts than that of a principal to a permission of its
// own, and they too are never to be of both states:
//
//	caller ─ document that allows sts:AssumeRole ─ trust policy ─ role ─ what it holds
//
// Nothing asks here whether a document and a trust policy meet: all that allows somebody
// to assume some role counts for all roles.
type assumption struct {
	ctx     context
	groups  set       // that hold what allows it, before or after
	parties []spec.ID // owners of what changes about who may assume roles, and about roles
}

func newAssumption(ctx context, changes []Change) *assumption {
	a := &assumption{ctx: ctx, groups: set{}}
	if !slices.ContainsFunc(changes, func(c Change) bool { return c.Before != nil }) {
		return a // nothing old goes, so that nothing is of both states
	}
	roles := a.rolesOf(changes)
	if len(roles) == 0 {
		return a
	}
	a.findGroups()
	var carriers []spec.ID
	for _, c := range changes {
		if a.carries(c) {
			carriers = append(carriers, c.Owner)
		}
	}
	if len(carriers) > 0 {
		a.parties = append(roles, carriers...)
	}
	return a
}

// rolesOf returns the roles of which anything changes, and the policies that change and
// that a role has.
func (a *assumption) rolesOf(changes []Change) []spec.ID {
	var roles []spec.ID
	updated := set{}
	for _, c := range changes {
		if kinds[c.Owner.Kind].trusts {
			roles = append(roles, c.Owner)
		}
		updated[c.ID] = isPolicy(c.ID) && c.Before != nil && c.After != nil
	}
	for _, state := range []spec.State{a.ctx.live, a.ctx.desired} {
		for _, r := range state.Resources {
			if kinds[r.Owner().Kind].trusts {
				for _, ref := range r.Refs() {
					if updated[ref.ID] {
						roles, updated[ref.ID] = append(roles, ref.ID), false
					}
				}
			}
		}
	}
	return roles
}

func (a *assumption) findGroups() {
	for _, state := range []spec.State{a.ctx.live, a.ctx.desired} {
		for id, r := range state.Resources {
			if owner := r.Owner(); owner != id && !isCaller(owner) && a.allows(r) {
				a.groups[owner] = true
			}
		}
	}
}

// carries reports whether a change is one about who may assume some role.
func (a *assumption) carries(c Change) bool {
	for _, r := range []spec.Resource{c.Before, c.After} {
		if r == nil {
			continue
		}
		who, is := callerOf(r)
		if is && c.Before != nil && c.After != nil && (who.boundary != "" || kinds[c.ID.Kind].trusts || changesWho(c)) {
			return true
		}
		if !is && a.allows(r) {
			return true
		}
	}
	return false
}

// changesWho reports whether a caller stays and gets other tags, or another ARN: a trust
// policy can ask for these.
func changesWho(c Change) bool {
	before, was := callerOf(c.Before)
	after, is := callerOf(c.After)
	return was && is && (!maps.Equal(before.tags, after.tags) || before.path != after.path || c.Before.ID() != c.After.ID())
}

// asksWho reports whether a trust policy of a role, before or after, asks for tags or for
// the ARN of who wants to assume it.
func (s *staging) asksWho(role spec.ID) bool {
	for _, state := range []spec.State{s.ctx.live, s.ctx.desired} {
		if r, is := state.Resources[role].(spec.Role); is && (mentions(r.Trust, askTags) || mentions(r.Trust, askARN) || mentions(r.Trust, askName)) {
			return true
		}
	}
	return false
}

// allows reports whether an edge leads to what allows to assume some role, or a policy
// says so.
func (a *assumption) allows(r spec.Resource) bool {
	k := kinds[r.ID().Kind]
	if k.joins != nil {
		return a.groups[k.joins(r)]
	}
	if k.attaches != nil {
		if name, err := spec.ParsePolicyARN(k.attaches(r)); err == nil && name.IsAWS() {
			return mayAssume(name.Name)
		}
	}
	for _, d := range a.ctx.documentsOf(r) {
		if d.MayAllow("sts:AssumeRole") {
			return true
		}
	}
	return false
}

// mayAssume reports whether a policy of AWS may allow to assume roles: their documents
// are not read. None does that AWS names for reading or for denying; some of most other
// sorts do.
func mayAssume(name string) bool {
	return !slices.ContainsFunc([]string{"ReadOnly", "ViewOnly", "Deny", "Quarantine"}, func(word string) bool { return strings.Contains(name, word) })
}

// mixes reports whether a new edge could be part of a way through a role of which
// another part is old.
func (a *assumption) mixes(edge spec.Resource) bool {
	return len(a.parties) > 0 && (kinds[edge.Owner().Kind].trusts || a.allows(edge))
}

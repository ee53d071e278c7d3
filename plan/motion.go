package plan

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// What is here says, from the shape of changes alone, for whom the stages may not be
// enough. It is quick and rather suspects one too many than one too few; whether it is
// so is asked in window.go.

// motion is what changes about the documents that a principal keeps, and which
// edges come or go that both allow and deny. Members are the IDs of changes.
type motion struct {
	mixed    set // edges of both effects
	updated  set // documents
	shifting set // documents that may both give and take
	denying  set // of these, those with a Deny
	bounds   bool
	admits   bool // a role lets others in than before
}

func newMotion() *motion { return &motion{set{}, set{}, set{}, set{}, false, false} }

func (m *motion) merge(other *motion) {
	if other != nil {
		maps.Copy(m.mixed, other.mixed)
		maps.Copy(m.updated, other.updated)
		maps.Copy(m.shifting, other.shifting)
		maps.Copy(m.denying, other.denying)
	}
}

type motions map[spec.ID]*motion

func (m motions) of(id spec.ID) *motion {
	if m[id] == nil {
		m[id] = newMotion()
	}
	return m[id]
}

// moves returns the motion of every principal and policy. What moves at a policy
// or a group moves at those who hold it before and after; who gets or loses it
// does so when it is old or new as a whole.
func (s *staging) moves(o *order) motions {
	moves := motions{}
	for _, n := range o.nodes {
		if n.change >= 0 {
			s.addMove(moves, n, s.changes[n.change])
		}
	}
	s.pass(moves, func(edge behaviour) bool { return edge.attaches != nil })
	s.pass(moves, func(edge behaviour) bool { return edge.joins != nil })
	return moves
}

func (s *staging) addMove(moves motions, n node, c Change) {
	updated := c.Before != nil && c.After != nil
	switch {
	case !updated && c.Owner != c.ID:
		if s.touch.effects.of(cmp.Or(c.After, c.Before)).mixed() {
			moves.of(c.Owner).mixed[c.ID] = true
		}
	case updated && n.call.Part == wholePart && kinds[c.ID.Kind].document != nil:
		m := moves.of(c.Owner)
		m.updated[c.ID] = true
		if n.stage == shifts {
			m.shifting[c.ID] = true
			if s.touch.denies(c) {
				m.denying[c.ID] = true
			}
		}
	case updated && n.call.Part == boundaryPart && n.stage == shifts:
		moves.of(c.Owner).bounds = true
	case n.call.Action == UpdateAssumeRolePolicy && n.stage == shifts:
		moves.of(c.Owner).admits = true
	}
}

// pass gives the motion at the far end of the edges that are there while it goes on to
// their owners: of those that stay, and of what only denies, which comes first of all and
// goes last of all.
func (s *staging) pass(moves motions, through func(edge behaviour) bool) {
	for _, state := range []spec.State{s.ctx.live, s.ctx.desired} {
		for id, r := range state.Resources {
			if !through(kinds[id.Kind]) {
				continue
			}
			stays := s.ctx.live.Resources[id] != nil && s.ctx.desired.Resources[id] != nil
			if !stays && !s.touch.effects.of(r).onlyDenies() {
				continue
			}
			for _, ref := range r.Refs() {
				if ref.ID != r.Owner() && moves[ref.ID] != nil {
					moves.of(r.Owner()).merge(moves[ref.ID])
				}
			}
		}
	}
}

// moving returns the callers for whom something moves.
func (s *staging) moving(moves motions) set {
	callers := set{}
	for id := range moves {
		callers[id] = isCaller(id)
	}
	for _, principals := range []set{s.crowded, s.tardy} {
		for principal := range principals {
			for _, id := range s.touch.web.reach(principal) {
				callers[id] = true
			}
		}
	}
	for _, c := range s.changes {
		if isCaller(c.ID) && c.Before != nil && c.After != nil {
			callers[c.ID] = true
		}
		for _, id := range s.touch.web.bounded[c.ID] {
			callers[id] = true
		}
	}
	maps.DeleteFunc(callers, func(_ spec.ID, is bool) bool { return !is })
	return callers
}

// suspect is a principal for whom the stages may not be enough, and why.
type suspect struct {
	id  spec.ID
	why string
}

// suspects returns them in order.
func (s *staging) suspects(moves motions) []suspect {
	var list []suspect
	for _, id := range slices.SortedFunc(maps.Keys(s.moving(moves)), compareIDs) {
		if why := s.unsafe(id, moves[id]); why != "" {
			list = append(list, suspect{id, why})
		}
	}
	return list
}

// admitting returns the roles that let others in, and may do other things, than before,
// in order: one call cannot do both.
func (s *staging) admitting(moves motions) []spec.ID {
	var roles []spec.ID
	others := slices.ContainsFunc(s.changes, changesWho)
	for id, m := range moves {
		if !kinds[id.Kind].trusts || !m.admits && !(others && s.asksWho(id)) {
			continue
		}
		if _, _, shifting := s.boundaryMoves(id, m); m.bounds || shifting || len(m.shifting) > 0 {
			roles = append(roles, id)
		}
	}
	slices.SortFunc(roles, compareIDs)
	return roles
}

// unsafe says why no order is known to be safe for a user, or "" where one is.
func (s *staging) unsafe(user spec.ID, m *motion) string {
	if m == nil {
		m = newMotion()
	}
	swapped, updated, shifting := s.boundaryMoves(user, m)
	switch {
	case swapped && updated || (swapped || shifting) && len(m.shifting) > 0:
		return "its boundary and a policy of it both change"
	case len(m.mixed) > 1 || len(m.mixed) == 1 && (len(m.updated) > 0 || updated || s.rebounded(user)):
		return "policies that both allow and deny come or go together with others"
	case len(m.denying) > 0 && len(m.shifting) > 1:
		return "documents with a Deny change together with others"
	case s.isIn(s.tardy, user):
		return "a policy that denies is replaced, and cannot be there at the time when it should"
	case s.isIn(s.crowded, user):
		return "a quota leaves no room for a policy that denies at the time when it should be there"
	case s.retagged(user):
		return "its tags change, which a policy asks for"
	case s.relocated(user):
		return "its name or path changes, which a policy asks for"
	default:
		return ""
	}
}

// boundaryMoves says whether the user's boundary is swapped for one that is
// neither wider nor narrower, whether the document of one of its boundaries is
// updated, and whether such an update both gives and takes.
func (s *staging) boundaryMoves(user spec.ID, m *motion) (swapped, updated, shifting bool) {
	for policy := range s.touch.policy {
		if slices.Contains(s.touch.web.bounded[policy], user) {
			updated = true
			shifting = shifting || s.documentShift(policy) == Shifting
		}
	}
	return m.bounds, updated, shifting
}

// documentShift says what the update of a policy does.
func (s *staging) documentShift(id spec.ID) Shift {
	return documentShift(documentOf(s.ctx.live.Resources[id]), documentOf(s.ctx.desired.Resources[id]))
}

// rebounded reports whether a user that stays gets another boundary, or none.
func (s *staging) rebounded(user spec.ID) bool {
	before, after, stays := s.kept(user)
	return stays && before.boundary != after.boundary
}

// kept returns what a caller that stays is before and after.
func (s *staging) kept(id spec.ID) (before, after caller, stays bool) {
	before, was := callerOf(s.ctx.live.Resources[id])
	after, is := callerOf(s.ctx.desired.Resources[id])
	return before, after, was && is
}

// isIn reports whether a caller, or a group of it, is one of the set.
func (s *staging) isIn(principals set, user spec.ID) bool {
	return principals[user] || slices.ContainsFunc(s.touch.web.groups[user], func(g spec.ID) bool { return principals[g] })
}

// retagged reports whether the tags of a caller change, which something asks for.
func (s *staging) retagged(id spec.ID) bool {
	before, after, stays := s.kept(id)
	return stays && !maps.Equal(before.tags, after.tags) && s.asked(askTags)[id]
}

// relocated reports whether the name or path of a caller changes, and something asks for
// its name or ARN.
func (s *staging) relocated(id spec.ID) bool {
	before, after, stays := s.kept(id)
	_, renamed := s.ctx.renamed[id]
	return stays && (renamed && s.asked(askName)[id] || (renamed || before.path != after.path) && s.asked(askARN)[id])
}

// What policies ask about who calls (IAM User Guide, "AWS global condition context
// keys", properties of the principal), in lower case.
const (
	askTags = "aws:principaltag/"
	askARN  = "aws:principalarn"
	askName = "aws:username"
)

// asked returns the callers whom a document concerns, before or after, that asks for a
// condition key.
func (s *staging) asked(key string) set {
	if s.asks[key] != nil {
		return s.asks[key]
	}
	callers := set{}
	for _, state := range []spec.State{s.ctx.live, s.ctx.desired} {
		for _, r := range state.Resources {
			if d := documentOf(r); !d.IsZero() && mentions(d, key) {
				for _, id := range s.touch.web.reach(r.Owner()) {
					callers[id] = true
				}
			}
		}
	}
	s.asks[key] = callers
	return callers
}

// mentions reports whether a document has a condition key, given in lower case.
func mentions(d policy.Document, key string) bool {
	return strings.Contains(strings.ToLower(d.JSON()), key)
}

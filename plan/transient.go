package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// transient finds the users for whom no order of single calls is known to be
// safe: in some state on the way, they may be allowed what neither the old nor
// the new state allows. It rather names one too many than one too few.
func (s *staging) transient(o *order) []Finding {
	moves := s.moves(o)
	var findings []Finding
	for _, id := range slices.SortedFunc(maps.Keys(s.moving(moves)), compareIDs) {
		if why := s.unsafe(id, moves[id]); why != "" {
			findings = append(findings, s.transientFinding(id.String(), s.ctx.desired.At[id], why))
		}
	}
	return append(findings, s.transientRoles()...)
}

func (s *staging) transientFinding(who string, at spec.Position, why string) Finding {
	return Finding{
		Code: "transient-access", Severity: Warning, At: at,
		Message: fmt.Sprintf("while this is applied, %s may for a moment be allowed what neither the old nor the new state allows: %s", who, why),
		Hint:    "make these changes in two plans where that matters",
	}
}

// motion is what changes about the documents that a principal keeps, and which
// edges come or go that both allow and deny. Members are the IDs of changes.
type motion struct {
	mixed    set // edges of both effects
	updated  set // documents
	shifting set // documents that may both give and take
	denying  set // of these, those with a Deny
	bounds   bool
}

func newMotion() *motion { return &motion{set{}, set{}, set{}, set{}, false} }

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
	s.pass(moves, spec.KindAttachment)
	s.pass(moves, spec.KindMembership)
	return moves
}

func (s *staging) addMove(moves motions, n node, c Change) {
	updated := c.Before != nil && c.After != nil
	switch {
	case !updated && c.Owner != c.ID:
		if s.touch.effects.of(cmp.Or(c.After, c.Before)).mixed() {
			moves.of(c.Owner).mixed[c.ID] = true
		}
	case updated && isDocumentCall(n.call.Action):
		m := moves.of(c.Owner)
		m.updated[c.ID] = true
		if n.stage == shifts {
			m.shifting[c.ID] = true
			if s.touch.denies(c) {
				m.denying[c.ID] = true
			}
		}
	case updated && n.call.Action == PutUserPermissionsBoundary && n.stage == shifts:
		moves.of(c.Owner).bounds = true
	}
}

func isDocumentCall(a Action) bool {
	return slices.Contains([]Action{CreatePolicyVersion, SetDefaultPolicyVersion, PutUserPolicy, PutGroupPolicy}, a)
}

// pass gives the motion at the far end of the edges that stay, or go last of all,
// to their owners.
func (s *staging) pass(moves motions, kind spec.Kind) {
	for id, r := range s.ctx.live.Resources {
		stays := s.ctx.desired.Resources[id] != nil || s.touch.effects.of(r).onlyDenies()
		if id.Kind != kind || !stays {
			continue
		}
		for _, ref := range r.Refs() {
			if ref.ID != r.Owner() && moves[ref.ID] != nil {
				moves.of(r.Owner()).merge(moves[ref.ID])
			}
		}
	}
}

// moving returns the users for whom something moves.
func (s *staging) moving(moves motions) set {
	users := set{}
	for id := range moves {
		users[id] = id.Kind == spec.KindUser
	}
	for principal := range s.crowded {
		for _, user := range s.touch.web.reach(principal) {
			users[user] = true
		}
	}
	for _, c := range s.changes {
		if c.ID.Kind == spec.KindUser && c.Before != nil && c.After != nil {
			users[c.ID] = true
		}
		if c.ID.Kind == spec.KindPolicy {
			for _, user := range s.touch.web.bounded[c.ID] {
				users[user] = true
			}
		}
	}
	maps.DeleteFunc(users, func(_ spec.ID, is bool) bool { return !is })
	return users
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
	case s.isCrowded(user):
		return "a quota leaves no room for a policy that denies at the time when it should be there"
	case s.retagged(user):
		return "its tags and a policy that asks for tags both change"
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
			shifting = shifting || documentShift(s.documentOf(s.ctx.live, policy), s.documentOf(s.ctx.desired, policy)) == Shifting
		}
	}
	return m.bounds, updated, shifting
}

// rebounded reports whether a user that stays gets another boundary, or none.
func (s *staging) rebounded(user spec.ID) bool {
	before, was := s.ctx.live.Resources[user].(spec.User)
	after, is := s.ctx.desired.Resources[user].(spec.User)
	return was && is && before.Boundary != after.Boundary
}

func (s *staging) documentOf(state spec.State, id spec.ID) policy.Document {
	p, _ := state.Resources[id].(spec.Policy)
	return p.Document
}

func (s *staging) isCrowded(user spec.ID) bool {
	return s.crowded[user] || slices.ContainsFunc(s.touch.web.groups[user], func(g spec.ID) bool { return s.crowded[g] })
}

// retagged reports whether the tags of a user change together with something
// that asks for the tags of whoever calls.
func (s *staging) retagged(user spec.ID) bool {
	before, isUser := s.ctx.live.Resources[user].(spec.User)
	after, stays := s.ctx.desired.Resources[user].(spec.User)
	if !isUser || !stays || maps.Equal(before.Tags, after.Tags) {
		return false
	}
	return slices.ContainsFunc(s.changes, func(c Change) bool {
		return asksForTags(s.ctx, c) && slices.Contains(s.touch.web.reach(c.Owner), user)
	})
}

func asksForTags(ctx context, c Change) bool {
	docs := append(ctx.documentsOf(c.Before), ctx.documentsOf(c.After)...)
	return slices.ContainsFunc(docs, func(d policy.Document) bool {
		return strings.Contains(strings.ToLower(d.JSON()), "aws:principaltag/")
	})
}

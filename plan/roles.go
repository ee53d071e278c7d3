package plan

import (
	"fmt"
	"slices"
	"strings"

	"iamsync/spec"
)

// Roles are not read by this version. That they hold a policy shows only in the
// account's own counts; the order must mind them all the same.

// unseen returns the updated policies that more principals hold than were read,
// in order, and how many of those it is the boundary of.
func (s *staging) unseen() (policies []spec.ID, bounded map[spec.ID]int) {
	attached, within := s.ctx.live.Holders()
	bounded = map[spec.ID]int{}
	for id := range s.touch.policy {
		facts := s.ctx.live.Facts[id]
		bounded[id] = max(0, facts.Bounded-within[id])
		if facts.Attached > attached[id] || bounded[id] > 0 {
			policies = append(policies, id)
		}
	}
	slices.SortFunc(policies, compareIDs)
	return policies, bounded
}

// connectRoles joins the policies that roles hold: one role may hold them all.
func (s *staging) connectRoles() {
	policies, _ := s.unseen()
	for _, p := range policies {
		s.groups.join(policies[0], p)
	}
}

// transientRoles finds what no order keeps safe for a role that holds several of
// the updated policies, one of them perhaps as its boundary.
func (s *staging) transientRoles() []Finding {
	policies, bounded := s.unseen()
	var shifting []spec.ID
	risky := false
	for _, p := range policies {
		if s.documentShift(p) == Shifting {
			shifting = append(shifting, p)
			risky = risky || bounded[p] > 0 || s.touch.updatedDenies(p)
		}
	}
	if !risky || len(shifting) < 2 {
		return nil
	}
	return []Finding{transientFinding("a role", s.ctx.desired.At[shifting[0]],
		fmt.Sprintf("if it holds several of %s, which all change", enumerate(shifting)))}
}

// enumerate writes IDs one after the other.
func enumerate(ids []spec.ID) string {
	var names []string
	for _, id := range ids {
		names = append(names, id.String())
	}
	return strings.Join(names, ", ")
}

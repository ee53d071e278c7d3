package plan

import (
	"cmp"
	"slices"

	"iamsync/spec"
)

// stage says where a call stands among those that can touch the same principal.
//
// The stages keep promise 3: in no state that apply passes through is anybody
// allowed what neither the old nor the new state allows. Think of a permission
// as a path: user, perhaps boundary, perhaps membership, attachment, document.
// A path whose parts are all old is allowed by the old state, one whose parts
// are all new by the new state; what must never exist is a path of both. So old
// edges go before parts change, and new edges come after. A new edge may come
// first where nothing else on any path through it changes: then nobody loses
// access in between.
//
// A Deny is turned round: what only denies is granted first of all and revoked
// last of all. Where a document both allows and denies, three tiers within grants
// and revocations see to it that it comes before what it limits, and goes after.
type stage int

const (
	creations     stage = iota
	credentials         // of users that go: from here on, nobody is them
	denials             // grants of what only denies
	grantsAhead         // three tiers: what also denies, memberships of groups that do, the rest
	_                   //
	_                   //
	revocations         // three tiers, the other way round
	_                   //
	_                   //
	earlyReleases       // releases that cannot be last
	narrowings          // updates that only take away
	shifts              // updates that do both
	widenings           // updates that only give
	lateDenials         // denials that cannot be first
	grants              // three tiers as above
	_                   //
	_                   //
	releases            // revocations of what only denies
	deletions
)

// tiers is the number of tiers of grants and revocations.
const tiers = 3

// staging works out the stage of every call and which changes are connected.
type staging struct {
	ctx     context
	changes []Change
	groups  groups // connected principals and policies
	touch   *touched
	named   set            // whom a trust policy names that is written
	late    set            // what can be created only after a deletion
	crowded set            // principals whose quotas leave no room for a Deny in its place
	tardy   set            // principals to whom a Deny comes late
	asks    map[string]set // whom documents concern that ask for a condition key; see asked
}

func newStaging(o *order) *staging {
	s := &staging{
		ctx: o.ctx, changes: o.changes, groups: groups{}, touch: newTouched(o.ctx, o.changes),
		named: namedIn(o.changes), late: late(o.ctx.replaced, o.changes),
		crowded: set{}, tardy: set{}, asks: map[string]set{},
	}
	for i := range o.nodes {
		o.nodes[i].stage = s.stageOf(o.nodes[i])
		if c := s.changes[o.nodes[i].change]; s.comesLate(c) {
			s.tardy[c.Owner] = true
		}
	}
	s.enforceQuotas(o)
	s.holdBack(o)
	s.connect()
	return s
}

// namedIn returns whom those name by their ARNs who come or change.
func namedIn(changes []Change) set {
	named := set{}
	for _, c := range changes {
		if c.After != nil && kinds[c.ID.Kind].trusts {
			for _, ref := range c.After.Refs() {
				named[ref.ID] = true
			}
		}
	}
	return named
}

func (s *staging) stageOf(n node) stage {
	c := s.changes[n.change]
	entity := c.Owner == c.ID
	switch {
	case n.call.Renames || n.call.Moves && s.named[c.ID]:
		return creations // what waits for it may be of any stage
	case c.Before != nil && c.After != nil:
		return map[Shift]stage{Narrowing: narrowings, Shifting: shifts, Widening: widenings}[n.call.Shift]
	case c.Before == nil && entity:
		return creations
	case c.After == nil && entity:
		return deletions
	case c.After == nil && kinds[c.ID.Kind].leaves > 0:
		return kinds[c.ID.Kind].leaves
	case c.After == nil && s.touch.effects.of(c.Before).onlyDenies():
		return pick(s.ctx.replaced.holdsAny(c.Before), earlyReleases, releases)
	case c.After == nil:
		return revocations + tiers - 1 - s.touch.tier(c.Before)
	case s.touch.effects.of(c.After).onlyDenies():
		return pick(s.late.holdsAny(c.After), lateDenials, denials)
	case s.late.holdsAny(c.After):
		return grants + s.touch.tier(c.After)
	case s.touch.clean(c.After):
		return grantsAhead + s.touch.tier(c.After)
	default:
		return grants + s.touch.tier(c.After)
	}
}

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

// comesLate reports whether a change brings a Deny to somebody who is there, and cannot
// before something was deleted.
func (s *staging) comesLate(c Change) bool {
	return c.Before == nil && c.ID != c.Owner && s.late.holdsAny(c.After) && !s.late[c.Owner] && s.touch.effects.of(c.After).denies
}

// enforceQuotas sends grants back behind the revocations, and what only denies
// to the others, where IAM has no room for both (LimitExceeded).
func (s *staging) enforceQuotas(o *order) {
	live, desired := room(s.ctx.live), room(s.ctx.desired)
	s.crowd(o.between(releases, deletions), o, desired, func(n *node) {
		s.crowded[s.changes[n.change].Owner] = true
		n.stage = earlyReleases
	})
	s.crowd(o.between(denials, revocations), o, live, func(n *node) {
		c := s.changes[n.change]
		s.crowded[c.Owner] = s.crowded[c.Owner] || s.touch.effects.of(c.After).denies
		n.stage = pick(n.stage == denials, lateDenials, grants+s.touch.tier(c.After))
	})
}

// holdBack lets grants wait that could go ahead, where a Deny that limits them cannot.
func (s *staging) holdBack(o *order) {
	for again := true; again; {
		again = false
		limited := set{}
		for _, principals := range []set{s.crowded, s.tardy} {
			for id := range principals {
				for _, caller := range s.touch.web.reach(id) {
					limited[caller] = true
				}
			}
		}
		for _, i := range o.between(grantsAhead, revocations) {
			c := s.changes[o.nodes[i].change]
			if !slices.ContainsFunc(s.touch.web.reach(c.Owner), func(id spec.ID) bool { return limited[id] }) {
				continue
			}
			o.nodes[i].stage = grants + s.touch.tier(c.After)
			if s.touch.effects.of(c.After).denies && !s.crowded[c.Owner] {
				s.crowded[c.Owner], again = true, true
			}
		}
	}
}

// crowd moves the nodes for which there is no room beside what is there.
func (s *staging) crowd(nodes []int, o *order, there map[slot]int, move func(*node)) {
	for _, i := range nodes {
		k, size := s.slotOf(o.nodes[i])
		there[k] += size
	}
	for _, i := range nodes {
		if k, _ := s.slotOf(o.nodes[i]); there[k] > s.ctx.quota(k.quota) {
			move(&o.nodes[i])
		}
	}
}

func (s *staging) slotOf(n node) (slot, int) {
	c := s.changes[n.change]
	return slotOf(cmp.Or(c.After, c.Before))
}

// room counts what every slot of a state holds.
func room(state spec.State) map[slot]int {
	counts := map[slot]int{}
	for _, r := range state.Resources {
		if k, size := slotOf(r); k.quota != "" {
			counts[k] += size
		}
	}
	return counts
}

// between returns the nodes of the stages from first to the one before end.
func (o *order) between(first, end stage) []int {
	var nodes []int
	for i, n := range o.nodes {
		if n.stage >= first && n.stage < end {
			nodes = append(nodes, i)
		}
	}
	return nodes
}

// slot is what a quota counts: the groups of a user, the attachments or the
// characters of inline policy of a principal.
type slot struct {
	owner spec.ID
	quota string
}

// slotOf returns where an edge counts, and how much; nowhere for an entity.
func slotOf(r spec.Resource) (slot, int) {
	if count := kinds[r.ID().Kind].counts; count != nil {
		return count(r)
	}
	return slot{}, 0
}

// connect joins what a change can touch. Changes that end up in different groups
// have no principal in common whose access depends on both.
func (s *staging) connect() {
	for _, c := range s.changes {
		if c.Owner != c.ID {
			s.join(cmp.Or(c.After, c.Before), func(_, ref spec.ID) bool { return isPrincipal(ref) })
		}
	}
	for _, party := range s.touch.assume.parties {
		s.groups.join(s.touch.assume.parties[0], party)
	}
	for _, state := range []spec.State{s.ctx.live, s.ctx.desired} {
		for _, r := range state.Resources {
			s.join(r, s.touch.spreads)
		}
	}
}

// join joins the owner of a resource with what the resource refers to.
func (s *staging) join(r spec.Resource, when func(owner, ref spec.ID) bool) {
	owner := r.Owner()
	for _, ref := range r.Refs() {
		if ref.ID != owner && when(owner, ref.ID) {
			s.groups.join(ref.ID, owner)
		}
	}
}

// separate puts a barrier between each stage and the next one of every group.
func (s *staging) separate(o *order) {
	type part struct {
		group spec.ID
		stage stage
	}
	members := map[part][]int{}
	var groups []spec.ID
	seen := map[spec.ID]bool{}
	for i, n := range o.nodes {
		if n.stage == creations || n.stage == deletions {
			continue
		}
		group := s.groups.of(s.changes[n.change].Owner)
		if !seen[group] {
			seen[group] = true
			groups = append(groups, group)
		}
		members[part{group, n.stage}] = append(members[part{group, n.stage}], i)
	}
	for _, group := range groups {
		var before []int
		for st := credentials; st < deletions; st++ {
			if after := members[part{group, st}]; len(after) > 0 {
				o.separate(before, after)
				before = after
			}
		}
	}
}

// separate puts everything in after behind everything in before: pair by pair
// where that is less than a barrier needs.
func (o *order) separate(before, after []int) {
	if len(before) == 0 {
		return
	}
	if len(before) > 1 && len(after) > 1 {
		barrier := len(o.nodes)
		o.nodes = append(o.nodes, node{change: -1, stage: o.nodes[before[0]].stage, needs: before})
		before = []int{barrier}
	}
	for _, a := range after {
		o.nodes[a].needs = append(o.nodes[a].needs, before...)
	}
}

// groups joins IDs into groups (union-find).
type groups map[spec.ID]spec.ID

func (g groups) of(id spec.ID) spec.ID {
	parent, found := g[id]
	if !found || parent == id {
		return id
	}
	root := g.of(parent)
	g[id] = root
	return root
}

func (g groups) join(a, b spec.ID) {
	a, b = g.of(a), g.of(b)
	if a != b {
		g[b] = a
	}
}

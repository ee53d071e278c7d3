package policy

import (
	"cmp"
	"slices"
)

// pairUp says which of the old statements each of the new ones was, -1 where it was
// none. Statements are paired that are equal; then those of one Sid; then those that
// are most alike, the most alike first and, among these, in the documents' order.
func pairUp(old, now []rule) []int {
	p := pairing{old: old, now: now, of: make([]int, len(now)), used: make([]bool, len(old))}
	for i := range p.of {
		p.of[i] = -1
	}
	p.by(func(s rule) string { return s.form })
	p.by(func(s rule) string { return s.Sid.Text })
	p.byLikeness()
	return p.of
}

type pairing struct {
	old, now []rule
	of       []int  // the old statement of each new one
	used     []bool // the old ones that have a new one
}

// by pairs statements with the same key, in their order; "" is no key. What cannot
// be taken apart has no pair but its equal.
func (p *pairing) by(key func(rule) string) {
	places := map[string][]int{}
	for i, s := range p.old {
		if k := key(s); k != "" && !p.used[i] {
			places[k] = append(places[k], i)
		}
	}
	for i, s := range p.now {
		free := places[key(s)]
		if p.of[i] >= 0 || len(free) == 0 {
			continue
		}
		o := free[0]
		if s.form == p.old[o].form || !s.whole && !p.old[o].whole {
			p.pair(i, o)
			places[key(s)] = free[1:]
		}
	}
}

func (p *pairing) pair(now, old int) { p.of[now], p.used[old] = old, true }

// maxLikeness bounds how many parts are compared to find out what is alike. A
// document as large as IAM takes needs a tenth of it; what is larger is refused
// elsewhere, and its statements are shown as new and gone.
const maxLikeness = 4_000_000

// alike are two statements and how much they have in common.
type alike struct {
	now, old      int
	common, total int // weights, of both together
}

func (p *pairing) byLikeness() {
	old, now := p.left()
	var all []alike
	for n, a := range now {
		for o, b := range old {
			if both := (alike{now: a.place, old: b.place}); both.compare(old[o], now[n]) {
				all = append(all, both)
			}
		}
	}
	slices.SortFunc(all, func(a, b alike) int {
		return cmp.Or(cmp.Compare(b.common*a.total, a.common*b.total), cmp.Compare(a.now, b.now), cmp.Compare(a.old, b.old))
	})
	for _, a := range all {
		if p.of[a.now] < 0 && !p.used[a.old] {
			p.pair(a.now, a.old)
		}
	}
}

// candidate is a statement that has no pair yet, with the weights of what it is about.
type candidate struct {
	place  int
	effect string
	parts  map[Part]int
	weight int
}

// left returns what has no pair yet; nothing where that is too much to compare.
func (p *pairing) left() (old, now []candidate) {
	var oldParts, nowParts int
	for i, s := range p.old {
		if !p.used[i] && !s.whole {
			old, oldParts = append(old, newCandidate(i, s)), oldParts+len(s.parts)
		}
	}
	for i, s := range p.now {
		if p.of[i] < 0 && !s.whole {
			now, nowParts = append(now, newCandidate(i, s)), nowParts+len(s.parts)
		}
	}
	if len(old)*nowParts+len(now)*oldParts > maxLikeness {
		return nil, nil
	}
	return old, now
}

func newCandidate(place int, s rule) candidate {
	c := candidate{place: place, effect: s.Effect.Text, parts: map[Part]int{}}
	for _, p := range s.parts {
		switch {
		case p.names():
			continue
		case p.Value == "*": // which many statements have, and tells little
			c.parts[p.folded()] = 1
		default:
			c.parts[p.folded()] = 4
		}
		c.weight += c.parts[p.folded()]
	}
	return c
}

// compare reports whether two statements are alike: at least half of the smaller one
// is in the other, or, where their effects differ, all of both.
func (a *alike) compare(old, now candidate) bool {
	for p, weight := range now.parts {
		if old.parts[p] > 0 {
			a.common += weight
		}
	}
	a.total = old.weight + now.weight
	if old.effect != now.effect {
		return 2*a.common == a.total
	}
	return a.common > 0 && 2*a.common >= min(old.weight, now.weight)
}

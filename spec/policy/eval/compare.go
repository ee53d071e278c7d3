package eval

import "slices"

// Exceeds returns the first of the requests that a holder may do and none of the
// others may: a state in between that gives what neither the state before nor the
// state after does. What is Conditional is less than Allowed and more than denied, so
// that in closed contexts and with all documents known, the answer is exact for the
// requests that are asked.
func (h Holder) Exceeds(requests []Request, others ...Holder) (Request, bool) {
	for _, r := range requests {
		got := h.Decide(r).access()
		if got == no {
			continue
		}
		if !slices.ContainsFunc(others, func(o Holder) bool { return o.Decide(r).access() >= got }) {
			return r, true
		}
	}
	return Request{}, false
}

// Within reports whether the holder can do nothing that the other cannot, as far as
// its statements alone can tell: every Allow of it is covered by one Allow of the
// other, and every Deny of the other by one of its Denies, in boundaries too. True is
// certain where both are of one principal; false may only mean that it could not tell.
// It is quick where the two share most of their documents.
func (h Holder) Within(other Holder) bool {
	mine, theirs := h.Identity, other.Identity
	if !h.boundedBy(other.Boundary) || !sameUnknown(mine, theirs) {
		return false
	}
	if !covered(allowsOf(mine...), allowsOf(theirs...)) {
		return false
	}
	return covered(deniesOf(append(slices.Clip(theirs), other.Boundary)...), deniesOf(append(slices.Clip(mine), h.Boundary)...))
}

// boundedBy reports whether the holder's boundary allows no more than another. None
// allows everything.
func (h Holder) boundedBy(boundary *Policy) bool {
	switch {
	case boundary == nil || h.Boundary == boundary:
		return true
	case h.Boundary == nil || h.Boundary.unknown || boundary.unknown:
		return false
	}
	return covered(allowsOf(h.Boundary), allowsOf(boundary))
}

func (p *Policy) isUnknown() bool { return p != nil && p.unknown }

// sameUnknown reports whether both have the same policies that are not known.
func sameUnknown(a, b []*Policy) bool {
	lacks := func(list []*Policy) func(*Policy) bool {
		return func(p *Policy) bool { return p.isUnknown() && !slices.Contains(list, p) }
	}
	return !slices.ContainsFunc(a, lacks(b)) && !slices.ContainsFunc(b, lacks(a))
}

func allowsOf(policies ...*Policy) map[*statement]bool {
	return statementsOf(policies, func(s *statement) bool { return s.allows })
}

func deniesOf(policies ...*Policy) map[*statement]bool {
	return statementsOf(policies, func(s *statement) bool { return s.denies })
}

func statementsOf(policies []*Policy, wanted func(*statement) bool) map[*statement]bool {
	all := map[*statement]bool{}
	for _, p := range policies {
		if p == nil {
			continue
		}
		for _, s := range p.entries {
			if wanted(s) {
				all[s] = true
			}
		}
	}
	return all
}

// covered reports whether each of the small statements is one of the large ones or
// covered by one of them.
func covered(small, large map[*statement]bool) bool {
	for s := range small {
		if !covers(large, s) {
			return false
		}
	}
	return true
}

// covers reports whether the statement is one of the large ones or covered by one.
func covers(large map[*statement]bool, s *statement) bool {
	if large[s] {
		return true
	}
	for l := range large {
		if l.variables == s.variables && l.source.Covers(s.source) {
			return true
		}
	}
	return false
}

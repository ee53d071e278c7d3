package plan

import (
	"cmp"

	"iamsync/spec/policy"
)

// accessBy says what an edge that comes or goes does to access, or a boundary that
// changes; "" of all other changes. What documents do that change, policy.Compare says.
func (o *order) accessBy(c Change) policy.Access {
	before, was := callerOf(c.Before)
	after, is := callerOf(c.After)
	switch {
	case was && is && before.boundary != after.boundary:
		return shiftAccess[o.ctx.boundaryShift(before.boundary, after.boundary)]
	case !isGrant(c.ID) || c.Before != nil && c.After != nil:
		return ""
	}
	e := o.stages.touch.effects.of(cmp.Or(c.After, c.Before))
	if kinds[c.ID.Kind].attaches != nil && e == (effect{}) {
		e.allows = true // its document is not known
	}
	if c.After == nil {
		return accessOf(e.denies, e.allows)
	}
	return accessOf(e.allows, e.denies)
}

var shiftAccess = map[Shift]policy.Access{Widening: policy.Widens, Narrowing: policy.Narrows, Shifting: policy.Both}

func accessOf(gives, takes bool) policy.Access {
	switch {
	case gives && takes:
		return policy.Both
	case gives:
		return policy.Widens
	case takes:
		return policy.Narrows
	default:
		return policy.Moves
	}
}

package plan

import (
	"fmt"
	"slices"

	"iamsync/spec"
)

// maxDetaches refuses to take more memberships, attachments and inline policies from
// objects that stay than guards.max_detaches allows: a number, or a share of those that
// the objects have which the spec owns or declares. What goes with a deleted object is
// not counted, since that is, nor what goes and comes back.
func maxDetaches(x *subject) []Finding {
	limit := x.in.Guards.MaxDetaches
	if limit == nil {
		return nil
	}
	n, total := x.detached(), 0
	if limit.Percent {
		total = x.held()
	}
	if !limit.Exceeded(n, total) {
		return nil
	}
	of := fmt.Sprint(n)
	if limit.Percent {
		of = fmt.Sprintf("%d of %d", n, total)
	}
	return []Finding{{Message: fmt.Sprintf("the plan takes away %s memberships, attachments and inline policies, and guards.max_detaches is %s", of, limit)}}
}

// detached counts the edges that go from what stays.
func (x *subject) detached() int {
	n := 0
	for _, c := range x.plan.Changes {
		if isGrant(c.ID) && x.goes(c) && !slices.ContainsFunc(holds(c.Before), x.isGone) {
			n++
		}
	}
	return n
}

// held counts the edges of what the spec owns or declares.
func (x *subject) held() int {
	n := 0
	for id, r := range x.in.Live.Resources {
		if owner := r.Owner(); isGrant(id) && (x.settled.isDeclared(owner) || x.settled.doomed(owner)) {
			n++
		}
	}
	return n
}

// goes reports whether a change takes something away that does not come back.
func (x *subject) goes(c Change) bool {
	return c.After == nil && x.isGone(c.ID) && (c.Replaces.IsZero() || !slices.ContainsFunc(x.plan.Changes, func(other Change) bool {
		return other.Owner == c.Owner && c.isAlso(other)
	}))
}

// isGone reports whether a resource is not there any more when the plan is done.
func (x *subject) isGone(id spec.ID) bool { return x.settled.desired.Resources[id] == nil }

// isGrant tells edges on the way to a permission from credentials.
func isGrant(id spec.ID) bool {
	k := kinds[id.Kind]
	return !isEntity(id) && (k.document != nil || k.attaches != nil || k.joins != nil)
}

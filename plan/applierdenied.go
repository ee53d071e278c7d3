package plan

import (
	"cmp"
	"fmt"
	"slices"

	"iamsync/spec"
	"iamsync/spec/policy/eval"
)

// appliersDenied points out what those who apply are not allowed to do of a plan: it would
// be seen else when half of it is done. Only what is certain is found; what the resources,
// the organization and sessions say nobody here knows. A snapshot may lack policies.
func appliersDenied(x *subject) []Finding {
	if x.plan.Empty() || x.in.Known != nil {
		return nil
	}
	var all []Finding
	for _, id := range x.in.Guards.Appliers {
		id = x.renamed(id)
		if x.in.Live.Resources[id] == nil || x.isGone(id) {
			continue
		}
		if f, denied := x.denied(id); denied {
			all = append(all, f)
		}
	}
	return all
}

// denied returns a finding about the first step that is denied to somebody before and
// after the plan, and how many more are.
func (x *subject) denied(id spec.ID) (f Finding, denied bool) {
	before, after := x.ends(id)
	var nodes []int
	for node := range x.order.nodes {
		if r, asked := x.request(node); asked && !mayBe(before, r) && !mayBe(after, r) {
			nodes = append(nodes, node)
		}
	}
	if nodes == nil {
		return f, false
	}
	first := slices.MinFunc(nodes, func(a, b int) int { return cmp.Compare(x.order.nodes[a].place, x.order.nodes[b].place) })
	r, _ := x.request(first)
	why := "none of its policies allows"
	if before.Decide(r) == eval.ExplicitlyDenied {
		why = "one of its policies denies"
	}
	f = Finding{
		Code: "applier-denied", Severity: Warning, At: x.order.changes[x.order.nodes[first].change].At,
		Message: fmt.Sprintf("%s, which guards.appliers names, may not make %s: %s %s", id, x.order.stepOf(first), why, r.Action),
		Hint:    "iamsync permissions apply prints the policy that it needs",
	}
	if r.Resource != "" {
		f.Message += " on " + r.Resource
	}
	if more := len(nodes) - 1; more > 0 {
		f.Message += "; nor " + Count(more, "more call")
	}
	return f, true
}

// mayBe reports whether a request is let through, or may be.
func mayBe(h eval.Holder, r eval.Request) bool {
	d := h.Decide(r)
	return d == eval.Allowed || d == eval.Conditional
}

// request returns what IAM asks about whoever makes a call, and whether that is known: the
// ARN of what is renamed changes in between.
func (x *subject) request(node int) (r eval.Request, known bool) {
	n := x.order.nodes[node]
	if n.change < 0 {
		return r, false
	}
	kind, found := actedOn[n.call.Action]
	if !found {
		return r, false
	}
	r = eval.Request{Action: "iam:" + string(n.call.Action), Context: eval.Open(nil)}
	if spec.Single(kind) {
		return r, true
	}
	id := x.objectOf(x.order.changes[n.change], kind)
	if _, renamed := x.settled.renamed[id]; renamed {
		return r, false
	}
	for _, state := range []spec.State{x.in.Live, x.settled.desired} {
		if object := state.Resources[id]; object != nil {
			r.Resource = arnIn(state, object)
			return r, true
		}
	}
	return r, false
}

// objectOf returns the object of a kind that a change is about: itself, or one of those
// that it joins.
func (x *subject) objectOf(c Change, kind spec.Kind) spec.ID {
	ids := []spec.ID{c.ID, c.Owner}
	for _, r := range []spec.Resource{c.After, c.Before} {
		if r != nil {
			for _, ref := range r.Refs() {
				ids = append(ids, ref.ID)
			}
		}
	}
	i := slices.IndexFunc(ids, func(id spec.ID) bool { return id.Kind == kind })
	if i < 0 {
		return spec.ID{}
	}
	return ids[i]
}

// actedOn is actsOn the other way round.
var actedOn = func() map[Action]spec.Kind {
	all := map[Action]spec.Kind{}
	for kind, actions := range actsOn {
		for _, a := range actions {
			all[a] = kind
		}
	}
	return all
}()

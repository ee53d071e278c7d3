package plan

import (
	"cmp"
	"fmt"
	"slices"

	"iamsync/spec"
	"iamsync/spec/policy"
	"iamsync/spec/policy/eval"
)

// selfLockout refuses to take from those who apply, or whose credentials these are, what
// the next apply needs, or the rest of this one: an apply that has lost its access cannot
// give it back. What somebody lacks already is not lost.
func selfLockout(x *subject) []Finding {
	var all []Finding
	for _, id := range x.guarded() {
		if message, hint := x.lockout(id); message != "" {
			all = append(all, Finding{Message: message, Hint: hint, At: x.settled.desired.At[id]})
		}
	}
	return all
}

func (x *subject) lockout(id spec.ID) (message, hint string) {
	switch {
	case x.isGone(id):
		return "the plan deletes " + x.called(id), "declare it, or name it in scope.ignore; " + lift("self-lockout")
	case x.settled.replaced[id]:
		return fmt.Sprintf("the plan replaces %s: in between it is not there", x.called(id)), ""
	}
	if why := x.shutOut(id); why != "" {
		return fmt.Sprintf("%s, may lose its access: %s", x.called(id), why), ""
	}
	if x.touches(id) {
		if why := x.deprived(id); why != "" {
			return fmt.Sprintf("%s, loses access that apply needs: %s", x.called(id), why), ""
		}
	}
	return "", ""
}

// shutOut says why those who could assume a role may not be able to any more. Who of
// them applies is not known.
func (x *subject) shutOut(id spec.ID) string {
	before, after, stays := x.doors(id)
	if !stays {
		return ""
	}
	if !after.Trust.Narrows(before.Trust) {
		return "its trust policy lets in fewer, or may"
	}
	for _, e := range x.entrances(before, after) {
		switch {
		case e.gone:
			return fmt.Sprintf("it trusts %s, which goes", e.id)
		case len(e.loses) > 0:
			return fmt.Sprintf("it trusts %s, which loses something of its %s", e.id, enumerated(e.loses))
		}
	}
	return ""
}

// deprived says what a principal may do that apply needs, and not any more when some
// steps of the plan are done: after each of those that touch it.
func (x *subject) deprived(id spec.ID) string {
	p := x.ways().of(id)[0]
	steps := make([]int, len(p.events))
	for i := range steps {
		steps[i] = i
	}
	place := func(i int) int { return x.order.nodes[p.events[i].node].place }
	slices.SortFunc(steps, func(a, b int) int { return cmp.Compare(place(a), place(b)) })
	done := make([]bool, len(p.events))
	before := p.at(done, guess{})
	var asked []eval.Request
	for _, i := range steps {
		done[i] = true
		now := p.at(done, guess{})
		if isSame(before, now) && before.Within(now) {
			continue
		}
		if asked == nil {
			asked = x.requests(before.Principal, p.policies())
		}
		for _, r := range asked {
			if loses(before, now, r) {
				return fmt.Sprintf("%s on %s, once %s is done", r.Action, cmp.Or(r.Resource, "*"), x.order.stepOf(p.events[i].node))
			}
		}
	}
	return ""
}

// requests returns what apply needs: each action, on one each of the declared objects
// that the policies tell apart.
func (x *subject) requests(who eval.Principal, policies []*eval.Policy) []eval.Request {
	objects := x.samples(who, policies)
	var all []eval.Request
	for _, n := range needs() {
		switch {
		case n.where != "" && objects[n.where] == nil:
		case n.on == "":
			all = append(all, eval.Request{Action: n.action, Context: eval.Open(nil)})
		default:
			for _, arn := range objects[n.on] {
				all = append(all, eval.Request{Action: n.action, Resource: arn, Context: eval.Open(nil)})
			}
		}
	}
	return all
}

// policies returns all that the principal holds anywhere on its way.
func (p *passage) policies() []*eval.Policy {
	var all []*eval.Policy
	for _, paper := range p.papers {
		all = append(all, paper.source.before, paper.source.after)
	}
	for _, bound := range p.bounds {
		if bound != nil {
			all = append(all, bound.before, bound.after)
		}
	}
	return all
}

// samples returns the ARNs of declared objects by their kind, as they are in the account
// and as they shall be: of those that policies do not tell apart, one.
func (x *subject) samples(who eval.Principal, policies []*eval.Policy) map[spec.Kind][]string {
	alike := eval.Alike(who, policies...)
	first := map[spec.Kind]map[string]string{}
	for id := range x.settled.declared.Resources {
		if !isEntity(id) {
			continue
		}
		if first[id.Kind] == nil {
			first[id.Kind] = map[string]string{}
		}
		for _, state := range []spec.State{x.in.Live, x.settled.desired} {
			if r := state.Resources[id]; r != nil {
				arn := arnIn(state, r)
				key := alike(arn)
				if other, found := first[id.Kind][key]; !found || arn < other {
					first[id.Kind][key] = arn
				}
			}
		}
	}
	samples := map[spec.Kind][]string{}
	for kind, byKey := range first {
		for _, arn := range byKey {
			samples[kind] = append(samples[kind], arn)
		}
		slices.Sort(samples[kind])
	}
	return samples
}

// loses reports whether a request that a principal may make is, for all that is known,
// not let through as surely as before.
func loses(before, now eval.Holder, r eval.Request) bool {
	if _, less := before.Exceeds([]eval.Request{r}, now); less {
		return true
	}
	was := before.Explain(r)
	if was.Decision != eval.Conditional {
		return false
	}
	is := now.Explain(r)
	return is.Decision == eval.Conditional && !rests(was, is, now.Boundary != nil)
}

// rests reports whether an answer that depends on what is not known depends on no more
// than another: what allowed it before is still there, and nothing new denies it.
func rests(was, is eval.Result, bounded bool) bool {
	covered := func(one eval.Reason, by eval.Result) bool {
		return slices.ContainsFunc(by.Reasons, func(other eval.Reason) bool {
			return other.Statement.Effect.Text == one.Statement.Effect.Text && (other.Role == one.Role || one.Statement.Effect.Text == policy.Deny) &&
				other.Statement.Covers(one.Statement)
		})
	}
	for _, one := range was.Reasons {
		allows := one.Statement.Effect.Text == policy.Allow
		if allows && (one.Role == eval.AsIdentity || bounded) && !covered(one, is) {
			return false
		}
	}
	return !slices.ContainsFunc(is.Reasons, func(one eval.Reason) bool {
		added := one.Statement.Effect.Text == policy.Deny || one.Role == eval.AsBoundary && !one.Certain
		return added && !covered(one, was)
	})
}

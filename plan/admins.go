package plan

import (
	"fmt"
	"slices"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// minAdmins refuses to leave fewer users and roles that may do everything than
// guards.min_admins, unless there are no more before. All count that the account has,
// also those that no plan touches.
func minAdmins(x *subject) []Finding {
	least := x.in.Guards.MinAdmins
	if least == 0 || !slices.ContainsFunc(x.plan.Changes, x.mayTake) {
		return nil
	}
	before, after := adminsOf(x.in.Live), adminsOf(x.settled.desired)
	if after >= least || after >= before {
		return nil
	}
	return []Finding{{Message: fmt.Sprintf("the plan leaves %d of %d users and roles that may do everything, and guards.min_admins is %d", after, before, least)}}
}

// mayTake reports whether a change may take access from somebody: anything but what only
// comes, and denies nothing.
func (x *subject) mayTake(c Change) bool {
	return c.Before != nil || isGrant(c.ID) && x.order.stages.touch.effects.of(c.After).denies
}

// power is what some documents say of everything: that all of it is allowed, without a
// condition, and whether anything is denied.
type power struct{ full, denies bool }

func (p power) and(other power) power { return power{p.full || other.full, p.denies || other.denies} }

// adminsOf counts the users and roles that are allowed everything on everything: by one
// statement, which no boundary and no Deny limits. Who is allowed the same by several
// statements is not counted.
func adminsOf(s spec.State) int {
	known := powers{state: s, known: map[string]power{}}
	held := map[spec.ID]power{}
	for id, r := range s.Resources {
		if isGrant(id) && kinds[id.Kind].joins == nil {
			held[r.Owner()] = held[r.Owner()].and(known.of(r))
		}
	}
	joined := map[spec.ID]power{}
	for id, r := range s.Resources {
		if joins := kinds[id.Kind].joins; joins != nil {
			joined[r.Owner()] = joined[r.Owner()].and(held[joins(r)])
		}
	}
	n := 0
	for id, r := range s.Resources {
		if c, is := callerOf(r); is {
			p := held[id].and(joined[id])
			if bound := known.managed(c.boundary); p.full && !p.denies && (c.boundary == "" || bound.full && !bound.denies) {
				n++
			}
		}
	}
	return n
}

// powers knows the power of the documents of a state.
type powers struct {
	state spec.State
	known map[string]power // by the document, or by the ARN of a policy of AWS
}

// of returns the power of an edge that carries a document or attaches a policy.
func (ps powers) of(edge spec.Resource) power {
	k := kinds[edge.ID().Kind]
	if k.attaches != nil {
		return ps.managed(k.attaches(edge))
	}
	return ps.document(documentOf(edge))
}

func (ps powers) managed(arn string) power {
	name, err := spec.ParsePolicyARN(arn)
	if err != nil {
		return power{}
	}
	if !name.IsAWS() {
		return ps.document(documentOf(ps.state.Resources[spec.PolicyID(name.Name)]))
	}
	p, found := ps.known[arn]
	if !found {
		p = powerOf(standIn(arn))
		ps.known[arn] = p
	}
	return p
}

func (ps powers) document(d policy.Document) power {
	if !d.Allows() && !d.Denies() {
		return power{}
	}
	p, found := ps.known[d.JSON()]
	if !found {
		p = powerOf(d)
		ps.known[d.JSON()] = p
	}
	return p
}

func powerOf(d policy.Document) power {
	p := power{denies: d.Denies()}
	for _, s := range d.Model().Statements {
		all := len(s.Conditions) == 0 && isEverything(s.Action, "*", "*:*") && isEverything(s.Resource, "*")
		p.full = p.full || all && s.Effect.Text == policy.Allow
	}
	return p
}

// isEverything reports whether an element has a word that stands for everything.
func isEverything(w policy.Words, everything ...string) bool {
	return !w.Not && slices.ContainsFunc(w.List, func(word policy.Word) bool { return slices.Contains(everything, word.Text) })
}

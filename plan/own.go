package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"iamsync/spec"
	"iamsync/spec/policy/eval"
)

// What guards ask about the way of one principal from the old state to the new one.

// ways returns the passages of principals, with something that stands in for policies of
// AWS. They are made once, and only where a guard asks.
func (x *subject) ways() *passages {
	if x.order.ways == nil {
		x.order.ways = newPassages(x.order.stages, x.order)
		x.order.ways.standIns = true
	}
	return x.order.ways
}

// touches reports whether a change touches the way of a principal to what it may do:
// itself, its groups, and the policies that these hold.
func (x *subject) touches(id spec.ID) bool {
	web := x.order.stages.touch.web
	owners := set{id: true}
	for _, group := range web.groups[id] {
		owners[group] = true
	}
	holds := func(owner spec.ID) bool { return owners[owner] }
	return slices.ContainsFunc(x.plan.Changes, func(c Change) bool {
		return owners[c.Owner] || slices.Contains(web.bounded[c.ID], id) || slices.ContainsFunc(web.holders[c.ID], holds)
	})
}

// ends returns what a principal holds before and after the plan.
func (x *subject) ends(id spec.ID) (before, after eval.Holder) {
	all := x.ways().of(id)
	first, last := all[0], all[len(all)-1]
	done := make([]bool, len(last.events))
	for i := range done {
		done[i] = true
	}
	return first.at(make([]bool, len(first.events)), guess{}), last.at(done, guess{})
}

// isSame reports whether two holders are one principal to what policies ask, so that
// their statements can be compared.
func isSame(a, b eval.Holder) bool {
	return a.Principal.Name == b.Principal.Name && maps.Equal(a.Principal.Tags, b.Principal.Tags)
}

// doors returns how a role lets others in before and after, and whether it is one that
// stays.
func (x *subject) doors(id spec.ID) (before, after spec.Role, stays bool) {
	before, was := x.in.Live.Resources[id].(spec.Role)
	after, is := x.settled.desired.Resources[id].(spec.Role)
	return before, after, was && is
}

// entrance is a change to whom a role trusts, by which others may be let in, or not
// any more.
type entrance struct {
	id   spec.ID
	gone bool
	// What of a provider comes and goes that decides whose tokens it takes.
	gains, loses []string
}

// entrances returns the changes to those whom a role trusts before and after.
func (x *subject) entrances(before, after spec.Role) []entrance {
	var all []entrance
	for _, c := range x.plan.Changes {
		if !slices.Contains(before.Trusted, c.ID) || !slices.Contains(after.Trusted, c.ID) || c.ID == before.ID() {
			continue
		}
		e := entrance{id: c.ID, gone: c.Before != nil && c.After == nil}
		for _, f := range c.Fields {
			if !decidesTokens[f.Path[0]] {
				continue
			}
			if f.After != nil {
				e.gains = append(e.gains, f.Path[0])
			}
			if f.Before != nil {
				e.loses = append(e.loses, f.Path[0])
			}
		}
		if e.gone || e.gains != nil || e.loses != nil {
			all = append(all, e)
		}
	}
	return all
}

// decidesTokens are the fields of providers that decide whose tokens they take. What
// they are worth is not looked into.
var decidesTokens = map[string]bool{"client_ids": true, "thumbprints": true, "metadata": true}

// arnIn returns the ARN that an entity has in a state.
func arnIn(s spec.State, r spec.Resource) string {
	return "arn:" + s.Account.Partition + ":iam::" + s.Account.ID + ":" + string(r.ID().Kind) + cmp.Or(entityPath(r), "/") + r.ID().Name
}

// stepOf names the step of a node.
func (o *order) stepOf(node int) string {
	n := o.nodes[node]
	return fmt.Sprintf("%s (%s of %s)", n.name, n.call.Action, o.changes[n.change].ID)
}

// enumerated writes words as a list for people, each once.
func enumerated(words []string) string {
	words = slices.Clone(words)
	slices.Sort(words)
	return strings.Join(slices.Compact(words), ", ")
}

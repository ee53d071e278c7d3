package plan

import (
	"slices"
	"strings"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// touched says which parts of paths from a user to a document are old or new,
// rather than both, in the states between.
type touched struct {
	user    map[spec.ID]bool // updated, or its boundary's document is
	policy  map[spec.ID]bool // updated
	leaving map[spec.ID]bool // group that a member leaves, or with a user that is touched
	holding map[spec.ID]bool // group that loses a policy, or holds one that is updated
	denying map[spec.ID]bool // group that holds a policy with a Deny, before or after
	denials map[spec.ID]bool // group of which such a policy comes, goes or is updated
	docs    docs
}

func newTouched(ctx context, changes []Change) touched {
	t := touched{
		user: map[spec.ID]bool{}, policy: map[spec.ID]bool{}, leaving: map[spec.ID]bool{},
		holding: map[spec.ID]bool{}, denying: map[spec.ID]bool{}, denials: map[spec.ID]bool{}, docs: docs{ctx},
	}
	for _, c := range changes {
		t.addChange(c)
	}
	for _, state := range []spec.State{ctx.live, ctx.desired} {
		for _, r := range state.Resources {
			t.addBoundary(r)
		}
	}
	for _, state := range []spec.State{ctx.live, ctx.desired} {
		for _, r := range state.Resources {
			t.addEdge(r)
		}
	}
	return t
}

func (t *touched) addChange(c Change) {
	updated := c.Before != nil && c.After != nil
	switch {
	case updated && c.ID.Kind == spec.KindPolicy:
		t.policy[c.ID] = true
	case updated && c.Owner == c.ID:
		t.user[c.ID] = true
	case c.Owner == c.ID:
	case c.ID.Kind == spec.KindMembership:
		if c.After == nil {
			t.leaving[spec.GroupID(c.Before.(spec.Membership).Group)] = true
		}
	default:
		t.holding[c.Owner] = t.holding[c.Owner] || c.Before != nil
		t.denials[c.Owner] = t.denials[c.Owner] || t.docs.deny(c.Before) || t.docs.deny(c.After)
	}
}

// addBoundary touches the users whose boundary changes what it says.
func (t *touched) addBoundary(r spec.Resource) {
	if !isEntity(r) {
		return
	}
	for _, ref := range r.Refs() {
		t.user[r.ID()] = t.user[r.ID()] || t.policy[ref.ID]
	}
}

func (t *touched) addEdge(r spec.Resource) {
	switch r := r.(type) {
	case spec.Membership:
		group := spec.GroupID(r.Group)
		t.leaving[group] = t.leaving[group] || t.user[spec.UserID(r.User)]
	case spec.Attachment:
		for _, ref := range r.Refs() {
			t.holding[r.Principal] = t.holding[r.Principal] || t.policy[ref.ID]
			t.denials[r.Principal] = t.denials[r.Principal] || t.policy[ref.ID] && t.docs.deny(r)
		}
	}
	if !isEntity(r) && t.docs.deny(r) {
		t.denying[r.Owner()] = true
	}
}

// spreads reports whether a change at one end of an edge shows at the other: a
// user's own update at its groups, a policy's at its holders, a denial in a
// group at its members.
func (t *touched) spreads(owner, ref spec.ID) bool {
	return t.policy[ref] || t.denials[ref] || t.user[owner] && isPrincipal(ref)
}

// clean reports whether a new edge completes no path that has an old part: it
// may then come before the revocations.
func (t *touched) clean(edge spec.Resource) bool {
	owner := edge.Owner()
	if t.user[owner] || t.leaving[owner] {
		return false
	}
	for _, ref := range edge.Refs() {
		if t.policy[ref.ID] || ref.ID != owner && t.holding[ref.ID] {
			return false
		}
	}
	return true
}

// tier returns 0 for an edge that carries a Deny, 1 for the membership of a
// group that does, and 2 for every other edge.
func (t *touched) tier(edge spec.Resource) stage {
	owner := edge.Owner()
	switch {
	case t.docs.deny(edge):
		return 0
	case slices.ContainsFunc(edge.Refs(), func(r spec.Ref) bool { return r.ID != owner && t.denying[r.ID] }):
		return 1
	default:
		return 2
	}
}

// docs finds the documents that resources carry.
type docs struct{ ctx context }

// deny reports whether an edge carries a statement that denies, before or after.
func (d docs) deny(r spec.Resource) bool {
	switch r := r.(type) {
	case spec.Inline:
		return r.Document.Denies()
	case spec.Attachment:
		return namedDenial(r.PolicyARN) || slices.ContainsFunc(d.ctx.documents(r.PolicyARN), policy.Document.Denies)
	default:
		return false
	}
}

// namedDenial recognises AWS managed policies that deny: their documents are not
// read, but AWS names them for it.
func namedDenial(arn string) bool {
	p, err := spec.ParsePolicyARN(arn)
	return err == nil && p.IsAWS() && (strings.Contains(p.Name, "Deny") || strings.Contains(p.Name, "Quarantine"))
}

package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// selfEscalation refuses to give those who apply, or whose credentials these are, more
// than they have: by what they hold, by who else is let in to be them, and by the roles
// that let them in. That they have more for a moment only is said by transient-access.
func selfEscalation(x *subject) []Finding {
	var all []Finding
	for _, id := range x.guarded() {
		if x.isGone(id) {
			continue
		}
		if why := cmp.Or(x.opened(id), x.admitted(id), x.raised(id)); why != "" {
			all = append(all, Finding{Message: fmt.Sprintf("%s, gains access: %s", x.called(id), why), At: x.settled.desired.At[id]})
		}
	}
	return all
}

// opened says why others than before may assume a role that applies.
func (x *subject) opened(id spec.ID) string {
	before, after, stays := x.doors(id)
	if !stays {
		return ""
	}
	if !before.Trust.Narrows(after.Trust) {
		return "its trust policy lets in more, or may"
	}
	for _, e := range x.entrances(before, after) {
		gains := slices.DeleteFunc(e.gains, func(field string) bool { return field == "client_ids" && asksForAudience(after, e.id) })
		if len(gains) > 0 {
			return fmt.Sprintf("it trusts %s, which gets something more of its %s", e.id, enumerated(gains))
		}
	}
	return ""
}

// asksForAudience reports whether a role asks each token of a provider for whom it is:
// then it does not matter for whom else the provider's tokens may be.
func asksForAudience(role spec.Role, provider spec.ID) bool {
	names := func(w policy.PrincipalWord) bool {
		id, _, is := spec.ParseProviderARN(w.Text)
		return is && id == provider
	}
	audience := func(c policy.Condition) bool {
		return strings.EqualFold(c.Key.Text, provider.Name+":aud") && !c.Operator.Negated() && !c.Operator.IfExists
	}
	return !slices.ContainsFunc(role.Trust.Model().Statements, func(s policy.Statement) bool {
		return s.Effect.Text == policy.Allow && slices.ContainsFunc(s.Principal.List, names) && !slices.ContainsFunc(s.Conditions, audience)
	})
}

// admitted says which role, that may do more than the principal, trusts it as it did not
// before. What the roles gain that trust it already is theirs.
func (x *subject) admitted(id spec.ID) string {
	for _, c := range x.plan.Changes {
		before, _ := x.in.Live.Resources[c.ID].(spec.Role) // none where it is new
		after, is := c.After.(spec.Role)
		if !is || after.ID() == id || !slices.Contains(after.Trusted, id) || slices.Contains(before.Trusted, id) {
			continue
		}
		_, own := x.ends(id)
		if _, theirs := x.ends(after.ID()); !theirs.WithinAny(own) {
			return fmt.Sprintf("%s trusts it, and may do what it may not", after.ID())
		}
	}
	return ""
}

// raised says what a principal may do after the plan that it may not before.
func (x *subject) raised(id spec.ID) string {
	if !x.touches(id) {
		return ""
	}
	before, after := x.ends(id)
	m := moment{between: after}
	m.ends = append(m.ends, before)
	if m.isSafe() {
		return ""
	}
	budget := maxProbes
	request, all := m.window(&budget)
	switch {
	case request != nil:
		return "for example " + m.describe(*request)
	case !all:
		return "there is too much to look into all of it"
	}
	return ""
}

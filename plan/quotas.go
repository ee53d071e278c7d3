package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"iamsync/spec"
)

// quotas refuses what IAM would refuse half-way (LimitExceeded): more objects in
// the account, or more on one principal, than the account's own figures allow.
func quotas(x *subject) []Finding {
	over := append(overSlots(x.in, x.settled), overAccount(x.in, x.plan)...)
	if len(over) == 0 {
		return nil
	}
	message := over[0]
	if len(over) > 1 {
		message += fmt.Sprintf("; and %d more like this", len(over)-1)
	}
	return []Finding{{Message: message, Hint: "ask AWS for a higher quota where it can be raised, or want less; --allow quotas tries it all the same"}}
}

// overSlots lists the principals that would hold more than they can, and more
// than they do.
func overSlots(in Input, s *settled) []string {
	ctx := context{quotas: in.Quotas}
	live, desired := room(in.Live), room(s.desired)
	var over []string
	for _, k := range slices.SortedFunc(maps.Keys(desired), compareSlots) {
		if n, most := desired[k], ctx.quota(k.quota); n > most && n > live[k] {
			over = append(over, fmt.Sprintf("%s would have %d %s, and the account's quota is %d (%s)", k.owner, n, counted[k.quota], most, k.quota))
		}
	}
	return over
}

// counted says what the quotas of a principal count.
var counted = map[string]string{
	"GroupsPerUserQuota":            "groups",
	"AttachedPoliciesPerUserQuota":  "managed policies",
	"AttachedPoliciesPerGroupQuota": "managed policies",
	"AttachedPoliciesPerRoleQuota":  "managed policies",
	"RolePolicySizeQuota":           "characters of inline policy",
	"UserPolicySizeQuota":           "characters of inline policy",
	"GroupPolicySizeQuota":          "characters of inline policy",
}

func compareSlots(a, b slot) int {
	return cmp.Or(compareIDs(a.owner, b.owner), cmp.Compare(a.quota, b.quota))
}

// tally is what is counted in an account, by the names of GetAccountSummary.
type tally struct {
	kind        spec.Kind
	have, quota string
}

var tallies = []tally{
	{spec.KindUser, "Users", "UsersQuota"}, {spec.KindGroup, "Groups", "GroupsQuota"}, {spec.KindRole, "Roles", "RolesQuota"},
	{spec.KindPolicy, "Policies", "PoliciesQuota"}, {spec.KindProfile, "InstanceProfiles", "InstanceProfilesQuota"},
}

// overAccount lists the kinds of which the account would hold too many.
func overAccount(in Input, p Plan) []string {
	var over []string
	for _, t := range tallies {
		most := in.Quotas[t.quota]
		n, more, what := in.Quotas[t.have], p.more(t.kind), t.have
		locks := t.kind == spec.KindPolicy && in.takesLock()
		if locks {
			n, more, what = n+1, max(more, 0), what+", the lock among them (guards.lock)"
		}
		if most > 0 && (more > 0 || locks) && n+more > most {
			over = append(over, fmt.Sprintf("the account would have %d %s, and its quota is %d (%s)", n+more, what, most, t.quota))
		}
	}
	return over
}

// more returns how many objects of a kind there are more after the plan.
func (p Plan) more(kind spec.Kind) (n int) {
	for _, c := range p.Changes {
		switch {
		case c.ID.Kind != kind:
		case c.Verb == Create:
			n++
		case c.Verb == Delete:
			n--
		}
	}
	return n
}

// takesLock reports whether an apply makes a policy more than the plan shows: the lock of the
// account, unless it is among those that were counted. It is made before anything goes.
func (in Input) takesLock() bool { return in.Guards.Lock && !in.Locked }

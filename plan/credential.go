package plan

import (
	"fmt"

	"iamsync/spec"
)

// credential is the behaviour of credentials of one kind: they go with their user,
// and are neither made nor changed. Key is the parameter that names one of them, ""
// where a user has one only.
func credential(rank int, leave stage, key string, revoke Action) behaviour {
	return behaviour{
		rank: rank, vanishes: Delete, leaves: leave,
		says:    func(r spec.Resource) (label, value string) { return string(r.ID().Kind), r.(spec.Credential).Key },
		listed:  func(spec.Resource) []listing { return nil }, // no declaration does
		goes:    func(s *settled, edge spec.Resource) bool { return s.doomed(edge.Owner()) },
		compare: same,
		revive:  reviving(func(c *spec.Credential, id spec.ID, _ origin) { c.Type = id.Kind }),
		remove: func(r spec.Resource, _ spec.Facts) []Call {
			c := r.(spec.Credential)
			params := ownerParams(c)
			if key != "" {
				params = params.with(key, c.Key)
			}
			calls := []Call{{Action: revoke, Params: params, Frees: holds(c)}}
			if c.IsVirtual() { // taken from its user, it would stay and keep its name from being used again
				calls = append(calls, Call{Action: DeleteVirtualMFADevice, Params: Params{key: c.Key}, After: true})
			}
			return calls
		},
	}
}

// Doomed returns the users that the plan deletes, in order. IAM refuses to delete a
// user who has credentials (DeleteConflict): what these users have must be in the
// live state that is planned with.
func (p Plan) Doomed() []spec.ID {
	var users []spec.ID
	for _, c := range p.Changes {
		if c.ID.Kind == spec.KindUser && c.After == nil {
			users = append(users, c.ID)
		}
	}
	return users
}

// findUnread says which credentials of those who go are not known. IAM itself knows
// them all.
func (s *settled) findUnread() {
	for _, kind := range s.in.Unread {
		s.findings = append(s.findings, Finding{Code: "credentials-unread", Severity: Warning,
			Message: fmt.Sprintf("what answers knows nothing of %ss: users that have any cannot be deleted", kind)})
	}
}

package live

import (
	"fmt"
	"slices"
	"strings"

	"iamsync/spec"
)

// tornError says where what was read contradicts itself. The streams are read
// side by side and not at one moment: who changes the account meanwhile can make
// a user's group be absent from the groups.
type tornError struct {
	Conflicts []string
}

// Error lists the contradictions, or the first few of them.
func (e *tornError) Error() string {
	const most = 5
	shown, more := e.Conflicts, ""
	if len(shown) > most {
		shown, more = shown[:most], fmt.Sprintf("; and %d more", len(e.Conflicts)-most)
	}
	return "comparing what was read: the account was changed meanwhile: " + strings.Join(shown, "; ") + more
}

// merge puts the parts together and checks that they fit.
func merge(s spec.State, parts []*part) error {
	var conflicts []string
	for _, p := range parts {
		for _, r := range p.resources {
			if r.Owner() == r.ID() && s.Resources[r.ID()] != nil {
				conflicts = append(conflicts, fmt.Sprintf("%s came twice", r.ID()))
			}
			s.Add(r)
		}
		for id, f := range p.facts {
			s.Facts[id] = f
		}
	}
	conflicts = append(conflicts, dangling(s, parts)...)
	if len(conflicts) == 0 {
		return nil
	}
	slices.Sort(conflicts)
	return &tornError{slices.Compact(conflicts)}
}

// dangling says which references lead nowhere.
func dangling(s spec.State, parts []*part) []string {
	var out []string
	for _, r := range s.Resources {
		for _, ref := range r.Refs() {
			if s.Resources[ref.ID] == nil {
				out = append(out, fmt.Sprintf("%s is there, %s is not", r.ID(), ref.ID))
			}
		}
	}
	return append(out, strangers(s, parts)...)
}

// strangers says which uses name a policy of the account by an ARN that it does
// not have: it was replaced under another path, or it is another account's.
func strangers(s spec.State, parts []*part) []string {
	var out []string
	for _, p := range parts {
		for _, u := range p.uses {
			arn, _ := spec.ParsePolicyARN(u.arn) // it was parsed when it was taken
			have, found := s.Resources[spec.PolicyID(arn.Name)].(spec.Policy)
			if !arn.IsAWS() && found && have.ARN != u.arn {
				out = append(out, fmt.Sprintf("%s uses %s, the policy is %s", u.by, u.arn, have.ARN))
			}
		}
	}
	return out
}

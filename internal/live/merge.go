package live

import (
	"fmt"
	"maps"
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
func merge(parts []*part) (spec.State, error) {
	n := 0
	for _, p := range parts {
		n += len(p.resources)
	}
	s := spec.NewStateOf(spec.Account{}, n)
	var conflicts []string
	for _, p := range parts {
		for _, r := range p.resources {
			id := r.ID()
			if _, entity := p.facts[id]; entity && s.Resources[id] != nil {
				conflicts = append(conflicts, fmt.Sprintf("%s came twice", id))
			}
			s.Resources[id] = r
		}
		maps.Copy(s.Facts, p.facts)
	}
	conflicts = append(conflicts, completeRoles(s, parts)...)
	conflicts = append(conflicts, dangling(s, parts)...)
	if len(conflicts) == 0 {
		return s, nil
	}
	slices.Sort(conflicts)
	return spec.State{}, &tornError{slices.Compact(conflicts)}
}

// dangling says which references lead nowhere. Whom a role trusts may be gone.
func dangling(s spec.State, parts []*part) []string {
	var out []string
	for _, r := range s.Resources {
		for _, ref := range r.Refs() {
			if ref.Holds && s.Resources[ref.ID] == nil {
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

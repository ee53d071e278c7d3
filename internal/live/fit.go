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

// fitted returns the State, if all that was read fits together.
func (w *whole) fitted() (spec.State, error) {
	conflicts := slices.Concat(w.doubles(), w.completeRoles(), w.dangling(), w.strangers())
	if len(conflicts) == 0 {
		return w.state, nil
	}
	slices.Sort(conflicts)
	return spec.State{}, &tornError{slices.Compact(conflicts)}
}

func (w *whole) doubles() (out []string) {
	for _, id := range w.twice {
		out = append(out, fmt.Sprintf("%s came twice", id))
	}
	return out
}

// dangling says which references lead nowhere: to what has not come after all. Whom a
// role trusts may be gone.
func (w *whole) dangling() (out []string) {
	for _, l := range w.early {
		if w.state.Resources[l.to] == nil {
			out = append(out, fmt.Sprintf("%s is there, %s is not", l.from, l.to))
		}
	}
	return out
}

// strangers says which uses name a policy of the account by an ARN that it does
// not have: it was replaced under another path, or it is another account's.
func (w *whole) strangers() (out []string) {
	for _, u := range w.uses {
		if have, found := w.state.Resources[spec.PolicyID(u.name)].(spec.Policy); found && have.ARN != u.arn {
			out = append(out, fmt.Sprintf("%s uses %s, the policy is %s", u.by, u.arn, have.ARN))
		}
	}
	return out
}

package plan

import (
	"fmt"
	"maps"
	"slices"

	"iamsync/spec"
)

// guard refuses a plan that is dangerous although it may be what the files say.
// A guard is pure, has a stable code, and says how to lift it once.
type guard struct {
	code  string
	check func(in Input, p Plan, s settled) (message, hint string)
}

var guards = []guard{
	{"max_deletes", maxDeletes},
	{"empty-spec", emptySpec},
	{"quotas", quotas},
	{"self-lockout", selfLockout},
}

// runGuards returns the refusals of all guards that are not lifted.
func runGuards(in Input, p Plan, s settled) []Finding {
	var refused []Finding
	for _, g := range guards {
		message, hint := g.check(in, p, s)
		if message != "" && !allowed(in, g.code) {
			refused = append(refused, Finding{Code: g.code, Severity: Err, Message: message, Hint: hint})
		}
	}
	return refused
}

func allowed(in Input, code string) bool { return slices.Contains(in.Allow, code) }

// maxDeletes refuses to delete more users, groups and policies than
// guards.max_deletes allows: a number, or a share of those that the spec owns
// or declares in the account.
func maxDeletes(in Input, p Plan, s settled) (message, hint string) {
	n := 0
	for _, c := range p.Changes {
		if c.Verb == Delete && c.ID == c.Owner {
			n++
		}
	}
	if !in.MaxDeletes.Exceeded(n, s.owned) {
		return "", ""
	}
	return fmt.Sprintf("the plan deletes %d of %d objects, and guards.max_deletes is %s", n, s.owned, in.MaxDeletes),
		fmt.Sprintf("if that is what you want, lift the guard once: --max-deletes %d", n)
}

// emptySpec refuses to prune by a spec that declares nothing: it is more likely
// that files are missing than that an account shall be emptied.
func emptySpec(in Input, p Plan, s settled) (message, hint string) {
	if !in.Scope.Prune || slices.ContainsFunc(slices.Collect(maps.Keys(in.Desired.Resources)), isEntityID) {
		return "", ""
	}
	return "the files declare nothing, and scope.prune would delete everything that they own",
		"if that is what you want, lift the guard once: --allow empty-spec"
}

// selfLockout refuses to delete the user or role whose credentials these are: the next
// apply could not run.
func selfLockout(in Input, p Plan, _ settled) (message, hint string) {
	caller := callerID(in.Caller)
	for _, c := range p.Changes {
		if c.ID == caller && c.After == nil {
			return fmt.Sprintf("the plan deletes %s, whose credentials it is made with (%s)", caller, in.Caller),
				"declare it, or name it in scope.ignore; if that is what you want, lift the guard once: --allow self-lockout"
		}
	}
	return "", ""
}

// callerID returns the user or role that an ARN of STS GetCallerIdentity is of; the
// zero ID of root and others.
func callerID(arn string) spec.ID {
	id, _, _ := spec.ParsePrincipalARN(arn)
	return id
}

// isEntityID tells the entities of which an account can have many.
func isEntityID(id spec.ID) bool { return isEntity(id) && !spec.Single(id.Kind) }

// Codes returns the codes that Input.Allow takes.
func Codes() []string {
	codes := []string{releaseContainment, leftBehind}
	for _, g := range guards {
		codes = append(codes, g.code)
	}
	slices.Sort(codes)
	return codes
}

// releaseContainment allows what containment refuses; see settled.contains.
const releaseContainment = "release-containment"

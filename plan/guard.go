package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"iamsync/spec"
)

// guard refuses a plan that is dangerous although it may be what the files say.
// A guard is pure, has a stable code, and says how to lift it once. It returns what it
// refuses without the code; where no hint is given, it is that of lift.
type guard struct {
	code  string
	check func(*subject) []Finding
	idle  bool // it asks even where nothing changes
}

var guards = []guard{
	{code: "changed-since", check: changedSince},
	{code: "empty-spec", check: emptySpec, idle: true},
	{code: "max_deletes", check: maxDeletes},
	{code: "max_detaches", check: maxDetaches},
	{code: "min_admins", check: minAdmins},
	{code: "protect", check: protect},
	{code: "quotas", check: quotas},
	{code: "self-escalation", check: selfEscalation},
	{code: "self-lockout", check: selfLockout},
	{code: "used-recently", check: usedRecently},
}

// subject is what guards look at.
type subject struct {
	in      Input // with the new names
	plan    Plan
	settled *settled
	order   *order
}

// guardedBy runs the guards, and those of base where there is one: an edit of guards does
// not count for the change that it comes with.
func guardedBy(in Input, p Plan, s *settled, o *order) (refused, lifted []Finding) {
	refused, lifted = runGuards(in, p, s, o)
	if in.Base == nil {
		return refused, lifted
	}
	in.Guards = in.Base.Guards
	before, _ := runGuards(in, p, s, o)
	for _, f := range before {
		same := func(g Finding) bool { return g.Code == f.Code && g.Message == f.Message }
		if !slices.ContainsFunc(refused, same) {
			f.Hint = "the guard is edited, and counts as it was: let that edit in first, or lift the guard once: --allow " + f.Code
			refused, lifted = append(refused, f), slices.DeleteFunc(lifted, same)
		}
	}
	return refused, lifted
}

// runGuards returns the refusals of all guards that are not lifted, and what those would
// refuse that are lifted for good: whoever reviews the plan did not lift them.
func runGuards(in Input, p Plan, s *settled, o *order) (refused, lifted []Finding) {
	x := &subject{in: in, plan: p, settled: s, order: o}
	for _, g := range guards {
		if p.Empty() && !g.idle || slices.Contains(in.Allow, g.code) {
			continue
		}
		forGood := slices.Contains(in.Guards.Allow, g.code)
		for _, f := range g.check(x) {
			f.Code, f.Severity, f.Hint = g.code, Err, cmp.Or(f.Hint, lift(g.code))
			if forGood {
				f.Severity, f.Hint = Warning, "guards.allow lifts this guard for good"
				lifted = append(lifted, f)
				continue
			}
			refused = append(refused, f)
		}
	}
	return refused, lifted
}

func lift(code string) string {
	return "if that is what you want, lift the guard once: --allow " + code
}

func allowed(in Input, code string) bool { return slices.Contains(in.Allow, code) }

// maxDeletes refuses to delete more users, groups and policies than
// guards.max_deletes allows: a number, or a share of those that the spec owns
// or declares in the account.
func maxDeletes(x *subject) []Finding {
	n := 0
	for _, c := range x.plan.Changes {
		if c.Verb == Delete && c.ID == c.Owner {
			n++
		}
	}
	if !x.in.Guards.MaxDeletes.Exceeded(n, x.settled.owned) {
		return nil
	}
	return []Finding{{
		Message: fmt.Sprintf("the plan deletes %d of %d objects, and guards.max_deletes is %s", n, x.settled.owned, x.in.Guards.MaxDeletes),
		Hint:    fmt.Sprintf("if that is what you want, lift the guard once: --max-deletes %d", n),
	}}
}

// emptySpec refuses to prune by a spec that declares nothing: it is more likely
// that files are missing than that an account shall be emptied.
func emptySpec(x *subject) []Finding {
	if !x.in.Scope.Prune {
		return nil
	}
	for id := range maps.Keys(x.in.Desired.Resources) {
		if isEntityID(id) {
			return nil
		}
	}
	return []Finding{{Message: "the files declare nothing, and scope.prune would delete everything that they own"}}
}

// guarded returns the users and roles whose own access is guarded, by their new names
// and in order: those that apply, and whoever plans. What is not in the account yet has
// nothing to lose.
func (x *subject) guarded() []spec.ID {
	var ids []spec.ID
	for _, id := range append(slices.Clone(x.in.Guards.Appliers), callerID(x.in.Caller)) {
		if id = x.renamed(id); x.in.Live.Resources[id] != nil {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, compareIDs)
	return slices.Compact(ids)
}

// renamed returns the ID that an entity will have.
func (x *subject) renamed(id spec.ID) spec.ID {
	for now, old := range x.settled.renamed {
		if old == id {
			return now
		}
	}
	return id
}

// called names one of those that are guarded, and says why it is.
func (x *subject) called(id spec.ID) string {
	if x.renamed(callerID(x.in.Caller)) == id {
		return fmt.Sprintf("%s, whose credentials these are (%s)", id, x.in.Caller)
	}
	return fmt.Sprintf("%s, which guards.appliers names", id)
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
	codes := []string{releaseContainment, leftBehind, scopeEscape}
	for _, g := range guards {
		codes = append(codes, g.code)
	}
	slices.Sort(codes)
	return codes
}

// What is refused where the state is settled, and can be lifted as guards can; see
// settled.contains and settled.refuseEscape.
const (
	releaseContainment = "release-containment"
	scopeEscape        = "scope-escape"
)

// findIdle points out what guards name and nobody has: it is guarded by nothing.
func (s *settled) findIdle() {
	names := map[spec.ID]string{}
	for _, p := range s.in.Guards.Protect {
		if id, one := p.One(); one {
			names[id] = "protect"
		}
	}
	for _, id := range s.in.Guards.Appliers {
		names[id] = "appliers"
	}
	for _, old := range s.renamed {
		delete(names, old)
	}
	for id, list := range names {
		if s.in.Live.Resources[id] == nil && s.desired.Resources[id] == nil {
			s.hint(id, "guard-idle", fmt.Sprintf("guards.%s names %s, which is neither in the account nor in the files", list, id), "is the name right?")
		}
	}
}

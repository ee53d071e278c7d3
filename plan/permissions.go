package plan

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// Tree is what a directory says, before any account is asked.
type Tree struct {
	Desired spec.State
	Scope   spec.Scope
	Guards  spec.Guards
	Tagged  []spec.ID // see spec.Spec.Tagged
	Named   bool      // see spec.Spec.NeedsCatalogue
}

// Job is what somebody wants to be allowed.
type Job string

// The jobs.
const (
	JobPlan  Job = "plan"
	JobApply Job = "apply"
)

// Permissions returns the least policy that lets somebody do the job, whatever the
// account holds, as JSON that people can read. It allows what a file can say of the kinds
// that are declared, on the names and below the paths at which they are, or from which
// they can be moved, and deletes nothing that the tree cannot delete. Widened are the
// statements, by their Sids, that allow something on all objects of a kind, since their
// names and paths would not fit into a policy.
func (t Tree) Permissions(job Job) (text string, widened []string) {
	statements := t.statements(job)
	for len(statements.json("")) > policy.Managed.Quota() {
		at := statements.longest()
		all := []string{t.arn(statements[at].kind, "/", "*")}
		if slices.Equal(statements[at].Resource, all) { // and so are the others: every action that there is fits
			break
		}
		if below := t.belowPaths(statements[at]); below.room() < statements[at].room() {
			statements[at] = below
			continue
		}
		statements[at].Resource = all
		widened = append(widened, statements[at].Sid)
	}
	slices.Sort(widened)
	return statements.json("  "), widened
}

// calls returns what the job calls for a tree.
func (t Tree) calls(job Job) []need {
	all := reads
	if job == JobApply {
		all = slices.Concat(reads, looks, locking, changes())
	}
	return slices.DeleteFunc(slices.Clone(all), func(n need) bool { return !t.makes(n) })
}

// makes reports whether a call can be needed.
func (t Tree) makes(n need) bool {
	there, goes := t.declares(n.where), t.deletes(n.where)
	switch n.when {
	case always:
		return true
	case ifDeclared, ifMade, ifMoves, ifLost:
		return there
	case ifLeaving:
		return goes
	case ifEither:
		return there || goes
	case ifUsers:
		return there || goes || t.declares(spec.KindUser) || t.deletes(spec.KindUser)
	case ifLocked:
		return t.Guards.Lock
	case ifPasses:
		return len(t.passed()) > 0
	case ifDescribed:
		return slices.ContainsFunc(t.Tagged, func(id spec.ID) bool { return id.Kind == n.where })
	case ifNamed:
		return t.Named
	default:
		return goes && t.Guards.UnusedDays > 0
	}
}

func (t Tree) declares(kind spec.Kind) bool {
	for id := range t.Desired.Resources {
		if id.Kind == kind {
			return true
		}
	}
	return false
}

// deletes reports whether an object of the kind can be deleted: by prune, by its
// declaration, on a day, or to be created again.
func (t Tree) deletes(kind spec.Kind) bool { return len(t.leaving(kind)) > 0 }

// statement allows some actions on some resources.
type statement struct {
	Sid, Effect string
	Action      []string
	Resource    []string

	kind spec.Kind // "" for the account itself
}

type statements []statement

// sids are what the statements about the kinds are called.
var sids = map[spec.Kind]string{
	"": "Account", spec.KindUser: "Users", spec.KindGroup: "Groups", spec.KindRole: "Roles", spec.KindPolicy: "Policies",
	spec.KindProfile: "InstanceProfiles", spec.KindOIDC: "OIDCProviders", spec.KindSAML: "SAMLProviders",
	spec.KindServerCert: "ServerCertificates", spec.KindMFA: "MFADevices",
}

// statements are the calls of the job, those on the same resources together.
func (t Tree) statements(job Job) statements {
	resources := map[spec.Kind]map[string][]string{} // by action
	for _, n := range t.calls(job) {
		if resources[n.on] == nil {
			resources[n.on] = map[string][]string{}
		}
		resources[n.on][n.action] = least(append(resources[n.on][n.action], t.on(n)...))
	}
	var all statements
	for _, kind := range append([]spec.Kind{""}, spec.Kinds...) {
		all = append(all, grouped(kind, resources[kind])...)
	}
	return all
}

func grouped(kind spec.Kind, resources map[string][]string) statements {
	var all statements
	for action, on := range resources {
		at := slices.IndexFunc(all, func(s statement) bool { return slices.Equal(s.Resource, on) })
		if at < 0 {
			at = len(all)
			all = append(all, statement{Effect: policy.Allow, Resource: on, kind: kind})
		}
		all[at].Action = append(all[at].Action, action)
	}
	for i := range all {
		slices.Sort(all[i].Action)
	}
	slices.SortFunc(all, func(a, b statement) int { return strings.Compare(a.Action[0], b.Action[0]) })
	for i := range all {
		all[i].Sid = sids[kind]
		if i > 0 {
			all[i].Sid += fmt.Sprint(i + 1)
		}
	}
	return all
}

// longest is the place of the statement whose resources take the most room.
func (s statements) longest() (at int) {
	for i := range s {
		if s[i].room() > s[at].room() {
			at = i
		}
	}
	return at
}

func (s statement) room() int { return len(strings.Join(s.Resource, "")) }

// json is the document; without an indent it has about the characters that IAM counts,
// which leaves out white space.
func (s statements) json(indent string) string {
	text, err := json.MarshalIndent(struct {
		Version   string
		Statement []statement
	}{"2012-10-17", s}, "", indent)
	if err != nil {
		panic(err) // strings alone
	}
	return string(text) + "\n"
}

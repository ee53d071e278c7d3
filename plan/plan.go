package plan

import (
	"iamsync/spec"
	"iamsync/spec/policy"
)

// Plan is what apply would do, as a value: printable, comparable, without a
// client, a clock or colour.
type Plan struct {
	Account spec.Account
	Caller  string // ARN of who planned
	// Source is the snapshot that stood for the account; "" where that was asked.
	Source string

	// Settings are the edits of what guards the plan, where that is known.
	Settings []Setting

	Changes []Change
	// Steps are in a total order in which each step comes after all that it
	// needs. Apply may run side by side whatever Needs allows.
	Steps    []Step
	Barriers []Barrier

	// Findings are worth a reviewer's attention; Refused are reasons not to
	// apply this plan at all.
	Findings []Finding
	Refused  []Finding
	// Unmanaged are the entities of the account that no file declares and
	// that the plan leaves alone.
	Unmanaged []spec.ID
	// Kept says why some of them, which the scope covers, are not pruned.
	Kept map[spec.ID]string
	// Objects are those that the steps touch or attach, and those that were to be
	// watched, as they are before.
	Objects []Object
	// Held is all that counted before for the access of those whom it concerns.
	Held []spec.Resource `json:"-"`
	// Digest is equal for plans of the same account that do the same to
	// objects in the same state.
	Digest string
}

// Empty reports whether the account already is as the YAML wants it.
func (p Plan) Empty() bool { return len(p.Changes) == 0 }

// Verb says what a Change does. Verbs are words of the plan's JSON.
type Verb string

// The verbs. A membership and an attachment attach and detach; everything else
// is created, updated and deleted.
const (
	Create Verb = "create"
	Update Verb = "update"
	Attach Verb = "attach"
	Detach Verb = "detach"
	Delete Verb = "delete"
)

// replace is what people are shown for two changes of one resource, of which the first
// makes room for the second.
const replace Verb = "replace"

// Sign returns the character that stands for the verb in the plan's text.
func (v Verb) Sign() string {
	switch v {
	case Create, Attach:
		return "+"
	case Update:
		return "~"
	case replace:
		return "-/+"
	default:
		return "-"
	}
}

// Change is what happens to one Resource, for people.
type Change struct {
	Verb   Verb
	ID     spec.ID
	Owner  spec.ID
	Before spec.Resource // nil where it is created; of another name where it is renamed
	After  spec.Resource // nil where it is deleted
	Fields []Field       // what differs, where it is updated
	Cause  string        // what brought it about, where that is known: edit, drift or expiry
	Reason string        // why, where it is not plain
	At     spec.Position // where it is declared, or else where its owner is
	Steps  []string      // the IDs of its steps, in their order
	// Replaces is the entity that is deleted and created again where this change is
	// part of that: the entity itself, what belongs to it, or what holds it. Of one ID
	// there can then be two changes, of which the first makes room for the second.
	Replaces spec.ID
	// Access is what an edge that comes or goes, or another boundary, does to who may do
	// what; "" of all else. What changed documents do is in their differences.
	Access policy.Access
	// UniqueID is IAM's own ID of what is there before. It survives a rename.
	UniqueID string
	brings   []spec.Resource // what somebody gets by a membership; see findBrought
}

// Field is a difference within a resource. Before or After is nil where the
// field is absent on that side.
type Field struct {
	Path          []string
	Before, After any // string, int or policy.Document
	// Cause is that of the change, or edit or drift where these differ from field to field.
	Cause string
	// Renewed says that both are the same, and it is written again all the same, because
	// what it names is replaced.
	Renewed bool
}

// Step is one IAM API call. Running every step of a Plan is all that apply does.
type Step struct {
	ID     string // "s1", "s2", … in the order of the plan
	Action Action
	Params Params
	Needs  []string // IDs of steps and barriers that must be done first
	// Entity is what the call modifies. IAM wants one modification of an
	// entity at a time (ConcurrentModification); a membership's is its user,
	// so that a large group fills fast.
	Entity spec.ID
	Change spec.ID // the Change that it serves
}

// Barrier stands between two sets of steps: everything that needs the barrier
// comes after everything that the barrier needs. It is no call; it keeps Needs
// from growing with the product of the two sets.
type Barrier struct {
	ID    string // "b1", "b2", …
	Needs []string
}

// Params are the parameters of a call by their names in the IAM API. Values are
// of type string, bool, int, []string or []Tag and nothing else.
type Params map[string]any

// Tag is a tag in the form of the IAM API.
type Tag struct {
	Key   string
	Value string
}

// Finding is something that a reviewer should know, or, among Plan.Refused, a
// reason not to go on. Codes are stable.
type Finding struct {
	Code     string        `json:"code"`
	Severity Severity      `json:"severity"`
	Message  string        `json:"message"`
	Hint     string        `json:"hint,omitempty"`  // what to type to go on
	About    []spec.ID     `json:"about,omitempty"` // whom it names, where it names several
	At       spec.Position `json:"at"`
	InBase   InBase        `json:"-"` // where At is in the files of base
}

// Severity grades a finding.
type Severity string

// The severities.
const (
	Info    Severity = "info"
	Warning Severity = "warning"
	Err     Severity = "error"
)

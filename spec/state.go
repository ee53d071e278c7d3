package spec

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"iamsync/spec/policy"
)

// Account says which account a State is of. The partition is known only live:
// aws, aws-cn or aws-us-gov.
type Account struct {
	ID        string
	Partition string
}

// PolicyARN returns the ARN of the account's own policy with this path and name.
func (a Account) PolicyARN(path, name string) string {
	return PolicyARN{Partition: a.Partition, Account: a.ID, Path: path, Name: name}.String()
}

// ProviderARN returns the ARN of an identity provider of the account.
func (a Account) ProviderARN(id ID) string {
	return "arn:" + a.Partition + ":iam::" + a.ID + ":" + string(id.Kind) + "/" + id.Name
}

// Principals returns the users, roles and identity providers of the account that a
// trust policy names by their ARNs, in order. A session is named by its role.
func (a Account) Principals(trust policy.Document) []ID {
	var ids []ID
	for _, text := range trust.Principals() {
		if id, account, is := ParsePrincipalARN(text); is && account == a.ID {
			ids = append(ids, id)
		}
	}
	for _, text := range trust.Federated() {
		if id, account, is := ParseProviderARN(text); is && account == a.ID {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, Compare)
	return slices.Compact(ids)
}

// State is a set of resources: what the YAML wants, or what the account holds.
// Both are of this one type, so that comparing them needs no translation.
type State struct {
	Account   Account
	Resources map[ID]Resource

	// Facts are known of live resources only, and are never compared.
	Facts map[ID]Facts
	// At says where a desired resource is declared.
	At map[ID]Position
	// Unsaid lists the fields that the declaration of a resource leaves out
	// and that, for want of a word, stay as they are in the account.
	Unsaid map[ID][]Field
	// Ignored lists the fields of a declared entity that stay as they are in
	// the account because its declaration says so.
	Ignored map[ID][]Field
	// Absent are the entities that are declared as not to be.
	Absent map[ID]bool
	// Expires are the last days on which desired resources are wanted.
	Expires map[ID]Day
	// Renamed are the former IDs of desired entities.
	Renamed map[ID]ID
	// Replaceable are the desired entities that may be deleted and created again
	// where IAM cannot change them.
	Replaceable map[ID]bool
}

// Field names a field of a declaration that can be left unsaid or ignored.
type Field string

// The fields that can be ignored. Of some it means something, too, that they are
// left unsaid.
const (
	// FieldPath of an entity.
	FieldPath Field = "path"
	// FieldPolicies of a principal: its attachments.
	FieldPolicies Field = "policies"
	// FieldInline of a principal: its inline policies.
	FieldInline Field = "inline"
	// FieldGroups of a user: its memberships.
	FieldGroups Field = "groups"
	// FieldMaxSession of a role.
	FieldMaxSession Field = "max_session_duration"
	// FieldRole of an instance profile.
	FieldRole Field = "role"
	// FieldThumbprints of an OpenID Connect provider: AWS finds them out where nobody
	// says them.
	FieldThumbprints Field = "thumbprints"
	// FieldTags of a policy, instance profile or identity provider: no bulk read
	// returns them, so they are managed only where they are written.
	FieldTags Field = "tags"
	// FieldDescription of a policy or role.
	FieldDescription Field = "description"
	// FieldBoundary of a user or role: a boundary that the account has and the spec
	// does not mention is refused, since dropping it would widen access.
	FieldBoundary Field = "boundary"
	// FieldMembers of a group: without it, only users that are declared are
	// taken out of the group.
	FieldMembers Field = "members"
)

// Facts are what only the account knows of a resource.
type Facts struct {
	// UniqueID is IAM's own ID, such as AIDA…; it survives renames.
	UniqueID string
	// LastUsed is when a role was assumed last, as far as IAM tracks it, or a password or
	// access key was used; zero for never, or where it was not asked for.
	LastUsed time.Time
	// Versions of a policy, by number, oldest first.
	Versions []Version
}

// Version is one version of a managed policy. IDs ("v7") only grow and are
// never given twice (IAM User Guide, "Versioning IAM policies").
type Version struct {
	ID       string
	Default  bool
	Created  time.Time
	Document policy.Document
}

// Position is a place in a file of the spec; its zero value is nowhere.
type Position struct {
	File      string // slash-separated, as seen from where the path was given
	Line, Col int    // from 1; 0 where only the file is known
}

// String returns "file:line:col", or as much of it as is known.
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// MarshalText returns the form of String.
func (p Position) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// Compare orders positions by file, line and column.
func (p Position) Compare(q Position) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Col, q.Col))
}

// NewState returns an empty State of the account.
func NewState(account Account) State { return NewStateOf(account, 0) }

// NewStateOf returns an empty State of the account with room for about n
// resources: of a large account, half of the work is making room.
func NewStateOf(account Account, n int) State {
	return State{
		Account:   account,
		Resources: make(map[ID]Resource, n),
		Facts:     map[ID]Facts{},
		At:        make(map[ID]Position, n),
		Unsaid:    map[ID][]Field{},
		Ignored:   map[ID][]Field{},
		Absent:    map[ID]bool{},
		Expires:   map[ID]Day{},
		Renamed:   map[ID]ID{},

		Replaceable: map[ID]bool{},
	}
}

// ARN returns the ARN of a user or role of this state, "" where it has none.
func (s State) ARN(id ID) string {
	arn := EntityARN{Partition: s.Account.Partition, Account: s.Account.ID, ID: id}
	switch r := s.Resources[id].(type) {
	case User:
		arn.Path = r.Path
	case Role:
		arn.Path = r.Path
	default:
		return ""
	}
	return arn.String()
}

// Add puts resources into the state, each in the place of its ID.
func (s State) Add(resources ...Resource) {
	for _, r := range resources {
		s.Resources[r.ID()] = r
	}
}

// Clone returns a State that can be added to without changing s.
func (s State) Clone() State {
	s.Resources = maps.Clone(s.Resources)
	return s
}

// IDs returns the IDs of all resources, in order.
func (s State) IDs() []ID { return slices.SortedFunc(maps.Keys(s.Resources), Compare) }

// Ignores reports whether the declaration of id leaves the field as it is in the
// account.
func (s State) Ignores(id ID, field Field) bool { return slices.Contains(s.Ignored[id], field) }

// LeavesUnsaid reports whether the declaration of id leaves the field out.
func (s State) LeavesUnsaid(id ID, field Field) bool { return slices.Contains(s.Unsaid[id], field) }

// AsOf returns the desired state on the day of now: what has expired is not
// wanted any more. An entity then shall not be, and what names it goes with it,
// as if it had not been written. Boundaries stay: nothing widens because a day
// has ended.
func (s State) AsOf(now time.Time) State {
	if len(s.Expires) == 0 {
		return s
	}
	out := s.Clone()
	out.Absent = maps.Clone(s.Absent)
	for id, day := range s.Expires {
		r, found := s.Resources[id]
		if !found || !day.Over(now) {
			continue
		}
		delete(out.Resources, id)
		if r.Owner() == id {
			out.Absent[id] = true
		}
	}
	if len(out.Absent) == len(s.Absent) {
		return out
	}
	for id, r := range out.Resources {
		gone := func(ref Ref) bool { return out.Absent[ref.ID] }
		if r.Owner() != id && slices.ContainsFunc(r.Refs(), gone) {
			delete(out.Resources, id)
		}
	}
	return out
}

package spec

import "iamsync/spec/policy"

// Resource is one object of the model, flat. An entity (user, role, policy, …)
// owns itself; an edge (membership, attachment, inline policy) belongs to a
// principal. Desired and live resources are of the same types, and both are
// values: they are never changed in place.
//
// The diff tags name the fields that are compared one by one. What is tagged
// "-" either identifies the object or is compared by a rule of its own: tags as
// a set, documents by their meaning.
type Resource interface {
	// ID identifies the resource.
	ID() ID
	// Owner is the entity that the resource belongs to: an entity itself, the
	// principal of an attachment or inline policy, a membership's user.
	Owner() ID
	// Refs lists what must exist before the resource can.
	Refs() []Ref
	// Renamed returns the resource as it is after the renames: with its own new
	// name, or the new names of those whom it names.
	Renamed(Renames) Resource
	sealed()
}

// Ref is a reference from one resource to another.
type Ref struct {
	ID
	// Holds says that IAM refuses to delete what is referred to while the
	// reference stands (DeleteConflict).
	Holds bool
}

// User is an IAM user.
type User struct {
	Name     string            `diff:"-" json:"-"`
	Path     string            `diff:"path" json:"path"`
	Boundary string            `diff:"boundary" json:"boundary,omitempty"` // ARN of a managed policy; "" is none
	Tags     map[string]string `diff:"-" json:"tags,omitempty"`
}

// Role is an IAM role.
type Role struct {
	Name        string            `diff:"-" json:"-"`
	Path        string            `diff:"path" json:"path"`
	Description string            `diff:"description" json:"description,omitempty"`
	MaxSession  int               `diff:"max_session_duration" json:"max_session_duration"` // in seconds
	Boundary    string            `diff:"boundary" json:"boundary,omitempty"`               // ARN of a managed policy; "" is none
	Tags        map[string]string `diff:"-" json:"tags,omitempty"`
	Trust       policy.Document   `diff:"-" json:"trust"` // says who may assume the role
	// Trusted are the users, roles and identity providers of the account that Trust names; see
	// Account.Principals.
	Trusted []ID `diff:"-" json:"-"`
}

// Profile is an instance profile, by which machines get a role.
type Profile struct {
	Name string            `diff:"-" json:"-"`
	Path string            `diff:"path" json:"path"`
	Role string            `diff:"role" json:"role,omitempty"` // "" is none; IAM takes no more than one
	Tags map[string]string `diff:"-" json:"tags,omitempty"`
}

// Group is an IAM group. A group has neither tags nor a boundary.
type Group struct {
	Name string `diff:"-" json:"-"`
	Path string `diff:"path" json:"path"`
}

// Policy is a customer managed policy with the document of its default version.
type Policy struct {
	Name        string            `diff:"-" json:"-"`
	ARN         string            `diff:"-" json:"arn"`
	Path        string            `diff:"path" json:"path"`
	Description string            `diff:"description" json:"description,omitempty"`
	Tags        map[string]string `diff:"-" json:"tags,omitempty"`
	Document    policy.Document   `diff:"-" json:"document"`
}

// Membership says that a user is in a group. It belongs to the user.
type Membership struct {
	User  string `diff:"-" json:"user"`
	Group string `diff:"-" json:"group"`
}

// Attachment says that a managed policy, the account's own or one of AWS, is
// attached to a principal.
type Attachment struct {
	Principal ID     `diff:"-" json:"principal"`
	PolicyARN string `diff:"-" json:"policy_arn"`
}

// Inline is a policy that is embedded in a principal.
type Inline struct {
	Principal ID              `diff:"-" json:"principal"`
	Name      string          `diff:"-" json:"name"`
	Document  policy.Document `diff:"-" json:"document"`
}

// ID implements Resource.
func (u User) ID() ID { return UserID(u.Name) }

// ID implements Resource.
func (r Role) ID() ID { return RoleID(r.Name) }

// ID implements Resource.
func (p Profile) ID() ID { return ProfileID(p.Name) }

// ID implements Resource.
func (g Group) ID() ID { return GroupID(g.Name) }

// ID implements Resource.
func (p Policy) ID() ID { return PolicyID(p.Name) }

// ID implements Resource.
func (m Membership) ID() ID { return MembershipID(m.User, m.Group) }

// ID implements Resource.
func (a Attachment) ID() ID { return AttachmentID(a.Principal, a.PolicyARN) }

// ID implements Resource.
func (i Inline) ID() ID { return InlineID(i.Principal, i.Name) }

// Owner implements Resource.
func (u User) Owner() ID { return u.ID() }

// Owner implements Resource.
func (r Role) Owner() ID { return r.ID() }

// Owner implements Resource.
func (p Profile) Owner() ID { return p.ID() }

// Owner implements Resource.
func (g Group) Owner() ID { return g.ID() }

// Owner implements Resource.
func (p Policy) Owner() ID { return p.ID() }

// Owner implements Resource: a membership belongs to the user.
func (m Membership) Owner() ID { return UserID(m.User) }

// Owner implements Resource.
func (a Attachment) Owner() ID { return a.Principal }

// Owner implements Resource.
func (i Inline) Owner() ID { return i.Principal }

// Refs implements Resource.
func (u User) Refs() []Ref { return localPolicy(u.Boundary) }

// Refs implements Resource. Whom a role trusts must exist when that is written;
// deleting them later is not refused.
func (r Role) Refs() []Ref {
	refs := localPolicy(r.Boundary)
	for _, id := range r.Trusted {
		if id != r.ID() {
			refs = append(refs, Ref{id, false})
		}
	}
	return refs
}

// Refs implements Resource.
func (p Profile) Refs() []Ref {
	if p.Role == "" {
		return nil
	}
	return []Ref{{RoleID(p.Role), true}}
}

// Refs implements Resource.
func (g Group) Refs() []Ref { return nil }

// Refs implements Resource.
func (p Policy) Refs() []Ref { return nil }

// Refs implements Resource.
func (m Membership) Refs() []Ref { return []Ref{{UserID(m.User), true}, {GroupID(m.Group), true}} }

// Refs implements Resource.
func (a Attachment) Refs() []Ref {
	return append([]Ref{{a.Principal, true}}, localPolicy(a.PolicyARN)...)
}

// Refs implements Resource.
func (i Inline) Refs() []Ref { return []Ref{{i.Principal, true}} }

func (User) sealed()       {}
func (Group) sealed()      {}
func (Role) sealed()       {}
func (Profile) sealed()    {}
func (Policy) sealed()     {}
func (Membership) sealed() {}
func (Attachment) sealed() {}
func (Inline) sealed()     {}

// localPolicy returns the reference to the account's own policy with this ARN.
// AWS managed policies are no Resources: nothing is held by a use of them.
func localPolicy(arn string) []Ref {
	p, err := ParsePolicyARN(arn)
	if err != nil || p.IsAWS() {
		return nil
	}
	return []Ref{{PolicyID(p.Name), true}}
}

package plan

import (
	"github.com/r3labs/diff/v3"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// behaviour is a row of the table of kinds: everything that planning knows of
// one kind of resource. Functions that a kind has no use for are nil.
type behaviour struct {
	rank              int  // where the kind stands in the plan's order
	appears, vanishes Verb // what creating and deleting it is called

	// leaves is the stage in which an edge that gives no access is removed; 0 for
	// all that do.
	leaves stage

	// zero has nothing; it is what a new or deleted resource is compared with.
	// It is nil for edges that are nothing but their ID.
	zero spec.Resource
	// says names an edge as a field of its owner.
	says func(spec.Resource) (label, value string)
	// path is the IAM path of an entity, "" where its kind has none.
	path func(spec.Resource) string
	// immovable is set where IAM cannot change the path.
	immovable immovable
	// loose says that trust policies can name what does not exist.
	loose bool
	// keep gives a declared resource the live fields that stay as they are; nil says
	// that there are none.
	keep func(s *settled, want, live spec.Resource) spec.Resource
	// missing refuses one that is declared, not there, and cannot be created.
	missing func(s *settled, want spec.Resource)
	// fields are those of an entity that its declaration can ignore, and that are
	// no edges.
	fields map[spec.Field]copies
	// listed says where declarations list an edge.
	listed func(spec.Resource) []listing
	// goes decides whether a live edge that no file declares is removed.
	goes func(s *settled, live spec.Resource) bool
	// repoint makes a resource follow policies whose ARN is not what was said.
	repoint func(r spec.Resource, moved map[string]string) spec.Resource
	// counts says which quota an edge counts against, and how much.
	counts func(spec.Resource) (slot, int)
	// compare returns the fields in which two resources of one ID differ.
	compare func(before, after spec.Resource) []Field
	// renewed returns those in which it does not differ, and that are written again
	// because what they name is replaced.
	renewed func(before, after spec.Resource, replaced set) []Field

	// What a resource is on the way from a principal to a permission; see ways.go.
	//
	// caller is what a principal that makes requests brings along with them.
	caller func(spec.Resource) caller
	// document is the policy document that a resource carries.
	document func(spec.Resource) policy.Document
	// attaches is the ARN of the managed policy that an edge leads to.
	attaches func(spec.Resource) string
	// joins is the principal whose policies an edge gives to its owner.
	joins func(spec.Resource) spec.ID

	// trusts says that the resource names users and roles by their ARNs.
	trusts bool
	// lets says in Markdown what a change of an entity lets others do, whatever it may do
	// itself: "" for nothing. Before is nil where it is new.
	lets func(before, after spec.Resource) string
	// revive reads a resource from the JSON that it was written as.
	revive func(id spec.ID, data []byte, from origin) (spec.Resource, error)
	// anew is what does not come back with another of the name, "" for nothing.
	anew string
	// made returns a new resource as one of the calls that make it leaves it,
	// by what was sent; nil where that is the resource itself.
	made func(r spec.Resource, sent Params) spec.Resource

	// create, update and remove return the calls that make a change true, in
	// their order.
	create func(spec.Resource, context) []Call
	update func(Change, context) []Call
	remove func(spec.Resource, spec.Facts) []Call
}

// kinds is the table of kinds. A new kind is a new file and a row here.
var kinds map[spec.Kind]behaviour

// The table is filled here, and not where it is declared, because its rows lead
// back to it.
func init() {
	kinds = map[spec.Kind]behaviour{
		spec.KindPolicy:     policyKind,
		spec.KindGroup:      groupKind,
		spec.KindUser:       userKind,
		spec.KindRole:       roleKind,
		spec.KindProfile:    profileKind,
		spec.KindOIDC:       oidcKind,
		spec.KindSAML:       samlKind,
		spec.KindServerCert: serverCertKind,

		spec.KindAlias:          aliasKind,
		spec.KindPasswordPolicy: passwordKind,

		spec.KindAttachment: attachmentKind,
		spec.KindInline:     inlineKind,
		spec.KindMembership: membershipKind,

		spec.KindLogin:       credential(13, credentials, "", DeleteLoginProfile),
		spec.KindAccessKey:   credential(14, credentials, "AccessKeyId", DeleteAccessKey),
		spec.KindSSHKey:      credential(15, credentials, "SSHPublicKeyId", DeleteSSHPublicKey),
		spec.KindServiceKey:  credential(16, credentials, "ServiceSpecificCredentialId", DeleteServiceSpecificCredential),
		spec.KindCertificate: credential(17, credentials, "CertificateId", DeleteSigningCertificate),
		spec.KindMFA:         credential(18, releases, "SerialNumber", DeactivateMFADevice),
	}
}

// Call is a step that has no place in the order yet.
type Call struct {
	Action Action
	Params Params
	// Needs must exist before the call; nil means all that the resource
	// refers to.
	Needs []spec.ID
	// Frees were held before and are let go by this call.
	Frees []spec.ID
	// After says that the call waits for the previous call of its change.
	After bool
	// Renames says that the call gives the entity its new name: all others on it
	// come later. Moves says that it gets another ARN, by the name or the path.
	Renames, Moves bool
	// Shift says what an update does to access.
	Shift Shift
	// Part is what of its resource the call makes as it shall be.
	Part part
}

// part is what a call changes of its resource, as far as access depends on it.
type part int

const (
	wholePart    part = iota // all of an edge, the document of what has one
	noPart                   // nothing that anybody's access depends on
	boundaryPart             // the boundary of a principal
	pathPart                 // the path of a principal, and with it the ARN
	tagPart                  // the tags that come or change
	untagPart                // the tags that go
)

// Shift says in which direction an update moves access.
type Shift int

// The shifts. Only what is certain narrows or widens.
const (
	Shifting  Shift = iota // neither of the other two for certain
	Narrowing              // takes access away and gives none
	Widening               // gives access and takes none away
)

// context is what the calls of a change may depend on.
type context struct {
	live, desired spec.State
	renamed       spec.Renames // old IDs by the new ones; live has the new ones
	replaced      set          // what is deleted and created again
	quotas        map[string]int
}

// quota returns one of the account's own figures, or the default of a new
// account where it is not known (IAM User Guide, "IAM and AWS STS quotas").
func (c context) quota(name string) int {
	if n, found := c.quotas[name]; found {
		return n
	}
	return defaultQuotas[name]
}

var defaultQuotas = map[string]int{
	"GroupsPerUserQuota":            10,
	"AttachedPoliciesPerUserQuota":  10,
	"AttachedPoliciesPerGroupQuota": 10,
	"AttachedPoliciesPerRoleQuota":  10,
	"RolePolicySizeQuota":           10240,
	"UserPolicySizeQuota":           2048,
	"GroupPolicySizeQuota":          5120,
	"VersionsPerPolicyQuota":        5,
}

// Made returns what a new resource is when one of the calls that make it was
// answered, and the others were not made yet.
func Made(after spec.Resource, call Step) spec.Resource {
	if made := kinds[after.ID().Kind].made; made != nil {
		return made(after, call.Params)
	}
	return after
}

// nothing is for calls that need no other resource than their own.
var nothing = []spec.ID{}

// holds returns what a resource keeps from being deleted.
func holds(r spec.Resource) []spec.ID {
	var ids []spec.ID
	for _, ref := range r.Refs() {
		if ref.Holds {
			ids = append(ids, ref.ID)
		}
	}
	return ids
}

// references returns what must exist before a resource can.
func references(r spec.Resource) []spec.ID {
	ids := []spec.ID{}
	for _, ref := range r.Refs() {
		ids = append(ids, ref.ID)
	}
	return ids
}

// isEntity tells entities from edges.
func isEntity(id spec.ID) bool { return kinds[id.Kind].path != nil }

// entityPath returns the IAM path of an entity.
func entityPath(r spec.Resource) string { return kinds[r.ID().Kind].path(r) }

// flat compares the fields of two resources that are plain strings and numbers. The library
// sees two flat structs of one type and nothing else: on maps it loses changes.
func flat(before, after spec.Resource) []Field {
	changelog, err := diff.Diff(before, after)
	if err != nil {
		panic("comparing two resources of one kind: " + err.Error())
	}
	var fields []Field
	for _, c := range changelog {
		fields = append(fields, Field{Path: c.Path, Before: present(c.From), After: present(c.To)})
	}
	return fields
}

// present turns an empty string, zero or false, which mean that a field is not set,
// into nil.
func present(v any) any {
	if v == "" || v == 0 || v == false {
		return nil
	}
	return v
}

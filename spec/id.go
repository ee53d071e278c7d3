package spec

import (
	"cmp"
	"fmt"
	"strings"
)

// Kind names a type of Resource, in the words that IAM uses for it.
type Kind string

// The kinds. Policies, groups, users, roles, instance profiles and identity providers
// are entities: they own themselves. The others are edges: they belong to an entity and go when
// it goes.
const (
	KindUser       Kind = "user"
	KindGroup      Kind = "group"
	KindRole       Kind = "role"
	KindPolicy     Kind = "policy" // a customer managed policy
	KindProfile    Kind = "instance-profile"
	KindOIDC       Kind = "oidc-provider" // its name is its URL without https://
	KindSAML       Kind = "saml-provider"
	KindServerCert Kind = "server-certificate"

	KindAlias          Kind = "account-alias"
	KindPasswordPolicy Kind = "password-policy"

	KindMembership Kind = "membership"
	KindAttachment Kind = "attachment"
	KindInline     Kind = "inline"
)

// Kinds lists every kind, entities first, in the order in which people expect
// to read about them. Tests range over it, so that no kind is forgotten.
var Kinds = append([]Kind{KindPolicy, KindGroup, KindUser, KindRole, KindProfile, KindOIDC, KindSAML, KindServerCert, KindAlias, KindPasswordPolicy, KindMembership, KindAttachment, KindInline}, CredentialKinds...)

// ID identifies a Resource within one account. It is comparable and sortable.
//
// The name of an entity is its IAM name. IAM holds the names of entities of one
// kind unique whatever their path, so a path is never part of an ID. Edges
// join names by colons, which no IAM name can hold:
//
//	user/alice
//	role/deploy
//	membership/alice:developers
//	attachment/group:developers:arn:aws:iam::aws:policy/ReadOnlyAccess
//	inline/user:alice:self-service
type ID struct {
	Kind Kind
	Name string
}

// UserID names a user.
func UserID(name string) ID { return ID{KindUser, name} }

// GroupID names a group.
func GroupID(name string) ID { return ID{KindGroup, name} }

// RoleID names a role.
func RoleID(name string) ID { return ID{KindRole, name} }

// ProfileID names an instance profile.
func ProfileID(name string) ID { return ID{KindProfile, name} }

// OIDCProviderID names an OpenID Connect provider by its URL, without https://.
func OIDCProviderID(url string) ID { return ID{KindOIDC, url} }

// SAMLProviderID names a SAML provider.
func SAMLProviderID(name string) ID { return ID{KindSAML, name} }

// ServerCertificateID names a server certificate.
func ServerCertificateID(name string) ID { return ID{KindServerCert, name} }

// PolicyID names a customer managed policy.
func PolicyID(name string) ID { return ID{KindPolicy, name} }

// MembershipID names the membership of a user in a group.
func MembershipID(user, group string) ID {
	return ID{KindMembership, user + ":" + group}
}

// AttachmentID names the attachment of the managed policy with this ARN.
func AttachmentID(principal ID, arn string) ID {
	return ID{KindAttachment, string(principal.Kind) + ":" + principal.Name + ":" + arn}
}

// InlineID names an inline policy of a principal.
func InlineID(principal ID, name string) ID {
	return ID{KindInline, string(principal.Kind) + ":" + principal.Name + ":" + name}
}

// String returns the form "kind/name".
func (id ID) String() string { return string(id.Kind) + "/" + id.Name }

// IsZero reports whether id names nothing.
func (id ID) IsZero() bool { return id == ID{} }

// MarshalText returns the form "kind/name".
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText parses the form "kind/name".
func (id *ID) UnmarshalText(text []byte) error {
	kind, name, found := strings.Cut(string(text), "/")
	if !found {
		return fmt.Errorf("parsing ID %q: it has the form kind/name", text)
	}
	*id = ID{Kind(kind), name}
	return nil
}

// Fold returns the ID under which IAM would hold it: IAM keeps the names of
// entities unique whatever their case ("Names are not
// distinguished by case", IAM User Guide, "IAM and AWS STS quotas").
func (id ID) Fold() ID { return ID{id.Kind, strings.ToLower(id.Name)} }

// Compare orders IDs by kind, then by name.
func Compare(a, b ID) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
}

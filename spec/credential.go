package spec

import "strings"

// Credential is something by which a user is recognised: a password, a key, a
// device. Credentials are never declared, and left alone; those of a user that is to
// be deleted are read, since they go first.
type Credential struct {
	Type Kind   `diff:"-" json:"-"` // one of CredentialKinds
	User string `diff:"-" json:"user"`
	// Key is IAM's ID of a key, certificate or service credential, and the serial
	// number of a device; "" for a password, of which there is one.
	Key string `diff:"-" json:"key,omitempty"`
}

// The kinds of credentials.
const (
	KindLogin       Kind = "login-profile" // the password for the console
	KindAccessKey   Kind = "access-key"
	KindSSHKey      Kind = "ssh-key"
	KindServiceKey  Kind = "service-credential" // for CodeCommit, Bedrock and others
	KindCertificate Kind = "signing-certificate"
	KindMFA         Kind = "mfa-device"
)

// CredentialKinds lists the kinds of credentials in the order in which a user that
// goes should lose them.
var CredentialKinds = []Kind{KindLogin, KindAccessKey, KindSSHKey, KindServiceKey, KindCertificate, KindMFA}

// ID implements Resource: "access-key/alice:AKIA…", "login-profile/alice".
func (c Credential) ID() ID {
	if c.Key == "" {
		return ID{c.Type, c.User}
	}
	return ID{c.Type, c.User + ":" + c.Key}
}

// Owner implements Resource.
func (c Credential) Owner() ID { return UserID(c.User) }

// Refs implements Resource.
func (c Credential) Refs() []Ref { return []Ref{{UserID(c.User), true}} }

func (Credential) sealed() {}

// IsVirtual tells an MFA device that is an app's from one that can be held in a hand:
// its serial number is an ARN, and it stays when it is taken from its user (IAM User
// Guide, "Assign a virtual MFA device").
func (c Credential) IsVirtual() bool {
	return c.Type == KindMFA && strings.HasPrefix(c.Key, "arn:") && strings.Contains(c.Key, ":mfa/")
}

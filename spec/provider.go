package spec

// OIDCProvider is an OpenID Connect provider: whose tokens can be exchanged for the
// sessions of roles that trust it. Its URL is its name.
type OIDCProvider struct {
	URL         string            `diff:"-" json:"-"` // without https://, as in its ARN
	ARN         string            `diff:"-" json:"arn"`
	ClientIDs   []string          `diff:"-" json:"client_ids"`  // sorted
	Thumbprints []string          `diff:"-" json:"thumbprints"` // sorted, in small letters
	Tags        map[string]string `diff:"-" json:"tags,omitempty"`
}

// ID implements Resource.
func (p OIDCProvider) ID() ID { return OIDCProviderID(p.URL) }

// Owner implements Resource.
func (p OIDCProvider) Owner() ID { return p.ID() }

// Refs implements Resource.
func (p OIDCProvider) Refs() []Ref { return nil }

// Renamed implements Resource: IAM cannot rename a provider.
func (p OIDCProvider) Renamed(Renames) Resource { return p }

func (OIDCProvider) sealed() {}

// SAMLProvider is a SAML provider: whose assertions can be exchanged for the sessions
// of roles that trust it.
type SAMLProvider struct {
	Name     string            `diff:"-" json:"-"`
	ARN      string            `diff:"-" json:"arn"`
	Metadata string            `diff:"-" json:"metadata"`
	Tags     map[string]string `diff:"-" json:"tags,omitempty"`
}

// ID implements Resource.
func (p SAMLProvider) ID() ID { return SAMLProviderID(p.Name) }

// Owner implements Resource.
func (p SAMLProvider) Owner() ID { return p.ID() }

// Refs implements Resource.
func (p SAMLProvider) Refs() []Ref { return nil }

// Renamed implements Resource: IAM cannot rename a provider.
func (p SAMLProvider) Renamed(Renames) Resource { return p }

func (SAMLProvider) sealed() {}

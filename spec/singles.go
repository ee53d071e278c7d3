package spec

// Alias is the alias of the account.
type Alias struct {
	Alias string `diff:"alias" json:"alias"`
}

// PasswordPolicy says what the passwords of users must be like. What is 0 is not asked.
type PasswordPolicy struct {
	MinimumLength      int  `diff:"minimum_length" json:"minimum_length"`
	RequireSymbols     bool `diff:"require_symbols" json:"require_symbols"`
	RequireNumbers     bool `diff:"require_numbers" json:"require_numbers"`
	RequireUppercase   bool `diff:"require_uppercase" json:"require_uppercase"`
	RequireLowercase   bool `diff:"require_lowercase" json:"require_lowercase"`
	AllowUsersToChange bool `diff:"allow_users_to_change" json:"allow_users_to_change"`
	MaxAge             int  `diff:"max_age" json:"max_age,omitempty"` // in days
	ReusePrevention    int  `diff:"reuse_prevention" json:"reuse_prevention,omitempty"`
	HardExpiry         bool `diff:"hard_expiry" json:"hard_expiry"`
}

// ID implements Resource.
func (Alias) ID() ID { return ID{KindAlias, theAccount} }

// ID implements Resource.
func (PasswordPolicy) ID() ID { return ID{KindPasswordPolicy, theAccount} }

// Owner implements Resource.
func (a Alias) Owner() ID { return a.ID() }

// Owner implements Resource.
func (p PasswordPolicy) Owner() ID { return p.ID() }

// Refs implements Resource.
func (Alias) Refs() []Ref { return nil }

// Refs implements Resource.
func (PasswordPolicy) Refs() []Ref { return nil }

// Renamed implements Resource.
func (a Alias) Renamed(Renames) Resource { return a }

// Renamed implements Resource.
func (p PasswordPolicy) Renamed(Renames) Resource { return p }

func (Alias) sealed()          {}
func (PasswordPolicy) sealed() {}

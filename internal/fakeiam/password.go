package fakeiam

import (
	"strings"
	"time"
	"unicode/utf8"
)

// passwordPolicy is the account's own, in the order in which IAM complains.
type passwordPolicy struct {
	MinimumPasswordLength      int  `in:"passwordLength" json:"minimum_length"`
	RequireSymbols             bool `json:"symbols,omitempty"`
	RequireNumbers             bool `json:"numbers,omitempty"`
	RequireUppercaseCharacters bool `json:"uppercase,omitempty"`
	RequireLowercaseCharacters bool `json:"lowercase,omitempty"`
	AllowUsersToChangePassword bool `json:"users_change,omitempty"`
	PasswordReusePrevention    int  `in:"passwordReuse" out:"omitempty" json:"reuse_prevention,omitempty"`
	MaxPasswordAge             int  `in:"passwordAge" out:"omitempty" json:"max_age,omitempty"`
	HardExpiry                 bool `out:"omitempty" json:"hard_expiry,omitempty"`
}

// updateAccountPasswordPolicy replaces the whole policy: what is not said falls
// back to what it is without.
func (a *account) updateAccountPasswordPolicy(in *passwordPolicy) error {
	p := *in
	if p.MinimumPasswordLength == 0 {
		p.MinimumPasswordLength = 6
	}
	a.passwords = &p
	return nil
}

type passwordPolicyOutput struct {
	passwordPolicy
	ExpirePasswords bool
}

type onePasswordPolicy struct{ PasswordPolicy passwordPolicyOutput }

func (a *account) getAccountPasswordPolicy(*noInput) (*onePasswordPolicy, error) {
	if a.passwords == nil {
		return nil, noSuch("The Password Policy with domain name %s cannot be found.", a.id)
	}
	return &onePasswordPolicy{passwordPolicyOutput{*a.passwords, a.passwords.MaxPasswordAge > 0}}, nil
}

func (a *account) deleteAccountPasswordPolicy(*noInput) error {
	if a.passwords == nil {
		return noSuch("The account policy with name PasswordPolicy cannot be found.")
	}
	a.passwords = nil
	return nil
}

// The characters that a policy can ask for (User Guide, "Set an account password
// policy for IAM users").
const (
	uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lowercase = "abcdefghijklmnopqrstuvwxyz"
	numbers   = "0123456789"
	symbols   = "!@#$%^&*()_+-=[]{}|'"
)

// checkPassword holds a password against the account's policy, or against that of
// IAM where the account has none: eight characters, three of the four kinds, and
// not the account's name. Earlier passwords are not known, so that none is refused
// for having been used before.
func (a *account) checkPassword(password string) error {
	p := a.passwords
	n := utf8.RuneCountInString(password)
	if p == nil {
		kinds := []bool{true, true, true, true}
		if n < 8 || lacking(password, kinds) > 1 || password == a.alias || password == a.id {
			return badPassword()
		}
		return nil
	}
	kinds := []bool{p.RequireUppercaseCharacters, p.RequireLowercaseCharacters, p.RequireNumbers, p.RequireSymbols}
	if n < p.MinimumPasswordLength || lacking(password, kinds) > 0 {
		return badPassword()
	}
	return nil
}

// lacking counts the kinds of characters that are asked for and not there.
func lacking(password string, asked []bool) int {
	n := 0
	for i, kind := range []string{uppercase, lowercase, numbers, symbols} {
		if asked[i] && !strings.ContainsAny(password, kind) {
			n++
		}
	}
	return n
}

func badPassword() error {
	return refuse("PasswordPolicyViolation", "Password does not conform to the account password policy.")
}

// nextRotation is when a password has to be changed; never, where there is no
// age that it may not pass.
func (a *account) nextRotation(changed time.Time) time.Time {
	if a.passwords == nil || a.passwords.MaxPasswordAge == 0 {
		return time.Time{}
	}
	return changed.AddDate(0, 0, a.passwords.MaxPasswordAge)
}

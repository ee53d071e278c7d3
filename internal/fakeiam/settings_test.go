package fakeiam

import "testing"

func TestAccountAlias(t *testing.T) {
	s := start(t)
	aliases := func() []string { return s.do("ListAccountAliases").texts("AccountAliases", "") }
	same(t, "none", aliases(), []string{})
	s.do("CreateAccountAlias", "AccountAlias", "one")
	s.do("CreateAccountAlias", "AccountAlias", "two-2")
	same(t, "the second in place of the first", aliases(), []string{"two-2"})
	s.wants("409 EntityAlreadyExists: The account alias two-2 already exists.", "CreateAccountAlias", "AccountAlias", "two-2")
	s.wants("404 NoSuchEntity: The account alias one cannot be found.", "DeleteAccountAlias", "AccountAlias", "one")
	s.do("DeleteAccountAlias", "AccountAlias", "two-2")
	same(t, "none", aliases(), []string{})
}

func TestGrammarOfAliases(t *testing.T) {
	s := start(t)
	for _, alias := range []string{"-ab", "ab-", "a--b", "Abc", "a.b", "a_b"} {
		s.wants("400 ValidationError: 1 validation error detected: Value at 'accountAlias' failed to satisfy constraint: "+
			"Member must satisfy regular expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$", "CreateAccountAlias", "AccountAlias", alias)
	}
	s.wants("400 ValidationError: The specified value for accountAlias is invalid. It must not be the number of an account.",
		"CreateAccountAlias", "AccountAlias", "123456789012")
	for _, alias := range []string{"a-b", "123", "1234567890123", "a-b-c-d"} {
		s.do("CreateAccountAlias", "AccountAlias", alias)
	}
}

func TestPasswordPolicy(t *testing.T) {
	s := start(t)
	const none = "404 NoSuchEntity: The Password Policy with domain name 111122223333 cannot be found."
	s.wants(none, "GetAccountPasswordPolicy")
	s.wants("404 NoSuchEntity: The account policy with name PasswordPolicy cannot be found.", "DeleteAccountPasswordPolicy")
	s.do("UpdateAccountPasswordPolicy", "MinimumPasswordLength", "10", "RequireSymbols", "true", "RequireNumbers", "true",
		"RequireUppercaseCharacters", "true", "RequireLowercaseCharacters", "true", "AllowUsersToChangePassword", "true",
		"MaxPasswordAge", "60", "PasswordReusePrevention", "3", "HardExpiry", "true")
	policy := func() string { return flat(s.do("GetAccountPasswordPolicy").Below[0]) }
	same(t, "all of it", policy(), "PasswordPolicy=(MinimumPasswordLength=10)(RequireSymbols=true)(RequireNumbers=true)"+
		"(RequireUppercaseCharacters=true)(RequireLowercaseCharacters=true)(AllowUsersToChangePassword=true)"+
		"(PasswordReusePrevention=3)(MaxPasswordAge=60)(HardExpiry=true)(ExpirePasswords=true)")
	s.do("UpdateAccountPasswordPolicy")
	same(t, "what is not said is gone", policy(), "PasswordPolicy=(MinimumPasswordLength=6)(RequireSymbols=false)(RequireNumbers=false)"+
		"(RequireUppercaseCharacters=false)(RequireLowercaseCharacters=false)(AllowUsersToChangePassword=false)(ExpirePasswords=false)")
	s.wants("400 ValidationError: 3 validation errors detected: Value at 'minimumPasswordLength' failed to satisfy constraint: "+
		"Member must have value less than or equal to 128; Value at 'passwordReusePrevention' failed to satisfy constraint: "+
		"Member must have value less than or equal to 24; Value at 'maxPasswordAge' failed to satisfy constraint: "+
		"Member must have value less than or equal to 1095",
		"UpdateAccountPasswordPolicy", "MinimumPasswordLength", "129", "MaxPasswordAge", "1096", "PasswordReusePrevention", "25")
	s.do("DeleteAccountPasswordPolicy")
	s.wants(none, "GetAccountPasswordPolicy")
}

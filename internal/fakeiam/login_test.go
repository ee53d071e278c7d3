package fakeiam

import (
	"strings"
	"testing"
	"time"
)

func TestLoginProfiles(t *testing.T) {
	clock := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s := start(t, WithClock(func() time.Time { return clock }))
	s.do("CreateUser", "UserName", "u")
	of := func(more ...string) []string { return append([]string{"UserName", "u"}, more...) }
	made := s.do("CreateLoginProfile", of("Password", "Correct-horse-1", "PasswordResetRequired", "true")...)
	same(t, "as it was created", flat(s.do("GetLoginProfile", of()...).Below[0]), flat(made.Below[0]))
	same(t, "date", made.text("LoginProfile/CreateDate"), "2026-01-02T03:04:05Z")
	same(t, "reset", made.text("LoginProfile/PasswordResetRequired"), "true")

	clock = clock.Add(time.Hour)
	s.do("UpdateLoginProfile", of("Password", "Correct-horse-2")...)
	got := s.do("GetLoginProfile", of()...)
	same(t, "date after a change", got.text("LoginProfile/CreateDate"), "2026-01-02T03:04:05Z")
	same(t, "what an update does not say stays", got.text("LoginProfile/PasswordResetRequired"), "true")
	s.do("UpdateLoginProfile", of("PasswordResetRequired", "false")...)
	same(t, "reset", s.do("GetLoginProfile", of()...).text("LoginProfile/PasswordResetRequired"), "false")
	if strings.Contains(s.acct.bytes(t), "orrect-horse") {
		t.Error("the password is in the state")
	}
	s.do("DeleteLoginProfile", of()...)
	s.wants("404 NoSuchEntity: Login Profile for User u cannot be found.", "GetLoginProfile", of()...)
}

func TestPasswordsMustConform(t *testing.T) {
	for _, test := range []struct {
		name, password string
		policy         []string // nil is none
		good           bool
	}{
		{"too short for IAM's own policy", "Ab1-xyz", nil, false},
		{"as long as IAM's own policy wants", "Ab1-xyzw", nil, true},
		{"two kinds", "abcdefgh1", nil, false},
		{"three kinds, no symbol", "Abcdefgh1", nil, true},
		{"three kinds, no number", "Abcdefgh-", nil, true},
		{"letters beyond ASCII are no kind", "ÄÖÜabcdefg1", nil, false},
		{"the account's alias", "my-alias-1A", nil, true},
		{"six of one kind for a policy that asks for nothing", "aaaaaa", []string{}, true},
		{"five", "aaaaa", []string{}, false},
		{"characters count, not bytes", "éééééé", []string{}, true},
		{"a length", "aaaaaaaaa", []string{"MinimumPasswordLength", "10"}, false},
		{"no symbol", "Abcdef1", []string{"RequireSymbols", "true"}, false},
		{"no number", "Abcdef-", []string{"RequireNumbers", "true"}, false},
		{"no capital", "abcdef1", []string{"RequireUppercaseCharacters", "true"}, false},
		{"no small letter", "ABCDEF1", []string{"RequireLowercaseCharacters", "true"}, false},
		{"all four", "Abcde1'", []string{"RequireSymbols", "true", "RequireNumbers", "true",
			"RequireUppercaseCharacters", "true", "RequireLowercaseCharacters", "true"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := start(t)
			s.do("CreateUser", "UserName", "u")
			if test.policy != nil {
				s.do("UpdateAccountPasswordPolicy", test.policy...)
			}
			if test.good {
				s.do("CreateLoginProfile", "UserName", "u", "Password", test.password)
				return
			}
			s.wants(badPasswordText, "CreateLoginProfile", "UserName", "u", "Password", test.password)
			s.do("CreateUser", "UserName", "v")
			s.do("CreateLoginProfile", "UserName", "v", "Password", "Abcdefghij1-Abcdefghij1-")
			s.wants(badPasswordText, "UpdateLoginProfile", "UserName", "v", "Password", test.password)
		})
	}
}

const badPasswordText = "400 PasswordPolicyViolation: Password does not conform to the account password policy."

func TestAPasswordIsNotTheAccountsName(t *testing.T) {
	s := start(t)
	s.do("CreateUser", "UserName", "u")
	s.do("CreateAccountAlias", "AccountAlias", "my-alias-1")
	s.do("CreateLoginProfile", "UserName", "u", "Password", "my-Alias-1")
	s.do("CreateUser", "UserName", "v")
	s.wants(badPasswordText, "CreateLoginProfile", "UserName", "v", "Password", "my-alias-1")
	s.wants(badPasswordText, "CreateLoginProfile", "UserName", "v", "Password", "111122223333")
}

func TestALoginProfileTakesTimeToSettle(t *testing.T) {
	clock := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s := start(t, WithClock(func() time.Time { return clock }), WithFaults(Faults{LoginSettles: 15 * time.Second, ReadLag: time.Nanosecond}))
	const busy = "409 EntityTemporarilyUnmodifiable: Login Profile for User u cannot be modified while login profile is being created."
	s.do("CreateUser", "UserName", "u")
	s.do("CreateLoginProfile", "UserName", "u", "Password", "Correct-horse-1")
	s.wants(busy, "UpdateLoginProfile", "UserName", "u", "PasswordResetRequired", "true")
	clock = clock.Add(14 * time.Second)
	s.wants(busy, "DeleteLoginProfile", "UserName", "u")
	clock = clock.Add(time.Second)
	s.do("DeleteLoginProfile", "UserName", "u")
	s.refused("GetLoginProfile", "UserName", "u") // the replica made the same change
	if err := (Faults{LoginSettles: -1}).Validate(); err == nil || err.Error() != "LoginSettles is -1ns, before now" {
		t.Errorf("got %v", err)
	}
}

func TestPasswordLastUsed(t *testing.T) {
	s := start(t)
	s.do("CreateUser", "UserName", "u")
	at := time.Date(2025, 12, 24, 18, 0, 0, 5, time.UTC)
	if err := s.PasswordUsed("u", at); err == nil || err.Error() != "noticing the use of a password: user u has none" {
		t.Errorf("got %v", err)
	}
	s.do("CreateLoginProfile", "UserName", "u", "Password", "Correct-horse-1")
	same(t, "before", s.do("GetUser", "UserName", "u").at("User/PasswordLastUsed") == nil, true)
	if err := s.PasswordUsed("U", at); err != nil {
		t.Fatal(err)
	}
	same(t, "GetUser", s.do("GetUser", "UserName", "u").text("User/PasswordLastUsed"), "2025-12-24T18:00:00Z")
	same(t, "ListUsers", s.do("ListUsers").texts("Users", "PasswordLastUsed"), []string{"2025-12-24T18:00:00Z"})
	s.do("DeleteLoginProfile", "UserName", "u")
	same(t, "afterwards", s.do("GetUser", "UserName", "u").text("User/PasswordLastUsed"), "2025-12-24T18:00:00Z")
}

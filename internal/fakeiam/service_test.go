package fakeiam

import (
	"strings"
	"testing"
)

func TestServiceCredentials(t *testing.T) {
	const of = "ServiceSpecificCredential/"
	s := start(t)
	s.do("CreateUser", "UserName", "u")
	commit := []string{"UserName", "u", "ServiceName", "codecommit.amazonaws.com"}
	first, second := s.do("CreateServiceSpecificCredential", commit...), s.do("CreateServiceSpecificCredential", commit...)
	same(t, "name", first.text(of+"ServiceUserName"), "u-at-111122223333")
	same(t, "name of the second", second.text(of+"ServiceUserName"), "u+1-at-111122223333")
	id, password := first.text(of+"ServiceSpecificCredentialId"), first.text(of+"ServicePassword")
	if !strings.HasPrefix(id, "ACCA") || len(id) != 21 || len(password) != 44 || password == second.text(of+"ServicePassword") {
		t.Errorf("got %s with %s", id, password)
	}
	s.wants("409 LimitExceeded: Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2", "CreateServiceSpecificCredential", commit...)
	s.do("CreateServiceSpecificCredential", "UserName", "u", "ServiceName", "cassandra.amazonaws.com") // a quota of its own

	one := []string{"UserName", "u", "ServiceSpecificCredentialId", id}
	again := s.do("ResetServiceSpecificCredential", one...)
	same(t, "ID after a reset", again.text(of+"ServiceSpecificCredentialId"), id)
	if next := again.text(of + "ServicePassword"); next == password || len(next) != 44 || next == s.do("ResetServiceSpecificCredential", one...).text(of+"ServicePassword") {
		t.Errorf("a reset leaves the password %s", next)
	}
	s.do("UpdateServiceSpecificCredential", append(one, "Status", "Inactive")...)
	s.do("UpdateUser", "UserName", "u", "NewUserName", "v")
	list := s.do("ListServiceSpecificCredentials", "UserName", "v", "ServiceName", "codecommit.amazonaws.com")
	same(t, "users", list.texts("ServiceSpecificCredentials", "UserName"), []string{"v", "v"})
	if text := flat(list); strings.Contains(text, "Password") || !strings.Contains(text, "u-at-111122223333") || !strings.Contains(text, "Inactive") {
		t.Errorf("listed as %s", text)
	}
	same(t, "of all services", len(s.do("ListServiceSpecificCredentials", "UserName", "v").texts("ServiceSpecificCredentials", "")), 3)
	s.do("DeleteServiceSpecificCredential", "UserName", "v", "ServiceSpecificCredentialId", id)
	s.wants("404 NoSuchEntity: No such credential "+id+" exists", "ResetServiceSpecificCredential", "UserName", "v", "ServiceSpecificCredentialId", id)
	third := s.do("CreateServiceSpecificCredential", "UserName", "v", "ServiceName", "codecommit.amazonaws.com")
	same(t, "name", third.text(of+"ServiceUserName"), "v-at-111122223333")
}

func TestServiceCredentialsThatAreKeys(t *testing.T) {
	const of = "ServiceSpecificCredential/"
	s := start(t)
	s.do("CreateUser", "UserName", "u")
	made := s.do("CreateServiceSpecificCredential", "UserName", "u", "ServiceName", "bedrock.amazonaws.com", "CredentialAgeDays", "30")
	same(t, "expires", made.text(of+"ExpirationDate"), "2026-02-01T03:04:05Z")
	alias, secret := made.text(of+"ServiceCredentialAlias"), made.text(of+"ServiceCredentialSecret")
	if !strings.HasPrefix(alias, "BedrockAPIKey-") || !strings.HasPrefix(secret, "ABSK") || strings.Contains(flat(made), "ServicePassword") {
		t.Errorf("got %s", flat(made))
	}
	s.wants("400 ValidationError: CredentialAgeDays is not supported for service codecommit.amazonaws.com",
		"CreateServiceSpecificCredential", "UserName", "u", "ServiceName", "codecommit.amazonaws.com", "CredentialAgeDays", "30")
}

func TestServiceCredentialsOfAllUsers(t *testing.T) {
	s := start(t)
	for _, name := range []string{"b", "a"} {
		s.do("CreateUser", "UserName", name)
		s.do("CreateServiceSpecificCredential", "UserName", name, "ServiceName", "cassandra.amazonaws.com")
	}
	users, _ := s.walk("ListServiceSpecificCredentials", "ServiceSpecificCredentials", "UserName", 1, "AllUsers", "true")
	same(t, "users", len(users), 2)
}

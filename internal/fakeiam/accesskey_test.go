package fakeiam

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAccessKeys(t *testing.T) {
	s := start(t)
	s.do("CreateUser", "UserName", "u")
	first, second := s.do("CreateAccessKey", "UserName", "u"), s.do("CreateAccessKey", "UserName", "u")
	id, secret := first.text("AccessKey/AccessKeyId"), first.text("AccessKey/SecretAccessKey")
	if !regexp.MustCompile(`^AKIA[A-Z2-7]{16}$`).MatchString(id) || len(secret) != 40 || secret == second.text("AccessKey/SecretAccessKey") {
		t.Errorf("got %s with %s, and %s", id, secret, flat(second))
	}
	same(t, "status", first.text("AccessKey/Status"), "Active")
	if list := flat(s.do("ListAccessKeys", "UserName", "u")); strings.Contains(list, "Secret") || strings.Contains(s.acct.bytes(t), secret) {
		t.Errorf("the secret is shown twice: %s", list)
	}
	s.wants("409 LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2", "CreateAccessKey", "UserName", "u")
	s.do("UpdateAccessKey", "UserName", "u", "AccessKeyId", id, "Status", "Inactive")
	got := s.do("ListAccessKeys", "UserName", "u")
	at := slices.Index(got.texts("AccessKeyMetadata", "AccessKeyId"), id)
	same(t, "status", got.texts("AccessKeyMetadata", "Status")[at], "Inactive")
	s.wants("400 InvalidInput: The status of a credential cannot be set to Expired.",
		"UpdateAccessKey", "UserName", "u", "AccessKeyId", id, "Status", "Expired")
	s.do("DeleteAccessKey", "UserName", "u", "AccessKeyId", id)
	s.do("CreateAccessKey", "UserName", "u")
	if ids := s.do("ListAccessKeys", "UserName", "u").texts("AccessKeyMetadata", "AccessKeyId"); slices.Contains(ids, id) || len(ids) != 2 {
		t.Errorf("left are %q", ids)
	}
}

// A secret can be checked as long as the account is there, and is another one in
// another account.
func TestSecretsCanBeMadeAgain(t *testing.T) {
	secretOf := func(s tb) (id, secret string) {
		s.do("CreateUser", "UserName", "u")
		k := s.do("CreateAccessKey", "UserName", "u")
		return k.text("AccessKey/AccessKeyId"), k.text("AccessKey/SecretAccessKey")
	}
	s, file := opened(t)
	id, secret := secretOf(s)
	same(t, "secret", s.reopened(file).acct.secretKey(id), secret)
	other, _ := opened(t)
	if sameID, foreign := secretOf(other); sameID != id || foreign == secret {
		t.Errorf("two accounts give out %s for %s", foreign, sameID)
	}
	_, a := secretOf(tb{t, New(WithSecretSeed("a seed"))})
	_, b := secretOf(tb{t, New(WithSecretSeed("a seed"))})
	same(t, "of the same seed", a, b)
}

func TestLastUseOfAccessKeys(t *testing.T) {
	s := start(t, WithCaller(ownARN+"user/me"))
	s.do("CreateUser", "UserName", "u")
	id := s.do("CreateAccessKey", "UserName", "u").text("AccessKey/AccessKeyId")
	got := s.do("GetAccessKeyLastUsed", "AccessKeyId", id)
	same(t, "never used", flat(got), "GetAccessKeyLastUsedResult=(UserName=u)(AccessKeyLastUsed=(ServiceName=N/A)(Region=N/A))")
	if err := s.KeyUsed(id, time.Date(2026, 1, 1, 1, 1, 1, 1, time.UTC), "eu-west-1", "s3"); err != nil {
		t.Fatal(err)
	}
	same(t, "used", flat(s.do("GetAccessKeyLastUsed", "AccessKeyId", id)), "GetAccessKeyLastUsedResult=(UserName=u)"+
		"(AccessKeyLastUsed=(LastUsedDate=2026-01-01T01:01:01Z)(ServiceName=s3)(Region=eu-west-1))")
	s.wants("403 AccessDenied: User: "+ownARN+"user/me is not authorized to perform iam:GetAccessKeyLastUsed on resource: "+
		"access key AKIAIOSFODNN7EXAMPLE", "GetAccessKeyLastUsed", "AccessKeyId", "AKIAIOSFODNN7EXAMPLE")
	if err := s.KeyUsed("AKIA", time.Time{}, "", ""); err == nil || err.Error() != "noticing the use of access key AKIA: it is not there" {
		t.Errorf("got %v", err)
	}
}

// What is not about somebody is about the caller, who has to be a user.
func TestTheCallersOwnCredentials(t *testing.T) {
	const nobody = "400 ValidationError: Must specify userName when calling with non-User credentials"
	calls := [][]string{{"CreateAccessKey"}, {"CreateLoginProfile", "Password", "Correct-horse-1"}, {"ListAccessKeys"}, {"GetLoginProfile"},
		{"ListMFADevices"}, {"ListSSHPublicKeys"}, {"ListSigningCertificates"}, {"ListServiceSpecificCredentials"}, {"DeleteLoginProfile"}}
	me := start(t, WithCaller(ownARN+"user/eng/me"))
	me.do("CreateUser", "UserName", "me", "Path", "/eng/")
	root, role := start(t), start(t, WithCaller("arn:aws:sts::111122223333:assumed-role/r/s"))
	for _, c := range calls {
		me.do(c[0], c[1:]...)
		root.wants(nobody, c[0], c[1:]...)
		role.wants(nobody, c[0], c[1:]...)
	}
	same(t, "keys", me.do("ListAccessKeys", "UserName", "me").texts("AccessKeyMetadata", "UserName"), []string{"me"})
	start(t, WithCaller(ownARN+"user/gone")).wants("404 NoSuchEntity: The user with name gone cannot be found.", "ListAccessKeys")
}

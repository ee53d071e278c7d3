package conformance

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

const passwordViolation = "400 PasswordPolicyViolation"

func (s *script) getLogin(user string) *types.LoginProfile {
	return do(s, s.iam.GetLoginProfile, &iam.GetLoginProfileInput{UserName: &user}).LoginProfile
}

var loginCases = []testCase{
	{"a login profile is read as it was created", func(s *script) {
		u := s.user("u")
		in := &iam.CreateLoginProfileInput{UserName: &u, Password: new(password), PasswordResetRequired: true}
		made := do(s, s.iam.CreateLoginProfile, in).LoginProfile
		s.same("user", made.UserName, &u)
		s.same("reset", made.PasswordResetRequired, true)
		s.recent("its date", made.CreateDate)
		s.same("what GetLoginProfile returns", s.getLogin(u), made)
	}},
	{"an update of a login profile leaves what it does not say", func(s *script) {
		u := s.user("u")
		s.login(u)
		do(s, s.iam.UpdateLoginProfile, &iam.UpdateLoginProfileInput{UserName: &u, PasswordResetRequired: new(true)})
		s.same("reset", s.getLogin(u).PasswordResetRequired, true)
		do(s, s.iam.UpdateLoginProfile, &iam.UpdateLoginProfileInput{UserName: &u, Password: new(password + "2")})
		s.same("reset", s.getLogin(u).PasswordResetRequired, true)
	}},
	{"a user has one login profile", func(s *script) {
		u := s.user("u")
		s.login(u)
		again := &iam.CreateLoginProfileInput{UserName: &u, Password: new(password)}
		s.refused(try(s, s.iam.CreateLoginProfile, again), alreadyExists, "Login Profile for user "+u+" already exists.")
	}},
	{"a user without a login profile has none to read, change or delete", func(s *script) {
		u := s.user("u")
		words := "Login Profile for User " + u + " cannot be found."
		s.refused(try(s, s.iam.GetLoginProfile, &iam.GetLoginProfileInput{UserName: &u}), noSuchEntity, words)
		s.refused(try(s, s.iam.DeleteLoginProfile, &iam.DeleteLoginProfileInput{UserName: &u}), noSuchEntity, words)
		s.refused(try(s, s.iam.UpdateLoginProfile, &iam.UpdateLoginProfileInput{UserName: &u}), noSuchEntity, "")
	}},
	{"a deleted login profile is gone", func(s *script) {
		u := s.user("u")
		s.login(u)
		do(s, s.iam.DeleteLoginProfile, &iam.DeleteLoginProfileInput{UserName: &u})
		s.refused(try(s, s.iam.GetLoginProfile, &iam.GetLoginProfileInput{UserName: &u}), noSuchEntity, "")
		s.login(u)
	}},
	{"a password that is too simple is refused", func(s *script) {
		u := s.user("u")
		for _, simple := range []string{"Ab1-xyz", "abcdefgh1"} {
			in := &iam.CreateLoginProfileInput{UserName: &u, Password: &simple}
			s.refused(try(s, s.iam.CreateLoginProfile, in), passwordViolation, "")
		}
		s.login(u)
		s.refused(try(s, s.iam.UpdateLoginProfile, &iam.UpdateLoginProfileInput{UserName: &u, Password: new("abcdefgh1")}), passwordViolation, "")
	}},
	{"a renamed user keeps its login profile", func(s *script) {
		u, renamed := s.user("u"), s.name("v")
		s.login(u)
		want := *s.getLogin(u)
		do(s, s.iam.UpdateUser, &iam.UpdateUserInput{UserName: &u, NewUserName: &renamed})
		want.UserName = &renamed
		s.same("login profile", s.getLogin(renamed), &want)
	}},
	{"a password that was never used has no date", func(s *script) {
		u := s.user("u")
		s.login(u)
		s.same("last used", s.getUser(u).PasswordLastUsed, (*time.Time)(nil))
	}},
}

func (s *script) keysOf(user string) []types.AccessKeyMetadata {
	p := iam.NewListAccessKeysPaginator(s.iam, &iam.ListAccessKeysInput{UserName: &user})
	return collect(s, p, func(out *iam.ListAccessKeysOutput) []types.AccessKeyMetadata { return out.AccessKeyMetadata })
}

func keyID(k types.AccessKeyMetadata) *string { return k.AccessKeyId }

// noKey is an access key of no case.
const noKey = "AKIAIOSFODNN7EXAMPLE"

var accessKeyCases = []testCase{
	{"an access key is listed as it was created, without its secret", func(s *script) {
		u := s.user("u")
		k := s.accessKey(u)
		if len(*k.AccessKeyId) != 20 || (*k.AccessKeyId)[:4] != "AKIA" || len(*k.SecretAccessKey) != 40 {
			s.errorf("the key is %s, with a secret of %d characters", *k.AccessKeyId, len(*k.SecretAccessKey))
		}
		s.recent("its date", k.CreateDate)
		s.same("keys", s.keysOf(u), []types.AccessKeyMetadata{
			{UserName: &u, AccessKeyId: k.AccessKeyId, Status: types.StatusTypeActive, CreateDate: k.CreateDate},
		})
	}},
	{"a user has two access keys at most", func(s *script) {
		u := s.user("u")
		first := s.accessKey(u)
		s.accessKey(u)
		in := &iam.CreateAccessKeyInput{UserName: &u}
		s.refused(try(s, s.iam.CreateAccessKey, in), limitExceeded, "Cannot exceed quota for AccessKeysPerUser: 2")
		do(s, s.iam.DeleteAccessKey, &iam.DeleteAccessKeyInput{UserName: &u, AccessKeyId: first.AccessKeyId})
		do(s, s.iam.CreateAccessKey, in)
	}},
	{"an access key is made inactive and active again", func(s *script) {
		u := s.user("u")
		k := s.accessKey(u)
		for _, status := range []types.StatusType{types.StatusTypeInactive, types.StatusTypeActive} {
			do(s, s.iam.UpdateAccessKey, &iam.UpdateAccessKeyInput{UserName: &u, AccessKeyId: k.AccessKeyId, Status: status})
			s.same("status", s.keysOf(u)[0].Status, status)
		}
	}},
	{"an access key that is not there is neither changed nor deleted", func(s *script) {
		u, words := s.user("u"), "The Access Key with id "+noKey+" cannot be found."
		update := &iam.UpdateAccessKeyInput{UserName: &u, AccessKeyId: new(noKey), Status: types.StatusTypeInactive}
		s.refused(try(s, s.iam.UpdateAccessKey, update), noSuchEntity, words)
		s.refused(try(s, s.iam.DeleteAccessKey, &iam.DeleteAccessKeyInput{UserName: &u, AccessKeyId: new(noKey)}), noSuchEntity, words)
	}},
	{"another user's access key is not there", func(s *script) {
		k, v := s.accessKey(s.user("u")), s.user("v")
		s.refused(try(s, s.iam.DeleteAccessKey, &iam.DeleteAccessKeyInput{UserName: &v, AccessKeyId: k.AccessKeyId}), noSuchEntity, "")
	}},
	{"an access key that was never used has no date", func(s *script) {
		u := s.user("u")
		got := do(s, s.iam.GetAccessKeyLastUsed, &iam.GetAccessKeyLastUsedInput{AccessKeyId: s.accessKey(u).AccessKeyId})
		s.same("user", got.UserName, &u)
		s.same("last use", got.AccessKeyLastUsed, &types.AccessKeyLastUsed{ServiceName: new("N/A"), Region: new("N/A")})
	}},
	{"the last use of an access key of nobody is denied", func(s *script) {
		s.refused(try(s, s.iam.GetAccessKeyLastUsed, &iam.GetAccessKeyLastUsedInput{AccessKeyId: new(noKey)}), accessDenied,
			"User: "+s.caller+" is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key "+noKey)
	}},
	{"a renamed user keeps its access keys", func(s *script) {
		u, renamed := s.user("u"), s.name("v")
		want := []string{*s.accessKey(u).AccessKeyId, *s.accessKey(u).AccessKeyId}
		do(s, s.iam.UpdateUser, &iam.UpdateUserInput{UserName: &u, NewUserName: &renamed})
		s.same("keys", unordered(names(s.keysOf(renamed), keyID)), slices.Sorted(slices.Values(want)))
		s.same("user", s.keysOf(renamed)[0].UserName, &renamed)
	}},
}

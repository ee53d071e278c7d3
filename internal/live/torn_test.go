package live_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/smithy-go"

	"iamsync/internal/live"
	"iamsync/spec"
)

// member is a user in a group, with a policy and a boundary.
func member(group, policyARN, boundary string) gaad {
	out := users("alice")
	u := &out.UserDetailList[0]
	if group != "" {
		u.GroupList = []string{group}
	}
	if policyARN != "" {
		u.AttachedManagedPolicies = []types.AttachedPolicy{{PolicyArn: &policyARN}}
	}
	if boundary != "" {
		u.PermissionsBoundary = &types.AttachedPermissionsBoundary{PermissionsBoundaryArn: &boundary}
	}
	return out
}

func groups(names ...string) gaad {
	var out gaad
	for _, n := range names {
		out.GroupDetailList = append(out.GroupDetailList, types.GroupDetail{GroupName: aws.String(n), Path: aws.String("/")})
	}
	return out
}

func TestContradictionsAreErrorsThatSayWhich(t *testing.T) {
	const ghost = "arn:aws:iam::111122223333:policy/ghost"
	const moved = "arn:aws:iam::111122223333:policy/old/real"
	const foreign = "arn:aws:iam::999999999999:policy/real"
	tests := map[string]struct {
		users gaad
		want  string
	}{
		"a group that is not there":      {member("ghosts", "", ""), "membership/alice:ghosts is there, group/ghosts is not"},
		"a policy that is not there":     {member("", ghost, ""), "attachment/user:alice:" + ghost + " is there, policy/ghost is not"},
		"a boundary that is not there":   {member("", "", ghost), "user/alice is there, policy/ghost is not"},
		"a policy under another path":    {member("", moved, ""), "user/alice uses " + moved + ", the policy is " + *local("real")},
		"a boundary of another account":  {member("", "", foreign), "user/alice uses " + foreign + ", the policy is " + *local("real")},
		"a user on two pages":            {users("alice", "alice"), "user/alice came twice"},
		"more than one, in a fair order": {member("ghosts", ghost, ""), "attachment/user:alice:" + ghost + " is there, policy/ghost is not; membership/alice:ghosts is there, group/ghosts is not"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript()
			s.users = []answer[gaad]{say(tt.users)}
			s.policies = []answer[gaad]{say(gaad{Policies: []types.ManagedPolicyDetail{managed("real", plainDoc)}})}
			got := refused(t, s, live.Want{})
			want := "reading account 111122223333: comparing what was read: the account was changed meanwhile: " + tt.want
			if got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if n := len(s.asked); n != 8 {
				t.Errorf("%d pages were read, want each of four streams twice", n)
			}
		})
	}
}

func TestContradictionsThatPassAreReadAgain(t *testing.T) {
	s := newScript()
	s.users = []answer[gaad]{say(member("new", "", ""))}
	s.groups = []answer[gaad]{say(gaad{}), say(groups("new"))}
	a := read(t, s, live.Want{})
	if a.State.Resources[spec.MembershipID("alice", "new")] == nil || len(a.State.Resources) != 3 {
		t.Errorf("got %v", a.State.IDs())
	}
}

func TestAPolicyThatGoesWhileItsTagsAreReadIsReadAgain(t *testing.T) {
	gone := &smithy.GenericAPIError{Code: "NoSuchEntity", Message: "Policy ARN was not found."}
	s := newScript()
	s.policies = []answer[gaad]{say(gaad{Policies: []types.ManagedPolicyDetail{managed("p", plainDoc)}}), say(gaad{})}
	s.get = []answer[iam.GetPolicyOutput]{fail[iam.GetPolicyOutput](gone)}
	if a := read(t, s, live.Want{Tagged: tagsOf("p")}); len(a.State.Resources) != 0 {
		t.Errorf("got %v", a.State.IDs())
	}
	s.policies = []answer[gaad]{say(gaad{Policies: []types.ManagedPolicyDetail{managed("p", plainDoc)}})}
	if got := refused(t, s, live.Want{Tagged: tagsOf("p")}); !strings.Contains(got, "policy/p was there and is gone") {
		t.Error(got)
	}
}

// Whichever call fails, there is an error and no account.
func TestAnyFailureIsAnErrorAndNoAccount(t *testing.T) {
	broken := errors.New("broken")
	page := users("a")
	tests := map[string]struct {
		set  func(*script)
		want string
	}{
		"users":             {func(s *script) { s.users = []answer[gaad]{fail[gaad](broken)} }, "reading users: broken"},
		"users, later":      {func(s *script) { s.users = []answer[gaad]{then(page, "m"), fail[gaad](broken)} }, "reading users: broken"},
		"groups":            {func(s *script) { s.groups = []answer[gaad]{fail[gaad](broken)} }, "reading groups: broken"},
		"policies":          {func(s *script) { s.policies = []answer[gaad]{then(gaad{}, "m"), fail[gaad](broken)} }, "reading policies: broken"},
		"roles":             {func(s *script) { s.roles = []answer[gaad]{fail[gaad](broken)} }, "reading roles: broken"},
		"the list of roles": {func(s *script) { s.listed = []answer[iam.ListRolesOutput]{fail[iam.ListRolesOutput](broken)} }, "reading the list of roles: broken"},
		"instance profiles": {func(s *script) {
			s.profiles = []answer[iam.ListInstanceProfilesOutput]{fail[iam.ListInstanceProfilesOutput](broken)}
		}, "reading instance profiles: broken"},
		"OpenID Connect providers": {func(s *script) {
			s.oidc = []answer[iam.ListOpenIDConnectProvidersOutput]{fail[iam.ListOpenIDConnectProvidersOutput](broken)}
		}, "reading OpenID Connect providers: broken"},
		"SAML providers": {func(s *script) {
			s.saml = []answer[iam.ListSAMLProvidersOutput]{fail[iam.ListSAMLProvidersOutput](broken)}
		}, "reading SAML providers: broken"},
		"a SAML provider without its ARN": {func(s *script) {
			s.saml = []answer[iam.ListSAMLProvidersOutput]{say(iam.ListSAMLProvidersOutput{SAMLProviderList: []types.SAMLProviderListEntry{{}}})}
		}, `reading SAML providers: "" is not the ARN of a provider`},
		"the alias": {func(s *script) {
			s.aliases = []answer[iam.ListAccountAliasesOutput]{fail[iam.ListAccountAliasesOutput](broken)}
		}, "reading the account alias: broken"},
		"the password policy": {func(s *script) {
			s.passwords = []answer[iam.GetAccountPasswordPolicyOutput]{fail[iam.GetAccountPasswordPolicyOutput](broken)}
		}, "reading the password policy: broken"},
		"a password policy that is not told": {func(s *script) {
			s.passwords = []answer[iam.GetAccountPasswordPolicyOutput]{say(iam.GetAccountPasswordPolicyOutput{})}
		}, "reading the password policy: the answer holds none"},
		"server certificates": {func(s *script) {
			s.certificates = []answer[iam.ListServerCertificatesOutput]{fail[iam.ListServerCertificatesOutput](broken)}
		}, "reading server certificates: broken"},
		"a provider without its ARN": {func(s *script) {
			s.oidc = []answer[iam.ListOpenIDConnectProvidersOutput]{say(iam.ListOpenIDConnectProvidersOutput{OpenIDConnectProviderList: []types.OpenIDConnectProviderListEntry{{Arn: aws.String("x")}}})}
		}, `reading OpenID Connect providers: "x" is not the ARN of a provider`},
		"quotas":            {func(s *script) { s.summary = broken }, "reading quotas: broken"},
		"a policy's tags":   {func(s *script) { s.get = []answer[iam.GetPolicyOutput]{fail[iam.GetPolicyOutput](broken)} }, "reading policy/p: broken"},
		"a policy's answer": {func(s *script) { s.get = []answer[iam.GetPolicyOutput]{say(iam.GetPolicyOutput{})} }, "reading policy/p: the answer holds no policy"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript()
			s.policies = []answer[gaad]{say(gaad{Policies: []types.ManagedPolicyDetail{managed("p", plainDoc)}})}
			s.get = []answer[iam.GetPolicyOutput]{say(iam.GetPolicyOutput{Policy: &types.Policy{}})}
			tt.set(s)
			got := refused(t, s, live.Want{Tagged: tagsOf("p")})
			if want := "reading account 111122223333: " + tt.want; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

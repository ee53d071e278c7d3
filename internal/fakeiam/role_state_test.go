package fakeiam

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// filled has something in every field of the state that roles have to do with.
func filled(t testing.TB) (tb, string) {
	s, file := opened(t, WithClock(func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }),
		WithRoles(Role{Name: "busy", LastUsed: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Region: "us-east-1"}))
	s.do("CreatePolicy", "PolicyName", "fence", "PolicyDocument", document1)
	s.do("CreateUser", "UserName", "u")
	s.do("CreateRole", append([]string{"RoleName", "r", "Path", "/p/", "AssumeRolePolicyDocument", trusting(ownARN+"user/u", "999999999999"),
		"Description", "<d>", "MaxSessionDuration", "7200", "PermissionsBoundary", fence}, tags(1, "k")...)...)
	s.do("UpdateAssumeRolePolicy", "RoleName", "busy", "PolicyDocument", trusting(ownARN+"role/p/r", ownARN+"user/u"))
	s.do("AttachRolePolicy", "RoleName", "r", "PolicyArn", fence)
	s.do("PutRolePolicy", "RoleName", "r", "PolicyName", "i", "PolicyDocument", document1)
	s.do("CreateInstanceProfile", append([]string{"InstanceProfileName", "p", "Path", "/p/"}, tags(1, "k")...)...)
	s.do("AddRoleToInstanceProfile", "InstanceProfileName", "p", "RoleName", "r")
	s.do("CreateServiceLinkedRole", "AWSServiceName", "ecs.amazonaws.com")
	s.do("CreateServiceLinkedRole", "AWSServiceName", "eks.amazonaws.com")
	s.do("DeleteServiceLinkedRole", "RoleName", "AWSServiceRoleForAmazonEKS")
	s.do("CreateOpenIDConnectProvider", append([]string{"Url", "https://id.example.com/A", "ClientIDList.member.1", "c"}, tags(1, "k")...)...)
	s.do("CreateSAMLProvider", append([]string{"Name", "idp", "SAMLMetadataDocument", metadata("1")}, tags(1, "k")...)...)
	s.do("DeleteUser", "UserName", "u") // whom both roles go on trusting
	return s, file
}

func TestRolesSurvive(t *testing.T) {
	s, file := filled(t)
	again := s.reopened(file)
	same(t, "bytes", again.acct.bytes(t), s.acct.bytes(t))
	for _, call := range [][]string{
		{"GetAccountAuthorizationDetails"}, {"GetAccountSummary"}, {"GetRole", "RoleName", "r"}, {"ListInstanceProfilesForRole", "RoleName", "r"},
		{"GetInstanceProfile", "InstanceProfileName", "p"}, {"GetOpenIDConnectProvider", "OpenIDConnectProviderArn", oidc1},
		{"GetSAMLProvider", "SAMLProviderArn", saml1}, {"GetServiceLinkedRoleDeletionStatus", "DeletionTaskId", s.acct.deletions[0]},
	} {
		same(t, call[0], flat(again.do(call[0], call[1:]...)), flat(s.do(call[0], call[1:]...)))
	}
}

// What an earlier version wrote has nothing about roles, and opens.
func TestStateWithoutRoles(t *testing.T) {
	s, file := opened(t)
	s.do("CreateUser", "UserName", "u")
	again := s.reopened(file)
	if text := read(t, file); strings.Contains(text, "roles") || strings.Contains(text, "providers") {
		t.Errorf("an account without roles is written as %s", text)
	}
	again.do("CreateRole", "RoleName", "r", "AssumeRolePolicyDocument", aws(ownARN+"user/u"))
}

func TestStatesAboutRolesThatCannotBeOpened(t *testing.T) {
	s, _ := filled(t)
	good := s.acct.bytes(t)
	twice := func(list, first string) []string { return []string{list + `": [`, list + `": [ ` + first + `,`} }
	for name, test := range map[string]struct {
		change []string
		want   string
	}{
		"role twice":           {twice("roles", `{"name":"R","path":"/","id":"AROA1","created":"2026-01-01T00:00:00Z","trust":"","max_session":1}`), "role r is there twice"},
		"policy not there":     {[]string{`"` + fence + `"` + "\n      ],", `"` + absent + `"],`}, "role r cannot hold policy " + absent},
		"no document":          {[]string{`"trust": "{`, `"trust": "`}, "reading the trust document of role"},
		"profile twice":        {twice("instance_profiles", `{"name":"P","path":"/","id":"AIPA1","created":"2026-01-01T00:00:00Z"}`), "instance profile p is there twice"},
		"role not there":       {[]string{`"role": "r"`, `"role": "s"`}, "instance profile p holds role s, which is not there"},
		"OIDC provider twice":  {twice("oidc_providers", `{"url":"id.example.com/A","created":"2026-01-01T00:00:00Z"}`), "OIDC provider id.example.com/A is there twice"},
		"SAML provider twice":  {twice("saml_providers", `{"name":"IDP"}`), "SAML provider idp is there twice"},
		"a field of nobody's":  {[]string{`"max_session"`, `"longest_session"`}, `unknown field "longest_session"`},
		"boundary not there":   {[]string{`"boundary": "` + fence, `"boundary": "` + absent}, "role r has boundary " + absent + ", which is not there"},
		"a provider's unknown": {[]string{`"uuid"`, `"guid"`}, `unknown field "guid"`},
	} {
		t.Run(name, func(t *testing.T) {
			content := strings.NewReplacer(test.change...).Replace(good)
			if content == good {
				t.Fatalf("%q changes nothing in %s", test.change, good)
			}
			file := filepath.Join(t.TempDir(), "state.json")
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(file); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestEveryPageOfRoles(t *testing.T) {
	for _, limit := range []int{0, 2} {
		s := start(t, WithPageLimit(limit))
		s.do("CreateUser", "UserName", "u")
		s.do("CreateGroup", "GroupName", "g")
		s.do("CreatePolicy", "PolicyName", "p", "PolicyDocument", document1)
		s.do("CreateOpenIDConnectProvider", append([]string{"Url", "https://id.example.com/A"}, tags(5, "k")...)...)
		s.do("CreateSAMLProvider", append([]string{"Name", "idp", "SAMLMetadataDocument", metadata("")}, tags(5, "k")...)...)
		for i := range 5 {
			name := fmt.Sprint("r", i)
			s.do("CreateRole", append([]string{"RoleName", name, "AssumeRolePolicyDocument", trustEC2}, tags(5, "k")...)...)
			s.do("CreateInstanceProfile", append([]string{"InstanceProfileName", name}, tags(5, "k")...)...)
			s.do("AddRoleToInstanceProfile", "InstanceProfileName", name, "RoleName", "r0")
			s.do("AttachRolePolicy", "RoleName", name, "PolicyArn", ownARN+"policy/p")
			s.do("PutRolePolicy", "RoleName", "r0", "PolicyName", name, "PolicyDocument", document1)
		}
		const all, keys = "r0 r1 r2 r3 r4", "k01 k02 k03 k04 k05"
		for _, l := range []struct {
			action, list, element string
			params                []string
			want                  string
		}{
			{"ListRoles", "Roles", "RoleName", nil, all},
			{"ListInstanceProfiles", "InstanceProfiles", "InstanceProfileName", nil, all},
			{"ListInstanceProfilesForRole", "InstanceProfiles", "InstanceProfileName", []string{"RoleName", "r0"}, all},
			{"ListRolePolicies", "PolicyNames", "", []string{"RoleName", "r0"}, all},
			{"ListAttachedRolePolicies", "AttachedPolicies", "PolicyName", []string{"RoleName", "r0"}, "p"},
			{"ListEntitiesForPolicy", "PolicyRoles", "RoleName", []string{"PolicyArn", ownARN + "policy/p"}, all},
			{"ListRoleTags", "Tags", "Key", []string{"RoleName", "r0"}, keys},
			{"ListInstanceProfileTags", "Tags", "Key", []string{"InstanceProfileName", "r0"}, keys},
			{"ListOpenIDConnectProviderTags", "Tags", "Key", []string{"OpenIDConnectProviderArn", oidc1}, keys},
			{"ListSAMLProviderTags", "Tags", "Key", []string{"SAMLProviderArn", saml1}, keys},
			{"GetAccountAuthorizationDetails", "UserDetailList,GroupDetailList,RoleDetailList,Policies", "Path", nil, "/ / / / / / / /"},
		} {
			for _, size := range []int{1, 2, 3, 1000} {
				got, _ := s.walk(l.action, l.list, l.element, size, l.params...)
				same(t, fmt.Sprintf("%s in pages of %d", l.action, size), strings.Join(got, " "), l.want)
			}
		}
	}
}

func TestCallsAboutRolesChangeTheRole(t *testing.T) {
	for want, pairs := range map[entity][]string{
		{"role", "r"}:             {"RoleName", "R", "PolicyName", "i", "PolicyArn", fence, "InstanceProfileName", "p"},
		{"instance-profile", "p"}: {"InstanceProfileName", "P"},
		{"oidc-provider", "a"}:    {"OpenIDConnectProviderArn", oidc1, "ClientID", "c"},
		{"saml-provider", "idp"}:  {"SAMLProviderArn", saml1},
	} {
		got, ok := entityOf(form("X", pairs...))
		if !ok || got != want {
			t.Errorf("%q is %v, want %v", pairs, got, want)
		}
	}
}

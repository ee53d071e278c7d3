package conformance

import (
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func (s *script) summary() map[string]int32 {
	return do(s, s.iam.GetAccountSummary, &iam.GetAccountSummaryInput{}).SummaryMap
}

// quotas are those of a fresh account, on what the cases are about.
var quotas = map[string]int32{
	"UsersQuota": 5000, "GroupsQuota": 300, "PoliciesQuota": 1500, "GroupsPerUserQuota": 10,
	"AttachedPoliciesPerUserQuota": 10, "AttachedPoliciesPerGroupQuota": 10, "VersionsPerPolicyQuota": 5,
	"PolicySizeQuota": 6144, "UserPolicySizeQuota": 2048, "GroupPolicySizeQuota": 5120, "PolicyVersionsInUseQuota": 10000,
}

var accountCases = []testCase{
	{"the summary has the quotas", func(s *script) {
		got := s.summary()
		for name, want := range quotas {
			s.same(name, got[name], want)
		}
	}},
	{"the summary counts users, groups and policies", func(s *script) {
		before := s.summary()
		s.user("u")
		s.group("g")
		s.policy("p")
		after := s.summary()
		for _, kind := range []string{"Users", "Groups", "Policies"} {
			s.same(kind, after[kind], before[kind]+1)
		}
		s.done(s.deleteUser(s.name("u")))
		s.same("users", s.summary()["Users"], before["Users"])
	}},
	{"the caller is of the account", func(s *script) {
		who, err := s.sts.GetCallerIdentity(s.ctx, &sts.GetCallerIdentityInput{})
		s.done(err)
		s.same("account", who.Account, &s.account)
		s.same("ARN", who.Arn, &s.caller)
		if who.UserId == nil || *who.UserId == "" {
			s.errorf("the caller has no id")
		}
	}},
}

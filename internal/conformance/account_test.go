package conformance

import (
	"strings"

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
	{"a role that trusts the account gives a session of its own", func(s *script) {
		name, session := s.name("r"), "job-7"
		root := "arn:" + s.partition + ":iam::" + s.account + ":root"
		trust := strings.Replace(trustEC2, `"Service":"ec2.amazonaws.com"`, `"AWS":"`+root+`"`, 1)
		role := do(s, s.iam.CreateRole, &iam.CreateRoleInput{RoleName: &name, AssumeRolePolicyDocument: &trust}).Role
		out, err := s.sts.AssumeRole(s.ctx, &sts.AssumeRoleInput{RoleArn: role.Arn, RoleSessionName: &session})
		s.done(err)
		s.same("session", *out.AssumedRoleUser.Arn, "arn:"+s.partition+":sts::"+s.account+":assumed-role/"+name+"/"+session)
		s.same("ID", *out.AssumedRoleUser.AssumedRoleId, *role.RoleId+":"+session)
		if !strings.HasPrefix(*out.Credentials.AccessKeyId, "ASIA") || *out.Credentials.SessionToken == "" {
			s.errorf("the key of a session is %s", *out.Credentials.AccessKeyId)
		}
	}},
	{"a role that is not there is denied as one that trusts others", func(s *script) {
		arn := "arn:" + s.partition + ":iam::" + s.account + ":role/" + s.name("none")
		_, err := s.sts.AssumeRole(s.ctx, &sts.AssumeRoleInput{RoleArn: &arn, RoleSessionName: new("job-7")})
		s.refused(err, "403 AccessDenied", "User: "+s.caller+" is not authorized to perform: sts:AssumeRole on resource: "+arn)
	}},
}

package conformance

import (
	"encoding/csv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

func (s *script) aliases() []string {
	p := iam.NewListAccountAliasesPaginator(s.iam, &iam.ListAccountAliasesInput{})
	return collect(s, p, func(out *iam.ListAccountAliasesOutput) []string { return out.AccountAliases })
}

func (s *script) alias(alias string) error {
	return try(s, s.iam.CreateAccountAlias, &iam.CreateAccountAliasInput{AccountAlias: &alias})
}

func (s *script) noAlias(alias string) error {
	return try(s, s.iam.DeleteAccountAlias, &iam.DeleteAccountAliasInput{AccountAlias: &alias})
}

func (s *script) passwordPolicy() *types.PasswordPolicy {
	return do(s, s.iam.GetAccountPasswordPolicy, &iam.GetAccountPasswordPolicyInput{}).PasswordPolicy
}

// withPolicy is a case that leaves the account without a password policy.
func withPolicy(name string, run func(*script)) testCase {
	return testCase{name, func(s *script) {
		defer func() { _ = try(s, s.iam.DeleteAccountPasswordPolicy, &iam.DeleteAccountPasswordPolicyInput{}) }()
		run(s)
	}}
}

var settingCases = []testCase{
	{"an account has one alias, and a second one replaces it", func(s *script) {
		s.done(s.alias(s.name("one")))
		s.done(s.alias(s.name("two")))
		s.same("aliases", s.aliases(), []string{s.name("two")})
		s.refused(s.alias(s.name("two")), alreadyExists, "The account alias "+s.name("two")+" already exists.")
		s.refused(s.noAlias(s.name("one")), noSuchEntity, "")
		s.done(s.noAlias(s.name("two")))
		s.same("aliases", s.aliases(), []string{})
	}},
	{"not valid, an alias with two dashes, a capital, or a dash at its end", func(s *script) {
		for _, alias := range []string{"a--b", "Abc", "ab-"} {
			s.refused(s.alias(alias), validationError, "")
		}
	}},
	withPolicy("a password policy is replaced as a whole", func(s *script) {
		do(s, s.iam.UpdateAccountPasswordPolicy, &iam.UpdateAccountPasswordPolicyInput{
			AllowUsersToChangePassword: true, HardExpiry: new(true), MaxPasswordAge: new(int32(60)), MinimumPasswordLength: new(int32(10)),
			PasswordReusePrevention: new(int32(3)), RequireLowercaseCharacters: true, RequireNumbers: true, RequireSymbols: true,
			RequireUppercaseCharacters: true,
		})
		s.same("policy", s.passwordPolicy(), &types.PasswordPolicy{
			AllowUsersToChangePassword: true, ExpirePasswords: true, HardExpiry: new(true), MaxPasswordAge: new(int32(60)),
			MinimumPasswordLength: new(int32(10)), PasswordReusePrevention: new(int32(3)), RequireLowercaseCharacters: true,
			RequireNumbers: true, RequireSymbols: true, RequireUppercaseCharacters: true,
		})
		do(s, s.iam.UpdateAccountPasswordPolicy, &iam.UpdateAccountPasswordPolicyInput{})
		s.same("policy", s.passwordPolicy(), &types.PasswordPolicy{MinimumPasswordLength: new(int32(6))})
	}),
	withPolicy("passwords are held against the account's policy", func(s *script) {
		u := s.user("u")
		do(s, s.iam.UpdateAccountPasswordPolicy, &iam.UpdateAccountPasswordPolicyInput{MinimumPasswordLength: new(int32(12))})
		in := &iam.CreateLoginProfileInput{UserName: &u, Password: new("abcdefghijk")}
		s.refused(try(s, s.iam.CreateLoginProfile, in), passwordViolation, "")
		in.Password = new("abcdefghijkl")
		do(s, s.iam.CreateLoginProfile, in)
	}),
	{"an account without a password policy has none to read or delete", func(s *script) {
		s.refused(try(s, s.iam.GetAccountPasswordPolicy, &iam.GetAccountPasswordPolicyInput{}), noSuchEntity,
			"The Password Policy with domain name "+s.account+" cannot be found.")
		s.refused(try(s, s.iam.DeleteAccountPasswordPolicy, &iam.DeleteAccountPasswordPolicyInput{}), noSuchEntity,
			"The account policy with name PasswordPolicy cannot be found.")
	}},
	{"not valid, a password policy that asks for too much", func(s *script) {
		in := &iam.UpdateAccountPasswordPolicyInput{MinimumPasswordLength: new(int32(129)), MaxPasswordAge: new(int32(1096)), PasswordReusePrevention: new(int32(25))}
		s.refused(try(s, s.iam.UpdateAccountPasswordPolicy, in), validationError, "3 validation errors detected: "+
			"Value at 'minimumPasswordLength' failed to satisfy constraint: Member must have value less than or equal to 128; "+
			"Value at 'passwordReusePrevention' failed to satisfy constraint: Member must have value less than or equal to 24; "+
			"Value at 'maxPasswordAge' failed to satisfy constraint: Member must have value less than or equal to 1095")
	}},
	{"the summary counts MFA devices and server certificates", func(s *script) {
		defer s.deleteServers()
		before := s.summary()
		s.done(s.enable(s.user("u"), s.device("d")))
		s.serverCertificate("c")
		after := s.summary()
		for _, kind := range []string{"MFADevices", "MFADevicesInUse", "ServerCertificates"} {
			s.same(kind, after[kind], before[kind]+1)
		}
		for name, want := range map[string]int32{"AccessKeysPerUserQuota": 2, "SigningCertificatesPerUserQuota": 2, "ServerCertificatesQuota": 20} {
			s.same(name, after[name], want)
		}
	}},
}

var reportCases = []testCase{
	{"a credential report is there once it was asked for", func(s *script) {
		_, err := s.iam.GetCredentialReport(s.ctx, &iam.GetCredentialReportInput{})
		fresh := err != nil // an account that was asked before has a report already
		if fresh {
			s.refused(err, "410 ReportNotPresent", "")
		}
		u := s.user("u")
		s.login(u)
		s.accessKey(u)
		state := do(s, s.iam.GenerateCredentialReport, &iam.GenerateCredentialReportInput{}).State
		if fresh {
			s.same("state", state, types.ReportStateTypeStarted)
		}
		for range 50 {
			if state == types.ReportStateTypeComplete {
				break
			}
			state = do(s, s.iam.GenerateCredentialReport, &iam.GenerateCredentialReportInput{}).State
		}
		got := do(s, s.iam.GetCredentialReport, &iam.GetCredentialReportInput{})
		s.same("format", got.ReportFormat, types.ReportFormatTypeTextCsv)
		s.recent("its date", got.GeneratedTime)
		rows, err := csv.NewReader(strings.NewReader(string(got.Content))).ReadAll()
		if err != nil {
			s.errorf("the report is no CSV: %v", err)
			return
		}
		s.same("columns", len(rows[0]), 22)
		s.same("first row", rows[1][0], "<root_account>")
		for _, row := range rows {
			if row[0] == u {
				s.same("password_enabled", row[3], "true")
				s.same("password_last_used", row[4], "no_information")
				s.same("mfa_active, access_key_1_active, and when it was rotated", row[7:9], []string{"false", "true"})
				s.same("access_key_2", row[13:18], []string{"false", "N/A", "N/A", "N/A", "N/A"})
				return
			}
		}
		if fresh {
			s.errorf("there is no row of %s", u)
		}
	}},
}

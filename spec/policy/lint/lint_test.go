package lint_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/spec/policy"
	"iamsync/spec/policy/lint"
)

// check lints the JSON of a document and writes each finding as a line.
func check(tb testing.TB, text string, trust bool) string {
	tb.Helper()
	d, err := policy.ParseJSON([]byte(text))
	if err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	var b strings.Builder
	for _, f := range lint.New().Check(lint.Document{Model: d.Model(), Trust: trust}) {
		fmt.Fprintf(&b, "%s: %s\n", f.Code, f.Message)
	}
	return b.String()
}

// identity is a policy with these statements.
func identity(statements string) string {
	return `{"Version":"2012-10-17","Statement":[` + statements + `]}`
}

// TestNothingToSay lists what looks like a mistake and is none.
func TestNothingToSay(t *testing.T) {
	for name, statements := range map[string]string{
		"an action in another case":           `{"Effect":"Allow","Action":"S3:getobject","Resource":"arn:aws:s3:::a/*"}`,
		"a pattern of one action":             `{"Effect":"Allow","Action":"s3:GetObj*","Resource":"arn:aws:s3:::a/*"}`,
		"a pattern over services":             `{"Effect":"Deny","Action":"*:Delete*","Resource":"arn:aws:s3:::a"}`,
		"a bucket and its objects":            `{"Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::a","arn:aws:s3:::a/*"]}`,
		"any bucket that begins so":           `{"Effect":"Allow","Action":["s3:ListBucket","s3:GetObject"],"Resource":"arn:aws:s3:::a*"}`,
		"a variable for the bucket":           `{"Effect":"Allow","Action":["s3:ListBucket","s3:GetObject"],"Resource":"arn:aws:s3:::${aws:username}"}`,
		"a role of iam, for sts":              `{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/deploy"}`,
		"an action with no resource, on all":  `{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}`,
		"all resources of a service":          `{"Effect":"Allow","Action":["ec2:StartInstances","ec2:StopInstances"],"Resource":"arn:aws:ec2:eu-central-1:111122223333:*"}`,
		"NotResource":                         `{"Effect":"Deny","Action":"s3:ListAllMyBuckets","NotResource":"arn:aws:sqs:*:*:a"}`,
		"everything of one service":           `{"Effect":"Allow","Action":"s3:*","Resource":"*"}`,
		"a Deny of everything":                `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}`,
		"a Deny with NotAction":               `{"Effect":"Deny","NotAction":"iam:*","Resource":"*"}`,
		"a role that may be passed":           `{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111122223333:role/app-*"}`,
		"roles of one path":                   `{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111122223333:role/apps/*"}`,
		"any role, to one service":            `{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}}}`,
		"policies of others, with a boundary": `{"Effect":"Allow","Action":"iam:PutRolePolicy","Resource":"*","Condition":{"StringEquals":{"iam:PermissionsBoundary":"arn:aws:iam::111122223333:policy/b"}}}`,
		"two patterns that overlap":           `{"Effect":"Allow","Action":["s3:Get*","s3:*Object"],"Resource":"*"}`,
		"an Allow and a Deny that overlap":    `{"Effect":"Allow","Action":"s3:*","Resource":"*"},{"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}`,
		"an Allow that is denied on terms":    `{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`,
		"one action on two terms":             `{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"a:b":"true"}}},{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"a:c":"true"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			if got := check(t, identity(statements), false); got != "" {
				t.Errorf("found:\n%s", got)
			}
		})
	}
}

// TestTrust tells the doors that are open from those that are not.
func TestTrust(t *testing.T) {
	const open = "trust-everybody: everybody in every AWS account may assume the role\n"
	github := `{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}`
	const anyone = "trust-shared-provider: whoever uses token.actions.githubusercontent.com may assume the role: no condition on token.actions.githubusercontent.com:sub says who is meant\n"
	sub := func(operator, value string) string {
		return `{"` + operator + `":{"token.actions.githubusercontent.com:sub":"` + value + `"}}`
	}
	tests := []struct{ name, principal, condition, want string }{
		{"an account", `{"AWS":"111122223333"}`, `{}`, ""},
		{"a service", `{"Service":"ec2.amazonaws.com"}`, `{}`, ""},
		{"everybody", `"*"`, `{}`, open},
		{"everybody, the long way", `{"AWS":["111122223333","*"]}`, `{}`, open},
		{"everybody of an organization", `"*"`, `{"StringEquals":{"aws:principalorgid":"o-a1b2c3d4e5"}}`, ""},
		{"everybody who is not of one", `"*"`, `{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}`, open},
		{"of an organization, if that is told", `"*"`, `{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}`, open},
		{"of organizations, for all values", `"*"`, `{"ForAllValues:StringLike":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5/*"}}`, open},
		{"of any organization", `"*"`, `{"StringLike":{"aws:PrincipalOrgID":"*"}}`, open},
		{"from any address", `"*"`, `{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}`, open},
		{"from an office", `"*"`, `{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`, ""},
		{"on something else", `"*"`, `{"Bool":{"aws:SecureTransport":"true"}}`, open},
		{"GitHub", github, `{}`, anyone},
		{"GitHub, with its audience", github, `{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"}}`, anyone},
		{"one repository", github, sub("StringEquals", "repo:acme/infra:ref:refs/heads/main"), ""},
		{"repositories of one owner", github, sub("StringLike", "repo:acme/*"), ""},
		{"repositories of owners who begin so", github, sub("StringLike", "repo:acme*"), anyone},
		{"any owner", github, sub("StringLike", "repo:*/infra:*"), anyone},
		{"any subject", github, sub("StringLike", "*:ref:refs/heads/main"), anyone},
		{"an owner of another form", github, sub("StringLike", "repository_owner:acme:*"), ""},
		{"a provider of one's own", `{"Federated":"arn:aws:iam::111122223333:oidc-provider/sso.acme.example"}`, `{}`,
			"trust-federated: every identity of \"arn:aws:iam::111122223333:oidc-provider/sso.acme.example\" may assume the role: there is no condition on sso.acme.example:sub or sso.acme.example:aud\n"},
		{"with its audience", `{"Federated":"arn:aws:iam::111122223333:oidc-provider/sso.acme.example"}`, `{"StringEquals":{"sso.acme.example:aud":"deploy"}}`, ""},
		{"SAML", `{"Federated":"arn:aws:iam::111122223333:saml-provider/acme"}`, `{}`,
			"trust-federated: every identity of \"arn:aws:iam::111122223333:saml-provider/acme\" may assume the role: there is no condition on SAML:aud or SAML:sub\n"},
		{"SAML, for the console", `{"Federated":"arn:aws:iam::111122223333:saml-provider/acme"}`, `{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml"}}`, ""},
		{"a pool of Cognito", `{"Federated":"cognito-identity.amazonaws.com"}`, `{"StringEquals":{"cognito-identity.amazonaws.com:aud":"eu-central-1:12345678"}}`, ""},
		{"any pool of Cognito", `{"Federated":"cognito-identity.amazonaws.com"}`, `{}`,
			"trust-shared-provider: whoever uses cognito-identity.amazonaws.com may assume the role: no condition on cognito-identity.amazonaws.com:aud says who is meant\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := identity(`{"Effect":"Allow","Principal":` + test.principal + `,"Action":"sts:AssumeRole","Condition":` + test.condition + `}`)
			if diff := cmp.Diff(test.want, check(t, text, true)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestFindings shows those forms of a finding that its page does not.
func TestFindings(t *testing.T) {
	tests := []struct{ name, statements, want string }{
		{"an unknown service that is denied", `{"Effect":"Deny","NotAction":"s4:*","Resource":"*"}`, "unknown-service: no service of AWS has the prefix \"s4\"\n"},
		{"a resource of another service", `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:sqs:*:*:a"}`,
			"resource-never-matches: \"arn:aws:sqs:*:*:a\" is a resource of sqs, and no action of the statement acts on one of these\n"},
		{"objects for a bucket", `{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"arn:aws:s3:::a/*"}`,
			"action-without-resource: s3:ListBucket acts on none of the resources of the statement\n"},
		{"a bucket for objects", `{"Effect":"Deny","Action":"s3:PutObject","Resource":"arn:aws:s3:::a"}`,
			"resource-never-matches: no action of the statement acts on \"arn:aws:s3:::a\"\n"},
		{"everything, in other words", `{"Effect":"Allow","Action":["s3:*","*:*"],"Resource":["*"]}`,
			"redundant-action: \"s3:*\" is said already by \"*:*\" on line 1\n" +
				"admin-wildcard: the statement allows every action on every resource: whoever holds it is an administrator\n"},
		{"everything, with a second factor", `{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}`,
			"admin-wildcard: the statement allows every action on every resource, on conditions: whoever holds it is an administrator\n"},
		{"any role of the account", `{"Effect":"Allow","Action":"iam:Pass*","Resource":"arn:aws:iam::111122223333:role/*"}`,
			"pass-role-wildcard: the statement allows iam:PassRole for every role, also for those of administrators\n"},
		{"a pattern that gives more rights", `{"Effect":"Allow","Action":"iam:Put*","Resource":"*"}`,
			"privilege-escalation: the statement allows iam:PutUserPolicy on every resource: whoever holds it can gain more rights\n"},
		{"an action twice", `{"Effect":"Allow","Action":["s3:GetObject","S3:GetObject"],"Resource":"*"}`,
			"redundant-action: \"S3:GetObject\" is said already by \"s3:GetObject\" on line 1\n"},
		{"two statements that say the same", `{"Effect":"Deny","Action":"s3:*","Resource":"*"},{"Sid":"A","Effect":"Deny","Action":"s3:*","Resource":"*"}`,
			"redundant-statement: the statement says nothing that the one on line 1 does not say\n"},
		{"a statement with a condition beside one without", `{"Effect":"Allow","Action":"s3:Get*","Resource":"*","Condition":{"Bool":{"a:b":"true"}}},{"Effect":"Allow","Action":"s3:*","Resource":"*"}`,
			"redundant-statement: the statement says nothing that the one on line 1 does not say\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, check(t, identity(test.statements), false)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNearLimit(t *testing.T) {
	for size, want := range map[int]bool{0: false, 5529: false, 5530: true, 6144: true, 6145: false} {
		if _, got := lint.NearLimit("the document has", size, 6144, policy.Place{}); got != want {
			t.Errorf("%d is near 6144: %v", size, got)
		}
	}
}

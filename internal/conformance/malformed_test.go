package conformance

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// statements is a document of the current version.
func statements(all ...string) string {
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(all, ",") + `]}`
}

// statement allows something somewhere, with other members in place of its own:
// names and values by turns; a member without a value is left out.
func statement(other ...string) string {
	members := []string{"Effect", `"Allow"`, "Action", `"s3:ListBucket"`, "Resource", `"arn:aws:s3:::b"`}
	for i := 0; i < len(other); i += 2 {
		if at := slices.Index(members, other[i]); at >= 0 {
			members[at+1] = other[i+1]
		} else {
			members = append(members, other[i], other[i+1])
		}
	}
	var out []string
	for i := 0; i < len(members); i += 2 {
		if members[i+1] != "" {
			out = append(out, `"`+members[i]+`":`+members[i+1])
		}
	}
	return "{" + strings.Join(out, ",") + "}"
}

// with is a document of one such statement.
func with(other ...string) string { return statements(statement(other...)) }

// when is a document of one statement with a condition.
func when(condition string) string { return with("Condition", condition) }

const (
	syntax      = "Syntax errors in policy."
	tooOld      = "Policy document must be version 2012-10-17 or greater."
	legacy      = "The policy failed legacy parsing"
	sameSids    = "Statement IDs (SID) in a single policy must be unique."
	noActions   = "Policy statement must contain actions."
	noResources = "Policy statement must contain resources."
	noVendor    = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
	twoColons   = "Actions/Condition can contain only one colon."
	badVendor   = "Resource vendor must be fully qualified and cannot contain regexes."
	badIAMPath  = `IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, ` +
		`instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.`
)

func notARN(r string) string { return `Resource ` + r + ` must be in ARN format or "*".` }

func badPartition(p, arn string) string {
	return `Partition "` + p + `" is not valid for resource "` + arn + `".`
}

// row is a document and what IAM says of it.
type row struct{ name, text, words string }

// The rows stand in the order in which IAM checks.
var malformedRows = slices.Concat(syntaxRows, conditionRows, []row{
	{"no version", `{"Statement":` + statement() + `}`, tooOld},
	{"the version before", `{"Version":"2008-10-17","Statement":` + statement() + `}`, tooOld},
	{"no version comes before an effect in another case", `{"Statement":` + statement("Effect", `"denY"`) + `}`, tooOld},

	{"an effect in another case", with("Effect", `"allow"`), legacy},
	{"a date that is none", when(`{"DateGreaterThan":{"a":"soon"}}`), legacy},
	{"a date in a thirteenth month", when(`{"DateLessThanEquals":{"a":"234-13"}}`), legacy},
	{"a date beyond 64 bits", when(`{"DateLessThan":{"a":"9223372036854775808"}}`), legacy},
	{"an ARN that lacks a colon", with("Resource", `"arn:aws:s3::b"`), legacy},
	{"an ARN that lacks a colon, not resource", with("Resource", "", "NotResource", `"arn:aws:s3::b"`), legacy},
	{"an ARN without a service", with("Resource", `"arn:aws::::b"`), legacy},
	{"an ARN that lacks a colon comes before no action", with("Action", "", "Resource", `"arn:aws:s3::b"`), legacy},
	{"a date that is none comes before a wrong partition",
		with("Resource", `"arn:error:s3:::b"`, "Condition", `{"DateLessThan":{"a":"x"}}`), legacy},

	{"equal sids", statements(statement("Sid", `"a"`), statement("Sid", `"a"`)), sameSids},
	{"equal sids come before no actions", statements(statement("Sid", `"a"`), `{"Sid":"a","Effect":"Allow"}`), sameSids},
	{"no action", with("Action", ""), noActions},
	{"an empty list of actions", with("Action", `[]`), noActions},
	{"neither action nor resource", statements(`{"Effect":"Allow"}`), noActions},
	{"no action in one of two statements", statements(`{"Effect":"Deny"}`, statement()), noActions},
	{"no resource", with("Resource", ""), noResources},
	{"an empty list of resources", with("Resource", `[]`), noResources},
	{"no resource comes before a wrong action", with("Action", `"wrong"`, "Resource", ""), noResources},

	{"a resource without colons", with("Resource", `"my bucket"`), notARN("my bucket")},
	{"an empty resource", with("Resource", `""`), notARN("")},
	{"a wrong resource comes before a wrong action", with("Action", `"s:3:List"`, "Resource", `["x"]`), notARN("x")},
	{"a resource of two parts", with("Resource", `"a:b"`), badPartition("b", "arn:b:*:*:*:*")},
	{"a resource of three parts", with("Resource", `"a:b:c"`), badPartition("b", "arn:b:c:*:*:*")},
	{"a resource of eight parts", with("Resource", `"a:b:c:d:e:f:g:h"`), badPartition("b", "arn:b:c:d:e:f:g:h")},
	{"a resource without arn in front", with("Resource", `"aws:s3:::b"`), badPartition("s3", "arn:s3:::b:*")},
	{"a partition that is none", with("Resource", `"arn:error:s3:::b"`), badPartition("error", "arn:error:s3:::b")},
	{"a partition alone", with("Resource", `"arn:aws"`), badVendor},
	{"an IAM resource of no kind", with("Resource", `"arn:aws:iam:::b"`), badIAMPath},
	{"an IAM resource with a region", with("Resource", `"arn:aws:iam:us-east-1::user/b"`),
		"IAM resource arn:aws:iam:us-east-1::user/b cannot contain region information."},
	{"a bucket with a region", with("Resource", `"arn:aws:s3:us-east-1::b"`),
		"Resource arn:aws:s3:us-east-1::b can not contain region information."},

	{"an action without a vendor", with("Action", `"wrong"`), noVendor},
	{"an action with two colons", with("Action", `"s3:List:Bucket"`), twoColons},
	{"an action with two colons in the second statement",
		statements(statement("Action", `"s3s:List"`), statement("Action", `"s:3s:List"`)), twoColons},
	{"a vendor with a space", with("Action", `"a a:ListBucket"`), "Vendor a a is not valid"},
})

var syntaxRows = []row{
	{"no JSON", "this is no JSON", syntax},
	{"JSON that is no object", `[]`, syntax},
	{"two documents", document + document, syntax},
	{"an unknown version", `{"Version":"2013-10-17","Statement":` + statement() + `}`, syntax},
	{"no statement", `{"Version":"2012-10-17"}`, syntax},
	{"an empty list of statements", statements(), syntax},
	{"a statement that is a string", statements(`"x"`), syntax},
	{"an unknown member", `{"Version":"2012-10-17","Comment":"x","Statement":` + statement() + `}`, syntax},
	{"a member in another case", `{"version":"2012-10-17","Statement":` + statement() + `}`, syntax},
	{"an unknown member of a statement", with("Comment", `"x"`), syntax},
	{"an id that is a list", `{"Version":"2012-10-17","Id":["x"],"Statement":` + statement() + `}`, syntax},
	{"a sid that is an object", with("Sid", `{}`), syntax},
	{"no effect", with("Effect", ""), syntax},
	{"an unknown effect", with("Effect", `"Permit"`), syntax},
	{"an action and a not action", with("NotAction", `"iam:*"`), syntax},
	{"a resource and a not resource", with("NotResource", `"*"`), syntax},
	{"an action in a list in a list", with("Action", `[["s3:*"]]`), syntax},
	{"an action that is an object", with("Action", `{}`), syntax},
	{"a resource that is an object", with("Resource", `["*",{}]`), syntax},
}

var conditionRows = []row{
	{"a condition that is a list", when(`[]`), syntax},
	{"a condition that is a string", when(`"a"`), syntax},
	{"a condition without keys", when(`{"StringEquals":"b"}`), syntax},
	{"a condition with a list for keys", when(`{"StringEquals":[]}`), syntax},
	{"a condition with an object for a value", when(`{"StringEquals":{"a":{}}}`), syntax},
	{"an unknown operator", when(`{"x":{"a":"1"}}`), syntax},
	{"an unknown operator of sets", when(`{"ForAnyValue::StringEquals":{"a":"1"}}`), syntax},
}

func (s *script) write(label, text string) error {
	return try(s, s.iam.CreatePolicy, &iam.CreatePolicyInput{PolicyName: new(s.name(label)), PolicyDocument: &text})
}

// malformedCases are one a row. A document is refused wherever it is written;
// only the version is not asked for in inline policies, as far as is known.
func malformedCases() []testCase {
	var all []testCase
	for _, r := range malformedRows {
		all = append(all, testCase{"malformed, " + r.name, func(s *script) {
			s.refused(s.write("p", r.text), malformed, r.words)
			if r.words != tooOld {
				s.refused(s.tryPutUser(s.user("u"), "i", r.text), malformed, "") // words are recorded of CreatePolicy alone
			}
		}})
	}
	return append(all, testCase{"malformed, a document with a principal", func(s *script) {
		s.refused(s.write("p", with("Principal", `"*"`)), malformed, "")
	}})
}

var acceptedRows = []row{
	{name: "a statement that is no list", text: `{"Version":"2012-10-17","Statement":` + statement() + `}`},
	{name: "an id", text: `{"Version":"2012-10-17","Id":"any","Statement":` + statement() + `}`},
	{name: "white space everywhere", text: " {\n\t\"Version\" : \"2012-10-17\" ,\r\n \"Statement\" : [ " + statement() + " ] } \n"},
	{name: "any action anywhere", text: with("Action", `"*"`, "Resource", `"*"`)},
	{name: "a service and an action that nobody knows", text: with("Action", `["s3-s.x:No such action","nosuchservice:X"]`)},
	{name: "a service in a resource that nobody knows", text: with("Resource", `["arn:aws:s33:::b","*"]`)},
	{name: "an ARN that is short but clear", text: with("Resource", `"arn:aws:foo"`)},
	{name: "a region where it may stand", text: with("Resource", `"arn:aws:ec2:us-east-1::b"`)},
	{name: "IAM resources", text: with("Resource", `["arn:aws:iam:::user/b","arn:aws:iam::*:user/${aws:username}","arn:aws:iam::*:*"]`)},
	{name: "a not action with a not resource", text: with("Action", "", "Resource", "", "NotAction", `"s3:*"`, "NotResource", `"*"`)},
	{name: "several empty sids", text: statements(statement("Sid", `""`), statement("Sid", `""`), statement("Sid", `"x"`))},
	{name: "an empty condition", text: when(`{}`)},
	{name: "any operator without keys", text: when(`{"x":{},"DateLessThan":{}}`)},
	{name: "a key without values", text: when(`{"DateLessThan":{"a":[]}}`)},
	{name: "values of all sorts", text: when(`{"Bool":{"a":true},"NumericEquals":{"b":[1,2.5]},"ForAllValues:StringLikeIfExists":{"c":["x"]}}`)},
	{name: "dates", text: when(`{"DateEquals":{"a":["01T","2017-07-01T00:00:00Z","2016-12-13T21:20:37.593194+00:00","2026"]}}`)},
}

// acceptedCases are documents that a stricter check would refuse.
func acceptedCases() []testCase {
	var all []testCase
	for _, r := range acceptedRows {
		all = append(all, testCase{"accepted, " + r.name, func(s *script) {
			s.done(s.write("p", r.text))
			s.done(s.tryPutGroup(s.group("g"), "i", r.text))
		}})
	}
	return all
}

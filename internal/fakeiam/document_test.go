package fakeiam

import (
	"strings"
	"testing"

	"iamsync/internal/fakeiam/catalogue"
)

// doc makes a document of the current version of statements, and statement one
// that allows something somewhere, with other members in place of its own.
func doc(statements ...string) string {
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
}

func stmt(replace ...string) string {
	members := [][2]string{{"Effect", `"Allow"`}, {"Action", `"s3:ListBucket"`}, {"Resource", `"arn:aws:s3:::b"`}}
	var out []string
	for _, m := range members {
		for i := 0; i < len(replace); i += 2 {
			if replace[i] == m[0] {
				m[1] = replace[i+1]
			}
		}
		if m[1] != "" {
			out = append(out, `"`+m[0]+`":`+m[1])
		}
	}
	for i := 0; i < len(replace); i += 2 {
		if !strings.Contains("Effect Action Resource", replace[i]) {
			out = append(out, `"`+replace[i]+`":`+replace[i+1])
		}
	}
	return "{" + strings.Join(out, ",") + "}"
}

func only1(replace ...string) string { return doc(stmt(replace...)) }

const (
	syntaxError  = "Syntax errors in policy."
	tooOld       = "Policy document must be version 2012-10-17 or greater."
	legacy       = "The policy failed legacy parsing"
	noActions    = "Policy statement must contain actions."
	noResources  = "Policy statement must contain resources."
	noVendor     = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
	twoColons    = "Actions/Condition can contain only one colon."
	sameSids     = "Statement IDs (SID) in a single policy must be unique."
	badSid       = "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"
	hasPrincipal = "Policy document should not specify a principal."
	badVendor    = "Resource vendor must be fully qualified and cannot contain regexes."
	badIAMPath   = `IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, ` +
		`server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.`
)

func notARN(r string) string { return `Resource ` + r + ` must be in ARN format or "*".` }

func badPartition(p, arn string) string {
	return `Partition "` + p + `" is not valid for resource "` + arn + `".`
}

func TestMalformedDocuments(t *testing.T) {
	tests := []struct{ name, document, want string }{
		{"no JSON", "this is no JSON", syntaxError},
		{"JSON, but no object", `[]`, syntaxError},
		{"null", `null`, syntaxError},
		{"something after the document", document1 + "{}", syntaxError},
		{"no version", `{"Statement":` + stmt() + `}`, tooOld},
		{"the version before", `{"Version":"2008-10-17","Statement":` + stmt() + `}`, tooOld},
		{"unknown version", `{"Version":"2013-10-17","Statement":` + stmt() + `}`, syntaxError},
		{"version null", `{"Version":null,"Statement":` + stmt() + `}`, syntaxError},
		{"no statement", `{"Version":"2012-10-17"}`, syntaxError},
		{"empty list of statements", doc(), syntaxError},
		{"statement that is a string", doc(`"x"`), syntaxError},
		{"statement null", doc(`null`), syntaxError},
		{"unknown member", `{"Version":"2012-10-17","Comment":"x","Statement":` + stmt() + `}`, syntaxError},
		{"member in another case", `{"version":"2012-10-17","Statement":` + stmt() + `}`, syntaxError},
		{"unknown member of a statement", only1("Comment", `"x"`), syntaxError},
		{"id that is a list", `{"Version":"2012-10-17","Id":["x"],"Statement":` + stmt() + `}`, syntaxError},
		{"sid that is an object", only1("Sid", `{}`), syntaxError},
		{"no effect", only1("Effect", ""), syntaxError},
		{"unknown effect", only1("Effect", `"Permit"`), syntaxError},
		{"effect in another case", only1("Effect", `"allow"`), legacy},
		{"effect in another case, without version", `{"Statement":` + stmt("Effect", `"denY"`) + `}`, tooOld},
		{"action and not action", only1("NotAction", `"iam:*"`), syntaxError},
		{"empty action and not action", only1("Action", `[]`, "NotAction", `"iam:*"`), syntaxError},
		{"resource and not resource", only1("NotResource", `[]`), syntaxError},
		{"action in a list in a list", only1("Action", `[["s3:*"]]`), syntaxError},
		{"action that is an object", only1("Action", `{}`), syntaxError},
		{"action that is a number", only1("Action", `1`), syntaxError},
		{"resource that is an object", only1("Resource", `["x",{}]`), syntaxError},
		{"principal", only1("Principal", `"*"`), hasPrincipal},

		{"condition that is a list", only1("Condition", `[]`), syntaxError},
		{"condition that is a string", only1("Condition", `"a"`), syntaxError},
		{"condition without keys", only1("Condition", `{"StringEquals":"b"}`), syntaxError},
		{"condition with a list for keys", only1("Condition", `{"StringEquals":[]}`), syntaxError},
		{"condition with an object for a value", only1("Condition", `{"StringEquals":{"a":{}}}`), syntaxError},
		{"condition with null for a value", only1("Condition", `{"StringEquals":{"a":null}}`), syntaxError},
		{"unknown operator", only1("Condition", `{"x":{"a":"1"}}`), syntaxError},
		{"unknown set operator", only1("Condition", `{"ForAnyValue::StringEquals":{"a":"1"}}`), syntaxError},
		{"null if exists", only1("Condition", `{"NullIfExists":{"a":"true"}}`), syntaxError},
		{"date that is none", only1("Condition", `{"DateGreaterThan":{"a":"soon"}}`), legacy},
		{"date in a thirteenth month", only1("Condition", `{"DateLessThanEquals":{"a":"234-13"}}`), legacy},
		{"date with a zone of one digit", only1("Condition", `{"DateLessThanEquals":{"a":"2016-12-13t2:00:00.593194+1"}}`), legacy},
		{"date with ten digits of a second", only1("Condition", `{"DateLessThan":{"a":"2016-12-13t2:00:00.1999999999+10:59"}}`), legacy},
		{"date beyond 64 bits", only1("Condition", `{"DateLessThan":{"a":"9223372036854775808"}}`), legacy},
		{"date that is none comes before no action", only1("Action", "", "Condition", `{"DateLessThan":{"a":"x"}}`), legacy},
		{"date that is none comes before a wrong partition",
			only1("Resource", `"arn:error:s3:::b"`, "Condition", `{"DateLessThan":{"a":"x"}}`), legacy},

		{"ARN that lacks a colon", only1("Resource", `"arn:aws:s3::b"`), legacy},
		{"ARN that lacks a colon, not resource", only1("Resource", "", "NotResource", `"arn:aws:s3::b"`), legacy},
		{"ARN that lacks a colon comes before no action", only1("Action", "", "Resource", `"arn:aws:s3::b"`), legacy},
		{"ARN without a service", only1("Resource", `"arn:aws::::b"`), legacy},
		{"short ARN without a service", only1("Resource", `"arn:aws::b"`), legacy},
		{"ARN of any partition without a service", only1("Resource", `"arn:*::::b"`), legacy},

		{"equal sids", doc(stmt("Sid", `"a"`), stmt("Sid", `"a"`)), sameSids},
		{"equal sids come before no actions", doc(stmt("Sid", `"a"`), `{"Sid":"a","Effect":"Allow"}`), sameSids},
		{"sid with a dash", only1("Sid", `"a-b"`), badSid},
		{"no action", only1("Action", ""), noActions},
		{"empty list of actions", only1("Action", `[]`), noActions},
		{"neither action nor resource", doc(`{"Effect":"Allow"}`), noActions},
		{"no action in one of two", doc(`{"Effect":"Deny"}`, stmt()), noActions},
		{"no resource", only1("Resource", ""), noResources},
		{"empty list of resources", only1("Resource", `[]`), noResources},
		{"no resource comes before a wrong action", only1("Action", `"invalid"`, "Resource", ""), noResources},

		{"resource without colons", only1("Resource", `"my bucket"`), notARN("my bucket")},
		{"empty resource", only1("Resource", `""`), notARN("")},
		{"wrong resource comes before a wrong action", only1("Action", `"s:3:List"`, "Resource", `["x"]`), notARN("x")},
		{"two parts", only1("Resource", `"a:b"`), badPartition("b", "arn:b:*:*:*:*")},
		{"three parts", only1("Resource", `"a:b:c"`), badPartition("b", "arn:b:c:*:*:*")},
		{"eight parts", only1("Resource", `"a:b:c:d:e:f:g:h"`), badPartition("b", "arn:b:c:d:e:f:g:h")},
		{"no arn in front", only1("Resource", `"aws:s3:::b"`), badPartition("s3", "arn:s3:::b:*")},
		{"another partition", only1("Resource", `"arn:aws-cn:s3:::b"`), badPartition("aws-cn", "arn:aws-cn:s3:::b")},
		{"the first of two wrong partitions", only1("Resource", `["arn:error:s3:::b","arn:error:s3::b"]`), badPartition("error", "arn:error:s3:::b")},
		{"partition alone", only1("Resource", `"arn:aws"`), badVendor},
		{"any vendor", only1("Resource", `"arn:aws:*:::b"`), badVendor},
		{"IAM resource of no kind", only1("Resource", `"arn:aws:iam:::b"`), badIAMPath},
		{"IAM resource with a region", only1("Resource", `"arn:aws:iam:us-east-1::user/b"`),
			"IAM resource arn:aws:iam:us-east-1::user/b cannot contain region information."},
		{"bucket with a region", only1("Resource", `"arn:aws:s3:us-east-1::b"`),
			"Resource arn:aws:s3:us-east-1::b can not contain region information."},

		{"action without vendor", only1("Action", `"invalid"`), noVendor},
		{"empty not action", only1("Action", "", "NotAction", `""`), noVendor},
		{"action with two colons", only1("Action", `"s3:List:Bucket"`), twoColons},
		{"action with two colons in the second statement", doc(stmt("Action", `"s3s:List"`), stmt("Action", `"s:3s:List"`)), twoColons},
		{"vendor with a space", only1("Action", `"a a:ListBucket"`), "Vendor a a is not valid"},
	}
	s := furnished(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, want := tb{t, s.Server}, "400 MalformedPolicyDocument: "+test.want
			s.wants(want, "CreatePolicy", "PolicyName", "p", "PolicyDocument", test.document)
			s.wants(want, "CreatePolicyVersion", "PolicyArn", fence, "PolicyDocument", test.document)
			if test.want != tooOld {
				s.wants(want, "PutUserPolicy", "UserName", "bob", "PolicyName", "p", "PolicyDocument", test.document)
			}
		})
	}
}

func TestDocumentsThatPass(t *testing.T) {
	tests := []struct{ name, document string }{
		{"statement that is no list", `{"Version":"2012-10-17","Id":"any","Statement":` + stmt() + `}`},
		{"white space everywhere", " {\n \"Version\" : \"2012-10-17\" , \"Statement\" : [ { \"Sid\" : \"a\" , \"Effect\" : \"Deny\" ,\t\"Action\" : [ \"s3:*\" , \"iam:*\" ] , " +
			"\"Resource\" : \"*\" , \"Condition\" : { \"Bool\" : { \"a:b\" : [ true , \"x\" ] , \"c\" : false } } } ] }\n"},
		{"any action", only1("Action", `"*"`)},
		{"unknown service and action", only1("Action", `["s3-s.x:No such action","aaaaaaaaaaaaaaaaaaaaaaaaa:X"]`)},
		{"unknown service in a resource", only1("Resource", `["arn:aws:s33:::b","arn:aws:no-service:us-east-1::b","*"]`)},
		{"short ARN without empty parts", only1("Resource", `"arn:aws:anything"`)},
		{"region where it may stand", only1("Resource", `["arn:aws:ec2:us-east-1::b","arn:aws:s3:us-west-2:123456789012:accesspoint/a/object/*"]`)},
		{"IAM resources", only1("Resource", `["arn:aws:iam:::user/b","arn:aws:iam::*:user/${aws:username}","arn:aws:iam::*:*","arn:aws:iam::1:root"]`)},
		{"IAM resources of kinds that came later", only1("Resource", `["arn:aws:iam::aws:contextProvider/IdentityCenter","arn:aws:iam::1:delegation-request/b"]`)},
		{"not action with not resource", only1("Action", "", "Resource", "", "NotAction", `"s3:*"`, "NotResource", `"*"`)},
		{"several empty sids", doc(stmt("Sid", `""`), stmt("Sid", `""`), stmt("Sid", `"x"`), stmt())},
		{"empty condition", only1("Condition", `{}`)},
		{"operators without keys", only1("Condition", `{"x":{},"DateLessThan":{}}`)},
		{"key without values", only1("Condition", `{"DateLessThan":{"a":[]}}`)},
		{"values of all sorts", only1("Condition", `{"Bool":{"a":true},"NumericEquals":{"b":[1,2.5]},"ForAllValues:StringLikeIfExists":{"c":["x"]}}`)},
		{"dates", only1("Condition", `{"DateEquals":{"a":["01T","2017-07-01T00:00:00Z","2016-12-13T21:20:37.593194+00:00",`+
			`"2016-12-13t2:00:00.593194+23","-292275054","2026","2026-01"]}}`)},
	}
	s := start(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := tb{t, s.Server}
			s.do("CreatePolicy", "PolicyName", strings.ReplaceAll(test.name, " ", "-"), "PolicyDocument", test.document)
		})
	}
}

func TestInlinePoliciesMayHaveTheOlderVersion(t *testing.T) {
	s := furnished(t)
	s.do("PutUserPolicy", "UserName", "bob", "PolicyName", "old", "PolicyDocument", `{"Version":"2008-10-17","Statement":`+stmt()+`}`)
	s.do("PutGroupPolicy", "GroupName", "Developers", "PolicyName", "none", "PolicyDocument", `{"Statement":`+stmt()+`}`)
}

// What AWS itself publishes must pass, or the checks are too strict.
func TestDocumentsOfAWSPass(t *testing.T) {
	a := New().acct
	for _, p := range catalogue.All() {
		if err := a.checkDocument(catalogue.Document(p.Path, p.Name), true); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
}

func TestDocumentsComeBackAsSentAndEncoded(t *testing.T) {
	s := furnished(t)
	sent := "{ \"Version\": \"2012-10-17\",\n\t\"Statement\": [" + stmt("Resource", `"arn:aws:s3:::a+b/é*~ %"`) + "] }"
	want := "%7B%20%22Version%22%3A%20%222012-10-17%22%2C%0A%09%22Statement%22%3A%20%5B%7B%22Effect%22%3A%22Allow%22%2C" +
		"%22Action%22%3A%22s3%3AListBucket%22%2C%22Resource%22%3A%22arn%3Aaws%3As3%3A%3A%3Aa%2Bb%2F%C3%A9%2A~%20%25%22%7D%5D%20%7D"
	s.do("PutUserPolicy", "UserName", "bob", "PolicyName", "p", "PolicyDocument", sent)
	if got := s.do("GetUserPolicy", "UserName", "bob", "PolicyName", "p").text("PolicyDocument"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	made := s.do("CreatePolicyVersion", "PolicyArn", fence, "PolicyDocument", sent)
	if made.at("PolicyVersion/Document") != nil {
		t.Error("CreatePolicyVersion's answer has the document")
	}
	if got := s.do("GetPolicyVersion", "PolicyArn", fence, "VersionId", "v2").text("PolicyVersion/Document"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

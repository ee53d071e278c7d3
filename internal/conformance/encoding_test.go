package conformance

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// The document has what encodings differ in: a space, a plus, a slash, quotes, a
// percent sign, a letter of two bytes, and line ends.
var (
	special = "{ \"Version\": \"2012-10-17\",\n\t\"Statement\": [" + statement("Resource", `"arn:aws:s3:::a+b/é*~ %41"`) + "] }"
	encoded = "%7B%20%22Version%22%3A%20%222012-10-17%22%2C%0A%09%22Statement%22%3A%20%5B%7B%22Effect%22%3A%22Allow%22%2C" +
		"%22Action%22%3A%22s3%3AListBucket%22%2C%22Resource%22%3A%22arn%3Aaws%3As3%3A%3A%3Aa%2Bb%2F%C3%A9%2A~%20%2541%22%7D%5D%20%7D"
)

func (s *script) specialPolicy() string {
	made := do(s, s.iam.CreatePolicy, &iam.CreatePolicyInput{PolicyName: new(s.name("p")), Path: &s.path, PolicyDocument: &special})
	return *made.Policy.Arn
}

// Documents come back as they were sent, formatting included, encoded by RFC 3986.
var encodingCases = []testCase{
	{"the document of a version is encoded", func(s *script) {
		s.same("document", s.getVersion(s.specialPolicy(), "v1").Document, &encoded)
	}},
	{"the document of a user's inline policy is encoded", func(s *script) {
		u := s.user("u")
		s.putUser(u, "i", special)
		s.same("document", s.inlineUser(u, "i"), &encoded)
	}},
	{"the document of a group's inline policy is encoded", func(s *script) {
		g := s.group("g")
		s.putGroup(g, "i", special)
		s.same("document", s.inlineGroup(g, "i"), &encoded)
	}},
	{"the documents of account details are encoded", func(s *script) {
		u, g := s.user("u"), s.group("g")
		s.putUser(u, "i", special)
		s.putGroup(g, "i", special)
		s.specialPolicy()
		d := s.details("User", "Group", "LocalManagedPolicy")
		s.same("of the user", d.users[u].UserPolicyList[0].PolicyDocument, &encoded)
		s.same("of the group", d.groups[g].GroupPolicyList[0].PolicyDocument, &encoded)
		s.same("of the policy", d.policies[s.name("p")].PolicyVersionList[0].Document, &encoded)
	}},
	{"documents come back as they were sent, whether or not they are encoded", func(s *script) {
		u := s.user("u")
		text := strings.ReplaceAll(document, ",", " ,\n\t")
		s.putUser(u, "i", text)
		s.same("document", s.decoded(s.inlineUser(u, "i")), text)
	}},
	{"names and tags may have what XML must escape", func(s *script) {
		u := s.user("u+=,.@-_")
		path := "/<&>\"'" + s.path
		do(s, s.iam.UpdateUser, &iam.UpdateUserInput{UserName: &u, NewPath: &path})
		s.same("path", s.getUser(u).Path, &path)
		s.same("name", s.getUser(u).UserName, &u)
	}},
	{"a description may have what XML must escape", func(s *script) {
		text := "a <b> & \"c\" 'd' ]]> + %41\ttab"
		made := do(s, s.iam.CreatePolicy, &iam.CreatePolicyInput{PolicyName: new(s.name("p")), PolicyDocument: new(document), Description: &text})
		s.same("description", s.getPolicy(*made.Policy.Arn).Description, &text)
	}},
}

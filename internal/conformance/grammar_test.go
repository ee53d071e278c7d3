package conformance

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// invalid makes the case that a call is refused for what its parameters look
// like. The words are known where a constraint is: that of a length or a range.
func invalid(name, at, constraint string, f func(s *script) error) testCase {
	return testCase{"not valid, " + name, func(s *script) {
		words := ""
		if constraint != "" {
			words = "1 validation error detected: Value at '" + at + "' failed to satisfy constraint: " + constraint
		}
		s.refused(f(s), validationError, words)
	}}
}

const (
	badPath = "The specified value for path is invalid. It must begin and end with / " +
		"and contain only alphanumeric characters and/or / characters."
	shorter = "Member must have length less than or equal to "
	longer  = "Member must have length greater than or equal to "
)

// grammarCases are what names, paths, tags and the like must look like.
func grammarCases() []testCase {
	all := append(nameGrammar(), otherGrammar...)
	for _, path := range []string{"eng/", "/eng", "/e ng/", "//\t/", "/é/"} {
		all = append(all, testCase{"not valid, the path " + strings.ReplaceAll(path, "\t", "tab"), func(s *script) {
			s.refused(s.createUser(s.name("u"), path), validationError, badPath)
			s.refused(s.createGroup(s.name("g"), path), validationError, badPath)
			s.refused(s.createPolicy(s.name("p"), path), validationError, badPath)
		}})
	}
	return all
}

// nameGrammar has a case for each kind of name and each way of being wrong.
func nameGrammar() []testCase {
	kinds := []struct {
		of, at string
		max    string
		long   int
		create func(s *script, name, path string) error
	}{
		{"user", "userName", "64", 65, (*script).createUser},
		{"group", "groupName", "128", 129, (*script).createGroup},
		{"policy", "policyName", "128", 129, (*script).createPolicy},
	}
	var all []testCase
	for _, k := range kinds {
		all = append(all,
			invalid("a "+k.of+"'s name that is too long", k.at, shorter+k.max, func(s *script) error {
				return k.create(s, strings.Repeat("a", k.long), s.path)
			}),
			invalid("a "+k.of+"'s name that is empty", k.at, longer+"1", func(s *script) error { return k.create(s, "", s.path) }))
		for _, wrong := range []string{"a b", "a/b", "zoë", "a*"} {
			all = append(all, invalid("a "+k.of+" called "+wrong, "", "", func(s *script) error { return k.create(s, wrong, s.path) }))
		}
		all = append(all, testCase{"a " + k.of + "'s name may have all that names may have", func(s *script) {
			s.done(k.create(s, s.name("_+=,.@-9Z"), s.path))
		}})
	}
	return all
}

func (s *script) tagWith(key, value string) error {
	return try(s, s.iam.TagUser, &iam.TagUserInput{UserName: new(s.user("u")), Tags: tags(key, value)})
}

var otherGrammar = []testCase{
	invalid("a path of 513 characters", "path", shorter+"512", func(s *script) error {
		return s.createUser(s.name("u"), "/"+strings.Repeat("a", 511)+"/")
	}),
	{"a path of 512 characters may have all that is printed", func(s *script) {
		s.done(s.createUser(s.name("u"), "/!~"+strings.Repeat("a", 508)+"/"))
		s.done(s.createGroup(s.name("g"), "/!\"#$%&'()*+,-.:;<=>?@[]^_`{|}~/"))
	}},
	{"a path of a policy may have less than that of a user", func(s *script) {
		s.refused(s.createPolicy(s.name("p"), "/a!b/"), validationError, "")
		s.done(s.createPolicy(s.name("q"), "/a+b=c,d.e@f-g_h/"))
	}},
	invalid("a new name that is too long", "newUserName", shorter+"64", func(s *script) error {
		return try(s, s.iam.UpdateUser, &iam.UpdateUserInput{UserName: new(s.user("u")), NewUserName: new(strings.Repeat("a", 65))})
	}),
	invalid("a new path without its end", "", "", func(s *script) error {
		return try(s, s.iam.UpdateGroup, &iam.UpdateGroupInput{GroupName: new(s.group("g")), NewPath: new("/a")})
	}),
	invalid("a description of 1001 characters", "description", shorter+"1000", func(s *script) error {
		return try(s, s.iam.CreatePolicy, &iam.CreatePolicyInput{
			PolicyName: new(s.name("p")), PolicyDocument: new(document), Description: new(strings.Repeat("d", 1001)),
		})
	}),
	invalid("an ARN that is too short", "policyArn", longer+"20", func(s *script) error {
		return try(s, s.iam.GetPolicy, &iam.GetPolicyInput{PolicyArn: new("arn:aws:iam::aws")})
	}),
	invalid("the id of a version", "versionId", `Member must satisfy regular expression pattern: v[1-9][0-9]*(\.[A-Za-z0-9-]*)?`, func(s *script) error {
		return try(s, s.iam.GetPolicyVersion, &iam.GetPolicyVersionInput{PolicyArn: new(s.policy("p")), VersionId: new("1")})
	}),
	invalid("a tag's key that is too long", "tags.1.member.key", shorter+"128", func(s *script) error { return s.tagWith(strings.Repeat("k", 129), "") }),
	invalid("a tag's key that is empty", "", "", func(s *script) error { return s.tagWith("", "v") }),
	invalid("a tag's value that is too long", "tags.1.member.value", shorter+"256", func(s *script) error { return s.tagWith("k", strings.Repeat("v", 257)) }),
	invalid("a tag's key with a star", "tags.1.member.key", `Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+`, func(s *script) error { return s.tagWith("k*", "v") }),
	invalid("a tag's value with a star", "", "", func(s *script) error { return s.tagWith("k", "v*") }),
	invalid("a document that is not Latin 1", "", "", func(s *script) error {
		return s.tryPutUser(s.user("u"), "i", strings.Replace(document, "bucket", "€", 1))
	}),
	invalid("a document of 131073 characters", "policyDocument", shorter+"131072", func(s *script) error {
		return s.tryPutUser(s.user("u"), "i", document+strings.Repeat(" ", 131073-len(document)))
	}),
	invalid("a document that is empty", "policyDocument", "", func(s *script) error { return s.tryPutGroup(s.group("g"), "i", "") }),
	invalid("a page of no items", "maxItems", "Member must have value greater than or equal to 1", func(s *script) error {
		return try(s, s.iam.ListUsers, &iam.ListUsersInput{MaxItems: new(int32(0))})
	}),
	invalid("a page of 1001 items", "maxItems", "Member must have value less than or equal to 1000", func(s *script) error {
		return try(s, s.iam.ListGroups, &iam.ListGroupsInput{MaxItems: new(int32(1001))})
	}),
	invalid("a scope", "", "", func(s *script) error {
		return try(s, s.iam.ListPolicies, &iam.ListPoliciesInput{Scope: "local"})
	}),
	invalid("a usage of policies", "", "", func(s *script) error {
		return try(s, s.iam.ListPolicies, &iam.ListPoliciesInput{PolicyUsageFilter: "Boundary"})
	}),
	invalid("a kind of holder", "", "", func(s *script) error {
		return try(s, s.iam.ListEntitiesForPolicy, &iam.ListEntitiesForPolicyInput{PolicyArn: new(s.policy("p")), EntityFilter: "Everybody"})
	}),
	invalid("a kind of detail", "", "", func(s *script) error {
		return try(s, s.iam.GetAccountAuthorizationDetails, &iam.GetAccountAuthorizationDetailsInput{Filter: []types.EntityType{"Users"}})
	}),
	{"several things that are not valid are said at once", func(s *script) {
		in := &iam.CreateUserInput{UserName: new(strings.Repeat("a", 65)), PermissionsBoundary: new("arn")}
		s.refused(try(s, s.iam.CreateUser, in), validationError, "2 validation errors detected: "+
			"Value at 'userName' failed to satisfy constraint: "+shorter+"64; "+
			"Value at 'permissionsBoundary' failed to satisfy constraint: "+longer+"20")
	}},
	{"what is not valid is not looked up", func(s *script) {
		err := try(s, s.iam.AddUserToGroup, &iam.AddUserToGroupInput{UserName: new(s.name("absent")), GroupName: new("a b")})
		s.refused(err, validationError, "")
	}},
}

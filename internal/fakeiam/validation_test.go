package fakeiam

import (
	"fmt"
	"strings"
	"testing"
)

func TestValidation(t *testing.T) {
	one := func(at, constraint string) string {
		return "400 ValidationError: 1 validation error detected: Value at '" + at + "' failed to satisfy constraint: " + constraint
	}
	nameOf := func(param string) string {
		return "400 ValidationError: The specified value for " + param +
			" is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-"
	}
	pathOf := func(param string) string {
		return "400 ValidationError: The specified value for " + param +
			" is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters."
	}
	tag := func(key, value string) []string {
		return []string{"UserName", "bob", "Tags.member.1.Key", key, "Tags.member.1.Value", value}
	}
	const tagRE = `Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]`

	tests := []struct {
		name   string
		want   string
		action string
		params []string
	}{
		{"no user name", one("userName", "Member must not be null"), "CreateUser", nil},
		{"empty user name", one("userName", "Member must have length greater than or equal to 1"), "CreateUser", []string{"UserName", ""}},
		{"user name of 65", one("userName", "Member must have length less than or equal to 64"), "CreateUser", []string{"UserName", strings.Repeat("a", 65)}},
		{"new user name of 65", one("newUserName", "Member must have length less than or equal to 64"),
			"UpdateUser", []string{"UserName", "bob", "NewUserName", strings.Repeat("a", 65)}},
		{"group name of 129", one("groupName", "Member must have length less than or equal to 128"), "CreateGroup", []string{"GroupName", strings.Repeat("a", 129)}},
		{"user name with a slash", nameOf("userName"), "CreateUser", []string{"UserName", "a/b"}},
		{"user name that is not ASCII", nameOf("userName"), "CreateUser", []string{"UserName", "zoë"}},
		{"user name with a newline at its end", nameOf("userName"), "CreateUser", []string{"UserName", "bob\n"}},
		{"policy name with a space", nameOf("policyName"), "CreatePolicy", []string{"PolicyName", "a b", "PolicyDocument", document1}},
		{"path without its end", pathOf("path"), "CreateUser", []string{"UserName", "u", "Path", "/eng"}},
		{"path with a space", pathOf("path"), "CreateGroup", []string{"GroupName", "g", "Path", "/e ng/"}},
		{"path of a policy with what only users may have", pathOf("path"), "CreatePolicy", []string{"PolicyName", "p", "Path", "/a!b/", "PolicyDocument", document1}},
		{"new path without its beginning", pathOf("newPath"), "UpdateGroup", []string{"GroupName", "Developers", "NewPath", "eng/"}},
		{"path of 513", one("path", "Member must have length less than or equal to 512"),
			"CreateUser", []string{"UserName", "u", "Path", "/" + strings.Repeat("a", 511) + "/"}},
		{"description of 1001", one("description", "Member must have length less than or equal to 1000"),
			"CreatePolicy", []string{"PolicyName", "p", "Description", strings.Repeat("d", 1001), "PolicyDocument", document1}},
		{"ARN of 19", one("policyArn", "Member must have length greater than or equal to 20"), "GetPolicy", []string{"PolicyArn", strings.Repeat("a", 19)}},
		{"document beyond Latin 1", one("policyDocument", `Member must satisfy regular expression pattern: [\u0009\u000A\u000D\u0020-\u00FF]+`),
			"CreatePolicy", []string{"PolicyName", "p", "PolicyDocument", `{"Id":"€"}`}},
		{"document of 131073", one("policyDocument", "Member must have length less than or equal to 131072"),
			"PutUserPolicy", []string{"UserName", "bob", "PolicyName", "p", "PolicyDocument", strings.Repeat(" ", 131073)}},
		{"version that is none", one("versionId", `Member must satisfy regular expression pattern: v[1-9][0-9]*(\.[A-Za-z0-9-]*)?`),
			"GetPolicyVersion", []string{"PolicyArn", fence, "VersionId", "1"}},
		{"page of none", one("maxItems", "Member must have value greater than or equal to 1"), "ListUsers", []string{"MaxItems", "0"}},
		{"page of 1001", one("maxItems", "Member must have value less than or equal to 1000"), "GetAccountAuthorizationDetails", []string{"MaxItems", "1001"}},
		{"page of no number", "400 MalformedInput: Invalid integer: many", "ListUsers", []string{"MaxItems", "many"}},
		{"no boolean", "400 MalformedInput: Invalid boolean: yes", "ListPolicies", []string{"OnlyAttached", "yes"}},
		{"no UTF-8", "400 MalformedInput: Invalid UTF-8 in description",
			"CreatePolicy", []string{"PolicyName", "p", "Description", "\xff", "PolicyDocument", document1}},
		{"scope", one("scope", "Member must satisfy enum value set: [All, AWS, Local]"), "ListPolicies", []string{"Scope", "local"}},
		{"filter", one("filter", "Member must satisfy constraint: [Member must satisfy enum value set: [User, Role, Group, LocalManagedPolicy, AWSManagedPolicy]]"),
			"GetAccountAuthorizationDetails", []string{"Filter.member.1", "User", "Filter.member.2", "Users"}},
		{"three things at once", "400 ValidationError: 3 validation errors detected: " +
			"Value at 'path' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
			"Value at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64; " +
			"Value at 'permissionsBoundary' failed to satisfy constraint: Member must have length greater than or equal to 20",
			"CreateUser", []string{"UserName", strings.Repeat("/", 65), "Path", "", "PermissionsBoundary", "x"}},

		{"tag key of 129", one("tags.1.member.key", "Member must have length less than or equal to 128"), "TagUser", tag(strings.Repeat("k", 129), "")},
		{"tag value of 257", one("tags.1.member.value", "Member must have length less than or equal to 256"), "TagUser", tag("k", strings.Repeat("v", 257))},
		{"tag key with a star", one("tags.1.member.key", tagRE+"+"), "TagUser", tag("k*", "")},
		{"tag value with parentheses", one("tags.1.member.value", tagRE+"*"), "TagUser", tag("k", "(v)")},
		{"tag without a value", one("tags.1.member.value", "Member must not be null"), "TagUser", []string{"UserName", "bob", "Tags.member.1.Key", "k"}},
		{"no tags", one("tags", "Member must not be null"), "TagUser", []string{"UserName", "bob"}},
		{"tag key to remove with a star", one("tagKeys", `Member must satisfy constraint: [Member must have length less than or equal to 128, `+
			`Member must have length greater than or equal to 1, `+tagRE+`+, Member must not be null]`),
			"UntagUser", []string{"UserName", "bob", "TagKeys.member.1", "k*"}},
	}
	s := furnished(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tb{t, s.Server}.wants(test.want, test.action, test.params...)
		})
	}
}

func TestNamesAtTheirLimits(t *testing.T) {
	s := start(t)
	s.do("CreateUser", "UserName", strings.Repeat("a", 64), "Path", "/"+strings.Repeat("~", 510)+"/")
	s.do("CreateUser", "UserName", "_+=,.@-9")
	s.do("CreateUser", "UserName", "u", "Path", "/a/b!c/")
	s.do("CreateGroup", "GroupName", strings.Repeat("g", 128))
	s.do("CreatePolicy", "PolicyName", strings.Repeat("p", 128), "Path", "/a/b+c/", "Description", strings.Repeat("é", 1000), "PolicyDocument", document1)
}

// tags makes the parameters of n tags.
func tags(n int, prefix string) []string {
	var out []string
	for i := 1; i <= n; i++ {
		out = append(out, fmt.Sprintf("Tags.member.%d.Key", i), fmt.Sprintf("%s%02d", prefix, i), fmt.Sprintf("Tags.member.%d.Value", i), "v")
	}
	return out
}

func TestTags(t *testing.T) {
	const sum = "409 LimitExceeded: The number of tags has reached the maximum limit."
	s := furnished(t)
	bob, policy := []string{"UserName", "bob"}, []string{"PolicyArn", fence}
	with := func(who []string, params ...string) []string { return append(who[:2:2], params...) }

	s.wants("400 ValidationError: 1 validation error detected: Value at 'tags' failed to satisfy constraint: "+
		"Member must have length less than or equal to 50", "TagUser", with(bob, tags(51, "k")...)...)
	s.do("TagUser", with(bob, tags(50, "k")...)...)
	s.wants(sum, "TagUser", with(bob, tags(1, "x")...)...)
	s.do("TagUser", with(bob, tags(1, "K")...)...) // K01 is k01: fifty still
	if got := s.do("ListUserTags", bob...).texts("Tags", "Key"); got[0] != "K01" || len(got) != 50 {
		t.Errorf("writing K01 over k01 left %q", got)
	}
	s.do("UntagUser", with(bob, "TagKeys.member.1", "K02", "TagKeys.member.2", "nothing")...)
	s.do("TagUser", with(bob, tags(1, "x")...)...)
	s.wants(sum, "TagUser", with(bob, tags(1, "y")...)...)

	twice := []string{"Tags.member.1.Key", "A", "Tags.member.1.Value", "1", "Tags.member.2.Key", "a", "Tags.member.2.Value", "2"}
	s.wants("400 InvalidInput: Duplicate tag keys found. Please note that Tag keys are case insensitive.", "TagUser", with(bob, twice...)...)
	s.do("TagPolicy", with(policy, twice...)...) // keys of policies respect their case
	if got := strings.Join(s.do("ListPolicyTags", policy...).texts("Tags", "Key"), " "); got != "A a" {
		t.Errorf("policy has tags %s, want A a", got)
	}
	s.do("UntagPolicy", with(policy, "TagKeys.member.1", "a")...)
	if got := strings.Join(s.do("GetPolicy", policy...).texts("Policy/Tags", "Key"), " "); got != "A" {
		t.Errorf("policy has tags %s, want A", got)
	}
	twice[4+1] = "A"
	s.wants("400 InvalidInput: Duplicate tag keys found.", "TagPolicy", with(policy, twice...)...)
	for _, key := range []string{"aws:cloudformation:stack-name", "AWS:x"} {
		s.wants("400 InvalidInput: Tag keys starting with aws: are reserved for system use",
			"TagUser", with(bob, "Tags.member.1.Key", key, "Tags.member.1.Value", "")...)
	}
}

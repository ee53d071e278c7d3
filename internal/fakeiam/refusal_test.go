package fakeiam

import (
	"fmt"
	"strings"
	"testing"
)

// furnished is an account with something of everything.
func furnished(t testing.TB, opts ...Option) tb {
	s := start(t, opts...)
	s.do("CreatePolicy", "PolicyName", "Billing-Read", "Path", "/finance/", "PolicyDocument", document1)
	s.do("CreatePolicy", "PolicyName", "fence", "PolicyDocument", document1)
	s.do("CreateGroup", "GroupName", "Developers")
	s.do("CreateUser", "UserName", "Alice", "Path", "/eng/")
	s.do("CreateUser", "UserName", "bob")
	s.do("AddUserToGroup", "UserName", "Alice", "GroupName", "Developers")
	return s
}

const (
	billing = ownARN + "policy/finance/Billing-Read"
	fence   = ownARN + "policy/fence"
	absent  = ownARN + "policy/absent"
)

func TestRefusalsOfWhatIsThereOrNot(t *testing.T) {
	tests := []struct {
		name   string
		want   string
		action string
		params []string
	}{
		{"user exists", "409 EntityAlreadyExists: User with name Alice already exists.",
			"CreateUser", []string{"UserName", "Alice"}},
		{"user exists in another case and path", "409 EntityAlreadyExists: User with name aLICE already exists.",
			"CreateUser", []string{"UserName", "aLICE", "Path", "/other/"}},
		{"group exists in another case", "409 EntityAlreadyExists: Group with name developers already exists.",
			"CreateGroup", []string{"GroupName", "developers"}},
		{"policy exists in another case and path", "409 EntityAlreadyExists: A policy called billing-read already exists. Duplicate names are not allowed.",
			"CreatePolicy", []string{"PolicyName", "billing-read", "PolicyDocument", document1}},
		{"rename to a name that is taken", "409 EntityAlreadyExists: User with name BOB already exists.",
			"UpdateUser", []string{"UserName", "Alice", "NewUserName", "BOB"}},
		{"no such user", "404 NoSuchEntity: The user with name carol cannot be found.",
			"GetUser", []string{"UserName", "carol"}},
		{"no such group", "404 NoSuchEntity: The group with name ops cannot be found.",
			"GetGroup", []string{"GroupName", "ops"}},
		{"the user is missed before the group", "404 NoSuchEntity: The user with name carol cannot be found.",
			"RemoveUserFromGroup", []string{"UserName", "carol", "GroupName", "ops"}},
		{"no such inline policy", "404 NoSuchEntity: The user policy with name x cannot be found.",
			"GetUserPolicy", []string{"UserName", "bob", "PolicyName", "x"}},
		{"no such inline policy of a group", "404 NoSuchEntity: The group policy with name x cannot be found.",
			"DeleteGroupPolicy", []string{"GroupName", "Developers", "PolicyName", "x"}},
		{"no such policy", "404 NoSuchEntity: Policy " + absent + " was not found.",
			"GetPolicy", []string{"PolicyArn", absent}},
		{"a policy under another path", "404 NoSuchEntity: Policy " + ownARN + "policy/Billing-Read was not found.",
			"DeletePolicy", []string{"PolicyArn", ownARN + "policy/Billing-Read"}},
		{"no such policy version", "404 NoSuchEntity: Policy " + fence + " version v9 does not exist or is not attachable.",
			"GetPolicyVersion", []string{"PolicyArn", fence, "VersionId", "v9"}},
		{"version of no such policy", "404 NoSuchEntity: Policy " + absent + " version v1 does not exist or is not attachable.",
			"SetDefaultPolicyVersion", []string{"PolicyArn", absent, "VersionId", "v1"}},
		{"attaching what is not there", "404 NoSuchEntity: Policy " + absent + " does not exist or is not attachable.",
			"AttachUserPolicy", []string{"UserName", "bob", "PolicyArn", absent}},
		{"attaching a policy that AWS does not have", "404 NoSuchEntity: Policy arn:aws:iam::aws:policy/NoSuchThing does not exist or is not attachable.",
			"AttachGroupPolicy", []string{"GroupName", "Developers", "PolicyArn", "arn:aws:iam::aws:policy/NoSuchThing"}},
		{"attaching another account's policy", "404 NoSuchEntity: Policy arn:aws:iam::999999999999:policy/fence does not exist or is not attachable.",
			"AttachUserPolicy", []string{"UserName", "bob", "PolicyArn", "arn:aws:iam::999999999999:policy/fence"}},
		{"attaching a policy for service-linked roles", "400 PolicyNotAttachable: Cannot attach a Service Role Policy to a Customer Role.",
			"AttachUserPolicy", []string{"UserName", "bob", "PolicyArn", "arn:aws:iam::aws:policy/aws-service-role/AccessAnalyzerServiceRolePolicy"}},
		{"detaching what is not attached", "404 NoSuchEntity: Policy " + fence + " was not found.",
			"DetachUserPolicy", []string{"UserName", "bob", "PolicyArn", fence}},
		{"entities of no such policy", "404 NoSuchEntity: Policy " + absent + " does not exist or is not attachable.",
			"ListEntitiesForPolicy", []string{"PolicyArn", absent}},
		{"boundary that is not there", "404 NoSuchEntity: Scope ARN: " + absent + " does not exist or is not attachable.",
			"PutUserPermissionsBoundary", []string{"UserName", "bob", "PermissionsBoundary", absent}},
		{"boundary in the create call that is not there", "404 NoSuchEntity: Scope ARN: " + absent + " does not exist or is not attachable.",
			"CreateUser", []string{"UserName", "carol", "PermissionsBoundary", absent}},
		{"attaching no ARN of a policy", "400 ValidationError: ARN " + ownARN + "user/eng/Alice is not valid.",
			"AttachUserPolicy", []string{"UserName", "bob", "PolicyArn", ownARN + "user/eng/Alice"}},
		{"attaching an ARN of another partition", "400 ValidationError: ARN arn:aws-cn:iam::aws:policy/ReadOnlyAccess is not valid.",
			"AttachUserPolicy", []string{"UserName", "bob", "PolicyArn", "arn:aws-cn:iam::aws:policy/ReadOnlyAccess"}},
		{"boundary that is no ARN of a policy", "400 InvalidInput: ARN " + ownARN + "user/eng/Alice is not valid.",
			"PutUserPermissionsBoundary", []string{"UserName", "bob", "PermissionsBoundary", ownARN + "user/eng/Alice"}},
		{"deleting a policy of AWS", "403 AccessDenied: Cannot delete policies outside your own account.",
			"DeletePolicy", []string{"PolicyArn", readOnly}},
		{"changing a policy of AWS", "403 AccessDenied: Cannot update policies outside your own account.",
			"CreatePolicyVersion", []string{"PolicyArn", readOnly, "PolicyDocument", document1}},
		{"changing the default version of a policy of AWS", "403 AccessDenied: Cannot update policies outside your own account.",
			"SetDefaultPolicyVersion", []string{"PolicyArn", readOnly, "VersionId", "v1"}},
		{"deleting a version of a policy of AWS", "403 AccessDenied: Cannot delete policies outside your own account.",
			"DeletePolicyVersion", []string{"PolicyArn", readOnly, "VersionId", "v1"}},
		{"tagging a policy of AWS", "403 AccessDenied: Cannot update policies outside your own account.",
			"TagPolicy", []string{"PolicyArn", readOnly, "Tags.member.1.Key", "k", "Tags.member.1.Value", "v"}},
	}
	s := furnished(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tb{t, s.Server}.wants(test.want, test.action, test.params...)
		})
	}
}

func TestDeletingWhatIsInUse(t *testing.T) {
	const detach, inline = "409 DeleteConflict: Cannot delete entity, must detach all policies first.",
		"409 DeleteConflict: Cannot delete entity, must delete policies first."
	const member = "409 DeleteConflict: Cannot delete entity, must remove users from group first."

	s := furnished(t)
	s.wants(member, "DeleteUser", "UserName", "Alice")
	s.wants(member, "DeleteGroup", "GroupName", "Developers")
	s.do("RemoveUserFromGroup", "UserName", "Alice", "GroupName", "Developers")

	s.do("AttachUserPolicy", "UserName", "Alice", "PolicyArn", fence)
	s.do("AttachGroupPolicy", "GroupName", "Developers", "PolicyArn", fence)
	s.wants(detach, "DeleteUser", "UserName", "Alice")
	s.wants(detach, "DeleteGroup", "GroupName", "Developers")
	s.wants("409 DeleteConflict: Cannot delete a policy attached to entities.", "DeletePolicy", "PolicyArn", fence)
	s.do("DetachUserPolicy", "UserName", "Alice", "PolicyArn", fence)
	s.do("DetachGroupPolicy", "GroupName", "Developers", "PolicyArn", fence)

	s.do("PutUserPolicy", "UserName", "Alice", "PolicyName", "i", "PolicyDocument", document1)
	s.do("PutGroupPolicy", "GroupName", "Developers", "PolicyName", "i", "PolicyDocument", document1)
	s.wants(inline, "DeleteUser", "UserName", "Alice")
	s.wants(inline, "DeleteGroup", "GroupName", "Developers")
	s.do("DeleteUserPolicy", "UserName", "Alice", "PolicyName", "i")
	s.do("DeleteGroupPolicy", "GroupName", "Developers", "PolicyName", "i")

	s.do("PutUserPermissionsBoundary", "UserName", "Alice", "PermissionsBoundary", fence)
	s.wants("409 DeleteConflict: Cannot delete a policy attached to entities.", "DeletePolicy", "PolicyArn", fence)
	s.do("DeleteUser", "UserName", "Alice") // its own boundary and tags do not hold it
	s.do("DeleteGroup", "GroupName", "Developers")

	s.do("CreatePolicyVersion", "PolicyArn", fence, "PolicyDocument", document1)
	s.wants("409 DeleteConflict: This policy has more than one version. Before you delete a policy, you must delete the "+
		"policy's versions. The default version is deleted with the policy.", "DeletePolicy", "PolicyArn", fence)
	s.wants("409 DeleteConflict: Cannot delete the default version of a policy.", "DeletePolicyVersion", "PolicyArn", fence, "VersionId", "v1")
	s.do("DeletePolicyVersion", "PolicyArn", fence, "VersionId", "v2")
	s.do("DeletePolicy", "PolicyArn", fence)
	s.wants("404 NoSuchEntity: Policy "+fence+" was not found.", "GetPolicy", "PolicyArn", fence)
}

func TestQuotas(t *testing.T) {
	s := furnished(t, WithQuota("UsersQuota", 2), WithQuota("GroupsQuota", 2), WithQuota("PoliciesQuota", 2),
		WithQuota("GroupsPerUserQuota", 1), WithQuota("AttachedPoliciesPerUserQuota", 1), WithQuota("AttachedPoliciesPerGroupQuota", 1))
	s.do("CreateGroup", "GroupName", "two")
	s.do("AttachUserPolicy", "UserName", "Alice", "PolicyArn", fence)
	s.do("AttachGroupPolicy", "GroupName", "two", "PolicyArn", fence)

	over := func(what string, n int) string {
		return fmt.Sprintf("409 LimitExceeded: Cannot exceed quota for %s: %d", what, n)
	}
	s.wants(over("UsersPerAccount", 2), "CreateUser", "UserName", "three")
	s.wants(over("GroupsPerAccount", 2), "CreateGroup", "GroupName", "three")
	s.wants(over("PoliciesPerAccount", 2), "CreatePolicy", "PolicyName", "three", "PolicyDocument", document1)
	s.wants(over("GroupsPerUser", 1), "AddUserToGroup", "UserName", "Alice", "GroupName", "two")
	s.wants(over("PoliciesPerUser", 1), "AttachUserPolicy", "UserName", "Alice", "PolicyArn", billing)
	s.wants(over("PoliciesPerGroup", 1), "AttachGroupPolicy", "GroupName", "two", "PolicyArn", billing)

	// What is there already is no excess.
	s.do("AttachUserPolicy", "UserName", "Alice", "PolicyArn", fence)
	s.do("AddUserToGroup", "UserName", "Alice", "GroupName", "Developers")
	if got := s.do("GetAccountSummary").texts("SummaryMap", "key"); len(got) != 34 {
		t.Errorf("GetAccountSummary has %d entries: %q", len(got), got)
	}
}

// sized is a document of n characters that count, and some that do not.
func sized(n int) string {
	const head, tail = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get","Resource":"arn:aws:s3:::`, `"}]}`
	return strings.Replace(head+strings.Repeat("b", n-len(head)-len(tail))+tail, ",", ",\n\t ", 1)
}

func TestSizesLeaveOutWhiteSpace(t *testing.T) {
	s := furnished(t)
	s.do("CreatePolicy", "PolicyName", "full", "PolicyDocument", sized(6144))
	s.wants("409 LimitExceeded: Cannot exceed quota for PolicySize: 6144", "CreatePolicy", "PolicyName", "over", "PolicyDocument", sized(6145))
	s.wants("409 LimitExceeded: Cannot exceed quota for PolicySize: 6144",
		"CreatePolicyVersion", "PolicyArn", fence, "PolicyDocument", sized(6145))

	// Inline policies count together, and one that is written over does not count.
	s.do("PutUserPolicy", "UserName", "bob", "PolicyName", "a", "PolicyDocument", sized(1024))
	s.do("PutUserPolicy", "UserName", "bob", "PolicyName", "b", "PolicyDocument", sized(1024))
	s.do("PutUserPolicy", "UserName", "bob", "PolicyName", "b", "PolicyDocument", sized(1024))
	s.wants("409 LimitExceeded: Maximum policy size of 2048 bytes exceeded for user bob",
		"PutUserPolicy", "UserName", "bob", "PolicyName", "b", "PolicyDocument", sized(1025))
	s.do("PutGroupPolicy", "GroupName", "Developers", "PolicyName", "a", "PolicyDocument", sized(5120))
	s.wants("409 LimitExceeded: Maximum policy size of 5120 bytes exceeded for group Developers",
		"PutGroupPolicy", "GroupName", "Developers", "PolicyName", "b", "PolicyDocument", document1)
}

func TestFiveVersions(t *testing.T) {
	s := furnished(t)
	for range 4 {
		s.do("CreatePolicyVersion", "PolicyArn", fence, "PolicyDocument", document1)
	}
	s.wants("409 LimitExceeded: A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
		"CreatePolicyVersion", "PolicyArn", fence, "PolicyDocument", document1)
	s.do("DeletePolicyVersion", "PolicyArn", fence, "VersionId", "v5")
	made := s.do("CreatePolicyVersion", "PolicyArn", fence, "PolicyDocument", document1, "SetAsDefault", "true")
	if id := made.text("PolicyVersion/VersionId"); id != "v6" {
		t.Errorf("after v5 was deleted comes %s, want v6: numbers are never given out twice", id)
	}
	got := s.do("ListPolicyVersions", "PolicyArn", fence)
	if v := strings.Join(got.texts("Versions", "VersionId"), " "); v != "v6 v4 v3 v2 v1" {
		t.Errorf("versions are %s, want the newest first", v)
	}
	if d := strings.Join(got.texts("Versions", "IsDefaultVersion"), " "); d != "true false false false false" {
		t.Errorf("defaults are %s", d)
	}
}

package conformance

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// onNobody makes the case that a call about a user who is not there is refused.
func onNobody(action string, f func(s *script, user string) error) testCase {
	return testCase{action + " of a user that is not there", func(s *script) {
		name := s.name("absent")
		s.refused(f(s, name), noSuchEntity, "The user with name "+name+" cannot be found.")
	}}
}

func onNoGroup(action string, f func(s *script, group string) error) testCase {
	return testCase{action + " of a group that is not there", func(s *script) {
		name := s.name("absent")
		s.refused(f(s, name), noSuchEntity, "The group with name "+name+" cannot be found.")
	}}
}

// onNoPolicy is told what IAM says before the policy's ARN and after it; "" is
// where nobody has recorded it.
func onNoPolicy(action, before, after string, f func(s *script, arn string) error) testCase {
	return testCase{action + " of a policy that is not there", func(s *script) {
		arn, words := s.absent(), ""
		if after != "" {
			words = before + s.absent() + after
		}
		s.refused(f(s, arn), noSuchEntity, words)
	}}
}

const (
	notFound     = " was not found."
	noAttachable = " does not exist or is not attachable."
	noVersion    = " version v1 does not exist or is not attachable."
)

var missingCases = slices.Concat(missingUserCases, missingGroupCases, missingPolicyCases)

var missingUserCases = []testCase{
	onNobody("GetUser", func(s *script, u string) error { return try(s, s.iam.GetUser, &iam.GetUserInput{UserName: &u}) }),
	onNobody("UpdateUser", func(s *script, u string) error {
		return try(s, s.iam.UpdateUser, &iam.UpdateUserInput{UserName: &u, NewPath: &s.path})
	}),
	onNobody("DeleteUser", func(s *script, u string) error {
		return try(s, s.iam.DeleteUser, &iam.DeleteUserInput{UserName: &u})
	}),
	onNobody("TagUser", func(s *script, u string) error {
		return try(s, s.iam.TagUser, &iam.TagUserInput{UserName: &u, Tags: tags("a", "b")})
	}),
	onNobody("UntagUser", func(s *script, u string) error {
		return try(s, s.iam.UntagUser, &iam.UntagUserInput{UserName: &u, TagKeys: []string{"a"}})
	}),
	onNobody("ListUserTags", func(s *script, u string) error {
		return try(s, s.iam.ListUserTags, &iam.ListUserTagsInput{UserName: &u})
	}),
	onNobody("PutUserPermissionsBoundary", func(s *script, u string) error {
		return try(s, s.iam.PutUserPermissionsBoundary, &iam.PutUserPermissionsBoundaryInput{UserName: &u, PermissionsBoundary: new(s.policy("p"))})
	}),
	onNobody("DeleteUserPermissionsBoundary", func(s *script, u string) error {
		return try(s, s.iam.DeleteUserPermissionsBoundary, &iam.DeleteUserPermissionsBoundaryInput{UserName: &u})
	}),
	onNobody("PutUserPolicy", func(s *script, u string) error {
		return try(s, s.iam.PutUserPolicy, &iam.PutUserPolicyInput{UserName: &u, PolicyName: new("i"), PolicyDocument: new(document)})
	}),
	onNobody("GetUserPolicy", func(s *script, u string) error {
		return try(s, s.iam.GetUserPolicy, &iam.GetUserPolicyInput{UserName: &u, PolicyName: new("i")})
	}),
	onNobody("DeleteUserPolicy", func(s *script, u string) error {
		return try(s, s.iam.DeleteUserPolicy, &iam.DeleteUserPolicyInput{UserName: &u, PolicyName: new("i")})
	}),
	onNobody("ListUserPolicies", func(s *script, u string) error {
		return try(s, s.iam.ListUserPolicies, &iam.ListUserPoliciesInput{UserName: &u})
	}),
	onNobody("AttachUserPolicy", func(s *script, u string) error {
		return try(s, s.iam.AttachUserPolicy, &iam.AttachUserPolicyInput{UserName: &u, PolicyArn: new(s.policy("p"))})
	}),
	onNobody("DetachUserPolicy", func(s *script, u string) error {
		return try(s, s.iam.DetachUserPolicy, &iam.DetachUserPolicyInput{UserName: &u, PolicyArn: new(s.policy("p"))})
	}),
	onNobody("ListAttachedUserPolicies", func(s *script, u string) error {
		return try(s, s.iam.ListAttachedUserPolicies, &iam.ListAttachedUserPoliciesInput{UserName: &u})
	}),
	onNobody("ListGroupsForUser", func(s *script, u string) error {
		return try(s, s.iam.ListGroupsForUser, &iam.ListGroupsForUserInput{UserName: &u})
	}),
	onNobody("AddUserToGroup", func(s *script, u string) error {
		return try(s, s.iam.AddUserToGroup, &iam.AddUserToGroupInput{UserName: &u, GroupName: new(s.group("g"))})
	}),
	onNobody("RemoveUserFromGroup", func(s *script, u string) error {
		return try(s, s.iam.RemoveUserFromGroup, &iam.RemoveUserFromGroupInput{UserName: &u, GroupName: new(s.group("g"))})
	}),
}

var missingGroupCases = []testCase{
	onNoGroup("GetGroup", func(s *script, g string) error { return try(s, s.iam.GetGroup, &iam.GetGroupInput{GroupName: &g}) }),
	onNoGroup("UpdateGroup", func(s *script, g string) error {
		return try(s, s.iam.UpdateGroup, &iam.UpdateGroupInput{GroupName: &g, NewPath: &s.path})
	}),
	onNoGroup("DeleteGroup", func(s *script, g string) error {
		return try(s, s.iam.DeleteGroup, &iam.DeleteGroupInput{GroupName: &g})
	}),
	onNoGroup("AddUserToGroup", func(s *script, g string) error {
		return try(s, s.iam.AddUserToGroup, &iam.AddUserToGroupInput{UserName: new(s.user("u")), GroupName: &g})
	}),
	onNoGroup("RemoveUserFromGroup", func(s *script, g string) error {
		return try(s, s.iam.RemoveUserFromGroup, &iam.RemoveUserFromGroupInput{UserName: new(s.user("u")), GroupName: &g})
	}),
	onNoGroup("PutGroupPolicy", func(s *script, g string) error {
		return try(s, s.iam.PutGroupPolicy, &iam.PutGroupPolicyInput{GroupName: &g, PolicyName: new("i"), PolicyDocument: new(document)})
	}),
	onNoGroup("GetGroupPolicy", func(s *script, g string) error {
		return try(s, s.iam.GetGroupPolicy, &iam.GetGroupPolicyInput{GroupName: &g, PolicyName: new("i")})
	}),
	onNoGroup("DeleteGroupPolicy", func(s *script, g string) error {
		return try(s, s.iam.DeleteGroupPolicy, &iam.DeleteGroupPolicyInput{GroupName: &g, PolicyName: new("i")})
	}),
	onNoGroup("ListGroupPolicies", func(s *script, g string) error {
		return try(s, s.iam.ListGroupPolicies, &iam.ListGroupPoliciesInput{GroupName: &g})
	}),
	onNoGroup("AttachGroupPolicy", func(s *script, g string) error {
		return try(s, s.iam.AttachGroupPolicy, &iam.AttachGroupPolicyInput{GroupName: &g, PolicyArn: new(s.policy("p"))})
	}),
	onNoGroup("DetachGroupPolicy", func(s *script, g string) error {
		return try(s, s.iam.DetachGroupPolicy, &iam.DetachGroupPolicyInput{GroupName: &g, PolicyArn: new(s.policy("p"))})
	}),
	onNoGroup("ListAttachedGroupPolicies", func(s *script, g string) error {
		return try(s, s.iam.ListAttachedGroupPolicies, &iam.ListAttachedGroupPoliciesInput{GroupName: &g})
	}),
}

var missingPolicyCases = []testCase{
	onNoPolicy("GetPolicy", "Policy ", notFound, func(s *script, p string) error {
		return try(s, s.iam.GetPolicy, &iam.GetPolicyInput{PolicyArn: &p})
	}),
	onNoPolicy("DeletePolicy", "Policy ", notFound, func(s *script, p string) error {
		return try(s, s.iam.DeletePolicy, &iam.DeletePolicyInput{PolicyArn: &p})
	}),
	onNoPolicy("TagPolicy", "Policy ", notFound, func(s *script, p string) error {
		return try(s, s.iam.TagPolicy, &iam.TagPolicyInput{PolicyArn: &p, Tags: tags("a", "b")})
	}),
	onNoPolicy("UntagPolicy", "Policy ", notFound, func(s *script, p string) error {
		return try(s, s.iam.UntagPolicy, &iam.UntagPolicyInput{PolicyArn: &p, TagKeys: []string{"a"}})
	}),
	onNoPolicy("ListPolicyTags", "Policy ", notFound, func(s *script, p string) error {
		return try(s, s.iam.ListPolicyTags, &iam.ListPolicyTagsInput{PolicyArn: &p})
	}),
	onNoPolicy("ListEntitiesForPolicy", "Policy ", noAttachable, func(s *script, p string) error {
		return try(s, s.iam.ListEntitiesForPolicy, &iam.ListEntitiesForPolicyInput{PolicyArn: &p})
	}),
	onNoPolicy("AttachUserPolicy", "Policy ", noAttachable, func(s *script, p string) error {
		return try(s, s.iam.AttachUserPolicy, &iam.AttachUserPolicyInput{UserName: new(s.user("u")), PolicyArn: &p})
	}),
	onNoPolicy("AttachGroupPolicy", "Policy ", noAttachable, func(s *script, p string) error {
		return try(s, s.iam.AttachGroupPolicy, &iam.AttachGroupPolicyInput{GroupName: new(s.group("g")), PolicyArn: &p})
	}),
	onNoPolicy("DetachUserPolicy", "Policy ", notFound, func(s *script, p string) error {
		return try(s, s.iam.DetachUserPolicy, &iam.DetachUserPolicyInput{UserName: new(s.user("u")), PolicyArn: &p})
	}),
	onNoPolicy("DetachGroupPolicy", "Policy ", notFound, func(s *script, p string) error {
		return try(s, s.iam.DetachGroupPolicy, &iam.DetachGroupPolicyInput{GroupName: new(s.group("g")), PolicyArn: &p})
	}),
	onNoPolicy("PutUserPermissionsBoundary", "Scope ARN: ", noAttachable, func(s *script, p string) error {
		return try(s, s.iam.PutUserPermissionsBoundary, &iam.PutUserPermissionsBoundaryInput{UserName: new(s.user("u")), PermissionsBoundary: &p})
	}),
	onNoPolicy("GetPolicyVersion", "Policy ", noVersion, func(s *script, p string) error {
		return try(s, s.iam.GetPolicyVersion, &iam.GetPolicyVersionInput{PolicyArn: &p, VersionId: new("v1")})
	}),
	onNoPolicy("ListPolicyVersions", "", "", func(s *script, p string) error {
		return try(s, s.iam.ListPolicyVersions, &iam.ListPolicyVersionsInput{PolicyArn: &p})
	}),
	onNoPolicy("CreatePolicyVersion", "", "", func(s *script, p string) error {
		return try(s, s.iam.CreatePolicyVersion, &iam.CreatePolicyVersionInput{PolicyArn: &p, PolicyDocument: new(document)})
	}),
	onNoPolicy("SetDefaultPolicyVersion", "", "", func(s *script, p string) error {
		return try(s, s.iam.SetDefaultPolicyVersion, &iam.SetDefaultPolicyVersionInput{PolicyArn: &p, VersionId: new("v1")})
	}),
	onNoPolicy("DeletePolicyVersion", "", "", func(s *script, p string) error {
		return try(s, s.iam.DeletePolicyVersion, &iam.DeletePolicyVersionInput{PolicyArn: &p, VersionId: new("v1")})
	}),
}

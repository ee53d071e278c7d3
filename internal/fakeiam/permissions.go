package fakeiam

import (
	"slices"
	"strings"
)

// resourceTypes are the actions by the type of the resource that a policy has to allow
// them on (Service Authorization Reference, "Actions, resources, and condition keys for
// AWS Identity and Access Management"). Those of the type "*" are on nothing in particular.
var resourceTypes = map[string][]string{
	"*": {
		"ListUsers", "ListGroups", "ListRoles", "ListPolicies", "ListInstanceProfiles", "ListVirtualMFADevices",
		"ListOpenIDConnectProviders", "ListSAMLProviders", "ListServerCertificates",
		"CreateAccountAlias", "ListAccountAliases", "DeleteAccountAlias",
		"UpdateAccountPasswordPolicy", "GetAccountPasswordPolicy", "DeleteAccountPasswordPolicy",
		"GenerateCredentialReport", "GetCredentialReport", "GetAccountSummary", "GetAccountAuthorizationDetails",
	},
	"user": {
		"CreateUser", "GetUser", "UpdateUser", "DeleteUser", "TagUser", "UntagUser", "ListUserTags",
		"PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary",
		"PutUserPolicy", "GetUserPolicy", "ListUserPolicies", "DeleteUserPolicy",
		"AttachUserPolicy", "DetachUserPolicy", "ListAttachedUserPolicies", "ListGroupsForUser",
		"CreateLoginProfile", "GetLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile",
		"CreateAccessKey", "ListAccessKeys", "UpdateAccessKey", "DeleteAccessKey", "GetAccessKeyLastUsed",
		"UploadSSHPublicKey", "GetSSHPublicKey", "ListSSHPublicKeys", "UpdateSSHPublicKey", "DeleteSSHPublicKey",
		"UploadSigningCertificate", "ListSigningCertificates", "UpdateSigningCertificate", "DeleteSigningCertificate",
		"CreateServiceSpecificCredential", "ListServiceSpecificCredentials", "UpdateServiceSpecificCredential",
		"ResetServiceSpecificCredential", "DeleteServiceSpecificCredential",
		"EnableMFADevice", "ResyncMFADevice", "DeactivateMFADevice", "GetMFADevice", "ListMFADevices",
	},
	"group": {
		"CreateGroup", "GetGroup", "UpdateGroup", "DeleteGroup", "AddUserToGroup", "RemoveUserFromGroup",
		"PutGroupPolicy", "GetGroupPolicy", "ListGroupPolicies", "DeleteGroupPolicy",
		"AttachGroupPolicy", "DetachGroupPolicy", "ListAttachedGroupPolicies",
	},
	"role": {
		"CreateRole", "GetRole", "UpdateRole", "UpdateRoleDescription", "UpdateAssumeRolePolicy", "DeleteRole",
		"TagRole", "UntagRole", "ListRoleTags", "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary",
		"PutRolePolicy", "GetRolePolicy", "ListRolePolicies", "DeleteRolePolicy",
		"AttachRolePolicy", "DetachRolePolicy", "ListAttachedRolePolicies", "ListInstanceProfilesForRole",
		"CreateServiceLinkedRole", "DeleteServiceLinkedRole", "GetServiceLinkedRoleDeletionStatus",
	},
	"policy": {
		"CreatePolicy", "GetPolicy", "DeletePolicy", "CreatePolicyVersion", "GetPolicyVersion", "ListPolicyVersions",
		"SetDefaultPolicyVersion", "DeletePolicyVersion", "TagPolicy", "UntagPolicy", "ListPolicyTags", "ListEntitiesForPolicy",
	},
	"instance-profile": {
		"CreateInstanceProfile", "GetInstanceProfile", "DeleteInstanceProfile", "AddRoleToInstanceProfile",
		"RemoveRoleFromInstanceProfile", "TagInstanceProfile", "UntagInstanceProfile", "ListInstanceProfileTags",
	},
	"oidc-provider": {
		"CreateOpenIDConnectProvider", "GetOpenIDConnectProvider", "DeleteOpenIDConnectProvider",
		"AddClientIDToOpenIDConnectProvider", "RemoveClientIDFromOpenIDConnectProvider", "UpdateOpenIDConnectProviderThumbprint",
		"TagOpenIDConnectProvider", "UntagOpenIDConnectProvider", "ListOpenIDConnectProviderTags",
	},
	"saml-provider": {
		"CreateSAMLProvider", "GetSAMLProvider", "UpdateSAMLProvider", "DeleteSAMLProvider",
		"TagSAMLProvider", "UntagSAMLProvider", "ListSAMLProviderTags",
	},
	"server-certificate": {
		"UploadServerCertificate", "GetServerCertificate", "UpdateServerCertificate", "DeleteServerCertificate",
		"TagServerCertificate", "UntagServerCertificate", "ListServerCertificateTags",
	},
	"mfa": {"CreateVirtualMFADevice", "DeleteVirtualMFADevice", "TagMFADevice", "UntagMFADevice", "ListMFADeviceTags"},
}

// resourceTypeOf is resourceTypes the other way round.
var resourceTypeOf = func() map[string]string {
	types := map[string]string{}
	for t, actions := range resourceTypes {
		for _, action := range actions {
			types[action] = t
		}
	}
	return types
}()

// boundaryActions are those that have the condition key iam:PermissionsBoundary: of the
// boundary that is asked for, or else of the one that the user or role has.
var boundaryActions = []string{
	"CreateUser", "PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary",
	"PutUserPolicy", "DeleteUserPolicy", "AttachUserPolicy", "DetachUserPolicy",
	"CreateRole", "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary",
	"PutRolePolicy", "DeleteRolePolicy", "AttachRolePolicy", "DetachRolePolicy",
}

// tagging are the actions that tags in a call that makes something need beside it, by
// what that is (IAM User Guide, "Tags for AWS Identity and Access Management resources").
var tagging = map[string]string{
	"CreateUser": "TagUser", "CreateRole": "TagRole", "CreatePolicy": "TagPolicy",
	"CreateInstanceProfile": "TagInstanceProfile", "CreateOpenIDConnectProvider": "TagOpenIDConnectProvider",
	"CreateSAMLProvider": "TagSAMLProvider", "UploadServerCertificate": "TagServerCertificate",
	"CreateVirtualMFADevice": "TagMFADevice",
}

// Need is what must be allowed to whoever makes a call.
type Need struct {
	Action   string              // iam:CreateUser
	Resource string              // an ARN, or "*"
	Context  map[string][]string // the condition keys of the request
}

// need is a Need, and the resource in IAM's words of refusal.
type need struct {
	Need
	shown string
}

// needs are what a call needs, in the order in which it is looked at. STS asks others.
func (a *account) needs(c *call) []need {
	kind, known := resourceTypeOf[c.action]
	if !known || c.version != iamVersion {
		return nil
	}
	if kind == "*" {
		return []need{{Need{Action: "iam:" + c.action, Resource: "*"}, "*"}}
	}
	on := a.target(kind, c)
	needs := []need{on.need(c, c.action)}
	if to, moves := a.moved(kind, on, c); moves { // API Reference, UpdateUser: on both the source and the target
		on.arn = to
		needs = append(needs, on.need(c, c.action))
	}
	if also := tagging[c.action]; also != "" && len(requestedTags(c)) > 0 {
		needs = append(needs, on.need(c, also))
	}
	if c.action == "AddRoleToInstanceProfile" {
		role := a.target("role", c).arn
		needs = append(needs, need{Need{"iam:PassRole", role, map[string][]string{"iam:PassedToService": {"ec2.amazonaws.com"}}}, role})
	}
	return needs
}

// need is that of one action on a target, with the keys that its conditions may ask for.
func (t target) need(c *call, action string) need {
	n := need{Need{"iam:" + action, t.arn, map[string][]string{}}, t.shown(action)}
	for _, tag := range t.tags {
		n.Context["aws:ResourceTag/"+tag.Key] = []string{tag.Value}
		n.Context["iam:ResourceTag/"+tag.Key] = []string{tag.Value}
	}
	keys := listed(c, "TagKeys.member.", "")
	for _, tag := range requestedTags(c) {
		n.Context["aws:RequestTag/"+tag.Key] = []string{tag.Value}
		keys = append(keys, tag.Key)
	}
	if len(keys) > 0 {
		n.Context["aws:TagKeys"] = keys
	}
	if boundary := c.form.Get("PermissionsBoundary"); boundary != "" {
		t.boundary = boundary
	}
	if t.boundary != "" && slices.Contains(boundaryActions, action) {
		n.Context["iam:PermissionsBoundary"] = []string{t.boundary}
	}
	if strings.HasPrefix(action, "Attach") || strings.HasPrefix(action, "Detach") {
		n.Context["iam:PolicyARN"] = []string{c.form.Get("PolicyArn")}
	}
	if service := c.form.Get("AWSServiceName"); service != "" {
		n.Context["iam:AWSServiceName"] = []string{service}
	}
	return n
}

package plan

import (
	"cmp"
	"slices"

	"iamsync/spec"
)

// need is something that iamsync must be allowed to do.
type need struct {
	action string    // as a policy names it
	where  spec.Kind // of which kind something is declared; "" always
	on     spec.Kind // on which kind of object it acts; "" on none in particular
}

// reads are what a plan asks the account for (Service Authorization Reference, "Actions,
// resources, and condition keys for AWS Identity and Access Management").
var reads = []need{
	{action: "iam:GetAccountAuthorizationDetails"}, {action: "iam:GetAccountSummary"}, {action: "iam:ListRoles"},
	{"iam:ListPolicies", spec.KindPolicy, ""},
	{"iam:GetPolicy", spec.KindPolicy, spec.KindPolicy},
	{"iam:GetUser", spec.KindUser, spec.KindUser},
	{"iam:GetRole", spec.KindRole, spec.KindRole},
	{"iam:ListInstanceProfiles", spec.KindProfile, ""},
	{"iam:GetInstanceProfile", spec.KindProfile, spec.KindProfile},
	{"iam:ListOpenIDConnectProviders", spec.KindOIDC, ""},
	{"iam:GetOpenIDConnectProvider", spec.KindOIDC, spec.KindOIDC},
	{"iam:ListSAMLProviders", spec.KindSAML, ""},
	{"iam:GetSAMLProvider", spec.KindSAML, spec.KindSAML},
	{"iam:ListServerCertificates", spec.KindServerCert, ""},
	{"iam:GetServerCertificate", spec.KindServerCert, spec.KindServerCert},
	{"iam:ListAccountAliases", spec.KindAlias, ""},
	{"iam:GetAccountPasswordPolicy", spec.KindPasswordPolicy, ""},
	{"iam:PassRole", spec.KindProfile, spec.KindRole}, // asked of who adds a role to a profile
}

// actsOn says on which kind of object each action acts: IAM asks for the permission of
// the action's own name on it. A membership changes the group.
var actsOn = map[spec.Kind][]Action{
	spec.KindUser: {
		CreateUser, UpdateUser, DeleteUser, TagUser, UntagUser, PutUserPermissionsBoundary, DeleteUserPermissionsBoundary,
		AttachUserPolicy, DetachUserPolicy, PutUserPolicy, DeleteUserPolicy, DeleteLoginProfile, DeleteAccessKey,
		DeleteSSHPublicKey, DeleteServiceSpecificCredential, DeleteSigningCertificate, DeactivateMFADevice,
	},
	spec.KindGroup: {
		CreateGroup, UpdateGroup, DeleteGroup, AttachGroupPolicy, DetachGroupPolicy, PutGroupPolicy, DeleteGroupPolicy,
		AddUserToGroup, RemoveUserFromGroup,
	},
	spec.KindRole: {
		CreateRole, UpdateRole, UpdateAssumeRolePolicy, DeleteRole, TagRole, UntagRole, PutRolePermissionsBoundary,
		DeleteRolePermissionsBoundary, AttachRolePolicy, DetachRolePolicy, PutRolePolicy, DeleteRolePolicy,
	},
	spec.KindPolicy: {
		CreatePolicy, DeletePolicy, TagPolicy, UntagPolicy, CreatePolicyVersion, SetDefaultPolicyVersion, DeletePolicyVersion,
	},
	spec.KindProfile: {
		CreateInstanceProfile, DeleteInstanceProfile, AddRoleToInstanceProfile, RemoveRoleFromInstanceProfile,
		TagInstanceProfile, UntagInstanceProfile,
	},
	spec.KindOIDC: {
		CreateOpenIDConnectProvider, DeleteOpenIDConnectProvider, AddClientIDToOpenIDConnectProvider,
		RemoveClientIDFromOpenIDConnectProvider, UpdateOpenIDConnectProviderThumbprint, TagOpenIDConnectProvider,
		UntagOpenIDConnectProvider,
	},
	spec.KindSAML:       {CreateSAMLProvider, UpdateSAMLProvider, DeleteSAMLProvider, TagSAMLProvider, UntagSAMLProvider},
	spec.KindServerCert: {UpdateServerCertificate, DeleteServerCertificate, TagServerCertificate, UntagServerCertificate},

	spec.KindAlias:          {CreateAccountAlias, DeleteAccountAlias},
	spec.KindPasswordPolicy: {UpdateAccountPasswordPolicy, DeleteAccountPasswordPolicy},
	spec.KindMFA:            {DeleteVirtualMFADevice},
}

// needs returns what plan and apply must be allowed to do: reads, then the others by
// their names.
func needs() []need {
	var all []need
	for kind, actions := range actsOn {
		for _, a := range actions {
			n := need{"iam:" + string(a), kind, kind}
			if !isEntity(spec.ID{Kind: kind}) || spec.Single(kind) {
				n.on = ""
			}
			if kind == spec.KindMFA {
				n.where = spec.KindUser
			}
			all = append(all, n)
		}
	}
	slices.SortFunc(all, func(a, b need) int { return cmp.Compare(a.action, b.action) })
	return append(slices.Clip(reads), all...)
}

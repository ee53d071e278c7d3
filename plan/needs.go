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
	when   when
}

// when says in which trees something is needed: see Tree.calls.
type when int

const (
	always      when = iota
	ifDeclared       // objects of the kind are declared
	ifMade           // ifDeclared; where there is none before
	ifLeaving        // objects of the kind may be deleted
	ifEither         // one of the two
	ifUsers          // users are declared or may go; on whatever objects of the kind there are
	ifDescribed      // declared objects of the kind are such that a bulk read does not tell all of them
	ifNamed          // names of policies may be those of AWS
	ifMoves          // ifDeclared, and IAM asks where the object is and where it shall be
	ifPasses         // ifDeclared; on the roles that are passed
	ifUsedLast       // a guard asks when those who go were here last
	ifLocked         // an apply holds the lock of the account
	ifLost           // the answer to a call of apply may be lost
)

// reads are what the account is asked for (Service Authorization Reference, "Actions,
// resources, and condition keys for AWS Identity and Access Management").
var reads = []need{
	{action: "iam:GetAccountAuthorizationDetails"}, {action: "iam:GetAccountSummary"}, {action: "iam:ListRoles"},
	{action: "iam:ListInstanceProfiles"}, {action: "iam:ListOpenIDConnectProviders"}, {action: "iam:ListSAMLProviders"},
	{action: "iam:ListServerCertificates"}, {action: "iam:ListAccountAliases"}, {action: "iam:GetAccountPasswordPolicy"},
	{"iam:ListPolicies", spec.KindPolicy, "", ifNamed},
	{"iam:GetPolicy", spec.KindPolicy, spec.KindPolicy, ifDescribed},
	{"iam:GetInstanceProfile", spec.KindProfile, spec.KindProfile, ifDescribed},
	{"iam:GetOpenIDConnectProvider", spec.KindOIDC, spec.KindOIDC, ifDescribed},
	{"iam:GetSAMLProvider", spec.KindSAML, spec.KindSAML, ifDescribed},
	{"iam:GetServerCertificate", spec.KindServerCert, spec.KindServerCert, ifDescribed},
	{"iam:GetLoginProfile", spec.KindUser, spec.KindUser, ifLeaving},
	{"iam:ListAccessKeys", spec.KindUser, spec.KindUser, ifLeaving},
	{"iam:ListSSHPublicKeys", spec.KindUser, spec.KindUser, ifLeaving},
	{"iam:ListServiceSpecificCredentials", spec.KindUser, spec.KindUser, ifLeaving},
	{"iam:ListSigningCertificates", spec.KindUser, spec.KindUser, ifLeaving},
	{"iam:ListMFADevices", spec.KindUser, spec.KindUser, ifLeaving},
	{"iam:GetUser", spec.KindUser, spec.KindUser, ifUsedLast},
	{"iam:GetAccessKeyLastUsed", spec.KindUser, spec.KindUser, ifUsedLast},
}

// looks are what apply asks when it does not know what became of a call.
var looks = []need{
	{"iam:GetUser", spec.KindUser, spec.KindUser, ifLost},
	{"iam:GetGroup", spec.KindGroup, spec.KindGroup, ifLost},
	{"iam:GetRole", spec.KindRole, spec.KindRole, ifLost},
	{"iam:GetPolicy", spec.KindPolicy, spec.KindPolicy, ifLost},
	{"iam:GetPolicyVersion", spec.KindPolicy, spec.KindPolicy, ifLost},
	{"iam:GetInstanceProfile", spec.KindProfile, spec.KindProfile, ifLost},
	{"iam:GetOpenIDConnectProvider", spec.KindOIDC, spec.KindOIDC, ifLost},
	{"iam:GetSAMLProvider", spec.KindSAML, spec.KindSAML, ifLost},
	{"iam:GetServerCertificate", spec.KindServerCert, spec.KindServerCert, ifLost},
}

// locking is what the lock of the account takes, which is a policy (docs/lock.md).
var locking = []need{
	{"iam:CreatePolicy", spec.KindPolicy, spec.KindPolicy, ifLocked},
	{"iam:TagPolicy", spec.KindPolicy, spec.KindPolicy, ifLocked},
	{"iam:GetPolicy", spec.KindPolicy, spec.KindPolicy, ifLocked},
	{"iam:DeletePolicy", spec.KindPolicy, spec.KindPolicy, ifLocked},
}

// passing is asked of who adds a role to an instance profile.
var passing = need{"iam:PassRole", spec.KindProfile, spec.KindRole, ifPasses}

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

// occasions are those of actions that are needed of others than declared objects, or not
// of these wherever they lie. What a user who goes is in, or one who is declared, can be
// any group.
var occasions = map[Action]when{
	CreateUser: ifMade, CreateGroup: ifMade, CreateRole: ifMade, CreatePolicy: ifMade, CreateInstanceProfile: ifMade,
	UpdateUser: ifMoves, UpdateGroup: ifMoves, UpdateServerCertificate: ifMoves,
	DeleteUser: ifLeaving, DetachUserPolicy: ifEither, DeleteUserPolicy: ifEither,
	DeleteLoginProfile: ifLeaving, DeleteAccessKey: ifLeaving, DeleteSSHPublicKey: ifLeaving, DeleteServiceSpecificCredential: ifLeaving,
	DeleteSigningCertificate: ifLeaving, DeactivateMFADevice: ifLeaving, DeleteVirtualMFADevice: ifLeaving,
	DeleteGroup: ifLeaving, DetachGroupPolicy: ifEither, DeleteGroupPolicy: ifEither, RemoveUserFromGroup: ifUsers,
	DeleteRole: ifLeaving, DetachRolePolicy: ifEither, DeleteRolePolicy: ifEither,
	DeletePolicy: ifLeaving, DeletePolicyVersion: ifEither,
	DeleteInstanceProfile: ifLeaving, RemoveRoleFromInstanceProfile: ifEither,
	DeleteOpenIDConnectProvider: ifLeaving, DeleteSAMLProvider: ifLeaving, DeleteServerCertificate: ifLeaving,
	DeleteAccountAlias: ifLeaving, DeleteAccountPasswordPolicy: ifLeaving,
}

// changes returns what apply must be allowed to change, by the names of the actions.
func changes() []need {
	all := []need{passing}
	for kind, actions := range actsOn {
		for _, a := range actions {
			n := need{"iam:" + string(a), kind, kind, ifDeclared}
			if when, found := occasions[a]; found {
				n.when = when
			}
			if spec.Single(kind) {
				n.on = ""
			}
			if kind == spec.KindMFA {
				n.where = spec.KindUser
			}
			all = append(all, n)
		}
	}
	slices.SortFunc(all, func(a, b need) int { return cmp.Compare(a.action, b.action) })
	return all
}

// needs returns what plan and apply must be allowed to do, for guards: reads, then the
// others.
func needs() []need { return slices.Concat(reads, looks, changes()) }

package plan

// Action is the name of an IAM API action that changes the account.
type Action string

// The actions that steps are made of.
const (
	CreateUser                    Action = "CreateUser"
	UpdateUser                    Action = "UpdateUser"
	DeleteUser                    Action = "DeleteUser"
	TagUser                       Action = "TagUser"
	UntagUser                     Action = "UntagUser"
	PutUserPermissionsBoundary    Action = "PutUserPermissionsBoundary"
	DeleteUserPermissionsBoundary Action = "DeleteUserPermissionsBoundary"
	AttachUserPolicy              Action = "AttachUserPolicy"
	DetachUserPolicy              Action = "DetachUserPolicy"
	PutUserPolicy                 Action = "PutUserPolicy"
	DeleteUserPolicy              Action = "DeleteUserPolicy"

	DeleteLoginProfile              Action = "DeleteLoginProfile"
	DeleteAccessKey                 Action = "DeleteAccessKey"
	DeleteSSHPublicKey              Action = "DeleteSSHPublicKey"
	DeleteServiceSpecificCredential Action = "DeleteServiceSpecificCredential"
	DeleteSigningCertificate        Action = "DeleteSigningCertificate"
	DeactivateMFADevice             Action = "DeactivateMFADevice"
	DeleteVirtualMFADevice          Action = "DeleteVirtualMFADevice"

	CreateRole                    Action = "CreateRole"
	UpdateRole                    Action = "UpdateRole"
	UpdateAssumeRolePolicy        Action = "UpdateAssumeRolePolicy"
	DeleteRole                    Action = "DeleteRole"
	TagRole                       Action = "TagRole"
	UntagRole                     Action = "UntagRole"
	PutRolePermissionsBoundary    Action = "PutRolePermissionsBoundary"
	DeleteRolePermissionsBoundary Action = "DeleteRolePermissionsBoundary"
	AttachRolePolicy              Action = "AttachRolePolicy"
	DetachRolePolicy              Action = "DetachRolePolicy"
	PutRolePolicy                 Action = "PutRolePolicy"
	DeleteRolePolicy              Action = "DeleteRolePolicy"

	CreateInstanceProfile         Action = "CreateInstanceProfile"
	DeleteInstanceProfile         Action = "DeleteInstanceProfile"
	AddRoleToInstanceProfile      Action = "AddRoleToInstanceProfile"
	RemoveRoleFromInstanceProfile Action = "RemoveRoleFromInstanceProfile"
	TagInstanceProfile            Action = "TagInstanceProfile"
	UntagInstanceProfile          Action = "UntagInstanceProfile"

	CreateOpenIDConnectProvider             Action = "CreateOpenIDConnectProvider"
	DeleteOpenIDConnectProvider             Action = "DeleteOpenIDConnectProvider"
	AddClientIDToOpenIDConnectProvider      Action = "AddClientIDToOpenIDConnectProvider"
	RemoveClientIDFromOpenIDConnectProvider Action = "RemoveClientIDFromOpenIDConnectProvider"
	UpdateOpenIDConnectProviderThumbprint   Action = "UpdateOpenIDConnectProviderThumbprint"
	TagOpenIDConnectProvider                Action = "TagOpenIDConnectProvider"
	UntagOpenIDConnectProvider              Action = "UntagOpenIDConnectProvider"

	CreateSAMLProvider Action = "CreateSAMLProvider"
	UpdateSAMLProvider Action = "UpdateSAMLProvider"
	DeleteSAMLProvider Action = "DeleteSAMLProvider"
	TagSAMLProvider    Action = "TagSAMLProvider"
	UntagSAMLProvider  Action = "UntagSAMLProvider"

	CreateAccountAlias          Action = "CreateAccountAlias"
	DeleteAccountAlias          Action = "DeleteAccountAlias"
	UpdateAccountPasswordPolicy Action = "UpdateAccountPasswordPolicy"
	DeleteAccountPasswordPolicy Action = "DeleteAccountPasswordPolicy"

	UpdateServerCertificate Action = "UpdateServerCertificate"
	DeleteServerCertificate Action = "DeleteServerCertificate"
	TagServerCertificate    Action = "TagServerCertificate"
	UntagServerCertificate  Action = "UntagServerCertificate"

	CreateGroup       Action = "CreateGroup"
	UpdateGroup       Action = "UpdateGroup"
	DeleteGroup       Action = "DeleteGroup"
	AttachGroupPolicy Action = "AttachGroupPolicy"
	DetachGroupPolicy Action = "DetachGroupPolicy"
	PutGroupPolicy    Action = "PutGroupPolicy"
	DeleteGroupPolicy Action = "DeleteGroupPolicy"

	AddUserToGroup      Action = "AddUserToGroup"
	RemoveUserFromGroup Action = "RemoveUserFromGroup"

	CreatePolicy            Action = "CreatePolicy"
	DeletePolicy            Action = "DeletePolicy"
	TagPolicy               Action = "TagPolicy"
	UntagPolicy             Action = "UntagPolicy"
	CreatePolicyVersion     Action = "CreatePolicyVersion"
	SetDefaultPolicyVersion Action = "SetDefaultPolicyVersion"
	DeletePolicyVersion     Action = "DeletePolicyVersion"
)

// Repeat says what repeating a call means when the answer to it was lost.
type Repeat int

// What a second call does after a first one that took effect.
const (
	// Harmless: the same answer, the same effect.
	Harmless Repeat = iota
	// AlreadyExists: refused; look whether what is there is what was wanted.
	AlreadyExists
	// Occupied: refused with LimitExceeded, since there is room for one only; look
	// whether that one is what was wanted.
	Occupied
	// Gone: NoSuchEntity, which for a removal means that it is done.
	Gone
	// Accumulates: something is made a second time. Never repeat it blindly.
	Accumulates
	// Moves: harmless, but NoSuchEntity on the old name where the call gives a
	// new one; look whether who has that one is the same.
	Moves
)

// ActionFacts are what the project knows about an action beside its parameters.
type ActionFacts struct {
	Repeat Repeat
}

// Actions is the table of every action that a step can have. Apply's table of
// calls holds the same keys; a test compares the two.
var Actions = map[Action]ActionFacts{
	CreateUser:                    {AlreadyExists},
	UpdateUser:                    {Moves},
	DeleteUser:                    {Gone},
	TagUser:                       {Harmless},
	UntagUser:                     {Harmless},
	PutUserPermissionsBoundary:    {Harmless},
	DeleteUserPermissionsBoundary: {Gone},
	AttachUserPolicy:              {Harmless},
	DetachUserPolicy:              {Gone},
	PutUserPolicy:                 {Harmless},
	DeleteUserPolicy:              {Gone},

	DeleteLoginProfile:              {Gone},
	DeleteAccessKey:                 {Gone},
	DeleteSSHPublicKey:              {Gone},
	DeleteServiceSpecificCredential: {Gone},
	DeleteSigningCertificate:        {Gone},
	DeactivateMFADevice:             {Gone},
	DeleteVirtualMFADevice:          {Gone},

	CreateRole:                    {AlreadyExists},
	UpdateRole:                    {Harmless},
	UpdateAssumeRolePolicy:        {Harmless},
	DeleteRole:                    {Gone},
	TagRole:                       {Harmless},
	UntagRole:                     {Harmless},
	PutRolePermissionsBoundary:    {Harmless},
	DeleteRolePermissionsBoundary: {Gone},
	AttachRolePolicy:              {Harmless},
	DetachRolePolicy:              {Gone},
	PutRolePolicy:                 {Harmless},
	DeleteRolePolicy:              {Gone},

	CreateInstanceProfile:         {AlreadyExists},
	DeleteInstanceProfile:         {Gone},
	AddRoleToInstanceProfile:      {Occupied},
	RemoveRoleFromInstanceProfile: {Gone},
	TagInstanceProfile:            {Harmless},
	UntagInstanceProfile:          {Harmless},

	CreateOpenIDConnectProvider:             {AlreadyExists},
	DeleteOpenIDConnectProvider:             {Gone},
	AddClientIDToOpenIDConnectProvider:      {Harmless},
	RemoveClientIDFromOpenIDConnectProvider: {Harmless},
	UpdateOpenIDConnectProviderThumbprint:   {Harmless},
	TagOpenIDConnectProvider:                {Harmless},
	UntagOpenIDConnectProvider:              {Harmless},

	CreateSAMLProvider: {AlreadyExists},
	UpdateSAMLProvider: {Harmless},
	DeleteSAMLProvider: {Gone},
	TagSAMLProvider:    {Harmless},
	UntagSAMLProvider:  {Harmless},

	CreateAccountAlias:          {AlreadyExists},
	DeleteAccountAlias:          {Gone},
	UpdateAccountPasswordPolicy: {Harmless},
	DeleteAccountPasswordPolicy: {Gone},

	UpdateServerCertificate: {Moves},
	DeleteServerCertificate: {Gone},
	TagServerCertificate:    {Harmless},
	UntagServerCertificate:  {Harmless},

	CreateGroup:       {AlreadyExists},
	UpdateGroup:       {Moves},
	DeleteGroup:       {Gone},
	AttachGroupPolicy: {Harmless},
	DetachGroupPolicy: {Gone},
	PutGroupPolicy:    {Harmless},
	DeleteGroupPolicy: {Gone},

	AddUserToGroup:      {Harmless},
	RemoveUserFromGroup: {Gone},

	CreatePolicy:            {AlreadyExists},
	DeletePolicy:            {Gone},
	TagPolicy:               {Harmless},
	UntagPolicy:             {Harmless},
	CreatePolicyVersion:     {Accumulates},
	SetDefaultPolicyVersion: {Harmless},
	DeletePolicyVersion:     {Gone},
}

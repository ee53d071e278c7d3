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

package apply

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/plan"
)

// call makes one call of the API with the parameters that it was prepared with.
type call func(context.Context, API, ...func(*iam.Options)) error

// runner prepares a call from the parameters of a step.
type runner func(plan.Params) (call, error)

// actions is the table of all calls. plan.Actions holds the same keys.
var actions = map[plan.Action]runner{
	plan.CreateUser:                    row(API.CreateUser),
	plan.UpdateUser:                    row(API.UpdateUser),
	plan.DeleteUser:                    row(API.DeleteUser),
	plan.TagUser:                       row(API.TagUser),
	plan.UntagUser:                     row(API.UntagUser),
	plan.PutUserPermissionsBoundary:    row(API.PutUserPermissionsBoundary),
	plan.DeleteUserPermissionsBoundary: row(API.DeleteUserPermissionsBoundary),
	plan.AttachUserPolicy:              row(API.AttachUserPolicy),
	plan.DetachUserPolicy:              row(API.DetachUserPolicy),
	plan.PutUserPolicy:                 row(API.PutUserPolicy),
	plan.DeleteUserPolicy:              row(API.DeleteUserPolicy),
	plan.AddUserToGroup:                row(API.AddUserToGroup),
	plan.RemoveUserFromGroup:           row(API.RemoveUserFromGroup),

	plan.DeleteLoginProfile:              row(API.DeleteLoginProfile),
	plan.DeleteAccessKey:                 row(API.DeleteAccessKey),
	plan.DeleteSSHPublicKey:              row(API.DeleteSSHPublicKey),
	plan.DeleteServiceSpecificCredential: row(API.DeleteServiceSpecificCredential),
	plan.DeleteSigningCertificate:        row(API.DeleteSigningCertificate),
	plan.DeactivateMFADevice:             row(API.DeactivateMFADevice),
	plan.DeleteVirtualMFADevice:          row(API.DeleteVirtualMFADevice),

	plan.CreateRole:                    row(API.CreateRole),
	plan.UpdateRole:                    row(API.UpdateRole),
	plan.UpdateAssumeRolePolicy:        row(API.UpdateAssumeRolePolicy),
	plan.DeleteRole:                    row(API.DeleteRole),
	plan.TagRole:                       row(API.TagRole),
	plan.UntagRole:                     row(API.UntagRole),
	plan.PutRolePermissionsBoundary:    row(API.PutRolePermissionsBoundary),
	plan.DeleteRolePermissionsBoundary: row(API.DeleteRolePermissionsBoundary),
	plan.AttachRolePolicy:              row(API.AttachRolePolicy),
	plan.DetachRolePolicy:              row(API.DetachRolePolicy),
	plan.PutRolePolicy:                 row(API.PutRolePolicy),
	plan.DeleteRolePolicy:              row(API.DeleteRolePolicy),

	plan.CreateInstanceProfile:         row(API.CreateInstanceProfile),
	plan.DeleteInstanceProfile:         row(API.DeleteInstanceProfile),
	plan.AddRoleToInstanceProfile:      row(API.AddRoleToInstanceProfile),
	plan.RemoveRoleFromInstanceProfile: row(API.RemoveRoleFromInstanceProfile),
	plan.TagInstanceProfile:            row(API.TagInstanceProfile),
	plan.UntagInstanceProfile:          row(API.UntagInstanceProfile),

	plan.CreateOpenIDConnectProvider:             row(API.CreateOpenIDConnectProvider),
	plan.DeleteOpenIDConnectProvider:             row(API.DeleteOpenIDConnectProvider),
	plan.AddClientIDToOpenIDConnectProvider:      row(API.AddClientIDToOpenIDConnectProvider),
	plan.RemoveClientIDFromOpenIDConnectProvider: row(API.RemoveClientIDFromOpenIDConnectProvider),
	plan.UpdateOpenIDConnectProviderThumbprint:   row(API.UpdateOpenIDConnectProviderThumbprint),
	plan.TagOpenIDConnectProvider:                row(API.TagOpenIDConnectProvider),
	plan.UntagOpenIDConnectProvider:              row(API.UntagOpenIDConnectProvider),

	plan.CreateSAMLProvider: row(API.CreateSAMLProvider),
	plan.UpdateSAMLProvider: row(API.UpdateSAMLProvider),
	plan.DeleteSAMLProvider: row(API.DeleteSAMLProvider),
	plan.TagSAMLProvider:    row(API.TagSAMLProvider),
	plan.UntagSAMLProvider:  row(API.UntagSAMLProvider),

	plan.CreateAccountAlias:          row(API.CreateAccountAlias),
	plan.DeleteAccountAlias:          row(API.DeleteAccountAlias),
	plan.UpdateAccountPasswordPolicy: row(API.UpdateAccountPasswordPolicy),
	plan.DeleteAccountPasswordPolicy: row(API.DeleteAccountPasswordPolicy),

	plan.UpdateServerCertificate: row(API.UpdateServerCertificate),
	plan.DeleteServerCertificate: row(API.DeleteServerCertificate),
	plan.TagServerCertificate:    row(API.TagServerCertificate),
	plan.UntagServerCertificate:  row(API.UntagServerCertificate),

	plan.CreateGroup:       row(API.CreateGroup),
	plan.UpdateGroup:       row(API.UpdateGroup),
	plan.DeleteGroup:       row(API.DeleteGroup),
	plan.AttachGroupPolicy: row(API.AttachGroupPolicy),
	plan.DetachGroupPolicy: row(API.DetachGroupPolicy),
	plan.PutGroupPolicy:    row(API.PutGroupPolicy),
	plan.DeleteGroupPolicy: row(API.DeleteGroupPolicy),

	plan.CreatePolicy:            row(API.CreatePolicy),
	plan.DeletePolicy:            row(API.DeletePolicy),
	plan.TagPolicy:               row(API.TagPolicy),
	plan.UntagPolicy:             row(API.UntagPolicy),
	plan.CreatePolicyVersion:     row(API.CreatePolicyVersion),
	plan.SetDefaultPolicyVersion: row(API.SetDefaultPolicyVersion),
	plan.DeletePolicyVersion:     row(API.DeletePolicyVersion),
}

// row makes a runner of a method of the API. Parameters have the names that they
// have in the IAM API and in the SDK's input structs; one that the action does
// not have is an error.
func row[In, Out any](f func(API, context.Context, *In, ...func(*iam.Options)) (*Out, error)) runner {
	return func(params plan.Params) (call, error) {
		in := new(In)
		if err := fill(in, params); err != nil {
			return nil, err
		}
		return func(ctx context.Context, api API, opts ...func(*iam.Options)) error {
			_, err := f(api, ctx, in, opts...)
			return err
		}, nil
	}
}

// fill sets the fields of an input struct by their names, by way of JSON: it
// knows the SDK's pointers, lists and enumerations.
func fill(in any, params plan.Params) error {
	text, err := json.Marshal(params)
	if err != nil {
		return fmt.Errorf("reading its parameters: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(in); err != nil {
		return fmt.Errorf("reading its parameters: %w", err)
	}
	return nil
}

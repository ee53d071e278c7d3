package live

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/spec"
)

// Identify returns IAM's own ID of the entity with a name, or "" where there is
// none. It tells whether a rename took effect, and whether what is to be replaced is still there.
func Identify(ctx context.Context, api LookAPI, id spec.ID) (string, error) {
	identify, known := identities[id.Kind]
	if !known {
		return "", fmt.Errorf("identifying %s: there is no need to", id)
	}
	unique, err := identify(ctx, api, id.Name)
	switch {
	case isGone(err):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("identifying %s: %w", id, err)
	default:
		return unique, nil
	}
}

// identities is the table of entities that can be renamed, and of those whose name another
// gets that replaces them. A policy that replaces another has another ARN.
var identities = map[spec.Kind]func(context.Context, LookAPI, string) (string, error){
	spec.KindUser:  identifyUser,
	spec.KindGroup: identifyGroup,

	spec.KindRole:    identifyRole,
	spec.KindProfile: identifyProfile,

	spec.KindServerCert: identifyServerCertificate,
}

func identifyUser(ctx context.Context, api LookAPI, name string) (string, error) {
	out, err := api.GetUser(ctx, &iam.GetUserInput{UserName: &name})
	if err != nil {
		return "", err
	}
	return aws.ToString(out.User.UserId), nil
}

func identifyGroup(ctx context.Context, api LookAPI, name string) (string, error) {
	out, err := api.GetGroup(ctx, &iam.GetGroupInput{GroupName: &name, MaxItems: aws.Int32(1)})
	if err != nil {
		return "", err
	}
	return aws.ToString(out.Group.GroupId), nil
}

func identifyRole(ctx context.Context, api LookAPI, name string) (string, error) {
	out, err := api.GetRole(ctx, &iam.GetRoleInput{RoleName: &name})
	if err != nil {
		return "", err
	}
	return aws.ToString(out.Role.RoleId), nil
}

func identifyProfile(ctx context.Context, api LookAPI, name string) (string, error) {
	out, err := api.GetInstanceProfile(ctx, &iam.GetInstanceProfileInput{InstanceProfileName: &name})
	if err != nil {
		return "", err
	}
	return aws.ToString(out.InstanceProfile.InstanceProfileId), nil
}

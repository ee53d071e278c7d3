package live

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/spec"
)

// LookAPI is what of IAM is called to look at one entity. *iam.Client satisfies it.
type LookAPI interface {
	GetUser(context.Context, *iam.GetUserInput, ...func(*iam.Options)) (*iam.GetUserOutput, error)
	GetRole(context.Context, *iam.GetRoleInput, ...func(*iam.Options)) (*iam.GetRoleOutput, error)
	GetInstanceProfile(context.Context, *iam.GetInstanceProfileInput, ...func(*iam.Options)) (*iam.GetInstanceProfileOutput, error)
	GetOpenIDConnectProvider(context.Context, *iam.GetOpenIDConnectProviderInput, ...func(*iam.Options)) (*iam.GetOpenIDConnectProviderOutput, error)
	GetSAMLProvider(context.Context, *iam.GetSAMLProviderInput, ...func(*iam.Options)) (*iam.GetSAMLProviderOutput, error)
	GetAccountPasswordPolicy(context.Context, *iam.GetAccountPasswordPolicyInput, ...func(*iam.Options)) (*iam.GetAccountPasswordPolicyOutput, error)
	ListAccountAliases(context.Context, *iam.ListAccountAliasesInput, ...func(*iam.Options)) (*iam.ListAccountAliasesOutput, error)
	GetServerCertificate(context.Context, *iam.GetServerCertificateInput, ...func(*iam.Options)) (*iam.GetServerCertificateOutput, error)
	GetGroup(context.Context, *iam.GetGroupInput, ...func(*iam.Options)) (*iam.GetGroupOutput, error)
	GetPolicy(context.Context, *iam.GetPolicyInput, ...func(*iam.Options)) (*iam.GetPolicyOutput, error)
	GetPolicyVersion(context.Context, *iam.GetPolicyVersionInput, ...func(*iam.Options)) (*iam.GetPolicyVersionOutput, error)
}

// Look returns the one entity that stands in the place of another: what has its
// name, or its ARN. It is nil where there is none. It settles what became of a
// call whose answer was lost.
func Look(ctx context.Context, api LookAPI, place spec.Resource) (spec.Resource, error) {
	look, known := looks[place.ID().Kind]
	if !known {
		return nil, fmt.Errorf("looking at %s: it is no entity", place.ID())
	}
	found, err := look(ctx, api, place)
	switch {
	case isGone(err):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("looking at %s: %w", place.ID(), err)
	default:
		return found, nil
	}
}

// looks is the table of entities.
var looks = map[spec.Kind]func(context.Context, LookAPI, spec.Resource) (spec.Resource, error){
	spec.KindUser:    lookAtUser,
	spec.KindGroup:   lookAtGroup,
	spec.KindRole:    lookAtRole,
	spec.KindPolicy:  lookAtPolicy,
	spec.KindProfile: lookAtProfile,
	spec.KindOIDC:    lookAtOIDC,
	spec.KindSAML:    lookAtSAML,

	spec.KindServerCert: lookAtServerCertificate,

	spec.KindAlias:          lookAtAlias,
	spec.KindPasswordPolicy: lookAtPasswordPolicy,
}

func lookAtUser(ctx context.Context, api LookAPI, place spec.Resource) (spec.Resource, error) {
	out, err := api.GetUser(ctx, &iam.GetUserInput{UserName: aws.String(place.ID().Name)})
	if err != nil {
		return nil, err
	}
	u := spec.User{Name: aws.ToString(out.User.UserName), Path: aws.ToString(out.User.Path), Tags: tagMap(out.User.Tags)}
	if b := out.User.PermissionsBoundary; b != nil {
		u.Boundary = aws.ToString(b.PermissionsBoundaryArn)
	}
	return u, nil
}

func lookAtGroup(ctx context.Context, api LookAPI, place spec.Resource) (spec.Resource, error) {
	out, err := api.GetGroup(ctx, &iam.GetGroupInput{GroupName: aws.String(place.ID().Name), MaxItems: aws.Int32(1)})
	if err != nil {
		return nil, err
	}
	return spec.Group{Name: aws.ToString(out.Group.GroupName), Path: aws.ToString(out.Group.Path)}, nil
}

func lookAtPolicy(ctx context.Context, api LookAPI, place spec.Resource) (spec.Resource, error) {
	arn := place.(spec.Policy).ARN
	out, err := api.GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: &arn})
	if err != nil {
		return nil, err
	}
	version, err := api.GetPolicyVersion(ctx, &iam.GetPolicyVersionInput{PolicyArn: &arn, VersionId: out.Policy.DefaultVersionId})
	if err != nil {
		return nil, err
	}
	doc, err := document(version.PolicyVersion.Document)
	if err != nil {
		return nil, err
	}
	return spec.Policy{
		Name: aws.ToString(out.Policy.PolicyName), ARN: arn, Path: aws.ToString(out.Policy.Path),
		Description: aws.ToString(out.Policy.Description), Tags: tagMap(out.Policy.Tags), Document: doc,
	}, nil
}

package live

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/spec"
)

// readProfiles lists the instance profiles: those that hold no role are nowhere
// else to be found. Their tags are not there: see describeProfile.
func readProfiles(ctx context.Context, api API, w *whole) error {
	return entityList[*iam.ListInstanceProfilesOutput, types.InstanceProfile]{
		fetch: func(ctx context.Context, marker *string, option func(*iam.Options)) (*iam.ListInstanceProfilesOutput, error) {
			return api.ListInstanceProfiles(ctx, &iam.ListInstanceProfilesInput{MaxItems: aws.Int32(maxItems), Marker: marker}, option)
		},
		page: func(out *iam.ListInstanceProfilesOutput) (page, []types.InstanceProfile) {
			return page{out.IsTruncated, out.Marker}, out.InstanceProfiles
		},
		entity: func(d types.InstanceProfile) (spec.Resource, *string) { return profileOf(d), d.InstanceProfileId },
	}.read(ctx, w)
}

// profileOf makes a resource of what IAM says. A profile holds one role at most
// (IAM User Guide, "IAM and AWS STS quotas").
func profileOf(d types.InstanceProfile) spec.Profile {
	profile := spec.Profile{Name: aws.ToString(d.InstanceProfileName), Path: aws.ToString(d.Path), Tags: tagMap(d.Tags)}
	for _, r := range d.Roles {
		profile.Role = aws.ToString(r.RoleName)
	}
	return profile
}

// describeProfile returns the profile with its tags, which only GetInstanceProfile
// tells.
func describeProfile(ctx context.Context, api API, r spec.Resource) (spec.Resource, error) {
	profile := r.(spec.Profile)
	out, err := api.GetInstanceProfile(ctx, &iam.GetInstanceProfileInput{InstanceProfileName: &profile.Name})
	switch {
	case err != nil:
		return nil, err
	case out.InstanceProfile == nil:
		return nil, errors.New("the answer holds no instance profile")
	}
	profile.Tags = tagMap(out.InstanceProfile.Tags)
	return profile, nil
}

func lookAtProfile(ctx context.Context, api LookAPI, place spec.Resource) (spec.Resource, error) {
	out, err := api.GetInstanceProfile(ctx, &iam.GetInstanceProfileInput{InstanceProfileName: aws.String(place.ID().Name)})
	if err != nil {
		return nil, err
	}
	if out.InstanceProfile == nil {
		return nil, errors.New("the answer holds no instance profile")
	}
	return profileOf(*out.InstanceProfile), nil
}

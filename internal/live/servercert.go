package live

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/spec"
)

// readServerCertificates lists the server certificates. Their tags are not there: see
// describeServerCertificate.
func readServerCertificates(ctx context.Context, api API, w *whole) error {
	return entityList[*iam.ListServerCertificatesOutput, types.ServerCertificateMetadata]{
		fetch: func(ctx context.Context, marker *string, option func(*iam.Options)) (*iam.ListServerCertificatesOutput, error) {
			return api.ListServerCertificates(ctx, &iam.ListServerCertificatesInput{MaxItems: aws.Int32(maxItems), Marker: marker}, option)
		},
		page: func(out *iam.ListServerCertificatesOutput) (page, []types.ServerCertificateMetadata) {
			return page{out.IsTruncated, out.Marker}, out.ServerCertificateMetadataList
		},
		entity: func(d types.ServerCertificateMetadata) (spec.Resource, *string) {
			return certificateOf(d), d.ServerCertificateId
		},
	}.read(ctx, w)
}

// certificateOf makes a resource of what IAM says, without tags.
func certificateOf(d types.ServerCertificateMetadata) spec.ServerCertificate {
	return spec.ServerCertificate{Name: aws.ToString(d.ServerCertificateName), Path: aws.ToString(d.Path)}
}

// serverCertAPI is what all below call.
type serverCertAPI interface {
	GetServerCertificate(context.Context, *iam.GetServerCertificateInput, ...func(*iam.Options)) (*iam.GetServerCertificateOutput, error)
}

func getServerCertificate(ctx context.Context, api serverCertAPI, name string) (types.ServerCertificate, error) {
	out, err := api.GetServerCertificate(ctx, &iam.GetServerCertificateInput{ServerCertificateName: &name})
	switch {
	case err != nil:
		return types.ServerCertificate{}, err
	case out.ServerCertificate == nil || out.ServerCertificate.ServerCertificateMetadata == nil:
		return types.ServerCertificate{}, errors.New("the answer holds no certificate")
	}
	return *out.ServerCertificate, nil
}

func describeServerCertificate(ctx context.Context, api API, r spec.Resource) (spec.Resource, error) {
	c := r.(spec.ServerCertificate)
	out, err := getServerCertificate(ctx, api, c.Name)
	c.Tags = tagMap(out.Tags)
	return c, err
}

func lookAtServerCertificate(ctx context.Context, api LookAPI, place spec.Resource) (spec.Resource, error) {
	out, err := getServerCertificate(ctx, api, place.ID().Name)
	if err != nil {
		return nil, err
	}
	c := certificateOf(*out.ServerCertificateMetadata)
	c.Tags = tagMap(out.Tags)
	return c, nil
}

func identifyServerCertificate(ctx context.Context, api LookAPI, name string) (string, error) {
	out, err := getServerCertificate(ctx, api, name)
	if err != nil {
		return "", err
	}
	return aws.ToString(out.ServerCertificateMetadata.ServerCertificateId), nil
}

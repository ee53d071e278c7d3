package live

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/spec"
)

// readSAML lists the SAML providers, which comes without pages and says no more than
// their ARNs: see describeSAML.
func readSAML(ctx context.Context, api API, w *whole) error {
	out, err := api.ListSAMLProviders(ctx, &iam.ListSAMLProvidersInput{})
	if err != nil {
		return err
	}
	for _, d := range out.SAMLProviderList {
		arn := aws.ToString(d.Arn)
		id, _, is := spec.ParseProviderARN(arn)
		if !is {
			return fmt.Errorf("%q is not the ARN of a provider", arn)
		}
		if err := w.entity(spec.SAMLProvider{Name: id.Name, ARN: arn}, spec.Facts{}); err != nil {
			return err
		}
	}
	return nil
}

// describeSAML returns the provider with all that it has, which only GetSAMLProvider
// tells.
func describeSAML(ctx context.Context, api API, r spec.Resource) (spec.Resource, error) {
	return getSAML(ctx, api, r)
}

func lookAtSAML(ctx context.Context, api LookAPI, place spec.Resource) (spec.Resource, error) {
	return getSAML(ctx, api, place)
}

// samlAPI is what both of them call.
type samlAPI interface {
	GetSAMLProvider(context.Context, *iam.GetSAMLProviderInput, ...func(*iam.Options)) (*iam.GetSAMLProviderOutput, error)
}

func getSAML(ctx context.Context, api samlAPI, r spec.Resource) (spec.Resource, error) {
	p := r.(spec.SAMLProvider)
	out, err := api.GetSAMLProvider(ctx, &iam.GetSAMLProviderInput{SAMLProviderArn: &p.ARN})
	if err != nil {
		return nil, err
	}
	p.Metadata, p.Tags = aws.ToString(out.SAMLMetadataDocument), tagMap(out.Tags)
	return p, nil
}

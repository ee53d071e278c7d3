package live

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/spec"
)

// readOIDC lists the OpenID Connect providers, which comes without pages and says no
// more than their ARNs: see describeOIDC.
func readOIDC(ctx context.Context, api API, w *whole) error {
	out, err := api.ListOpenIDConnectProviders(ctx, &iam.ListOpenIDConnectProvidersInput{})
	if err != nil {
		return err
	}
	for _, d := range out.OpenIDConnectProviderList {
		arn := aws.ToString(d.Arn)
		id, _, is := spec.ParseProviderARN(arn)
		if !is {
			return fmt.Errorf("%q is not the ARN of a provider", arn)
		}
		if err := w.entity(spec.OIDCProvider{URL: id.Name, ARN: arn}, spec.Facts{}); err != nil {
			return err
		}
	}
	return nil
}

// describeOIDC returns the provider with all that it has, which only
// GetOpenIDConnectProvider tells.
func describeOIDC(ctx context.Context, api API, r spec.Resource) (spec.Resource, error) {
	p := r.(spec.OIDCProvider)
	out, err := api.GetOpenIDConnectProvider(ctx, &iam.GetOpenIDConnectProviderInput{OpenIDConnectProviderArn: &p.ARN})
	if err != nil {
		return nil, err
	}
	return oidcOf(p.URL, p.ARN, out), nil
}

// oidcOf makes a resource of what IAM says. What is empty is nil, as in a spec that
// writes nothing.
func oidcOf(url, arn string, out *iam.GetOpenIDConnectProviderOutput) spec.OIDCProvider {
	p := spec.OIDCProvider{URL: url, ARN: arn, ClientIDs: append([]string(nil), out.ClientIDList...), Tags: tagMap(out.Tags)}
	for _, t := range out.ThumbprintList {
		p.Thumbprints = append(p.Thumbprints, strings.ToLower(t))
	}
	slices.Sort(p.ClientIDs)
	slices.Sort(p.Thumbprints)
	return p
}

// lookAtOIDC leaves out the thumbprints where none are wanted: IAM finds them out then,
// and they are as they shall be.
func lookAtOIDC(ctx context.Context, api LookAPI, place spec.Resource) (spec.Resource, error) {
	want := place.(spec.OIDCProvider)
	out, err := api.GetOpenIDConnectProvider(ctx, &iam.GetOpenIDConnectProviderInput{OpenIDConnectProviderArn: &want.ARN})
	if err != nil {
		return nil, err
	}
	found := oidcOf(want.URL, want.ARN, out)
	if len(want.Thumbprints) == 0 {
		found.Thumbprints = nil
	}
	return found, nil
}

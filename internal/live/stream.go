package live

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/spec"
)

// A stream is the part of GetAccountAuthorizationDetails that one filter lets
// through, and how to take its pages.
type stream struct {
	filter types.EntityType
	name   string      // for messages: "users"
	kinds  []spec.Kind // what its pages hold
	take   func(*part, *iam.GetAccountAuthorizationDetailsOutput) error
}

// streams are read side by side. Together they hold every kind.
var streams = []stream{
	{types.EntityTypeUser, "users", []spec.Kind{spec.KindUser, spec.KindMembership, spec.KindAttachment, spec.KindInline}, takeUsers},
	{types.EntityTypeGroup, "groups", []spec.Kind{spec.KindGroup, spec.KindAttachment, spec.KindInline}, takeGroups},
	{types.EntityTypeLocalManagedPolicy, "policies", []spec.Kind{spec.KindPolicy}, takePolicies},
}

// read reads all pages of the stream.
func (s stream) read(ctx context.Context, api API) (*part, error) {
	p := newPart()
	err := listing[*iam.GetAccountAuthorizationDetailsOutput]{
		fetch: func(ctx context.Context, marker *string, option func(*iam.Options)) (*iam.GetAccountAuthorizationDetailsOutput, error) {
			return api.GetAccountAuthorizationDetails(ctx, &iam.GetAccountAuthorizationDetailsInput{
				Filter:   []types.EntityType{s.filter},
				MaxItems: aws.Int32(maxItems),
				Marker:   marker,
			}, option)
		},
		page: func(out *iam.GetAccountAuthorizationDetailsOutput) page { return page{out.IsTruncated, out.Marker} },
		take: func(out *iam.GetAccountAuthorizationDetailsOutput) error { return s.take(p, out) },
	}.read(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", s.name, err)
	}
	return p, nil
}

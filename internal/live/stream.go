package live

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/spec"
)

// A stream is a list of the account that is read to its end.
type stream struct {
	name  string      // for messages: "users"
	kinds []spec.Kind // what its pages hold
	take  func(context.Context, API, *whole) error
}

// streams are read side by side. Together they hold every kind.
var streams = []stream{
	{"users", []spec.Kind{spec.KindUser, spec.KindMembership, spec.KindAttachment, spec.KindInline}, details(types.EntityTypeUser, takeUsers)},
	{"groups", []spec.Kind{spec.KindGroup, spec.KindAttachment, spec.KindInline}, details(types.EntityTypeGroup, takeGroups)},
	{"roles", []spec.Kind{spec.KindRole, spec.KindAttachment, spec.KindInline}, details(types.EntityTypeRole, takeRoles)},
	{"the list of roles", nil, readSessions},
	{"policies", []spec.Kind{spec.KindPolicy}, details(types.EntityTypeLocalManagedPolicy, takePolicies)},
	{"instance profiles", []spec.Kind{spec.KindProfile}, readProfiles},
	{"OpenID Connect providers", []spec.Kind{spec.KindOIDC}, readOIDC},
	{"SAML providers", []spec.Kind{spec.KindSAML}, readSAML},
	{"server certificates", []spec.Kind{spec.KindServerCert}, readServerCertificates},
	{"the account alias", []spec.Kind{spec.KindAlias}, readAlias},
	{"the password policy", []spec.Kind{spec.KindPasswordPolicy}, readPasswordPolicy},
}

// read adds all pages of the stream to the account.
func (s stream) read(ctx context.Context, api API, w *whole) error {
	if err := s.take(ctx, api, w); err != nil {
		return fmt.Errorf("reading %s: %w", s.name, err)
	}
	return nil
}

// details reads the part of GetAccountAuthorizationDetails that one filter lets
// through.
func details(filter types.EntityType, take func(*whole, *iam.GetAccountAuthorizationDetailsOutput) error) func(context.Context, API, *whole) error {
	return func(ctx context.Context, api API, w *whole) error {
		return listing[*iam.GetAccountAuthorizationDetailsOutput]{
			fetch: func(ctx context.Context, marker *string, option func(*iam.Options)) (*iam.GetAccountAuthorizationDetailsOutput, error) {
				return api.GetAccountAuthorizationDetails(ctx, &iam.GetAccountAuthorizationDetailsInput{
					Filter:   []types.EntityType{filter},
					MaxItems: aws.Int32(maxItems),
					Marker:   marker,
				}, option)
			},
			page: func(out *iam.GetAccountAuthorizationDetailsOutput) page { return page{out.IsTruncated, out.Marker} },
			take: func(out *iam.GetAccountAuthorizationDetailsOutput) error { return take(w, out) },
		}.read(ctx)
	}
}

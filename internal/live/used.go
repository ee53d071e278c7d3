package live

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/spec"
)

// UseAPI is what of IAM is called to find out when credentials were used.
// *iam.Client satisfies it.
type UseAPI interface {
	GetUser(context.Context, *iam.GetUserInput, ...func(*iam.Options)) (*iam.GetUserOutput, error)
	GetAccessKeyLastUsed(context.Context, *iam.GetAccessKeyLastUsedInput, ...func(*iam.Options)) (*iam.GetAccessKeyLastUsedOutput, error)
}

// uses is the table of credentials of which IAM tells when they were used: passwords and
// access keys.
var uses = map[spec.Kind]func(context.Context, UseAPI, spec.Credential) (*time.Time, error){
	spec.KindLogin: func(ctx context.Context, api UseAPI, c spec.Credential) (*time.Time, error) {
		out, err := api.GetUser(ctx, &iam.GetUserInput{UserName: &c.User})
		if err != nil || out.User == nil {
			return nil, err
		}
		return out.User.PasswordLastUsed, nil
	},
	spec.KindAccessKey: func(ctx context.Context, api UseAPI, c spec.Credential) (*time.Time, error) {
		out, err := api.GetAccessKeyLastUsed(ctx, &iam.GetAccessKeyLastUsedInput{AccessKeyId: &c.Key})
		if err != nil || out.AccessKeyLastUsed == nil {
			return nil, err
		}
		return out.AccessKeyLastUsed.LastUsedDate, nil
	},
}

// LastUses returns when some passwords and access keys were used last, as facts about
// them. It costs a call each, so it is for those of users who are to be deleted.
func LastUses(ctx context.Context, api UseAPI, credentials []spec.Resource, parallelism int) (map[spec.ID]spec.Facts, error) {
	r := reader{want: Want{Parallelism: parallelism}}
	if parallelism <= 0 {
		r.want.Parallelism = DefaultParallelism
	}
	last := make([]time.Time, len(credentials))
	err := r.together(ctx, func(start func(task)) {
		for i, one := range credentials {
			c, is := one.(spec.Credential)
			if !is || uses[c.Type] == nil {
				continue
			}
			start(func(ctx context.Context) error {
				at, err := uses[c.Type](ctx, api, c)
				if err != nil {
					return fmt.Errorf("reading when the %s of user/%s was used: %w", c.Type, c.User, err)
				}
				last[i] = aws.ToTime(at)
				return nil
			})
		}
	})
	facts := map[spec.ID]spec.Facts{}
	for i, at := range last {
		if !at.IsZero() {
			facts[credentials[i].ID()] = spec.Facts{LastUsed: at}
		}
	}
	return facts, err
}

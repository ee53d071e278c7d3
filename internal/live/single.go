package live

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/spec"
)

// aliasAPI and passwordAPI are what reading and looking both call.
type aliasAPI interface {
	ListAccountAliases(context.Context, *iam.ListAccountAliasesInput, ...func(*iam.Options)) (*iam.ListAccountAliasesOutput, error)
}

type passwordAPI interface {
	GetAccountPasswordPolicy(context.Context, *iam.GetAccountPasswordPolicyInput, ...func(*iam.Options)) (*iam.GetAccountPasswordPolicyOutput, error)
}

// readAlias reads the alias of the account, if it has one.
func readAlias(ctx context.Context, api API, w *whole) error {
	alias, err := getAlias(ctx, api)
	if err != nil || alias == nil {
		return err
	}
	return w.entity(alias, spec.Facts{})
}

// getAlias returns nil where there is none. An account has one at most (API
// Reference, ListAccountAliases).
func getAlias(ctx context.Context, api aliasAPI) (spec.Resource, error) {
	out, err := api.ListAccountAliases(ctx, &iam.ListAccountAliasesInput{})
	if err != nil || len(out.AccountAliases) == 0 {
		return nil, err
	}
	return spec.Alias{Alias: out.AccountAliases[0]}, nil
}

func lookAtAlias(ctx context.Context, api LookAPI, _ spec.Resource) (spec.Resource, error) {
	return getAlias(ctx, api)
}

// readPasswordPolicy reads the password policy of the account, if it has one.
func readPasswordPolicy(ctx context.Context, api API, w *whole) error {
	policy, err := getPasswordPolicy(ctx, api)
	switch {
	case isGone(err):
		return nil
	case err != nil:
		return err
	}
	return w.entity(policy, spec.Facts{})
}

func getPasswordPolicy(ctx context.Context, api passwordAPI) (spec.Resource, error) {
	out, err := api.GetAccountPasswordPolicy(ctx, &iam.GetAccountPasswordPolicyInput{})
	switch {
	case err != nil:
		return nil, err
	case out.PasswordPolicy == nil:
		return nil, errors.New("the answer holds none")
	}
	p := out.PasswordPolicy
	return spec.PasswordPolicy{
		MinimumLength:  int(aws.ToInt32(p.MinimumPasswordLength)),
		RequireSymbols: p.RequireSymbols, RequireNumbers: p.RequireNumbers,
		RequireUppercase: p.RequireUppercaseCharacters, RequireLowercase: p.RequireLowercaseCharacters,
		AllowUsersToChange: p.AllowUsersToChangePassword,
		MaxAge:             int(aws.ToInt32(p.MaxPasswordAge)), ReusePrevention: int(aws.ToInt32(p.PasswordReusePrevention)),
		HardExpiry: aws.ToBool(p.HardExpiry),
	}, nil
}

func lookAtPasswordPolicy(ctx context.Context, api LookAPI, _ spec.Resource) (spec.Resource, error) {
	return getPasswordPolicy(ctx, api)
}

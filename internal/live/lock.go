package live

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/spec"
)

// LockAPI is what of IAM is called to look at the lock. *iam.Client satisfies it.
type LockAPI interface {
	GetPolicy(context.Context, *iam.GetPolicyInput, ...func(*iam.Options)) (*iam.GetPolicyOutput, error)
}

// Lock returns the lock of an account, or nil where there is none. What has its place and
// is no lock is returned as a strange one.
func Lock(ctx context.Context, api LockAPI, account spec.Account) (*spec.Lock, error) {
	out, err := api.GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: aws.String(account.LockARN())})
	switch {
	case isGone(err):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("looking at the lock of account %s: %w", account.ID, err)
	case out.Policy == nil:
		return nil, fmt.Errorf("looking at the lock of account %s: %w", account.ID, errors.New("the answer holds no policy"))
	}
	lock := spec.ReadLock(tagMap(out.Policy.Tags))
	return &lock, nil
}

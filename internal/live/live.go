// Package live reads what an AWS account holds into a spec.State.
//
// It reads pages, not objects: one stream of GetAccountAuthorizationDetails a
// kind, side by side, and only what they lack by further calls. It returns all
// of the account or an error, never a part of it. The streams are not one
// snapshot; where they contradict each other, the account is read once more.
//
// It never changes anything: API has no call that could.
package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/spec"
)

// API is what of IAM is called. *iam.Client satisfies it.
type API interface {
	GetAccountAuthorizationDetails(context.Context, *iam.GetAccountAuthorizationDetailsInput, ...func(*iam.Options)) (*iam.GetAccountAuthorizationDetailsOutput, error)
	GetAccountSummary(context.Context, *iam.GetAccountSummaryInput, ...func(*iam.Options)) (*iam.GetAccountSummaryOutput, error)
	GetPolicy(context.Context, *iam.GetPolicyInput, ...func(*iam.Options)) (*iam.GetPolicyOutput, error)
	GetInstanceProfile(context.Context, *iam.GetInstanceProfileInput, ...func(*iam.Options)) (*iam.GetInstanceProfileOutput, error)
	GetOpenIDConnectProvider(context.Context, *iam.GetOpenIDConnectProviderInput, ...func(*iam.Options)) (*iam.GetOpenIDConnectProviderOutput, error)
	GetSAMLProvider(context.Context, *iam.GetSAMLProviderInput, ...func(*iam.Options)) (*iam.GetSAMLProviderOutput, error)
	GetAccountPasswordPolicy(context.Context, *iam.GetAccountPasswordPolicyInput, ...func(*iam.Options)) (*iam.GetAccountPasswordPolicyOutput, error)
	ListAccountAliases(context.Context, *iam.ListAccountAliasesInput, ...func(*iam.Options)) (*iam.ListAccountAliasesOutput, error)
	GetServerCertificate(context.Context, *iam.GetServerCertificateInput, ...func(*iam.Options)) (*iam.GetServerCertificateOutput, error)
	ListServerCertificates(context.Context, *iam.ListServerCertificatesInput, ...func(*iam.Options)) (*iam.ListServerCertificatesOutput, error)
	ListRoles(context.Context, *iam.ListRolesInput, ...func(*iam.Options)) (*iam.ListRolesOutput, error)
	ListInstanceProfiles(context.Context, *iam.ListInstanceProfilesInput, ...func(*iam.Options)) (*iam.ListInstanceProfilesOutput, error)
	ListOpenIDConnectProviders(context.Context, *iam.ListOpenIDConnectProvidersInput, ...func(*iam.Options)) (*iam.ListOpenIDConnectProvidersOutput, error)
	ListSAMLProviders(context.Context, *iam.ListSAMLProvidersInput, ...func(*iam.Options)) (*iam.ListSAMLProvidersOutput, error)
	ListPolicies(context.Context, *iam.ListPoliciesInput, ...func(*iam.Options)) (*iam.ListPoliciesOutput, error)
}

// Want says what shall be read beyond what costs pages only.
type Want struct {
	// Tagged returns the entities of which more is needed than a bulk read tells, such
	// as tags, so that each that exists costs a call: see Spec.Tagged. It is
	// asked when everything else has been read; nil is none.
	Tagged func() []spec.ID
	// Each says of which entities that are there the same is needed; nil is none.
	Each func(spec.ID) bool
	// Parallelism is how many calls may be in flight; 0 is DefaultParallelism.
	Parallelism int
}

// DefaultParallelism is how many calls are in flight where nothing else is said.
const DefaultParallelism = 10

// Account is what was read.
type Account struct {
	State  spec.State
	Quotas map[string]int // GetAccountSummary, by its own names: UsersQuota, …
	Locked bool           // a policy has the name of the lock; unless somebody holds it, it is not in State
}

// Names are the names that a spec may refer to: what Resolve wants to know of the
// account. Of AWS's policies they are those that the account uses: for a spec
// that names others, there is Catalogue.
func (a Account) Names() spec.Names {
	names := spec.Names{Account: a.State.Account, AWSManaged: []string{}, Local: map[string]bool{}}
	for _, r := range a.State.Resources {
		switch r := r.(type) {
		case spec.Policy:
			names.Local[r.ARN] = true
		case spec.Attachment:
			names.AWSManaged = appendAWS(names.AWSManaged, r.PolicyARN)
		case spec.User:
			names.AWSManaged = appendAWS(names.AWSManaged, r.Boundary)
		case spec.Role:
			names.AWSManaged = appendAWS(names.AWSManaged, r.Boundary)
		}
	}
	slices.Sort(names.AWSManaged)
	names.AWSManaged = slices.Compact(names.AWSManaged)
	return names
}

func appendAWS(arns []string, arn string) []string {
	if p, err := spec.ParsePolicyARN(arn); err == nil && p.IsAWS() {
		return append(arns, arn)
	}
	return arns
}

// Read reads the account. What contradicts itself, since it was changed between
// two calls, is read once more and is an error then. Which account it is, account
// is asked at the end: finding that out need not delay the reading.
func Read(ctx context.Context, api API, account func() spec.Account, want Want) (Account, error) {
	if want.Parallelism <= 0 {
		want.Parallelism = DefaultParallelism
	}
	r := reader{api: api, want: want}
	a, err := r.read(ctx)
	if Contradicts(err) && pause(ctx) == nil {
		a, err = r.read(ctx)
	}
	if err != nil {
		return Account{}, fmt.Errorf("reading account %s: %w", account().ID, err)
	}
	a.State.Account = account()
	settleTrust(a.State)
	return a, nil
}

// again is how long a reading that contradicts itself waits to be repeated.
const again = 200 * time.Millisecond

func pause(ctx context.Context) error {
	select {
	case <-time.After(again):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Contradicts reports whether reading failed since what was read contradicts
// itself: somebody is changing the account, or reads lag behind writes.
func Contradicts(err error) bool {
	var torn *tornError
	return errors.As(err, &torn)
}

// reader is one reading of the account.
type reader struct {
	api  API
	want Want
}

package live

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/smithy-go"

	"iamsync/spec"
	"iamsync/spec/policy"
)

func takePolicies(w *whole, out *iam.GetAccountAuthorizationDetailsOutput) error {
	for _, d := range out.Policies {
		if err := takePolicy(w, d); err != nil {
			return err
		}
	}
	return nil
}

// takePolicy takes a policy with all its versions. Its tags are not there to be
// taken, and its description hardly ever: see describe.
func takePolicy(w *whole, d types.ManagedPolicyDetail) error {
	arn, err := spec.ParsePolicyARN(aws.ToString(d.Arn))
	if err != nil {
		return fmt.Errorf("reading a policy: %w", err)
	}
	switch {
	case arn.IsAWS():
		return nil // some emulators show these too, whatever the filter
	case spec.IsLock(spec.PolicyID(arn.Name)):
		w.locked.Store(true)
		if aws.ToInt32(d.AttachmentCount)+aws.ToInt32(d.PermissionsBoundaryUsageCount) == 0 {
			return nil // it is no part of what the account says of anybody
		}
	}
	versions, doc, err := versionsOf(d)
	if err != nil {
		return fmt.Errorf("reading policy %s: %w", arn, err)
	}
	return w.entity(spec.Policy{
		Name:        arn.Name,
		ARN:         arn.String(),
		Path:        arn.Path,
		Description: aws.ToString(d.Description),
		Document:    doc,
	}, spec.Facts{
		UniqueID: aws.ToString(d.PolicyId),
		Versions: versions,
	})
}

// versionsOf returns the versions by number, oldest first, and the document of
// the one that is in force.
func versionsOf(d types.ManagedPolicyDetail) (all []spec.Version, inForce policy.Document, err error) {
	for _, v := range d.PolicyVersionList {
		id := aws.ToString(v.VersionId)
		doc, err := document(v.Document)
		if err != nil {
			return nil, policy.Document{}, fmt.Errorf("reading version %s: %w", id, err)
		}
		standard := id != "" && id == aws.ToString(d.DefaultVersionId)
		if standard {
			inForce = doc
		}
		all = append(all, spec.Version{ID: id, Default: standard, Created: aws.ToTime(v.CreateDate), Document: doc})
	}
	if inForce.IsZero() {
		return nil, policy.Document{}, fmt.Errorf("reading its default version %q: it is not among its versions", aws.ToString(d.DefaultVersionId))
	}
	slices.SortFunc(all, func(a, b spec.Version) int { return cmp.Compare(number(a.ID), number(b.ID)) })
	return all, inForce, nil
}

// number is 7 for "v7"; v10 comes after v9.
func number(version string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(version, "v"))
	return n
}

// describePolicy returns the policy with its tags and its description, which only
// GetPolicy tells.
func describePolicy(ctx context.Context, api API, r spec.Resource) (spec.Resource, error) {
	p := r.(spec.Policy)
	out, err := api.GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: &p.ARN})
	switch {
	case err != nil:
		return nil, err
	case out.Policy == nil:
		return nil, errors.New("the answer holds no policy")
	}
	p.Description, p.Tags = aws.ToString(out.Policy.Description), tagMap(out.Policy.Tags)
	return p, nil
}

// isGone matches by code: IAM's errors do not always arrive with their types.
func isGone(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && api.ErrorCode() == "NoSuchEntity"
}

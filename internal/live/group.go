package live

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/spec"
)

func takeGroups(w *whole, out *iam.GetAccountAuthorizationDetailsOutput) error {
	for _, d := range out.GroupDetailList {
		if err := takeGroup(w, d); err != nil {
			return err
		}
	}
	return nil
}

func takeGroup(w *whole, d types.GroupDetail) error {
	g := spec.Group{Name: aws.ToString(d.GroupName), Path: aws.ToString(d.Path)}
	if err := w.entity(g, spec.Facts{UniqueID: aws.ToString(d.GroupId)}); err != nil {
		return err
	}
	if err := w.attached(g.ID(), d.AttachedManagedPolicies); err != nil {
		return err
	}
	return w.inline(g.ID(), d.GroupPolicyList)
}

package live

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/spec"
)

func takeUsers(w *whole, out *iam.GetAccountAuthorizationDetailsOutput) error {
	for _, d := range out.UserDetailList {
		if err := takeUser(w, d); err != nil {
			return err
		}
	}
	return nil
}

// takeUser takes a user and all that belongs to it. Memberships come from here:
// a group does not list its members in bulk.
func takeUser(w *whole, d types.UserDetail) error {
	u := spec.User{Name: aws.ToString(d.UserName), Path: aws.ToString(d.Path), Tags: tagMap(d.Tags)}
	var err error
	if u.Boundary, err = w.boundary(u.ID(), d.PermissionsBoundary); err != nil {
		return err
	}
	if err := w.entity(u, spec.Facts{UniqueID: aws.ToString(d.UserId)}); err != nil {
		return err
	}
	for _, group := range d.GroupList {
		w.edge(spec.Membership{User: u.Name, Group: group})
	}
	if err := w.attached(u.ID(), d.AttachedManagedPolicies); err != nil {
		return err
	}
	return w.inline(u.ID(), d.UserPolicyList)
}

package live

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/spec"
)

func takeUsers(p *part, out *iam.GetAccountAuthorizationDetailsOutput) error {
	for _, d := range out.UserDetailList {
		if err := takeUser(p, d); err != nil {
			return err
		}
	}
	return nil
}

// takeUser takes a user and all that belongs to it. Memberships come from here:
// a group does not list its members in bulk.
func takeUser(p *part, d types.UserDetail) error {
	u := spec.User{Name: aws.ToString(d.UserName), Path: aws.ToString(d.Path), Tags: tagMap(d.Tags)}
	var err error
	if u.Boundary, err = p.boundary(u.ID(), d.PermissionsBoundary); err != nil {
		return err
	}
	if err := p.entity(u, spec.Facts{UniqueID: aws.ToString(d.UserId)}); err != nil {
		return err
	}
	for _, group := range d.GroupList {
		p.resources = append(p.resources, spec.Membership{User: u.Name, Group: group})
	}
	if err := p.attached(u.ID(), d.AttachedManagedPolicies); err != nil {
		return err
	}
	return p.inline(u.ID(), d.UserPolicyList)
}

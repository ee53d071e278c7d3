package live

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/spec"
)

func takeRoles(w *whole, out *iam.GetAccountAuthorizationDetailsOutput) error {
	for _, d := range out.RoleDetailList {
		if err := takeRole(w, d); err != nil {
			return err
		}
	}
	return nil
}

// takeRole takes a role and all that belongs to it, but for what only ListRoles
// tells: see session.
func takeRole(w *whole, d types.RoleDetail) error {
	r := spec.Role{Name: aws.ToString(d.RoleName), Path: aws.ToString(d.Path), Tags: tagMap(d.Tags)}
	var err error
	if r.Boundary, err = w.boundary(r.ID(), d.PermissionsBoundary); err != nil {
		return err
	}
	if r.Trust, err = document(d.AssumeRolePolicyDocument); err != nil {
		return fmt.Errorf("reading the trust policy of %s: %w", r.ID(), err)
	}
	facts := spec.Facts{UniqueID: aws.ToString(d.RoleId)}
	if d.RoleLastUsed != nil {
		facts.LastUsed = aws.ToTime(d.RoleLastUsed.LastUsedDate)
	}
	if err := w.entity(r, facts); err != nil {
		return err
	}
	if err := w.attached(r.ID(), d.AttachedManagedPolicies); err != nil {
		return err
	}
	return w.inline(r.ID(), d.RolePolicyList)
}

// session is what ListRoles tells of a role, and GetAccountAuthorizationDetails
// does not (recorded; see the API reference of RoleDetail).
type session struct {
	description string
	longest     int // in seconds
}

// readSessions lists the roles.
func readSessions(ctx context.Context, api API, w *whole) error {
	return listing[*iam.ListRolesOutput]{
		fetch: func(ctx context.Context, marker *string, option func(*iam.Options)) (*iam.ListRolesOutput, error) {
			return api.ListRoles(ctx, &iam.ListRolesInput{MaxItems: aws.Int32(maxItems), Marker: marker}, option)
		},
		page: func(out *iam.ListRolesOutput) page { return page{out.IsTruncated, out.Marker} },
		take: func(out *iam.ListRolesOutput) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			for _, r := range out.Roles {
				w.sessions[aws.ToString(r.RoleName)] = session{aws.ToString(r.Description), int(aws.ToInt32(r.MaxSessionDuration))}
			}
			return nil
		},
	}.read(ctx)
}

// completeRoles gives the roles what was listed of them, and says which of them
// are missing on one side.
func (w *whole) completeRoles() (conflicts []string) {
	for id := range w.state.Facts {
		role, is := w.state.Resources[id].(spec.Role)
		if !is {
			continue
		}
		more, found := w.sessions[role.Name]
		if !found {
			conflicts = append(conflicts, fmt.Sprintf("%s is there, and is not listed", id))
		}
		role.Description, role.MaxSession = more.description, more.longest
		w.state.Add(role)
	}
	for name := range w.sessions {
		if w.state.Resources[spec.RoleID(name)] == nil {
			conflicts = append(conflicts, fmt.Sprintf("%s is listed, and is not there", spec.RoleID(name)))
		}
	}
	return conflicts
}

// settleTrust writes the trust policies of a State in names: IAM keeps principals
// by their unique IDs, and shows the ID of one that was made a moment ago, or that
// is gone. It notes whom each role trusts.
func settleTrust(s spec.State) {
	names := sync.OnceValue(func() map[string]spec.ID { return names(s) }) // hardly ever is one needed
	for id := range s.Facts {
		role, is := s.Resources[id].(spec.Role)
		if !is {
			continue
		}
		role.Trust = role.Trust.MapPrincipals(func(p string) string {
			if strings.ContainsAny(p, ":*") { // an ARN, or everybody
				return p
			}
			if id, known := names()[p]; known {
				return s.ARN(id)
			}
			return p
		})
		role.Trusted = s.Account.Principals(role.Trust)
		s.Add(role)
	}
}

// names returns the users and roles by their unique IDs.
func names(s spec.State) map[string]spec.ID {
	names := map[string]spec.ID{}
	for id, facts := range s.Facts {
		if (id.Kind == spec.KindUser || id.Kind == spec.KindRole) && facts.UniqueID != "" {
			names[facts.UniqueID] = id
		}
	}
	return names
}

func lookAtRole(ctx context.Context, api LookAPI, place spec.Resource) (spec.Resource, error) {
	out, err := api.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(place.ID().Name)})
	if err != nil {
		return nil, err
	}
	if out.Role == nil {
		return nil, errors.New("the answer holds no role")
	}
	r := spec.Role{
		Name: aws.ToString(out.Role.RoleName), Path: aws.ToString(out.Role.Path), Tags: tagMap(out.Role.Tags),
		Description: aws.ToString(out.Role.Description), MaxSession: int(aws.ToInt32(out.Role.MaxSessionDuration)),
	}
	if b := out.Role.PermissionsBoundary; b != nil {
		r.Boundary = aws.ToString(b.PermissionsBoundaryArn)
	}
	r.Trust, err = document(out.Role.AssumeRolePolicyDocument)
	return r, err
}

package fakeiam

import (
	"iter"
	"time"
)

// roleDetail has neither description nor duration: they are ListRoles's to tell.
type roleDetail struct {
	Path                     string
	RoleName                 string
	RoleId                   string
	Arn                      string
	CreateDate               time.Time
	AssumeRolePolicyDocument string
	InstanceProfileList      []profileOutput
	RolePolicyList           []policyDetail
	AttachedManagedPolicies  []attachedPolicy
	PermissionsBoundary      *attachedBoundary `out:"omitempty"`
	Tags                     []Tag
	RoleLastUsed             lastUsed
}

func (r *role) detail(a *account) roleDetail {
	d := roleDetail{
		Path: r.path, RoleName: r.name, RoleId: r.id, Arn: r.arn(a), CreateDate: r.created,
		AssumeRolePolicyDocument: r.document(a),
		RolePolicyList:           r.inlineDetails(),
		AttachedManagedPolicies:  r.attachedDetails(),
		PermissionsBoundary:      boundaryOutput(r.boundary),
		Tags:                     r.tags,
		RoleLastUsed:             r.used,
	}
	for _, p := range r.profiles {
		d.InstanceProfileList = append(d.InstanceProfileList, p.brief(a))
	}
	return d
}

// rolesAfter is the section of roles in GetAccountAuthorizationDetails.
func (a *account) rolesAfter(key string) iter.Seq2[string, func(*gaadOutput)] {
	return details(a.roles.after(key), func(r *role, out *gaadOutput) {
		out.RoleDetailList = append(out.RoleDetailList, r.detail(a))
	})
}

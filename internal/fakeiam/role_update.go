package fakeiam

import "strings"

type updateRoleInput struct {
	roleName
	Description        *string `in:"roleDescription"`
	MaxSessionDuration *int    `in:"maxSession"`
}

// updateRole keeps what it is not told. Its answer is empty and must be there:
// the SDKs insist on it.
func (a *account) updateRole(in *updateRoleInput) (*struct{}, error) {
	r, err := a.describedRole(in.RoleName)
	switch {
	case err != nil:
		return nil, err
	case in.MaxSessionDuration != nil && strings.HasPrefix(r.path, servicePath):
		return nil, r.protected()
	}
	if in.Description != nil {
		r.description = *in.Description
	}
	if in.MaxSessionDuration != nil {
		r.maxSession = *in.MaxSessionDuration
	}
	return &struct{}{}, nil
}

type updateRoleDescriptionInput struct {
	roleName
	Description *string `in:"roleDescription,required"`
}

func (a *account) updateRoleDescription(in *updateRoleDescriptionInput) (*oneRole, error) {
	r, err := a.describedRole(in.RoleName)
	if err != nil {
		return nil, err
	}
	r.description = *in.Description
	out := r.brief(a)
	out.Description = r.description
	return &oneRole{out}, nil
}

type updateAssumeRolePolicyInput struct {
	roleName
	policyDocument
}

func (a *account) updateAssumeRolePolicy(in *updateAssumeRolePolicyInput) error {
	r, err := a.ownRole(in.RoleName)
	if err != nil {
		return err
	}
	t, err := a.parseTrust(in.PolicyDocument)
	if err == nil {
		r.trust = t
	}
	return err
}

type putRoleBoundaryInput struct {
	roleName
	PermissionsBoundary string `in:"arn,required"`
}

func (a *account) putRolePermissionsBoundary(in *putRoleBoundaryInput) error {
	r, err := a.ownRole(in.RoleName)
	if err != nil {
		return err
	}
	return a.setBoundary(&r.principal, in.PermissionsBoundary)
}

// deleteRolePermissionsBoundary succeeds where there is none, too.
func (a *account) deleteRolePermissionsBoundary(in *roleName) error {
	r, err := a.ownRole(in.RoleName)
	if err == nil {
		r.unbound()
	}
	return err
}

var roleTags = taggable[roleName, *role]{
	list: "ListRoleTags", as: foldedTags,
	of:     func(r *role) *[]Tag { return &r.tags },
	find:   func(a *account, n roleName) (*role, error) { return a.role(n.RoleName) },
	change: func(a *account, n roleName) (*role, error) { return a.describedRole(n.RoleName) },
}

type pagedRoleName struct {
	roleName
	paging
}

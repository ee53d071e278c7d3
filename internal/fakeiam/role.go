package fakeiam

import (
	"strings"
	"time"
)

type role struct {
	principal
	trust       *trust
	description string
	maxSession  int // seconds
	used        lastUsed
	profiles    []*profile // that it sits in, in the order of their keys
}

// lastUsed is empty for a role that nobody has used.
type lastUsed struct {
	LastUsedDate time.Time `out:"omitempty"`
	Region       string    `out:"omitempty"`
}

type roleOutput struct {
	Path                     string
	RoleName                 string
	RoleId                   string
	Arn                      string
	CreateDate               time.Time
	AssumeRolePolicyDocument string
	Description              string            `out:"omitempty"`
	MaxSessionDuration       int               `out:"omitempty"`
	PermissionsBoundary      *attachedBoundary `out:"omitempty"`
	Tags                     []Tag             `out:"omitempty"`
	RoleLastUsed             *lastUsed         `out:"omitempty"`
}

// brief is a role as CreateRole shows it, and instance profiles do: without
// description and duration.
func (r *role) brief(a *account) roleOutput {
	return roleOutput{
		Path: r.path, RoleName: r.name, RoleId: r.id, Arn: r.arn(a), CreateDate: r.created,
		AssumeRolePolicyDocument: r.document(a),
	}
}

// listed is a role as ListRoles shows it: without boundary, tags and last use.
func (r *role) listed(a *account) roleOutput {
	out := r.brief(a)
	out.Description, out.MaxSessionDuration = r.description, r.maxSession
	return out
}

func (r *role) full(a *account) roleOutput {
	out := r.listed(a)
	used := r.used
	out.PermissionsBoundary, out.Tags, out.RoleLastUsed = boundaryOutput(r.boundary), r.tags, &used
	return out
}

func (a *account) role(name string) (*role, error) {
	if r, ok := a.roles.get(name); ok {
		return r, nil
	}
	return nil, noSuch("The role with name %s cannot be found.", name)
}

// The paths of roles that belong to AWS: those of IAM Identity Center, and those
// that services are linked to.
const (
	reservedPath = "/aws-reserved/"
	servicePath  = "/aws-service-role/"
)

// protected is the refusal to change a role of AWS.
func (r *role) protected() error {
	return refuse("UnmodifiableEntity",
		"Cannot perform the operation on the protected role '%s' - this role is only modifiable by AWS", r.name)
}

// ownRole is role for actions that write, which the roles of AWS do not suffer.
func (a *account) ownRole(name string) (*role, error) {
	r, err := a.role(name)
	if err == nil && (strings.HasPrefix(r.path, reservedPath) || strings.HasPrefix(r.path, servicePath)) {
		return nil, r.protected()
	}
	return r, err
}

// describedRole is role for actions that write a description or tags, which a
// service-linked role may have (User Guide, "Create a service-linked role").
func (a *account) describedRole(name string) (*role, error) {
	r, err := a.role(name)
	if err == nil && strings.HasPrefix(r.path, reservedPath) {
		return nil, r.protected()
	}
	return r, err
}

type roleName struct {
	RoleName string `in:"roleName,required"`
}

type oneRole struct{ Role roleOutput }

type createRoleInput struct {
	Path                     string `in:"path"`
	RoleName                 string `in:"roleName,required"`
	AssumeRolePolicyDocument string `in:"document,required"`
	Description              string `in:"roleDescription"`
	MaxSessionDuration       int    `in:"maxSession"`
	PermissionsBoundary      string `in:"arn"`
	Tags                     []Tag  `in:"tags"`
}

// defaultSession is an hour, which a role has where nobody says otherwise.
const defaultSession = 3600

func (a *account) createRole(in *createRoleInput) (*oneRole, error) {
	for _, prefix := range []string{servicePath, reservedPath} {
		if strings.HasPrefix(in.Path, prefix) {
			return nil, refuse("InvalidInput", "Path prefix '%s' can only be used for AWS Service linked Roles", prefix)
		}
	}
	tags, err := mergeTags(nil, in.Tags, foldedTags)
	if err != nil {
		return nil, err
	}
	t, err := a.parseTrust(in.AssumeRolePolicyDocument)
	if err != nil {
		return nil, err
	}
	if a.roles.has(in.RoleName) {
		return nil, exists("Role with name %s already exists.", in.RoleName)
	}
	if n := a.quotas["RolesQuota"]; a.roles.len() >= n {
		return nil, overQuota("RolesPerAccount", n)
	}
	r := &role{
		principal: principal{kind: roleKind, name: in.RoleName, path: orRoot(in.Path), tags: tags},
		trust:     t, description: in.Description, maxSession: max(in.MaxSessionDuration, defaultSession),
	}
	if in.PermissionsBoundary != "" {
		if err := a.setBoundary(&r.principal, in.PermissionsBoundary); err != nil {
			return nil, err
		}
	}
	a.addRole(r)
	out := r.brief(a)
	out.PermissionsBoundary = boundaryOutput(r.boundary)
	out.Tags = in.Tags // as they were sent; reads sort them
	return &oneRole{out}, nil
}

func (a *account) addRole(r *role) {
	r.id, r.created = a.newID(roleKind.idPrefix), a.date()
	a.roles.put(r.name, r)
}

func (a *account) getRole(in *roleName) (*oneRole, error) {
	r, err := a.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	return &oneRole{r.full(a)}, nil
}

type listRolesInput struct {
	PathPrefix string `in:"pathPrefix"`
	paging
}

type listRolesOutput struct {
	Roles []roleOutput
	paged
}

func (a *account) listRoles(in *listRolesInput) (*listRolesOutput, error) {
	wanted := func(r *role) (*role, bool) { return r, strings.HasPrefix(r.path, in.PathPrefix) }
	roles, p, err := page(a, "ListRoles", in.paging, a.roles.after, wanted)
	if err != nil {
		return nil, err
	}
	out := &listRolesOutput{Roles: []roleOutput{}, paged: p}
	for _, r := range roles {
		out.Roles = append(out.Roles, r.listed(a))
	}
	return out, nil
}

// deleteRole leaves alone those who trust the role; they show its ID from now on.
func (a *account) deleteRole(in *roleName) error {
	r, err := a.ownRole(in.RoleName)
	if err != nil {
		return err
	}
	if len(r.profiles) > 0 {
		return conflict("must remove roles from instance profile first.")
	}
	if err := r.deletable(); err != nil {
		return err
	}
	a.dropRole(r)
	return nil
}

func (a *account) dropRole(r *role) {
	r.unbound()
	r.gone = true
	a.roles.remove(r.name)
}

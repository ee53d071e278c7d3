package conformance

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

const (
	unmodifiable = "400 UnmodifiableEntity"

	// trustEC2 is a trust document that nobody objects to.
	trustEC2 = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	notEmpty = "Cannot delete entity, must remove roles from instance profile first."
)

// trusting is the trust document of a role that somebody of AWS may assume.
func trusting(principal string) string {
	return strings.Replace(trustEC2, `"Service":"ec2.amazonaws.com"`, `"AWS":"`+principal+`"`, 1)
}

// role creates a role under the case's path and returns its name.
func (s *script) role(label string, tagged ...types.Tag) string {
	name := s.name(label)
	do(s, s.iam.CreateRole, &iam.CreateRoleInput{RoleName: &name, Path: &s.path, AssumeRolePolicyDocument: new(trustEC2), Tags: tagged})
	return name
}

func (s *script) getRole(name string) *types.Role {
	return do(s, s.iam.GetRole, &iam.GetRoleInput{RoleName: &name}).Role
}

func (s *script) attachRole(role, arn string) {
	do(s, s.iam.AttachRolePolicy, &iam.AttachRolePolicyInput{RoleName: &role, PolicyArn: &arn})
}

func (s *script) putRole(role, name, text string) error {
	return try(s, s.iam.PutRolePolicy, &iam.PutRolePolicyInput{RoleName: &role, PolicyName: &name, PolicyDocument: &text})
}

func (s *script) boundRole(role, arn string) {
	do(s, s.iam.PutRolePermissionsBoundary, &iam.PutRolePermissionsBoundaryInput{RoleName: &role, PermissionsBoundary: &arn})
}

func (s *script) deleteRole(name string) error {
	return try(s, s.iam.DeleteRole, &iam.DeleteRoleInput{RoleName: &name})
}

func (s *script) createRole(name, path string) error {
	return try(s, s.iam.CreateRole, &iam.CreateRoleInput{RoleName: &name, Path: &path, AssumeRolePolicyDocument: new(trustEC2)})
}

func (s *script) rolesBelow(path string) []types.Role {
	p := iam.NewListRolesPaginator(s.iam, &iam.ListRolesInput{PathPrefix: &path})
	return collect(s, p, func(out *iam.ListRolesOutput) []types.Role { return out.Roles })
}

func roleName(r types.Role) *string { return r.RoleName }

// linkedRole is a role that a service is linked to, with a suffix of this case.
func (s *script) linkedRole() string {
	in := &iam.CreateServiceLinkedRoleInput{AWSServiceName: new("autoscaling.amazonaws.com"), CustomSuffix: new(s.name("s"))}
	return *do(s, s.iam.CreateServiceLinkedRole, in).Role.RoleName
}

var roleCases = slices.Concat(roleLife, rolePolicies, roleConflicts, roleGrammar, linkedRoles)

var roleLife = []testCase{
	{"a role is read as it was created", func(s *script) {
		name := s.name("r")
		made := do(s, s.iam.CreateRole, &iam.CreateRoleInput{RoleName: &name, Path: &s.path, AssumeRolePolicyDocument: new(trustEC2),
			Description: new("d"), MaxSessionDuration: new(int32(7200)), Tags: tags("a", "1")}).Role
		got := s.getRole(name)
		s.same("name", made.RoleName, &name)
		s.same("ARN", made.Arn, new(s.arn("role", s.path, name)))
		s.same("document", s.decoded(got.AssumeRolePolicyDocument), trustEC2)
		s.same("description and duration", []any{*got.Description, *got.MaxSessionDuration}, []any{"d", int32(7200)})
		s.same("tags", pairs(got.Tags), []string{"a=1"})
		s.same("id", got.RoleId, made.RoleId)
		s.uniqueID(got.RoleId, "AROA")
		s.recent("the role's date", got.CreateDate)
	}},
	{"creating a role answers without description and duration", func(s *script) {
		made := do(s, s.iam.CreateRole, &iam.CreateRoleInput{RoleName: new(s.name("r")), AssumeRolePolicyDocument: new(trustEC2),
			Description: new("d"), MaxSessionDuration: new(int32(7200))}).Role
		s.same("description", made.Description, (*string)(nil))
		s.same("duration", made.MaxSessionDuration, (*int32)(nil))
	}},
	{"a role has a session of an hour unless it was given another", func(s *script) {
		s.same("duration", s.getRole(s.role("r")).MaxSessionDuration, new(int32(3600)))
	}},
	{"a role that nobody used says so", func(s *script) {
		s.same("last use", s.getRole(s.role("r")).RoleLastUsed, &types.RoleLastUsed{})
	}},
	{"roles are listed by path", func(s *script) {
		s.same("roles", unordered([]string{s.role("a"), s.role("b")}), unordered(names(s.rolesBelow(s.path), roleName)))
		s.same("elsewhere", len(s.rolesBelow(s.path+"x/")), 0)
	}},
	{"a list of roles has descriptions, no tags and no boundaries", func(s *script) {
		r := s.role("r", tags("a", "1")...)
		s.boundRole(r, s.policy("p"))
		do(s, s.iam.UpdateRole, &iam.UpdateRoleInput{RoleName: &r, Description: new("d")})
		for _, got := range s.rolesBelow(s.path) {
			s.same("description and duration", []any{got.Description, got.MaxSessionDuration}, []any{new("d"), new(int32(3600))})
			s.same("tags", len(got.Tags), 0)
			s.same("boundary", boundaryARN(got.PermissionsBoundary), "")
			s.same("last use", got.RoleLastUsed, (*types.RoleLastUsed)(nil))
		}
	}},
	{"an update of a role keeps what it does not say", func(s *script) {
		r := s.role("r")
		do(s, s.iam.UpdateRole, &iam.UpdateRoleInput{RoleName: &r, Description: new("d"), MaxSessionDuration: new(int32(7200))})
		do(s, s.iam.UpdateRole, &iam.UpdateRoleInput{RoleName: &r})
		got := s.getRole(r)
		s.same("after saying nothing", []any{got.Description, got.MaxSessionDuration}, []any{new("d"), new(int32(7200))})
	}},
	{"a role's description is updated alone", func(s *script) {
		r := s.role("r")
		made := do(s, s.iam.UpdateRoleDescription, &iam.UpdateRoleDescriptionInput{RoleName: &r, Description: new("e")}).Role
		s.same("answer", made.Description, new("e"))
		s.same("description", s.getRole(r).Description, new("e"))
	}},
	{"tags of a role ignore their case", func(s *script) {
		r := s.role("r", tags("a", "1", "b", "2")...)
		do(s, s.iam.TagRole, &iam.TagRoleInput{RoleName: &r, Tags: tags("A", "3")})
		do(s, s.iam.UntagRole, &iam.UntagRoleInput{RoleName: &r, TagKeys: []string{"B"}})
		s.same("tags", pairs(do(s, s.iam.ListRoleTags, &iam.ListRoleTagsInput{RoleName: &r}).Tags), []string{"A=3"})
		s.refused(try(s, s.iam.TagRole, &iam.TagRoleInput{RoleName: &r, Tags: tags("x", "", "X", "")}), invalidInput,
			twice+" Please note that Tag keys are case insensitive.")
	}},
	{"details of a role have all but description and duration", func(s *script) {
		r, p, fence := s.role("r", tags("a", "1")...), s.policy("p"), s.policy("fence")
		s.attachRole(r, p)
		s.boundRole(r, fence)
		s.done(s.putRole(r, "i", document))
		s.seat(r, s.profile("i"))
		d := s.roleDetail(r)
		s.same("document", s.decoded(d.AssumeRolePolicyDocument), trustEC2)
		s.same("attached", names(d.AttachedManagedPolicies, attachedARN), []string{p})
		s.same("inline", []string{*d.RolePolicyList[0].PolicyName, s.decoded(d.RolePolicyList[0].PolicyDocument)}, []string{"i", document})
		s.same("boundary", boundaryARN(d.PermissionsBoundary), fence)
		s.same("tags", pairs(d.Tags), []string{"a=1"})
		s.same("last use", d.RoleLastUsed, &types.RoleLastUsed{})
		s.same("profiles", names(d.InstanceProfileList, profileName), []string{s.name("i")})
		s.same("their roles", names(d.InstanceProfileList[0].Roles, roleName), []string{r})
	}},
	{"details may be of roles alone", func(s *script) {
		s.user("u")
		s.role("r")
		d := s.details(types.EntityTypeRole)
		s.same("users, groups, policies", d.counts(), []int{0, 0, 0})
	}},
	{"the summary counts roles, profiles and providers", func(s *script) {
		before := s.summary()
		s.role("r")
		s.profile("i")
		s.oidc("a")
		after := s.summary()
		for _, kind := range []string{"Roles", "InstanceProfiles", "Providers"} {
			s.same(kind, after[kind], before[kind]+1)
		}
		for quota, want := range map[string]int32{"RolesQuota": 1000, "InstanceProfilesQuota": 1000, "AttachedPoliciesPerRoleQuota": 10,
			"RolePolicySizeQuota": 10240, "AssumeRolePolicySizeQuota": 2048} {
			s.same(quota, after[quota], want)
		}
	}},
}

// roleDetail is what account details say of a role.
func (s *script) roleDetail(name string) types.RoleDetail {
	in := &iam.GetAccountAuthorizationDetailsInput{Filter: []types.EntityType{types.EntityTypeRole}}
	p := iam.NewGetAccountAuthorizationDetailsPaginator(s.iam, in)
	all := collect(s, p, func(out *iam.GetAccountAuthorizationDetailsOutput) []types.RoleDetail { return out.RoleDetailList })
	at := slices.IndexFunc(all, func(r types.RoleDetail) bool { return *r.RoleName == name })
	if at < 0 {
		s.errorf("there are no details of %s", name)
		panic(errStopped)
	}
	return all[at]
}

var rolePolicies = []testCase{
	{"an inline policy of a role is written, read and deleted", func(s *script) {
		r := s.role("r")
		s.done(s.putRole(r, "i", document))
		s.done(s.putRole(r, "i", another))
		got := do(s, s.iam.GetRolePolicy, &iam.GetRolePolicyInput{RoleName: &r, PolicyName: new("i")})
		s.same("document", s.decoded(got.PolicyDocument), another)
		s.same("policies", do(s, s.iam.ListRolePolicies, &iam.ListRolePoliciesInput{RoleName: &r}).PolicyNames, []string{"i"})
		in := &iam.DeleteRolePolicyInput{RoleName: &r, PolicyName: new("i")}
		do(s, s.iam.DeleteRolePolicy, in)
		s.refused(try(s, s.iam.DeleteRolePolicy, in), noSuchEntity, "The role policy with name i cannot be found.")
	}},
	{"the inline policies of a role have 10240 characters together", func(s *script) {
		r := s.role("r")
		s.done(s.putRole(r, "a", sized(10000)))
		s.done(s.putRole(r, "b", sized(240)))
		s.refused(s.putRole(r, "c", sized(200)), limitExceeded, "")
	}},
	{"a malformed inline policy of a role is refused", func(s *script) {
		s.refused(s.putRole(s.role("r"), "i", `{}`), malformed, syntax)
	}},
	{"a policy attached to a role is in use", func(s *script) {
		r, p := s.role("r"), s.policy("p")
		s.attachRole(r, p)
		s.same("count", s.getPolicy(p).AttachmentCount, new(int32(1)))
		s.same("attached", names(do(s, s.iam.ListAttachedRolePolicies, &iam.ListAttachedRolePoliciesInput{RoleName: &r}).AttachedPolicies, attachedARN), []string{p})
		s.same("holders", s.holdingRoles(p), []string{r})
		s.refused(s.deletePolicy(p), deleteConflict, attachedPolicy)
		in := &iam.DetachRolePolicyInput{RoleName: &r, PolicyArn: &p}
		do(s, s.iam.DetachRolePolicy, in)
		s.refused(try(s, s.iam.DetachRolePolicy, in), noSuchEntity, "Policy "+p+notFound)
		s.done(s.deletePolicy(p))
	}},
	{"a role has ten policies attached at most", func(s *script) {
		r := s.role("r")
		for i := range 10 {
			s.attachRole(r, s.policy(strconv.Itoa(i)))
		}
		in := &iam.AttachRolePolicyInput{RoleName: &r, PolicyArn: new(s.policy("x"))}
		s.refused(try(s, s.iam.AttachRolePolicy, in), limitExceeded, "Cannot exceed quota for PoliciesPerRole: 10")
	}},
	{"a policy that is not there is not attached to a role", func(s *script) {
		arn := s.absent()
		s.refused(try(s, s.iam.AttachRolePolicy, &iam.AttachRolePolicyInput{RoleName: new(s.role("r")), PolicyArn: &arn}),
			noSuchEntity, "Policy "+arn+noAttachable)
	}},
	{"a role's boundary is written and removed", func(s *script) {
		r, p := s.role("r"), s.policy("p")
		s.boundRole(r, p)
		s.same("boundary", s.getRole(r).PermissionsBoundary,
			&types.AttachedPermissionsBoundary{PermissionsBoundaryArn: &p, PermissionsBoundaryType: "Policy"})
		s.same("uses", s.getPolicy(p).PermissionsBoundaryUsageCount, new(int32(1)))
		s.refused(s.deletePolicy(p), deleteConflict, attachedPolicy)
		do(s, s.iam.DeleteRolePermissionsBoundary, &iam.DeleteRolePermissionsBoundaryInput{RoleName: &r})
		s.same("boundary", boundaryARN(s.getRole(r).PermissionsBoundary), "")
	}},
	{"a role is created with its boundary", func(s *script) {
		p := s.policy("p")
		in := &iam.CreateRoleInput{RoleName: new(s.name("r")), AssumeRolePolicyDocument: new(trustEC2), PermissionsBoundary: &p}
		s.same("answer", boundaryARN(do(s, s.iam.CreateRole, in).Role.PermissionsBoundary), p)
		s.same("boundary", boundaryARN(s.getRole(*in.RoleName).PermissionsBoundary), p)
	}},
	{"a role is not created with a boundary that is not there", func(s *script) {
		arn := s.absent()
		in := &iam.CreateRoleInput{RoleName: new(s.name("r")), AssumeRolePolicyDocument: new(trustEC2), PermissionsBoundary: &arn}
		s.refused(try(s, s.iam.CreateRole, in), noSuchEntity, "Scope ARN: "+arn+noAttachable)
	}},
}

func (s *script) holdingRoles(arn string) []string {
	p := iam.NewListEntitiesForPolicyPaginator(s.iam, &iam.ListEntitiesForPolicyInput{PolicyArn: &arn, EntityFilter: types.EntityTypeRole})
	all := collect(s, p, func(out *iam.ListEntitiesForPolicyOutput) []types.PolicyRole { return out.PolicyRoles })
	return names(all, func(r types.PolicyRole) *string { return r.RoleName })
}

var roleConflicts = []testCase{
	{"a role with a policy attached cannot be deleted", func(s *script) {
		r, p := s.role("r"), s.policy("p")
		s.attachRole(r, p)
		s.refused(s.deleteRole(r), deleteConflict, mustDetach)
		do(s, s.iam.DetachRolePolicy, &iam.DetachRolePolicyInput{RoleName: &r, PolicyArn: &p})
		s.done(s.deleteRole(r))
	}},
	{"a role with an inline policy cannot be deleted", func(s *script) {
		r := s.role("r")
		s.done(s.putRole(r, "i", document))
		s.refused(s.deleteRole(r), deleteConflict, mustDelete)
		do(s, s.iam.DeleteRolePolicy, &iam.DeleteRolePolicyInput{RoleName: &r, PolicyName: new("i")})
		s.done(s.deleteRole(r))
	}},
	{"a role in a profile cannot be deleted", func(s *script) {
		r, p := s.role("r"), s.profile("i")
		s.seat(r, p)
		s.refused(s.deleteRole(r), deleteConflict, notEmpty)
		do(s, s.iam.RemoveRoleFromInstanceProfile, &iam.RemoveRoleFromInstanceProfileInput{RoleName: &r, InstanceProfileName: &p})
		s.done(s.deleteRole(r))
	}},
	{"a role's boundary and tags do not hold it", func(s *script) {
		r := s.role("r", tags("a", "1")...)
		s.boundRole(r, s.policy("p"))
		s.done(s.deleteRole(r))
	}},
	{"a role's name is taken", func(s *script) {
		n := s.role("r")
		s.refused(s.createRole(n, s.path), alreadyExists, "Role with name "+n+" already exists.")
	}},
	{"a role's name is taken under every path", func(s *script) { s.refused(s.createRole(s.role("r"), "/"), alreadyExists, "") }},
	{"a role's name is taken whatever its case", func(s *script) {
		s.refused(s.createRole(upper(s.role("r")), s.path), alreadyExists, "")
	}},
	again("a role is deleted once", func(s *script) (func() error, string) {
		n := s.role("r")
		return func() error { return s.deleteRole(n) }, "The role with name " + n + " cannot be found."
	}),
}

var roleGrammar = []testCase{
	invalid("a role's name that is too long", "roleName", shorter+"64", func(s *script) error { return s.createRole(strings.Repeat("a", 65), s.path) }),
	invalid("a role called a b", "", "", func(s *script) error { return s.createRole("a b", s.path) }),
	invalid("a role's path without its end", "", "", func(s *script) error { return s.createRole(s.name("r"), "/a") }),
	invalid("a session of less than an hour", "maxSessionDuration", "Member must have value greater than or equal to 3600", func(s *script) error {
		return try(s, s.iam.CreateRole, &iam.CreateRoleInput{RoleName: new(s.name("r")), AssumeRolePolicyDocument: new(trustEC2), MaxSessionDuration: new(int32(3599))})
	}),
	invalid("a session of more than half a day", "maxSessionDuration", "Member must have value less than or equal to 43200", func(s *script) error {
		return try(s, s.iam.UpdateRole, &iam.UpdateRoleInput{RoleName: new(s.role("r")), MaxSessionDuration: new(int32(43201))})
	}),
	invalid("a role's description that is not Latin 1", "", "", func(s *script) error {
		return try(s, s.iam.UpdateRoleDescription, &iam.UpdateRoleDescriptionInput{RoleName: new(s.role("r")), Description: new("€")})
	}),
	{"the paths of AWS's own roles are not for others", func(s *script) {
		s.refused(s.createRole(s.name("r"), "/aws-service-role/ecs.amazonaws.com/"), invalidInput,
			"Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles")
	}},
}

var linkedRoles = []testCase{
	{"a service-linked role is created and deleted", func(s *script) {
		r := s.linkedRole()
		s.same("path", s.getRole(r).Path, new("/aws-service-role/autoscaling.amazonaws.com/"))
		task := do(s, s.iam.DeleteServiceLinkedRole, &iam.DeleteServiceLinkedRoleInput{RoleName: &r}).DeletionTaskId
		status := do(s, s.iam.GetServiceLinkedRoleDeletionStatus, &iam.GetServiceLinkedRoleDeletionStatusInput{DeletionTaskId: task}).Status
		s.same("status", status, types.DeletionTaskStatusTypeSucceeded)
		s.refused(try(s, s.iam.GetRole, &iam.GetRoleInput{RoleName: &r}), noSuchEntity, "The role with name "+r+" cannot be found.")
		s.refused(try(s, s.iam.DeleteServiceLinkedRole, &iam.DeleteServiceLinkedRoleInput{RoleName: &r}), noSuchEntity, "")
		s.refused(try(s, s.iam.GetServiceLinkedRoleDeletionStatus, &iam.GetServiceLinkedRoleDeletionStatusInput{
			DeletionTaskId: new("task/aws-service-role/x/y/00000000-0000-0000-0000-000000000000")}), noSuchEntity, "")
	}},
	{"a service-linked role's name is taken", func(s *script) {
		r := s.linkedRole()
		in := &iam.CreateServiceLinkedRoleInput{AWSServiceName: new("autoscaling.amazonaws.com"), CustomSuffix: new(s.name("s"))}
		s.refused(try(s, s.iam.CreateServiceLinkedRole, in), invalidInput,
			"Service role name "+r+" has been taken in this account, please try a different suffix.")
	}},
	{"a service-linked role is AWS's to change", func(s *script) {
		r := s.linkedRole()
		words := "Cannot perform the operation on the protected role '" + r + "' - this role is only modifiable by AWS"
		s.refused(s.deleteRole(r), unmodifiable, words)
		s.refused(s.putRole(r, "i", document), unmodifiable, words)
		s.refused(try(s, s.iam.AttachRolePolicy, &iam.AttachRolePolicyInput{RoleName: &r, PolicyArn: new(s.policy("p"))}), unmodifiable, words)
		s.refused(try(s, s.iam.UpdateAssumeRolePolicy, &iam.UpdateAssumeRolePolicyInput{RoleName: &r, PolicyDocument: new(trustEC2)}), unmodifiable, words)
	}},
	{"a service-linked role may have a description and tags", func(s *script) {
		r := s.linkedRole()
		do(s, s.iam.UpdateRole, &iam.UpdateRoleInput{RoleName: &r, Description: new("d")})
		do(s, s.iam.TagRole, &iam.TagRoleInput{RoleName: &r, Tags: tags("a", "1")})
		got := s.getRole(r)
		s.same("description and tags", []any{*got.Description, pairs(got.Tags)}, []any{"d", []string{"a=1"}})
	}},
}

package fakeiam

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

const (
	ec2      = ownARN + "role/eng/ec2"
	oidc1    = ownARN + "oidc-provider/id.example.com/A"
	saml1    = ownARN + "saml-provider/idp"
	noOIDC   = ownARN + "oidc-provider/absent.example.com"
	noSAML   = ownARN + "saml-provider/absent"
	reserved = "AWSReservedSSO_Admin_0123456789abcdef"
	linkedTo = "AWSServiceRoleForECS"
)

// roles is furnished, with something of everything that roles have to do with.
func roles(t testing.TB, opts ...Option) tb {
	s := furnished(t, append([]Option{WithRoles(
		Role{Name: linkedTo, Path: "/aws-service-role/ecs.amazonaws.com/", Attached: []string{
			"arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy"}},
		Role{Name: reserved, Path: "/aws-reserved/sso.amazonaws.com/", Inline: map[string]string{"AwsSSOInlinePolicy": document1}},
	)}, opts...)...)
	s.do("CreateRole", "RoleName", "ec2", "Path", "/eng/", "AssumeRolePolicyDocument", trustEC2)
	s.do("CreateInstanceProfile", "InstanceProfileName", "ec2", "Path", "/eng/")
	s.do("CreateInstanceProfile", "InstanceProfileName", "empty")
	s.do("AddRoleToInstanceProfile", "InstanceProfileName", "ec2", "RoleName", "ec2")
	s.do("CreateOpenIDConnectProvider", "Url", "https://id.example.com/A", "ThumbprintList.member.1", thumbprint, "ClientIDList.member.1", "a")
	s.do("CreateSAMLProvider", "Name", "idp", "SAMLMetadataDocument", metadata("1"))
	return s
}

// aboutRoles adds to what every action is tried with.
func (t tb) aboutRoles(v url.Values) {
	t.do("CreateRole", "RoleName", "r", "AssumeRolePolicyDocument", trustEC2)
	t.do("CreateInstanceProfile", "InstanceProfileName", "r")
	t.do("CreateOpenIDConnectProvider", "Url", "https://r.example.com")
	t.do("CreateSAMLProvider", "Name", "r", "SAMLMetadataDocument", metadata(""))
	for key, value := range map[string]string{
		"RoleName": "r", "AssumeRolePolicyDocument": trustEC2, "MaxSessionDuration": "3600", "InstanceProfileName": "r",
		"AWSServiceName": "ecs.amazonaws.com", "DeletionTaskId": "task/aws-service-role/x/y/00000000-0000-0000-0000-000000000000",
		"OpenIDConnectProviderArn": ownARN + "oidc-provider/r.example.com", "Url": "https://s.example.com", "ClientID": "c",
		"ThumbprintList.member.1": thumbprint, "SAMLProviderArn": ownARN + "saml-provider/r", "Name": "s",
		"SAMLMetadataDocument": metadata(""), "AssertionEncryptionMode": "Allowed",
	} {
		v.Set(key, value)
	}
}

func TestRoleIsReadAsItWasCreated(t *testing.T) {
	s := roles(t)
	made := s.do("CreateRole", append([]string{"RoleName", "deploy", "Path", "/ci/", "AssumeRolePolicyDocument", trustEC2, "Description", "d",
		"MaxSessionDuration", "43200", "PermissionsBoundary", fence}, tags(1, "k")...)...).at("Role")
	got := s.do("GetRole", "RoleName", "DEPLOY").at("Role")
	for element, want := range map[string]string{
		"RoleName": "deploy", "Path": "/ci/", "Arn": ownARN + "role/ci/deploy", "Description": "d", "MaxSessionDuration": "43200",
		"PermissionsBoundary/PermissionsBoundaryArn": fence, "AssumeRolePolicyDocument": urlEncoded(trustEC2),
	} {
		same(t, element, got.text(element), want)
	}
	if id := got.text("RoleId"); !strings.HasPrefix(id, "AROA") || len(id) != 21 {
		t.Errorf("id is %s", id)
	}
	listed := s.do("ListRoles", "PathPrefix", "/ci/").at("Roles").Below[0]
	described := s.do("UpdateRoleDescription", "RoleName", "deploy", "Description", "e").at("Role")
	for _, a := range []struct {
		name   string
		in     *xmlNode
		has    string
		hasNot string
	}{
		{"CreateRole", made, "PermissionsBoundary Tags AssumeRolePolicyDocument", "Description MaxSessionDuration RoleLastUsed"},
		{"GetRole", got, "PermissionsBoundary Tags RoleLastUsed", ""},
		{"GetRole of a plain role", s.do("GetRole", "RoleName", "ec2").at("Role"), "RoleLastUsed MaxSessionDuration", "Tags Description PermissionsBoundary"},
		{"ListRoles", listed, "Description MaxSessionDuration AssumeRolePolicyDocument", "PermissionsBoundary Tags RoleLastUsed"},
		{"UpdateRoleDescription", described, "Description", "MaxSessionDuration Tags"},
	} {
		for _, element := range strings.Fields(a.has) {
			if a.in.at(element) == nil {
				t.Errorf("%s lacks %s", a.name, element)
			}
		}
		for _, element := range strings.Fields(a.hasNot) {
			if a.in.at(element) != nil {
				t.Errorf("%s has %s", a.name, element)
			}
		}
	}
	if used := got.at("RoleLastUsed"); len(used.Below) > 0 {
		t.Errorf("nobody used it: %s", flat(used))
	}
}

func TestUpdateRoleKeepsWhatItIsNotTold(t *testing.T) {
	s := roles(t)
	state := func() string {
		r := s.do("GetRole", "RoleName", "ec2")
		return r.text("Role/Description") + " " + r.text("Role/MaxSessionDuration")
	}
	for _, test := range []struct {
		params []string
		want   string
	}{
		{[]string{"Description", "d"}, "d 3600"},
		{[]string{"MaxSessionDuration", "7200"}, "d 7200"},
		{nil, "d 7200"},
		{[]string{"Description", "", "MaxSessionDuration", "3600"}, " 3600"},
	} {
		answer := s.do("UpdateRole", append([]string{"RoleName", "ec2"}, test.params...)...)
		same(t, "answer", answer.XMLName.Local, "UpdateRoleResult") // the SDKs want it, although it is empty
		same(t, strings.Join(test.params, " "), state(), test.want)
	}
}

func TestRefusalsAboutRoles(t *testing.T) {
	const detached = "404 NoSuchEntity: Policy " + fence + " was not found."
	onRole := func(pairs ...string) []string { return append([]string{"RoleName", "ec2"}, pairs...) }
	trust := func(name string, more ...string) []string {
		return append([]string{"RoleName", name, "AssumeRolePolicyDocument", trustEC2}, more...)
	}
	tests := []struct {
		name   string
		want   string
		action string
		params []string
	}{
		{"taken", "409 EntityAlreadyExists: Role with name EC2 already exists.", "CreateRole", trust("EC2")},
		{"path of service-linked roles", "400 InvalidInput: Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles",
			"CreateRole", trust("x", "Path", "/aws-service-role/ecs.amazonaws.com/")},
		{"path of reserved roles", "400 InvalidInput: Path prefix '/aws-reserved/' can only be used for AWS Service linked Roles",
			"CreateRole", trust("x", "Path", "/aws-reserved/sso.amazonaws.com/")},
		{"boundary that is not there", "404 NoSuchEntity: Scope ARN: " + absent + " does not exist or is not attachable.",
			"CreateRole", trust("x", "PermissionsBoundary", absent)},
		{"boundary that is no policy", "400 InvalidInput: ARN " + ec2 + " is not valid.", "PutRolePermissionsBoundary", onRole("PermissionsBoundary", ec2)},
		{"session too short", "400 ValidationError: 1 validation error detected: Value at 'maxSessionDuration' failed to satisfy constraint: " +
			"Member must have value greater than or equal to 3600", "CreateRole", trust("x", "MaxSessionDuration", "3599")},
		{"session too long", "400 ValidationError: 1 validation error detected: Value at 'maxSessionDuration' failed to satisfy constraint: " +
			"Member must have value less than or equal to 43200", "UpdateRole", onRole("MaxSessionDuration", "43201")},
		{"description", `400 ValidationError: 1 validation error detected: Value at 'description' failed to satisfy constraint: ` +
			`Member must satisfy regular expression pattern: [\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*`,
			"CreateRole", trust("x", "Description", "€")},
		{"name of 65", "400 ValidationError: 1 validation error detected: Value at 'roleName' failed to satisfy constraint: " +
			"Member must have length less than or equal to 64", "CreateRole", trust(strings.Repeat("a", 65))},
		{"tags twice", "400 InvalidInput: Duplicate tag keys found. Please note that Tag keys are case insensitive.",
			"TagRole", onRole("Tags.member.1.Key", "a", "Tags.member.1.Value", "", "Tags.member.2.Key", "A", "Tags.member.2.Value", "")},
		{"detaching", detached, "DetachRolePolicy", onRole("PolicyArn", fence)},
		{"no inline policy", "404 NoSuchEntity: The role policy with name x cannot be found.", "GetRolePolicy", onRole("PolicyName", "x")},
		{"attaching what is for service-linked roles", "400 PolicyNotAttachable: Cannot attach a Service Role Policy to a Customer Role.",
			"AttachRolePolicy", onRole("PolicyArn", "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy")},
		{"in a profile", "409 DeleteConflict: Cannot delete entity, must remove roles from instance profile first.", "DeleteRole", onRole()},
	}
	s := roles(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tb{t, s.Server}.wants(test.want, test.action, test.params...)
		})
	}
}

// What can be said of no role, and of one of AWS.
var onRoles = []struct {
	action string
	params []string
	linked bool // service-linked roles suffer it
	read   bool // so do all
}{
	{"GetRole", nil, true, true},
	{"ListRoleTags", nil, true, true},
	{"ListRolePolicies", nil, true, true},
	{"ListAttachedRolePolicies", nil, true, true},
	{"ListInstanceProfilesForRole", nil, true, true},
	{"UpdateRole", []string{"Description", "d"}, true, false},
	{"UpdateRole", []string{"MaxSessionDuration", "7200"}, false, false},
	{"UpdateRoleDescription", []string{"Description", "d"}, true, false},
	{"TagRole", tags(1, "k"), true, false},
	{"UntagRole", []string{"TagKeys.member.1", "k01"}, true, false},
	{"UpdateAssumeRolePolicy", []string{"PolicyDocument", trustEC2}, false, false},
	{"PutRolePermissionsBoundary", []string{"PermissionsBoundary", fence}, false, false},
	{"DeleteRolePermissionsBoundary", nil, false, false},
	{"PutRolePolicy", []string{"PolicyName", "i", "PolicyDocument", document1}, false, false},
	{"DeleteRolePolicy", []string{"PolicyName", "AwsSSOInlinePolicy"}, false, false},
	{"AttachRolePolicy", []string{"PolicyArn", fence}, false, false},
	{"DetachRolePolicy", []string{"PolicyArn", fence}, false, false},
	{"AddRoleToInstanceProfile", []string{"InstanceProfileName", "empty"}, false, false},
	{"DeleteRole", nil, false, false},
}

func TestRolesOfAWSAreProtected(t *testing.T) {
	s := roles(t)
	for _, test := range onRoles {
		with := func(name string) []string { return append([]string{"RoleName", name}, test.params...) }
		t.Run(test.action, func(t *testing.T) {
			s := tb{t, s.Server}
			s.wants("404 NoSuchEntity: The role with name absent cannot be found.", test.action, with("absent")...)
			for name, may := range map[string]bool{linkedTo: test.linked, reserved: test.read} {
				if may {
					s.do(test.action, with(name)...)
					continue
				}
				s.wants("400 UnmodifiableEntity: Cannot perform the operation on the protected role '"+name+
					"' - this role is only modifiable by AWS", test.action, with(name)...)
			}
		})
	}
}

func TestPoliciesOfRolesCount(t *testing.T) {
	const inUse = "409 DeleteConflict: Cannot delete a policy attached to entities."
	s := roles(t)
	s.do("AttachRolePolicy", "RoleName", "ec2", "PolicyArn", fence)
	s.do("AttachRolePolicy", "RoleName", "ec2", "PolicyArn", fence)
	s.do("PutRolePermissionsBoundary", "RoleName", "ec2", "PermissionsBoundary", billing)
	s.wants(inUse, "DeletePolicy", "PolicyArn", fence)
	s.wants(inUse, "DeletePolicy", "PolicyArn", billing)
	same(t, "attached", s.do("GetPolicy", "PolicyArn", fence).text("Policy/AttachmentCount"), "1")
	same(t, "bounded", s.do("GetPolicy", "PolicyArn", billing).text("Policy/PermissionsBoundaryUsageCount"), "1")
	for _, arn := range []string{fence, billing} {
		holders := s.do("ListEntitiesForPolicy", "PolicyArn", arn, "EntityFilter", "Role")
		same(t, "roles", holders.texts("PolicyRoles", "RoleName"), []string{"ec2"})
		same(t, "ids", holders.texts("PolicyRoles", "RoleId"), []string{s.do("GetRole", "RoleName", "ec2").text("Role/RoleId")})
	}

	s.do("PutRolePolicy", "RoleName", "ec2", "PolicyName", "i", "PolicyDocument", document1)
	s.do("RemoveRoleFromInstanceProfile", "RoleName", "ec2", "InstanceProfileName", "ec2")
	s.wants("409 DeleteConflict: Cannot delete entity, must detach all policies first.", "DeleteRole", "RoleName", "ec2")
	s.do("DetachRolePolicy", "RoleName", "ec2", "PolicyArn", fence)
	s.wants("409 DeleteConflict: Cannot delete entity, must delete policies first.", "DeleteRole", "RoleName", "ec2")
	s.do("DeleteRolePolicy", "RoleName", "ec2", "PolicyName", "i")
	s.do("DeleteRole", "RoleName", "ec2") // its boundary does not hold it
	s.do("DeletePolicy", "PolicyArn", fence)
	s.do("DeletePolicy", "PolicyArn", billing)
}

func TestQuotasOfRoles(t *testing.T) {
	s := roles(t, WithQuota("RolesQuota", 3), WithQuota("InstanceProfilesQuota", 2), WithQuota("AttachedPoliciesPerRoleQuota", 1))
	s.wants("409 LimitExceeded: Cannot exceed quota for RolesPerAccount: 3", "CreateRole", "RoleName", "x", "AssumeRolePolicyDocument", trustEC2)
	s.wants("409 LimitExceeded: Cannot exceed quota for RolesPerAccount: 3", "CreateServiceLinkedRole", "AWSServiceName", "eks.amazonaws.com")
	s.wants("409 LimitExceeded: Cannot exceed quota for InstanceProfilesPerAccount: 2", "CreateInstanceProfile", "InstanceProfileName", "x")
	s.do("AttachRolePolicy", "RoleName", "ec2", "PolicyArn", fence)
	s.wants("409 LimitExceeded: Cannot exceed quota for PoliciesPerRole: 1", "AttachRolePolicy", "RoleName", "ec2", "PolicyArn", billing)

	s.do("PutRolePolicy", "RoleName", "ec2", "PolicyName", "a", "PolicyDocument", sized(10000))
	s.wants("409 LimitExceeded: Maximum policy size of 10240 bytes exceeded for role ec2",
		"PutRolePolicy", "RoleName", "ec2", "PolicyName", "b", "PolicyDocument", sized(241))
	s.do("PutRolePolicy", "RoleName", "ec2", "PolicyName", "b", "PolicyDocument", sized(240))

	trust := func(n int) string {
		const tail = `,"Condition":{"StringEquals":{"sts:ExternalId":"`
		head := strings.TrimSuffix(trustEC2, "}]}") + tail
		return head + strings.Repeat("x", n-len(head)-len(`"}}}]}`)) + `"}}}]}` + strings.Repeat(" ", 100)
	}
	s.do("UpdateAssumeRolePolicy", "RoleName", "ec2", "PolicyDocument", trust(2048))
	s.wants("409 LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048", "UpdateAssumeRolePolicy", "RoleName", "ec2", "PolicyDocument", trust(2049))

	sum := s.do("GetAccountSummary")
	count := map[string]string{}
	for i, key := range sum.texts("SummaryMap", "key") {
		count[key] = sum.texts("SummaryMap", "value")[i]
	}
	same(t, "counts", count["Roles"]+count["InstanceProfiles"]+count["Providers"], "322")
}

func TestRolesInAccountDetails(t *testing.T) {
	used := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s := roles(t, WithRoles(Role{Name: "busy", LastUsed: used, Region: "eu-west-1"}))
	s.do("AttachRolePolicy", "RoleName", "ec2", "PolicyArn", fence)
	s.do("PutRolePolicy", "RoleName", "ec2", "PolicyName", "i", "PolicyDocument", document1)
	s.do("PutRolePermissionsBoundary", "RoleName", "ec2", "PermissionsBoundary", billing)
	s.do("TagRole", append([]string{"RoleName", "ec2"}, tags(1, "k")...)...)
	got := s.do("GetAccountAuthorizationDetails", "Filter.member.1", "Role")
	same(t, "roles", got.texts("RoleDetailList", "RoleName"), []string{reserved, linkedTo, "busy", "ec2"})
	same(t, "others", len(got.at("UserDetailList").Below)+len(got.at("Policies").Below), 0)

	busy, r := got.at("RoleDetailList").Below[2], got.at("RoleDetailList").Below[3]
	same(t, "last used", busy.text("RoleLastUsed/LastUsedDate")+busy.text("RoleLastUsed/Region"), "2026-01-01T00:00:00Zeu-west-1")
	same(t, "last used by nobody", len(r.at("RoleLastUsed").Below), 0)
	same(t, "empty lists", len(busy.at("Tags").Below)+len(busy.at("RolePolicyList").Below)+len(busy.at("InstanceProfileList").Below), 0)
	for element, want := range map[string]string{
		"Arn": ec2, "Path": "/eng/", "AssumeRolePolicyDocument": urlEncoded(trustEC2), "RolePolicyList/member/PolicyName": "i",
		"RolePolicyList/member/PolicyDocument": urlEncoded(document1), "AttachedManagedPolicies/member/PolicyArn": fence,
		"PermissionsBoundary/PermissionsBoundaryArn": billing, "Tags/member/Key": "k01",
		"InstanceProfileList/member/Arn":                                   ownARN + "instance-profile/eng/ec2",
		"InstanceProfileList/member/Roles/member/Arn":                      ec2,
		"InstanceProfileList/member/Roles/member/AssumeRolePolicyDocument": urlEncoded(trustEC2),
	} {
		same(t, element, r.text(element), want)
	}
	if r.at("Description") != nil || r.at("MaxSessionDuration") != nil || r.at("InstanceProfileList/member/Tags") != nil {
		t.Errorf("it tells too much: %s", flat(r))
	}
	same(t, "policies of AWS in use", len(s.do("GetAccountAuthorizationDetails", "Filter.member.1", "AWSManagedPolicy").at("Policies").Below), 1)
}

func TestGivenRoles(t *testing.T) {
	used := time.Date(2026, 3, 4, 5, 6, 7, 8, time.UTC)
	s, file := opened(t, WithRoles(Role{Name: "a", Tags: []Tag{{"k", "v"}}, MaxSession: 2 * time.Hour, LastUsed: used}))
	r := s.do("GetRole", "RoleName", "a")
	same(t, "role", r.text("Role/MaxSessionDuration")+r.text("Role/Tags/member/Key")+r.text("Role/RoleLastUsed/LastUsedDate"), "7200k2026-03-04T05:06:07Z")
	s.do("UpdateRoleDescription", "RoleName", "a", "Description", "changed")
	again := s.reopened(file, WithRoles(Role{Name: "a", Description: "given", LastUsed: used.AddDate(0, 1, 0)}))
	r = again.do("GetRole", "RoleName", "a")
	same(t, "role that was there", r.text("Role/Description")+r.text("Role/RoleLastUsed/LastUsedDate"), "changed2026-04-04T05:06:07Z")

	for want, given := range map[string]Role{
		"Policy " + absent + " does not exist or is not attachable.": {Name: "r", Attached: []string{absent}},
		"This policy contains invalid Json":                          {Name: "r", Trust: "{"},
		"Syntax errors in policy.":                                   {Name: "r", Inline: map[string]string{"i": "{}"}},
		"Duplicate tag keys found.":                                  {Name: "r", Tags: []Tag{{"a", ""}, {"A", ""}}},
	} {
		if _, err := Open("", WithRoles(given)); err == nil || !strings.HasPrefix(err.Error(), "reading option WithRoles: making role r: ") ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestServiceLinkedRoles(t *testing.T) {
	s := furnished(t)
	r := s.do("CreateServiceLinkedRole", "AWSServiceName", "autoscaling.amazonaws.com", "CustomSuffix", "two", "Description", "d").at("Role")
	same(t, "ARN", r.text("Arn"), ownARN+"role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_two")
	same(t, "trust", r.text("AssumeRolePolicyDocument"), urlEncoded(trustOf("autoscaling.amazonaws.com")))
	const name, policy = "AWSServiceRoleForAutoScaling_two", "arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy"
	same(t, "description", s.do("GetRole", "RoleName", name).text("Role/Description"), "d")
	same(t, "attached", s.do("ListAttachedRolePolicies", "RoleName", name).texts("AttachedPolicies", "PolicyArn"), []string{policy})
	same(t, "unknown service", s.do("CreateServiceLinkedRole", "AWSServiceName", "new.amazonaws.com").text("Role/RoleName"), "AWSServiceRoleForNew")

	s.wants("400 InvalidInput: Service role name "+name+" has been taken in this account, please try a different suffix.",
		"CreateServiceLinkedRole", "AWSServiceName", "autoscaling.amazonaws.com", "CustomSuffix", "two")
	s.wants("400 InvalidInput: Custom suffix is not allowed for es.amazonaws.com",
		"CreateServiceLinkedRole", "AWSServiceName", "es.amazonaws.com", "CustomSuffix", "two")
	s.wants("400 InvalidInput: Service name ecs is not valid.", "CreateServiceLinkedRole", "AWSServiceName", "ecs")

	task := s.do("DeleteServiceLinkedRole", "RoleName", name).text("DeletionTaskId")
	if !strings.HasPrefix(task, "task/aws-service-role/autoscaling.amazonaws.com/"+name+"/") {
		t.Errorf("task is %s", task)
	}
	same(t, "status", s.do("GetServiceLinkedRoleDeletionStatus", "DeletionTaskId", task).text("Status"), "SUCCEEDED")
	same(t, "uses of its policy", s.do("GetPolicy", "PolicyArn", policy).text("Policy/AttachmentCount"), "0")
	s.wants("404 NoSuchEntity: The role with name "+name+" cannot be found.", "GetRole", "RoleName", name)
	s.wants("404 NoSuchEntity: The role with name "+name+" cannot be found.", "DeleteServiceLinkedRole", "RoleName", name)
	other := task[:len(task)-36] + "00000000-0000-0000-0000-000000000000"
	s.wants("404 NoSuchEntity: Deletion task "+other+" cannot be found.", "GetServiceLinkedRoleDeletionStatus", "DeletionTaskId", other)
	s.wants("400 InvalidInput: Deletion task id x is not valid.", "GetServiceLinkedRoleDeletionStatus", "DeletionTaskId", "x")
	s.do("CreateRole", "RoleName", "own", "AssumeRolePolicyDocument", trustEC2)
	s.wants("404 NoSuchEntity: The role with name own cannot be found.", "DeleteServiceLinkedRole", "RoleName", "own")
}

func TestSessionOfARoleThatIsThere(t *testing.T) {
	s := roles(t, WithCaller("arn:aws:sts::111122223333:assumed-role/ec2/s"))
	v := form("GetCallerIdentity")
	v.Set("Version", stsVersion)
	_, who := s.send(v)
	same(t, "id", who.text("GetCallerIdentityResult/UserId"), s.do("GetRole", "RoleName", "ec2").text("Role/RoleId")+":s")
}

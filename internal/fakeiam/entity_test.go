package fakeiam

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmp.Exporter(func(reflect.Type) bool { return true })); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func TestRenamedAndMovedUserKeepsWhatItHas(t *testing.T) {
	s := furnished(t)
	s.do("AttachUserPolicy", "UserName", "Alice", "PolicyArn", fence)
	s.do("PutUserPolicy", "UserName", "Alice", "PolicyName", "i", "PolicyDocument", document1)
	s.do("PutUserPermissionsBoundary", "UserName", "Alice", "PermissionsBoundary", billing)
	s.do("TagUser", append([]string{"UserName", "Alice"}, tags(1, "k")...)...)
	before := s.do("GetUser", "UserName", "Alice")

	s.do("UpdateUser", "UserName", "Alice", "NewUserName", "zoe", "NewPath", "/ops/")
	after := s.do("GetUser", "UserName", "zoe")
	same(t, "id", after.text("User/UserId"), before.text("User/UserId"))
	same(t, "ARN", after.text("User/Arn"), ownARN+"user/ops/zoe")
	same(t, "boundary", after.text("User/PermissionsBoundary/PermissionsBoundaryArn"), billing)
	same(t, "tags", after.texts("User/Tags", "Key"), []string{"k01"})
	same(t, "groups", s.do("ListGroupsForUser", "UserName", "zoe").texts("Groups", "GroupName"), []string{"Developers"})
	same(t, "members", s.do("GetGroup", "GroupName", "Developers").texts("Users", "UserName"), []string{"zoe"})
	same(t, "inline", s.do("ListUserPolicies", "UserName", "zoe").texts("PolicyNames", ""), []string{"i"})
	same(t, "holders", s.do("ListEntitiesForPolicy", "PolicyArn", fence).texts("PolicyUsers", "UserName"), []string{"zoe"})
	s.wants("404 NoSuchEntity: The user with name Alice cannot be found.", "GetUser", "UserName", "Alice")
	s.do("CreateUser", "UserName", "alice") // the name is free again

	s.do("UpdateUser", "UserName", "zoe", "NewUserName", "ZOE") // another case of its own name
	same(t, "name", s.do("GetUser", "UserName", "zoe").text("User/UserName"), "ZOE")
}

func TestRenamedGroupKeepsItsMembers(t *testing.T) {
	s := furnished(t)
	s.do("AttachGroupPolicy", "GroupName", "Developers", "PolicyArn", readOnly)
	s.do("PutGroupPolicy", "GroupName", "Developers", "PolicyName", "i", "PolicyDocument", document1)
	s.do("UpdateGroup", "GroupName", "Developers", "NewGroupName", "builders", "NewPath", "/eng/")
	g := s.do("GetGroup", "GroupName", "builders")
	same(t, "ARN", g.text("Group/Arn"), ownARN+"group/eng/builders")
	same(t, "members", g.texts("Users", "UserName"), []string{"Alice"})
	same(t, "attached", s.do("ListAttachedGroupPolicies", "GroupName", "builders").texts("AttachedPolicies", "PolicyArn"), []string{readOnly})
	same(t, "inline", s.do("ListGroupPolicies", "GroupName", "builders").texts("PolicyNames", ""), []string{"i"})
	same(t, "document", s.do("GetGroupPolicy", "GroupName", "builders", "PolicyName", "i").text("GroupName"), "builders")
	same(t, "groups", s.do("ListGroupsForUser", "UserName", "Alice").texts("Groups", "GroupName"), []string{"builders"})
}

func TestRepeatingAnEdgeChangesNothing(t *testing.T) {
	s := furnished(t)
	for range 2 {
		s.do("AddUserToGroup", "UserName", "Alice", "GroupName", "Developers")
		s.do("AttachUserPolicy", "UserName", "Alice", "PolicyArn", fence)
		s.do("PutUserPermissionsBoundary", "UserName", "Alice", "PermissionsBoundary", fence)
	}
	p := s.do("GetPolicy", "PolicyArn", fence)
	same(t, "attached", p.text("Policy/AttachmentCount"), "1")
	same(t, "boundaries", p.text("Policy/PermissionsBoundaryUsageCount"), "1")
	same(t, "groups", s.do("ListGroupsForUser", "UserName", "Alice").texts("Groups", "GroupName"), []string{"Developers"})
	for range 2 {
		s.do("RemoveUserFromGroup", "UserName", "Alice", "GroupName", "Developers")
		s.do("DeleteUserPermissionsBoundary", "UserName", "Alice")
	}
	s.do("PutUserPermissionsBoundary", "UserName", "Alice", "PermissionsBoundary", billing)
	s.do("PutUserPermissionsBoundary", "UserName", "Alice", "PermissionsBoundary", readOnly)
	same(t, "replaced boundary", s.do("GetPolicy", "PolicyArn", billing).text("Policy/PermissionsBoundaryUsageCount"), "0")
}

func TestWhatAnswersLeaveOut(t *testing.T) {
	s := furnished(t)
	made := s.do("CreatePolicy", append([]string{"PolicyName", "p", "Description", "d", "PolicyDocument", document1}, tags(1, "k")...)...)
	got := s.do("GetPolicy", "PolicyArn", ownARN+"policy/p")
	listed := s.do("ListPolicies", "Scope", "Local", "PathPrefix", "/").at("Policies").Below[2]
	for _, e := range []struct {
		name         string
		in           *xmlNode
		present      string
		absent       string
		presentEmpty string
	}{
		{"CreatePolicy has no description", made.at("Policy"), "Tags", "Description", ""},
		{"GetPolicy has everything", got.at("Policy"), "Description", "PolicyVersionList", ""},
		{"ListPolicies has neither", listed, "UpdateDate", "Description", ""},
		{"ListPolicies has no tags", listed, "DefaultVersionId", "Tags", ""},
		{"GetPolicy has an empty list of tags", s.do("GetPolicy", "PolicyArn", fence).at("Policy"), "Arn", "Description", "Tags"},
		{"GetUser has no list of tags", s.do("GetUser", "UserName", "bob").at("User"), "Arn", "Tags", ""},
		{"ListUsers has no boundary", s.do("ListUsers").at("Users").Below[0], "CreateDate", "PermissionsBoundary", ""},
		{"a last page has no marker", s.do("ListUsers"), "IsTruncated", "Marker", ""},
		{"an empty list is there", s.do("ListGroupsForUser", "UserName", "bob"), "IsTruncated", "Marker", "Groups"},
		{"so are empty lists of entities", s.do("ListEntitiesForPolicy", "PolicyArn", fence), "PolicyRoles", "Marker", "PolicyUsers"},
	} {
		if e.in.at(e.present) == nil || e.in.at(e.absent) != nil || e.presentEmpty != "" && e.in.at(e.presentEmpty) == nil {
			t.Errorf("%s: got %+v", e.name, e.in)
		}
	}
	s.do("PutUserPermissionsBoundary", "UserName", "bob", "PermissionsBoundary", fence)
	b := s.do("GetUser", "UserName", "bob")
	same(t, "type of boundary", b.text("User/PermissionsBoundary/PermissionsBoundaryType"), "Policy")
}

func TestFiltersOfPolicies(t *testing.T) {
	s := furnished(t)
	s.do("AttachUserPolicy", "UserName", "bob", "PolicyArn", billing)
	s.do("AttachGroupPolicy", "GroupName", "Developers", "PolicyArn", readOnly)
	s.do("PutUserPermissionsBoundary", "UserName", "bob", "PermissionsBoundary", fence)
	s.do("PutUserPermissionsBoundary", "UserName", "Alice", "PermissionsBoundary", billing)
	for _, test := range []struct {
		params []string
		want   string
	}{
		{[]string{"Scope", "Local"}, "Billing-Read fence"},
		{[]string{"Scope", "AWS", "OnlyAttached", "true"}, "ReadOnlyAccess"},
		{[]string{"OnlyAttached", "true"}, "Billing-Read ReadOnlyAccess"},
		{[]string{"Scope", "Local", "PathPrefix", "/finance/"}, "Billing-Read"},
		{[]string{"Scope", "AWS", "PathPrefix", "/root-task/"}, "IAMAuditRootUserCredentials IAMCreateRootUserPassword IAMDeleteRootUserCredentials S3UnlockBucketPolicy SQSUnlockQueuePolicy"},
		{[]string{"PolicyUsageFilter", "PermissionsBoundary"}, "Billing-Read fence"},
		{[]string{"PolicyUsageFilter", "PermissionsPolicy"}, "Billing-Read ReadOnlyAccess"},
	} {
		got := strings.Join(s.do("ListPolicies", test.params...).texts("Policies", "PolicyName"), " ")
		same(t, strings.Join(test.params, " "), got, test.want)
	}
	for _, test := range []struct {
		params []string
		want   string
	}{
		{nil, "Alice bob"},
		{[]string{"EntityFilter", "Group"}, ""},
		{[]string{"PathPrefix", "/eng/"}, "Alice"},
		{[]string{"PolicyUsageFilter", "PermissionsPolicy"}, "bob"},
		{[]string{"PolicyUsageFilter", "PermissionsBoundary"}, "Alice"},
	} {
		got := s.do("ListEntitiesForPolicy", append([]string{"PolicyArn", billing}, test.params...)...)
		same(t, strings.Join(test.params, " "), strings.Join(got.texts("PolicyUsers", "UserName"), " "), test.want)
	}
	attached := s.do("ListAttachedUserPolicies", "UserName", "bob", "PathPrefix", "/finance/")
	same(t, "attached below a path", attached.texts("AttachedPolicies", "PolicyName"), []string{"Billing-Read"})
}

func TestPolicyOfAWS(t *testing.T) {
	s := start(t, WithPartition("aws-cn"))
	const arn = "arn:aws-cn:iam::aws:policy/job-function/Billing"
	p := s.do("GetPolicy", "PolicyArn", arn)
	same(t, "ARN", p.text("Policy/Arn"), arn)
	same(t, "path", p.text("Policy/Path"), "/job-function/")
	id, version := p.text("Policy/PolicyId"), p.text("Policy/DefaultVersionId")
	if !strings.HasPrefix(id, "ANPA") || len(id) != 21 {
		t.Errorf("id is %s", id)
	}
	v := s.do("GetPolicyVersion", "PolicyArn", arn, "VersionId", version)
	if !strings.Contains(v.text("PolicyVersion/Document"), "aws-portal") {
		t.Errorf("document is %s", v.text("PolicyVersion/Document"))
	}
	same(t, "versions", s.do("ListPolicyVersions", "PolicyArn", arn).texts("Versions", "VersionId"), []string{version})
	s.wants("404 NoSuchEntity: Policy "+arn+" version v1 does not exist or is not attachable.", "GetPolicyVersion", "PolicyArn", arn, "VersionId", "v1")
}

func TestCaller(t *testing.T) {
	for _, test := range []struct{ arn, id, user string }{
		{"", "111122223333", ""},
		{ownARN + "user/eng/Alice", "user", "Alice"},
		{"arn:aws:sts::111122223333:assumed-role/deploy/session", "AROA", "400 ValidationError: Must specify userName when calling with non-User credentials"},
	} {
		s := furnished(t, WithCaller(test.arn))
		form := form("GetCallerIdentity")
		form.Set("Version", stsVersion)
		_, who := s.send(form)
		id := who.text("GetCallerIdentityResult/UserId")
		same(t, "account", who.text("GetCallerIdentityResult/Account"), "111122223333")
		switch test.id {
		case "user":
			same(t, "id", id, s.do("GetUser").text("User/UserId"))
		case "AROA":
			if !strings.HasPrefix(id, "AROA") || !strings.HasSuffix(id, ":session") {
				t.Errorf("id is %s", id)
			}
			s.wants(test.user, "GetUser")
			continue
		default:
			same(t, "id", id, test.id)
			same(t, "ARN", s.do("GetUser").text("User/Arn"), ownARN+"root")
		}
		same(t, "name", s.do("GetUser").text("User/UserName"), test.user)
	}
}

package live_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/google/go-cmp/cmp"

	"iamsync/internal/live"
	"iamsync/spec"
	"iamsync/spec/policy"
)

// What IAM allows in names and documents and what programs trip over.
const (
	oddUser  = "a+b.c-d@e,f=g_h"
	oddRole  = "ro+le=@x,y.z-_"
	oddGroup = "dev+ops=all,of-them"
	oddURL   = "oidc.example.com/id/A+b~c"
	oddDoc   = `{"Version":"2012-10-17","Statement":[{"Sid":"Odd","Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::100%25 sure/a+b %2F ü/${aws:username}"}]}`
	plainDoc = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}`
	awsOwn   = "arn:aws:iam::aws:policy/ReadOnlyAccess"
	trust    = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/eng/` + oddUser + `"},"Action":"sts:AssumeRole"}]}`
)

// settle fills an account with one of everything.
func settle(t testing.TB, c *iam.Client) {
	t.Helper()
	ctx := t.Context()
	arn := "arn:aws:iam::111122223333:policy/team/p+1"
	must[*iam.CreatePolicyOutput](t)(c.CreatePolicy(ctx, &iam.CreatePolicyInput{
		PolicyName: aws.String("p+1"), Path: aws.String("/team/"), PolicyDocument: aws.String(plainDoc),
		Description: aws.String("One"), Tags: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}},
	}))
	for range 3 {
		must[*iam.CreatePolicyVersionOutput](t)(c.CreatePolicyVersion(ctx, &iam.CreatePolicyVersionInput{
			PolicyArn: &arn, PolicyDocument: aws.String(oddDoc), SetAsDefault: true,
		}))
	}
	must[*iam.DeletePolicyVersionOutput](t)(c.DeletePolicyVersion(ctx, &iam.DeletePolicyVersionInput{PolicyArn: &arn, VersionId: aws.String("v2")}))
	must[*iam.SetDefaultPolicyVersionOutput](t)(c.SetDefaultPolicyVersion(ctx, &iam.SetDefaultPolicyVersionInput{PolicyArn: &arn, VersionId: aws.String("v3")}))
	must[*iam.CreateGroupOutput](t)(c.CreateGroup(ctx, &iam.CreateGroupInput{GroupName: aws.String(oddGroup), Path: aws.String("/eng/")}))
	must[*iam.CreateUserOutput](t)(c.CreateUser(ctx, &iam.CreateUserInput{
		UserName: aws.String(oddUser), Path: aws.String("/eng/"), PermissionsBoundary: &arn,
		Tags: []types.Tag{{Key: aws.String("team"), Value: aws.String("")}},
	}))
	must[*iam.CreateUserOutput](t)(c.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String("bare")}))
	must[*iam.AddUserToGroupOutput](t)(c.AddUserToGroup(ctx, &iam.AddUserToGroupInput{UserName: aws.String(oddUser), GroupName: aws.String(oddGroup)}))
	must[*iam.AttachUserPolicyOutput](t)(c.AttachUserPolicy(ctx, &iam.AttachUserPolicyInput{UserName: aws.String(oddUser), PolicyArn: aws.String(awsOwn)}))
	must[*iam.AttachGroupPolicyOutput](t)(c.AttachGroupPolicy(ctx, &iam.AttachGroupPolicyInput{GroupName: aws.String(oddGroup), PolicyArn: &arn}))
	must[*iam.PutUserPolicyOutput](t)(c.PutUserPolicy(ctx, &iam.PutUserPolicyInput{UserName: aws.String(oddUser), PolicyName: aws.String("i,1"), PolicyDocument: aws.String(oddDoc)}))
	must[*iam.PutGroupPolicyOutput](t)(c.PutGroupPolicy(ctx, &iam.PutGroupPolicyInput{GroupName: aws.String(oddGroup), PolicyName: aws.String("i=2"), PolicyDocument: aws.String(plainDoc)}))
	must[*iam.CreateRoleOutput](t)(c.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName: aws.String(oddRole), Path: aws.String("/eng/"), AssumeRolePolicyDocument: aws.String(trust), PermissionsBoundary: &arn,
		Description: aws.String("ré"), MaxSessionDuration: aws.Int32(7200), Tags: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}},
	}))
	must[*iam.AttachRolePolicyOutput](t)(c.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: aws.String(oddRole), PolicyArn: &arn}))
	must[*iam.PutRolePolicyOutput](t)(c.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: aws.String(oddRole), PolicyName: aws.String("i"), PolicyDocument: aws.String(plainDoc)}))
	must[*iam.CreateInstanceProfileOutput](t)(c.CreateInstanceProfile(ctx, &iam.CreateInstanceProfileInput{
		InstanceProfileName: aws.String("web"), Path: aws.String("/eng/"), Tags: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}},
	}))
	must[*iam.AddRoleToInstanceProfileOutput](t)(c.AddRoleToInstanceProfile(ctx, &iam.AddRoleToInstanceProfileInput{InstanceProfileName: aws.String("web"), RoleName: aws.String(oddRole)}))
	must[*iam.CreateInstanceProfileOutput](t)(c.CreateInstanceProfile(ctx, &iam.CreateInstanceProfileInput{InstanceProfileName: aws.String("none")}))
	must[*iam.CreateOpenIDConnectProviderOutput](t)(c.CreateOpenIDConnectProvider(ctx, &iam.CreateOpenIDConnectProviderInput{
		Url: aws.String("https://" + oddURL), ClientIDList: []string{"z", "a b"}, ThumbprintList: []string{strings.Repeat("AB", 20)},
		Tags: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}},
	}))
	must[*iam.CreateSAMLProviderOutput](t)(c.CreateSAMLProvider(ctx, &iam.CreateSAMLProviderInput{
		Name: aws.String("okta.-_"), SAMLMetadataDocument: &metadata, Tags: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}},
	}))
	upload(t, c, "www.example.com", "/eng/")
	must[*iam.CreateAccountAliasOutput](t)(c.CreateAccountAlias(ctx, &iam.CreateAccountAliasInput{AccountAlias: aws.String("acme-1")}))
	must[*iam.UpdateAccountPasswordPolicyOutput](t)(c.UpdateAccountPasswordPolicy(ctx, &iam.UpdateAccountPasswordPolicyInput{
		MinimumPasswordLength: aws.Int32(14), RequireNumbers: true, RequireUppercaseCharacters: true, MaxPasswordAge: aws.Int32(90), HardExpiry: aws.Bool(true),
	}))
}

var metadata = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><IDPSSODescriptor/></EntityDescriptor>` + strings.Repeat("\n", 1000)

// settled are the resources of the account that settle makes.
func settled() []spec.Resource {
	user, group, role := spec.UserID(oddUser), spec.GroupID(oddGroup), spec.RoleID(oddRole)
	arn := "arn:aws:iam::111122223333:policy/team/p+1"
	return []spec.Resource{
		spec.Policy{Name: "p+1", ARN: arn, Path: "/team/", Document: policy.MustParse(oddDoc)},
		spec.Group{Name: oddGroup, Path: "/eng/"},
		spec.User{Name: oddUser, Path: "/eng/", Boundary: arn, Tags: map[string]string{"team": ""}},
		spec.User{Name: "bare", Path: "/"},
		spec.Membership{User: oddUser, Group: oddGroup},
		spec.Attachment{Principal: user, PolicyARN: awsOwn},
		spec.Attachment{Principal: group, PolicyARN: arn},
		spec.Inline{Principal: user, Name: "i,1", Document: policy.MustParse(oddDoc)},
		spec.Inline{Principal: group, Name: "i=2", Document: policy.MustParse(plainDoc)},
		spec.Role{
			Name: oddRole, Path: "/eng/", Boundary: arn, Description: "ré", MaxSession: 7200, Tags: map[string]string{"k": "v"},
			Trust: policy.MustParse(trust), Trusted: []spec.ID{user},
		},
		spec.Attachment{Principal: role, PolicyARN: arn},
		spec.Inline{Principal: role, Name: "i", Document: policy.MustParse(plainDoc)},
		spec.Profile{Name: "web", Path: "/eng/", Role: oddRole},
		spec.Profile{Name: "none", Path: "/"},
		spec.OIDCProvider{URL: oddURL, ARN: account.ProviderARN(spec.OIDCProviderID(oddURL))},
		spec.SAMLProvider{Name: "okta.-_", ARN: account.ProviderARN(spec.SAMLProviderID("okta.-_"))},
		spec.ServerCertificate{Name: "www.example.com", Path: "/eng/"},
		spec.Alias{Alias: "acme-1"},
		spec.PasswordPolicy{MinimumLength: 14, RequireNumbers: true, RequireUppercase: true, MaxAge: 90, HardExpiry: true},
	}
}

func check(t *testing.T, a live.Account) {
	t.Helper()
	want := spec.NewState(account)
	want.Add(settled()...)
	if diff := cmp.Diff(want.Resources, a.State.Resources); diff != "" {
		t.Errorf("resources (-want +got):\n%s", diff)
	}
	if a.State.Account != account {
		t.Errorf("account %v", a.State.Account)
	}
	checkFacts(t, a.State)
}

func checkFacts(t *testing.T, s spec.State) {
	t.Helper()
	f := s.Facts[spec.PolicyID("p+1")]
	var ids []string
	for _, v := range f.Versions {
		ids = append(ids, v.ID)
		if v.Default != (v.ID == "v3") || v.Created.IsZero() || v.Document.IsZero() {
			t.Errorf("version %+v", v)
		}
	}
	if !slices.Equal(ids, []string{"v1", "v3", "v4"}) {
		t.Errorf("versions %v", ids)
	}
	for id, prefix := range map[spec.ID]string{spec.PolicyID("p+1"): "ANPA", spec.UserID("bare"): "AIDA", spec.GroupID(oddGroup): "AGPA", spec.RoleID(oddRole): "AROA", spec.ProfileID("web"): "AIPA"} {
		if got := s.Facts[id].UniqueID; len(got) < 16 || got[:4] != prefix {
			t.Errorf("%s has the unique ID %q", id, got)
		}
	}
	if len(s.Facts) != 12 {
		t.Errorf("facts about %d resources, want those of the entities: %v", len(s.Facts), s.Facts)
	}
}

func TestReadGivesTheWholeAccount(t *testing.T) {
	_, c := serve(t)
	settle(t, c)
	a := read(t, c, live.Want{})
	check(t, a)
	if a.Quotas["UsersQuota"] != 5000 || a.Quotas["Users"] != 2 {
		t.Errorf("quotas %v", a.Quotas)
	}
}

func TestNamesAreWhatASpecMayReferTo(t *testing.T) {
	_, c := serve(t)
	settle(t, c)
	got := read(t, c, live.Want{}).Names()
	local := map[string]bool{"arn:aws:iam::111122223333:policy/team/p+1": true}
	if diff := cmp.Diff(local, got.Local); diff != "" || got.Account != account || !slices.Equal(got.AWSManaged, []string{awsOwn}) {
		t.Errorf("account %v, of AWS's %v, local %v", got.Account, got.AWSManaged, got.Local)
	}
}

func TestEmptyAccount(t *testing.T) {
	_, c := serve(t)
	if a := read(t, c, live.Want{}); len(a.State.Resources) != 0 || a.State.Resources == nil {
		t.Errorf("got %v", a.State.Resources)
	}
}

func TestTagsOfPoliciesAreReadWhereWanted(t *testing.T) {
	s, c := serve(t)
	settle(t, c)
	s.ResetCalls()
	a := read(t, c, live.Want{Tagged: tagsOf("p+1", "absent", "p+1")})
	p := a.State.Resources[spec.PolicyID("p+1")].(spec.Policy)
	if diff := cmp.Diff(map[string]string{"k": "v"}, p.Tags); diff != "" || p.Description != "One" {
		t.Errorf("tags %v, description %q", p.Tags, p.Description)
	}
	if p.Document.IsZero() {
		t.Error("its document was lost")
	}
	if n := len(s.Calls()); n != 13 {
		t.Errorf("%d calls, want 12 and one GetPolicy", n)
	}
}

func TestTagsOfInstanceProfilesAreReadWhereWanted(t *testing.T) {
	_, c := serve(t)
	settle(t, c)
	a := read(t, c, live.Want{Tagged: func() []spec.ID { return []spec.ID{spec.ProfileID("web"), spec.ProfileID("absent")} }})
	want := spec.Profile{Name: "web", Path: "/eng/", Role: oddRole, Tags: map[string]string{"k": "v"}}
	if diff := cmp.Diff(want, a.State.Resources[want.ID()]); diff != "" {
		t.Error(diff)
	}
}

func TestTagsOfAllAreReadWhereWanted(t *testing.T) {
	s, c := serve(t)
	settle(t, c)
	s.ResetCalls()
	a := read(t, c, live.Want{Tagged: tagsOf("p+1"), Each: func(id spec.ID) bool { return id.Kind != spec.KindRole }})
	want := map[string]string{"k": "v"}
	if diff := cmp.Diff(want, a.State.Resources[spec.PolicyID("p+1")].(spec.Policy).Tags); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, a.State.Resources[spec.ProfileID("web")].(spec.Profile).Tags); diff != "" {
		t.Error(diff)
	}
	described := 0
	for id := range a.State.Resources {
		if slices.Contains([]spec.Kind{spec.KindPolicy, spec.KindProfile, spec.KindOIDC, spec.KindSAML, spec.KindServerCert}, id.Kind) {
			described++
		}
	}
	if n := len(s.Calls()); n != 12+described {
		t.Errorf("%d calls, want 12 and one for each of %d objects", n, described)
	}
}

func TestAProviderIsReadWhereWanted(t *testing.T) {
	_, c := serve(t)
	settle(t, c)
	id := spec.OIDCProviderID(oddURL)
	a := read(t, c, live.Want{Tagged: func() []spec.ID { return []spec.ID{id, spec.OIDCProviderID("absent.example.com")} }})
	want := spec.OIDCProvider{
		URL: oddURL, ARN: account.ProviderARN(id), ClientIDs: []string{"a b", "z"},
		Thumbprints: []string{strings.Repeat("ab", 20)}, Tags: map[string]string{"k": "v"},
	}
	if diff := cmp.Diff(want, a.State.Resources[id]); diff != "" {
		t.Error(diff)
	}
}

func TestASAMLProviderIsReadWhereWanted(t *testing.T) {
	_, c := serve(t)
	settle(t, c)
	id := spec.SAMLProviderID("okta.-_")
	a := read(t, c, live.Want{Tagged: func() []spec.ID { return []spec.ID{id} }})
	want := spec.SAMLProvider{Name: id.Name, ARN: account.ProviderARN(id), Metadata: metadata, Tags: map[string]string{"k": "v"}}
	if diff := cmp.Diff(want, a.State.Resources[id]); diff != "" {
		t.Error(diff)
	}
}

func TestCatalogue(t *testing.T) {
	s, c := serve(t)
	arns, err := live.Catalogue(t.Context(), c)
	if err != nil || !slices.IsSorted(arns) || !slices.Contains(arns, awsOwn) || len(arns) < 1000 {
		t.Errorf("%d ARNs, %v", len(arns), err)
	}
	if n, most := len(s.Calls()), (len(arns)+999)/1000; n != most {
		t.Errorf("%d calls, want %d", n, most)
	}
}

// Every kind of the model must come from some stream: each kind of the settled
// account does, and the settled account has one of every kind.
func TestEveryKindIsRead(t *testing.T) {
	_, c := serve(t)
	settle(t, c)
	got := map[spec.Kind]int{}
	for id := range read(t, c, live.Want{}).State.Resources {
		got[id.Kind]++
	}
	for _, kind := range spec.Kinds {
		if got[kind] == 0 && !slices.Contains(spec.CredentialKinds, kind) { // these are read for users that go

			t.Errorf("no %s was read", kind)
		}
	}
}

package live_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/internal/live"
	"iamsync/spec"
)

func TestIdentifyKnowsARenamedEntity(t *testing.T) {
	_, api := serve(t)
	must[*iam.CreateUserOutput](t)(api.CreateUser(t.Context(), &iam.CreateUserInput{UserName: aws.String("old")}))
	must[*iam.CreateGroupOutput](t)(api.CreateGroup(t.Context(), &iam.CreateGroupInput{GroupName: aws.String("old")}))
	upload(t, api, "old", "/")
	read := must[live.Account](t)(live.Read(t.Context(), api, known, live.Want{}))
	must[*iam.UpdateUserOutput](t)(api.UpdateUser(t.Context(), &iam.UpdateUserInput{UserName: aws.String("old"), NewUserName: aws.String("new")}))
	must[*iam.UpdateGroupOutput](t)(api.UpdateGroup(t.Context(), &iam.UpdateGroupInput{GroupName: aws.String("old"), NewGroupName: aws.String("new")}))
	must[*iam.UpdateServerCertificateOutput](t)(api.UpdateServerCertificate(t.Context(), &iam.UpdateServerCertificateInput{ServerCertificateName: aws.String("old"), NewServerCertificateName: aws.String("new")}))
	for _, kind := range spec.Kinds {
		if !spec.Renamable(kind) {
			continue
		}
		old, renamed := spec.ID{Kind: kind, Name: "old"}, spec.ID{Kind: kind, Name: "new"}
		want := read.State.Facts[old].UniqueID
		if got, err := live.Identify(t.Context(), api, renamed); err != nil || got != want || got == "" {
			t.Errorf("%s is %q, %v; it was %q", renamed, got, err, want)
		}
		if got, err := live.Identify(t.Context(), api, old); err != nil || got != "" {
			t.Errorf("%s is %q, %v; it is not there any more", old, got, err)
		}
	}
	if _, err := live.Identify(t.Context(), api, spec.PolicyID("p")); err == nil {
		t.Error("a policy is neither renamed nor replaced under its ARN")
	}
}

// What replaces a role or an instance profile has its name, and is another.
func TestIdentifyTellsWhatReplacesFromWhatWasThere(t *testing.T) {
	_, api := serve(t)
	trust := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	create := func() map[spec.ID]string {
		must[*iam.CreateRoleOutput](t)(api.CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: aws.String("x"), AssumeRolePolicyDocument: &trust}))
		must[*iam.CreateInstanceProfileOutput](t)(api.CreateInstanceProfile(t.Context(), &iam.CreateInstanceProfileInput{InstanceProfileName: aws.String("x")}))
		read := must[live.Account](t)(live.Read(t.Context(), api, known, live.Want{}))
		ids := map[spec.ID]string{}
		for _, id := range []spec.ID{spec.RoleID("x"), {Kind: spec.KindProfile, Name: "x"}} {
			got, err := live.Identify(t.Context(), api, id)
			if ids[id] = got; err != nil || got == "" || got != read.State.Facts[id].UniqueID {
				t.Errorf("%s is %q, %v; it was read as %q", id, got, err, read.State.Facts[id].UniqueID)
			}
		}
		return ids
	}
	before := create()
	must[*iam.DeleteRoleOutput](t)(api.DeleteRole(t.Context(), &iam.DeleteRoleInput{RoleName: aws.String("x")}))
	must[*iam.DeleteInstanceProfileOutput](t)(api.DeleteInstanceProfile(t.Context(), &iam.DeleteInstanceProfileInput{InstanceProfileName: aws.String("x")}))
	for id, now := range create() {
		if now == before[id] {
			t.Errorf("%s is still %s", id, now)
		}
	}
}

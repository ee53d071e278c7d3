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
		t.Error("a policy cannot be renamed")
	}
}

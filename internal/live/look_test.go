package live_test

import (
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

func TestLookSeesWhatReadSees(t *testing.T) {
	_, api := serve(t)
	document := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}`
	tags := []types.Tag{{Key: aws.String("team"), Value: aws.String("a")}}
	limit := must[*iam.CreatePolicyOutput](t)(api.CreatePolicy(t.Context(), &iam.CreatePolicyInput{
		PolicyName: aws.String("limit"), Path: aws.String("/p/"), PolicyDocument: &document, Description: aws.String("most"), Tags: tags,
	}))
	must[*iam.CreateUserOutput](t)(api.CreateUser(t.Context(), &iam.CreateUserInput{
		UserName: aws.String("al"), Path: aws.String("/u/"), Tags: tags, PermissionsBoundary: limit.Policy.Arn,
	}))
	must[*iam.CreateGroupOutput](t)(api.CreateGroup(t.Context(), &iam.CreateGroupInput{GroupName: aws.String("dev"), Path: aws.String("/g/")}))

	read := must[live.Account](t)(live.Read(t.Context(), api, known, live.Want{Tagged: tagsOf("limit")}))
	for id, want := range read.State.Resources {
		got, err := live.Look(t.Context(), api, want)
		if diff := cmp.Diff(want, got, cmp.Comparer(policy.Document.Equal)); err != nil || diff != "" {
			t.Errorf("%s (-read +looked at): %v\n%s", id, err, diff)
		}
	}
}

func TestLookAtNothing(t *testing.T) {
	_, api := serve(t)
	for _, place := range []spec.Resource{
		spec.User{Name: "al"}, spec.Group{Name: "dev"}, spec.Policy{Name: "p", ARN: account.PolicyARN("/", "p")},
	} {
		if got, err := live.Look(t.Context(), api, place); got != nil || err != nil {
			t.Errorf("%s: %v, %v", place.ID(), got, err)
		}
	}
	if _, err := live.Look(t.Context(), api, spec.Membership{User: "al", Group: "dev"}); err == nil {
		t.Error("an edge cannot be looked at")
	}
}

func TestPanicOfAReadIsAnError(t *testing.T) {
	broken := struct{ live.API }{} // calls a method of nil
	if _, err := live.Read(t.Context(), broken, known, live.Want{}); err == nil || !strings.Contains(err.Error(), "bug in iamsync") {
		t.Errorf("error %v", err)
	}
}

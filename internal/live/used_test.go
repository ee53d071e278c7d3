package live_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/google/go-cmp/cmp"

	"iamsync/internal/fakeiam"
	"iamsync/internal/live"
	"iamsync/spec"
)

// Only of passwords and access keys is it asked when they were used, a call each.
func TestLastUses(t *testing.T) {
	s, api := serve(t)
	ctx, at := t.Context(), time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for _, name := range []string{"alice", "bob"} {
		must[*iam.CreateUserOutput](t)(api.CreateUser(ctx, &iam.CreateUserInput{UserName: &name}))
		must[*iam.CreateLoginProfileOutput](t)(api.CreateLoginProfile(ctx, &iam.CreateLoginProfileInput{UserName: &name, Password: aws.String("correct-Horse-7")}))
	}
	used := must[*iam.CreateAccessKeyOutput](t)(api.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: aws.String("alice")})).AccessKey.AccessKeyId
	idle := must[*iam.CreateAccessKeyOutput](t)(api.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: aws.String("alice")})).AccessKey.AccessKeyId
	if err := s.KeyUsed(*used, at, "eu-west-1", "s3"); err != nil {
		t.Fatal(err)
	}
	if err := s.PasswordUsed("bob", at.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	key := func(id string) spec.Credential {
		return spec.Credential{Type: spec.KindAccessKey, User: "alice", Key: id}
	}
	alice, bob := spec.Credential{Type: spec.KindLogin, User: "alice"}, spec.Credential{Type: spec.KindLogin, User: "bob"}
	before := len(s.Calls())
	got, err := live.LastUses(ctx, api, []spec.Resource{alice, bob, key(*used), key(*idle), spec.Credential{Type: spec.KindMFA, User: "bob", Key: "x"}}, 4)
	if err != nil {
		t.Fatal(err)
	}
	want := map[spec.ID]spec.Facts{key(*used).ID(): {LastUsed: at}, bob.ID(): {LastUsed: at.Add(time.Hour)}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := len(s.Calls()) - before; n != 4 {
		t.Errorf("%d calls", n)
	}
	if _, err := live.LastUses(ctx, connect(t, fakeiam.New()), []spec.Resource{alice}, 0); err == nil {
		t.Error("a user that is gone is no error")
	}
}

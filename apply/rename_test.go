package apply_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/apply"
	"iamsync/internal/live"
	"iamsync/plan"
	"iamsync/spec"
)

// renaming is a plan that renames u to new, or moves it.
func renaming(api *iam.Client, t *testing.T, params plan.Params) plan.Plan {
	t.Helper()
	out, err := api.GetUser(t.Context(), &iam.GetUserInput{UserName: aws.String("u")})
	if err != nil {
		t.Fatal(err)
	}
	change := plan.Change{
		Verb: plan.Update, ID: spec.UserID("new"), Owner: spec.UserID("new"), Before: spec.User{Name: "u", Path: "/"},
		After: spec.User{Name: "new", Path: "/"}, UniqueID: aws.ToString(out.User.UserId), Steps: []string{"s1"},
	}
	if params["NewUserName"] == nil {
		change.ID, change.Owner, change.After = spec.UserID("u"), spec.UserID("u"), spec.User{Name: "u", Path: "/x/"}
	}
	return plan.Plan{Changes: []plan.Change{change}, Steps: []plan.Step{do("s1", plan.UpdateUser, change.ID, params)}}
}

// replacing deletes the user in place of the call, makes another with the new name
// where there is one, and loses the answer.
func replacing(api func() *iam.Client, name string) fault {
	return func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
		_, err := api().DeleteUser(r.Context(), &iam.DeleteUserInput{UserName: aws.String("u")})
		if name != "" && err == nil {
			_, err = api().CreateUser(r.Context(), &iam.CreateUserInput{UserName: &name})
		}
		if err != nil {
			return nil, err
		}
		return nil, errors.New("read: connection reset by peer")
	}
}

func TestLostAnswersOfRenames(t *testing.T) {
	var api *iam.Client
	client := func() *iam.Client { return api }
	rename := plan.Params{"UserName": "u", "NewUserName": "new"}
	noSuch := refuse(http.StatusNotFound, "NoSuchEntity")
	for name, tt := range map[string]struct {
		params   plan.Params
		faults   []fault
		blind    bool // nobody can look
		attempts int
		err      string
	}{
		"it was done":                        {rename, []fault{lose}, false, 2, ""},
		"half an answer":                     {rename, []fault{cut}, false, 2, ""},
		"it was not done":                    {rename, []fault{failure}, false, 2, ""},
		"somebody else has the new name":     {rename, []fault{replacing(client, "new")}, false, 2, "who has the new name is not who had the old one"},
		"nobody has it":                      {rename, []fault{replacing(client, "")}, false, 2, "who has the new name is not who had the old one"},
		"nobody can look":                    {rename, []fault{lose}, true, 2, "so that it may be done already"},
		"nobody has the old name from first": {rename, []fault{noSuch}, false, 1, "UpdateUser for user/new: operation error"},
		"a path alone":                       {plan.Params{"UserName": "u", "NewPath": "/x/"}, []fault{lose}, false, 2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var w *wire
				w, api = prepared(t)
				p := renaming(api, t, tt.params)
				w.sent, w.faults[plan.UpdateUser] = nil, tt.faults
				o := apply.Options{Identify: func(ctx context.Context, id spec.ID) (string, error) { return live.Identify(ctx, api, id) }}
				if tt.blind {
					o.Identify = nil
				}
				err := apply.Run(t.Context(), p, api, o).Err()
				if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
					t.Errorf("error %v, want %q", err, tt.err)
				}
				attempts := 0
				for _, action := range w.sent {
					if action == plan.UpdateUser {
						attempts++
					}
				}
				if attempts != tt.attempts {
					t.Errorf("%d attempts, want %d", attempts, tt.attempts)
				}
			})
		})
	}
}

// A new name need not be known everywhere a moment later: what is removed under it
// and not found is not gone for that.
func TestARemovalAfterARenameIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, api := prepared(t)
		arn := ownPolicy("p")
		if _, err := api.AttachUserPolicy(t.Context(), &iam.AttachUserPolicyInput{UserName: aws.String("u"), PolicyArn: &arn}); err != nil {
			t.Fatal(err)
		}
		p := renaming(api, t, plan.Params{"UserName": "u", "NewUserName": "new"})
		edge := spec.Attachment{Principal: spec.UserID("new"), PolicyARN: arn}
		detach := do("s2", plan.DetachUserPolicy, spec.UserID("new"), plan.Params{"UserName": "new", "PolicyArn": arn}, "s1")
		detach.Change = edge.ID()
		p.Steps = append(p.Steps, detach)
		p.Changes = append(p.Changes, plan.Change{Verb: plan.Detach, ID: edge.ID(), Owner: edge.Owner(), Before: edge, Steps: []string{"s2"}})
		w.faults[plan.DetachUserPolicy] = []fault{refuse(http.StatusNotFound, "NoSuchEntity"), refuse(http.StatusNotFound, "NoSuchEntity")}
		w.server.ResetCalls()
		if r := apply.Run(t.Context(), p, api, apply.Options{}); !r.Complete() {
			t.Fatal(r.Err())
		}
		if got := strings.Join(changed(w.server), " "); got != "UpdateUser DetachUserPolicy" {
			t.Errorf("the account was changed by %q", got)
		}
	})
}

package plan_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/plan"
	"iamsync/spec"
)

// What somebody who applies may not do is said before it is tried, as far as it is certain.
func TestApplierDenied(t *testing.T) {
	const apply = "role apply trust=root\ninline role:apply x\n"
	const lacks = "role/apply, which guards.appliers names, may not make "
	for _, test := range []struct {
		name          string
		live, desired string // beside the role
		document      documents
		known         bool // a snapshot stands for the account
		want          string
	}{
		{"a user below a path that its policy does not have", "", "user carol path=/eng/", documents{"x": rules("Allow iam:CreateUser arn:aws:iam::111122223333:user/acme/*")}, false,
			lacks + "s1 (CreateUser of user/carol): none of its policies allows iam:CreateUser on arn:aws:iam::111122223333:user/eng/carol"},
		{"several calls are one finding", "user a\ngroup g", "user a\ngroup g\nuser b\nuser c\nmember a g", documents{"x": rules("Allow s3:*")}, false,
			lacks + "s1 (CreateUser of user/b): none of its policies allows iam:CreateUser on arn:aws:iam::111122223333:user/b; nor 2 more calls"},
		{"a membership is a change of the group", "user a\ngroup g", "user a\ngroup g\nmember a g", documents{"x": rules("Allow iam:AddUserToGroup arn:aws:iam::111122223333:user/*")}, false,
			lacks + "s1 (AddUserToGroup of membership/a:g): none of its policies allows iam:AddUserToGroup on arn:aws:iam::111122223333:group/g"},
		{"a policy that denies", "user a", "", documents{"x": rules("Allow iam:*", "Deny iam:Delete*")}, false,
			lacks + "s1 (DeleteUser of user/a): one of its policies denies iam:DeleteUser on arn:aws:iam::111122223333:user/a"},
		{"nothing is to be done", "user carol", "user carol", documents{"x": rules("Allow s3:*")}, false, ""},
		{"who may do it", "", "user carol", documents{"x": rules("Allow iam:*")}, false, ""},
		{"who may do it on conditions that nobody knows", "", "user carol", documents{"x": rules(`Allow iam:* * {"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}`)}, false, ""},
		{"who may do it by a policy of AWS, which is not read", "attach role:apply AWSThing", "user carol\nattach role:apply AWSThing", documents{"x": rules("Allow s3:*")}, false, ""},
		{"who is renamed", "user was", "user is from=was", documents{"x": rules("Allow s3:*")}, false, ""},
		{"of a snapshot nothing is certain", "", "user carol", documents{"x": rules("Allow s3:*")}, true, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			live, desired := with(state(t, apply+test.live), test.document), with(state(t, apply+test.desired), test.document)
			p := build(t, live, desired, func(in *plan.Input) {
				in.Guards.Appliers, in.Caller = []spec.ID{spec.RoleID("apply"), spec.RoleID("nowhere")}, root
				in.Scope.Prune = true
				if test.known {
					in.Known = &plan.Known{}
				}
			})
			findings := slices.DeleteFunc(p.Findings, func(f plan.Finding) bool { return f.Code != "applier-denied" })
			var got string
			if len(findings) == 1 {
				got = findings[0].Message
			}
			if diff := cmp.Diff(test.want, got); diff != "" || len(findings) > 1 {
				t.Errorf("(-want +got):\n%s%v\n%v", diff, p.Findings, p.Steps)
			}
		})
	}
}

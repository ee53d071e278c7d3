package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/spec/policy"
)

// What edges and boundaries do to access, beside documents that change.
func TestAccessOfChanges(t *testing.T) {
	for _, test := range []struct {
		name, live, desired, want string
	}{
		{"a policy comes", "user a\npolicy p", "user a\npolicy p\nattach a p", "attachment/user:a:p widens"},
		{"and goes", "user a\npolicy p\nattach a p", "user a\npolicy p", "attachment/user:a:p narrows"},
		{"one that only denies comes", "user a\npolicy no actions=!iam:*", "user a\npolicy no actions=!iam:*\nattach a no", "attachment/user:a:no narrows"},
		{"and goes", "user a\npolicy no actions=!iam:*\nattach a no", "user a\npolicy no actions=!iam:*", "attachment/user:a:no widens"},
		{"a policy of AWS", "user a", "user a\nattach a AWSReadOnlyAccess", "attachment/user:a:AWSReadOnlyAccess widens"},
		{"an inline policy", "user a", "user a\ninline a self actions=s3:*", "inline/user:a:self widens"},
		{"a group that gives something", "user a\ngroup g\ninline group:g self", "user a\ngroup g\ninline group:g self\nmember a g", "membership/a:g widens"},
		{"a group that gives nothing", "user a\ngroup g", "user a\ngroup g\nmember a g", "membership/a:g moves"},
		{"a group that denies is left", "user a\ngroup g\ninline group:g no actions=!iam:*\nmember a g", "user a\ngroup g\ninline group:g no actions=!iam:*", "membership/a:g widens"},
		{"a boundary comes", "user a\npolicy limit", "user a boundary=limit\npolicy limit", "user/a narrows"},
		{"and goes", "user a boundary=limit\npolicy limit", "user a\npolicy limit", "user/a widens"},
		{"a boundary becomes a wider one", "user a boundary=small\npolicy small actions=s3:Get*\npolicy wide actions=s3:*", "user a boundary=wide\npolicy small actions=s3:Get*\npolicy wide actions=s3:*", "user/a widens"},
		{"a boundary becomes another", "user a boundary=one\npolicy one actions=s3:*\npolicy other actions=ec2:*", "user a boundary=other\npolicy one actions=s3:*\npolicy other actions=ec2:*", "user/a both"},
		{"a document is said elsewhere", "policy p actions=s3:*", "policy p actions=*", "policy/p "},
		{"a path says nothing", "user a", "user a path=/x/", "user/a "},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, state(t, test.live), state(t, test.desired), nil)
			var got []string
			for _, c := range p.Changes {
				id := strings.NewReplacer("arn:aws:iam::aws:policy/", "", "arn:aws:iam::111122223333:policy/", "").Replace(c.ID.String())
				got = append(got, id+" "+string(c.Access))
			}
			if diff := cmp.Diff(test.want, strings.Join(got, ", ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if policy.Access("").Gives() {
		t.Error("what is not said gives access")
	}
}

package eval_test

import (
	"testing"

	"iamsync/spec/policy"
	"iamsync/spec/policy/eval"
)

func TestAlike(t *testing.T) {
	c := eval.NewCompiler()
	policies := []*eval.Policy{nil, c.Compile(policy.MustParse(`{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":"iam:*","Resource":["arn:aws:iam::111122223333:user/app-*","arn:aws:iam::111122223333:user/${aws:username}"]},
		{"Effect":"Deny","Action":"iam:*","NotResource":"arn:aws:iam::111122223333:user/eng/*"}]}`))}
	who := eval.Principal{Name: "arn:aws:iam::111122223333:user/alice"}
	key := eval.Alike(who, policies...)
	const user = "arn:aws:iam::111122223333:user/"
	for _, test := range []struct {
		name, one, other string
		same             bool
	}{
		{"a pattern matches both", user + "app-1", user + "app-2", true},
		{"a pattern matches one", user + "app-1", user + "web-1", false},
		{"a variable matches one", user + "alice", user + "bob", false},
		{"what is left out is not alike", user + "eng/carol", user + "dave", false},
		{"nothing tells them apart", user + "carol", user + "dave", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := key(test.one) == key(test.other); got != test.same {
				t.Errorf("%q and %q: alike is %v", key(test.one), key(test.other), got)
			}
		})
	}
}

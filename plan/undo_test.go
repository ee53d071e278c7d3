package plan_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"iamsync/plan"
	"iamsync/spec"
)

// TestUndo undoes plans of an account that may have been changed since.
func TestUndo(t *testing.T) {
	for _, test := range []struct {
		name          string
		live, desired string // when the apply was done
		now           string // the account now
		scope         spec.Scope
		allow         []string
		steps         string
		said          string // codes of refusals and findings, with what they say
	}{
		{
			name: "a change of a field", live: "user bob tag:a=1", desired: "user bob tag:a=2", now: "user bob tag:a=2",
			steps: "s1 TagUser user/bob",
		},
		{name: "it was not made", live: "user bob tag:a=1", desired: "user bob tag:a=2", now: "user bob tag:a=1"},
		{
			name: "what nobody touched stays", live: "user bob tag:a=1", desired: "user bob tag:a=2", now: "user bob tag:a=2\nuser zoe\npolicy p\nattach zoe p",
			steps: "s1 TagUser user/bob",
		},
		{
			name: "what came since to who was touched stays, too", live: "user bob tag:a=1", desired: "user bob tag:a=2", now: "user bob tag:a=2\npolicy p\nattach bob p",
			steps: "s1 TagUser user/bob",
		},
		{
			name: "a field has a third value", live: "user bob tag:a=1", desired: "user bob tag:a=2", now: "user bob tag:a=3",
			steps: "s1 TagUser user/bob", said: `changed-since: user/bob was changed after that apply: it has tags.a "3", and had tags.a "1" before it and tags.a "2" after it`,
		},
		{
			name: "that is lifted", live: "user bob tag:a=1", desired: "user bob tag:a=2", now: "user bob tag:a=3", allow: []string{"changed-since"},
			steps: "s1 TagUser user/bob",
		},
		{name: "who was made goes", live: "user zoe", desired: "user zoe\nuser bob", now: "user zoe\nuser bob", steps: "s1 DeleteUser user/bob"},
		{name: "who was made is gone", live: "user zoe", desired: "user zoe\nuser bob", now: "user zoe"},
		{
			name: "who was made has got more", live: "user zoe\ngroup g", desired: "user zoe\nuser bob\ngroup g", now: "user zoe\nuser bob\ngroup g\nmember bob g",
			steps: "s1 RemoveUserFromGroup membership/bob:g\ns2 DeleteUser user/bob after s1",
			said:  "changed-since: membership/bob:g came after that apply, and would go with user/bob",
		},
		{
			name: "what was made has been taken into use", live: "user zoe", desired: "user zoe\ngroup g", now: "user zoe\ngroup g\nmember zoe g",
			steps: "s1 RemoveUserFromGroup membership/zoe:g\ns2 DeleteGroup group/g after s1",
			said:  "changed-since: membership/zoe:g came after that apply, and would go with group/g",
		},
		{
			name: "what was made holds somebody else's place", live: "user zoe", desired: "user zoe\npolicy p", now: "user zoe\npolicy p\nattach zoe p",
			steps: "s1 DeletePolicy policy/p",
			said:  "in-use: policy/p is to be deleted, but user/zoe, which stays, still holds it",
		},
		{
			name: "who was deleted comes back", live: "user bob\nuser zoe\ngroup g\nmember bob g", desired: "user zoe\ngroup g\nabsent user:bob", now: "user zoe\ngroup g",
			steps: "s1 CreateUser user/bob\ns2 AddUserToGroup membership/bob:g after s1",
			said:  "undo-lost: user/bob comes back as another of its name: it gets another ID, and has no password, keys or devices",
		},
		{
			name: "another has the name by now", live: "user bob tag:a=1\nuser zoe", desired: "user zoe\nabsent user:bob", now: "user zoe\nuser bob id=other",
			steps: "s1 TagUser user/bob", said: "changed-since: user/bob was changed after that apply: it has no tags.a, and had tags.a \"1\" then",
		},
		{
			name: "another has the name, with a key", live: "user bob\npolicy p\nattach bob p", desired: "policy p\nabsent user:bob", now: "policy p\nuser bob id=other\nkey bob AKIA1",
			steps: "s1 AttachUserPolicy attachment/user:bob:arn:aws:iam::111122223333:policy/p",
			said:  "changed-since: user/bob is another than the one that would come back: access-key/bob:AKIA1 is neither what that had, nor what an undo makes",
		},
		{
			name: "another has the name, with a password as the former one", live: "user bob\nlogin bob\npolicy p\nattach bob p", desired: "policy p\nabsent user:bob", now: "policy p\nuser bob id=other\nlogin bob",
			steps: "s1 AttachUserPolicy attachment/user:bob:arn:aws:iam::111122223333:policy/p",
			said:  "changed-since: user/bob is another than the one that would come back: login-profile/bob is neither what that had, nor what an undo makes",
		},
		{
			name: "another group has the name, with a member", live: "user zoe\ngroup g\nattach group:g AWSAdmin", desired: "user zoe\nabsent group:g", now: "user zoe\ngroup g id=other\nmember zoe g",
			steps: "s1 AttachGroupPolicy attachment/group:g:arn:aws:iam::aws:policy/AWSAdmin",
			said:  "changed-since: group/g is another than the one that would come back: membership/zoe:g is neither what that had, nor what an undo makes",
		},
		{
			name: "another role has the name, with an instance profile", live: "role w\nattach role:w AWSAdmin", desired: "absent role:w", now: "role w id=other\nprofile x role=w",
			steps: "s1 AttachRolePolicy attachment/role:w:arn:aws:iam::aws:policy/AWSAdmin",
			said:  "changed-since: role/w is another than the one that would come back: instance-profile/x is neither what that had, nor what an undo makes",
		},
		{
			name: "the undo that was begun goes on", live: "user bob\nlogin bob\npolicy p\ngroup g\nmember bob g\nattach bob p", desired: "group g\npolicy p\nabsent user:bob", now: "policy p\ngroup g\nuser bob id=other\nmember bob g",
			steps: "s1 AttachUserPolicy attachment/user:bob:arn:aws:iam::111122223333:policy/p",
		},
		{
			name: "the apply did not get to who is there", live: "user bob\nkey bob AKIA1\npolicy p\nattach bob p", desired: "policy p\nabsent user:bob", now: "policy p\nuser bob\nkey bob AKIA1\nkey bob AKIA2",
			steps: "s1 AttachUserPolicy attachment/user:bob:arn:aws:iam::111122223333:policy/p",
		},
		{
			name: "what trusted who was deleted trusts who comes", live: "role r\nrole t trust=role/r", desired: "absent role:r", now: "role t trust=AROAAAAAAAAAAAAAAAAA1",
			steps: "s1 CreateRole role/r\ns2 UpdateAssumeRolePolicy role/t after s1",
			said: "deleted-principal: role/t trusts AROAAAAAAAAAAAAAAAAA1, which is the ID of a user or role that was deleted; its trust policy is written anew\n" +
				"undo-lost: role/r comes back as another of its name: it gets another ID, and what names it outside of IAM, as a bucket policy does, names nobody until it is written again",
		},
		{
			name: "a name is given back, with what came since", live: "user old\npolicy p", desired: "user bob from=old\npolicy p", now: "user bob id=user/old\npolicy p\nattach bob p",
			steps: "s1 UpdateUser user/old",
		},
		{name: "a name was not given", live: "user old", desired: "user bob from=old", now: "user old"},
		{
			name: "a role is replaced back", live: "role r path=/a/", desired: "role r path=/b/ replace=true", now: "role r path=/b/ id=new",
			steps: "s1 DeleteRole role/r\ns2 CreateRole role/r after s1",
			said:  "replaced: role/r is deleted and created again: it gets another ID, its sessions end, and what names it outside of IAM, as a bucket policy does, names nobody until it is written again",
		},
		{
			name: "that was begun, and the role that trusts itself is there without that", live: "user x\nrole r path=/a/ trust=role/a/r,user/x",
			desired: "user x\nrole r path=/b/ replace=true", now: "user x\nrole r path=/a/ trust=user/x id=new",
			steps: "s1 UpdateAssumeRolePolicy role/r",
		},
		{
			name: "a policy gets the version that it had", live: "policy p actions=a:a", desired: "policy p actions=a:b", now: "policy p actions=a:b versions=v1,v2*",
			steps: "s1 CreatePolicyVersion policy/p",
		},
		{
			name: "what the scope ignores stays", live: "user bob tag:a=1\nuser zoe tag:a=1", desired: "user bob tag:a=2\nuser zoe tag:a=2", now: "user bob tag:a=2\nuser zoe tag:a=2",
			scope: spec.Scope{Ignore: []spec.Pattern{"user/BOB"}},
			steps: "s1 TagUser user/zoe", said: "undo-left: user/bob is not put back, and stays as it is: scope.ignore names it",
		},
		{
			name: "so does what a scope that prunes does not own", live: "user bob tag:a=1", desired: "user bob tag:a=2", now: "user bob tag:a=2",
			scope: spec.Scope{Prune: true, Paths: []string{"/x/"}},
			said:  "undo-left: user/bob is not put back, and stays as it is: it lies outside of the scope",
		},
		{
			name: "a membership of a group that is ignored stays", live: "user bob\ngroup g", desired: "user bob\ngroup g\nmember bob g", now: "user bob\ngroup g\nmember bob g",
			scope: spec.Scope{Ignore: []spec.Pattern{"group/g"}},
			said:  "undo-left: membership/bob:g is not put back, and stays as it is: scope.ignore names it",
		},
		{
			name: "who comes back had a boundary that says more by now", live: "user bob boundary=b\npolicy b actions=a:a\nuser zoe", desired: "policy b actions=a:a\nuser zoe\nabsent user:bob", now: "policy b actions=a:*\nuser zoe",
			steps: "s1 CreateUser user/bob",
			said: "changed-since: user/bob would get other access back than it had before that apply: policy/b has another document now\n" +
				"undo-lost: user/bob comes back as another of its name: it gets another ID, and has no password, keys or devices",
		},
		{
			name: "the group of who comes back has got more", live: "user bob\ngroup g\nmember bob g", desired: "user bob\ngroup g", now: "user bob\ngroup g\nattach group:g AWSAdmin",
			steps: "s1 AddUserToGroup membership/bob:g",
			said:  "changed-since: user/bob would get other access back than it had before that apply: attachment/group:g:arn:aws:iam::aws:policy/AWSAdmin did not count for it then",
		},
		{
			name: "a policy of the group says more", live: "user bob\ngroup g\nmember bob g\npolicy p actions=a:a\nattach group:g p", desired: "user bob\ngroup g\npolicy p actions=a:a\nattach group:g p",
			now:   "user bob\ngroup g\npolicy p actions=a:*\nattach group:g p",
			steps: "s1 AddUserToGroup membership/bob:g",
			said:  "changed-since: user/bob would get other access back than it had before that apply: policy/p has another document now",
		},
		{
			name: "the boundary of who gets a policy back says more", live: "user bob boundary=b\npolicy b actions=a:a\nattach bob AWSAdmin", desired: "user bob boundary=b\npolicy b actions=a:a", now: "user bob boundary=b\npolicy b actions=a:*",
			steps: "s1 AttachUserPolicy attachment/user:bob:arn:aws:iam::aws:policy/AWSAdmin",
			said:  "changed-since: user/bob would get other access back than it had before that apply: policy/b has another document now",
		},
		{
			name: "a role that trusted who was deleted is ignored", live: "role r\nrole t trust=role/r", desired: "absent role:r", now: "role t trust=AROAAAAAAAAAAAAAAAAA1",
			scope: spec.Scope{Ignore: []spec.Pattern{"role/t"}},
			steps: "s1 CreateRole role/r",
			said: "undo-left: role/t is not put back, and trusts AROAAAAAAAAAAAAAAAAA1, which is gone, in the place of arn:aws:iam::111122223333:role/r: scope.ignore names it\n" +
				"undo-lost: role/r comes back as another of its name: it gets another ID, and what names it outside of IAM, as a bucket policy does, names nobody until it is written again",
		},
		{
			name: "the role that trusts again has got more", live: "role r\nrole t trust=role/r", desired: "absent role:r", now: "role t trust=AROAAAAAAAAAAAAAAAAA1\nattach role:t AWSAdmin",
			steps: "s1 CreateRole role/r\ns2 UpdateAssumeRolePolicy role/t after s1",
			said: "changed-since: role/t would get other access back than it had before that apply: attachment/role:t:arn:aws:iam::aws:policy/AWSAdmin did not count for it then\n" +
				"deleted-principal: role/t trusts AROAAAAAAAAAAAAAAAAA1, which is the ID of a user or role that was deleted; its trust policy is written anew\n" +
				"undo-lost: role/r comes back as another of its name: it gets another ID, and what names it outside of IAM, as a bucket policy does, names nobody until it is written again",
		},
		{
			name: "the role of a policy that comes back trusts more", live: "role t trust=user/x\nuser x\nuser y\ninline role:t i", desired: "role t trust=user/x\nuser x\nuser y", now: "role t trust=user/y\nuser x\nuser y",
			steps: "s1 PutRolePolicy inline/role:t:i",
			said:  "changed-since: role/t was changed after that apply: it has another trust than before or after it",
		},
		{
			name: "what is given back says something else by now", live: "user bob\npolicy p actions=a:a\nattach bob p", desired: "user bob\npolicy p actions=a:a", now: "user bob\npolicy p actions=a:z",
			steps: "s1 AttachUserPolicy attachment/user:bob:arn:aws:iam::111122223333:policy/p",
			said:  "changed-since: policy/p was changed after that apply: it has another document than before or after it",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, known(t, test.live), state(t, test.desired), func(in *plan.Input) { in.Scope = spec.Scope{} })
			u := reloaded(t, plan.RecordUndo(p, nil, func(spec.ID) bool { return false }))
			way := u.Build(plan.Input{Live: known(t, test.now), Scope: test.scope, Allow: test.allow, Guards: spec.Guards{MaxDeletes: spec.Limit{N: 100}}})
			if got := calls(way); got != unindent(test.steps) {
				t.Errorf("steps:\n%s\nwant\n%s", got, test.steps)
			}
			var said []string
			for _, f := range append(way.Refused, way.Findings...) {
				said = append(said, f.Code+": "+f.Message)
			}
			if got := strings.Join(said, "\n"); got != test.said {
				t.Errorf("said:\n%s\nwant\n%s", got, test.said)
			}
		})
	}
}

// TestUndoOfARenameWhoseOldNameIsTaken shows that the way out is one that can be gone.
func TestUndoOfARenameWhoseOldNameIsTaken(t *testing.T) {
	p := build(t, known(t, "user old"), state(t, "user bob from=old"), nil)
	u := reloaded(t, plan.RecordUndo(p, nil, func(spec.ID) bool { return false }))
	in := plan.Input{Live: known(t, "user bob id=user/old\nuser old id=other")}
	var said []string
	for _, f := range u.Build(in).Refused {
		said = append(said, f.Code+": "+f.Message+"; "+f.Hint)
	}
	want := "rename-conflict: user/old is renamed from bob, and the account has user/old as well; somebody has given that name to another: " +
		"rename or delete user/old first; or let user/bob keep its name, and all else of it, by scope.ignore in a PATH for this undo"
	if got := strings.Join(said, "\n"); got != want {
		t.Errorf("said:\n%s\nwant\n%s", got, want)
	}
	in.Scope.Ignore = []spec.Pattern{"user/bob"}
	if way := u.Build(in); len(way.Refused) > 0 || !way.Empty() {
		t.Errorf("left alone, it is still in the way: %v", way.Refused)
	}
	in.Scope.Ignore, in.Live = nil, known(t, "user bob id=user/old")
	if way := u.Build(in); len(way.Refused) > 0 || calls(way) != unindent("s1 UpdateUser user/old") {
		t.Errorf("with the other one gone: %v\n%s", way.Refused, calls(way))
	}
}

func reloaded(t *testing.T, u plan.Undo) plan.Undo {
	t.Helper()
	var file bytes.Buffer
	if err := plan.WriteUndo(&file, u); err != nil {
		t.Fatal(err)
	}
	u, err := plan.ReadUndo(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestReadUndo refuses what is no undo file, or not the one that was written.
func TestReadUndo(t *testing.T) {
	p := build(t, state(t, "user bob tag:a=1"), state(t, "user bob tag:a=2"), nil)
	var file bytes.Buffer
	if err := plan.WriteUndo(&file, plan.RecordUndo(p, nil, func(spec.ID) bool { return false })); err != nil {
		t.Fatal(err)
	}
	whole := file.String()
	for _, test := range []struct{ name, text, want string }{
		{"as it was written", whole, ""},
		{"on one line", strings.ReplaceAll(whole, "\n", ""), ""},
		{"nothing", "", "it is no undo file, or not the whole of one"},
		{"cut off", whole[:len(whole)-10], "it is no undo file, or not the whole of one"},
		{"a saved plan", `{"kind": "iamsync saved plan", "format_version": "1"}`, "it is no undo file, or not the whole of one"},
		{"of another version", strings.Replace(whole, `"1"`, `"2"`, 1), `its format has version "2", and this iamsync reads version "1" only`},
		{"edited", strings.Replace(whole, "bob", "eve", 1), "it was changed since it was written: its sum is another"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := plan.ReadUndo([]byte(test.text))
			if got := fmt.Sprint(err); err == nil && test.want != "" || err != nil && got != test.want {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// FuzzReadUndo looks for what is taken for the content of an undo file and breaks a plan,
// or cannot be written again.
func FuzzReadUndo(f *testing.F) {
	for _, was := range []string{
		`{"id":"user/bob","was":{"path":"/","tags":{"a":"1"}}}`, `{"id":"user/bob","was_id":"user/old","was":{"path":"/"}}`, `{"id":"user/bob","was":null}`,
		`{"id":"role/r","was":{"path":"/","max_session_duration":3600,"trust":{"Statement":[]}},"unasked":true}`,
		`{"id":"attachment/user:bob:x","was":{"principal":"user/bob","policy_arn":"x"}}`, `{"id":"access-key/bob:A","was":{"user":"bob","key":"A"}}`,
	} {
		f.Add([]byte(`{"run":"1","time":"2026-01-01T00:00:00Z","plan":{"account":"111122223333","partition":"aws","steps":[],"objects":[]},"was":[` + was + `]}`))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		u, err := plan.ReadUndoContent(data)
		if err != nil {
			return
		}
		reloaded(t, u)
		u.Build(plan.Input{Live: spec.NewState(spec.Account{ID: "111122223333", Partition: "aws"})})
	})
}

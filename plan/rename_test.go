package plan_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy"
)

func TestRenames(t *testing.T) {
	keep := func(in *plan.Input) { in.Scope = spec.Scope{} }
	eng := func(in *plan.Input) { in.Scope = spec.Scope{Prune: true, Paths: []string{"/eng/"}} }
	for _, test := range []struct {
		name          string
		live, desired string
		change        func(*plan.Input)
		steps         string
		refused       string
		unmanaged     string
	}{
		{
			name: "only the old name is there: it is renamed", live: "user robert", desired: "user bob from=robert",
			steps: "s1 UpdateUser user/bob",
		},
		{
			name: "only the new one: it was done", live: "user bob", desired: "user bob from=robert",
		},
		{
			name: "neither: it is created", desired: "user bob from=robert",
			steps: "s1 CreateUser user/bob",
		},
		{
			name: "both: nobody knows who is meant", live: "user bob\nuser robert", desired: "user bob from=robert",
			change: keep, refused: "rename-conflict", unmanaged: "user/robert",
		},
		{
			name: "the new name is taken in another case", live: "user Bob\nuser robert", desired: "user bob from=robert",
			change: keep, steps: "s1 CreateUser user/bob", refused: "rename-conflict", unmanaged: "user/Bob user/robert",
		},
		{
			name: "a change of the case only is a rename", live: "user Bob\ngroup dev\nmember Bob dev", desired: "user bob from=Bob\ngroup dev\nmember bob dev",
			steps: "s1 UpdateUser user/bob",
		},
		{
			name: "the old name is there in another case", live: "user Robert", desired: "user bob from=robert",
			change: keep, steps: "s1 CreateUser user/bob", refused: "name-case", unmanaged: "user/Robert",
		},
		{
			name: "a group keeps its members and policies", live: "user a\npolicy p\ngroup dev\nmember a dev\nattach group:dev p\ninline group:dev i",
			desired: "user a\npolicy p\ngroup team from=dev\nmember a team\nattach group:team p\ninline group:team i",
			steps:   "s1 UpdateGroup group/team",
		},
		{
			name: "the path changes in the same call", live: "user robert", desired: "user bob from=robert path=/eng/",
			steps: "s1 UpdateUser user/bob",
		},
		{
			name: "all other calls use the new name, and wait for it",
			live: `user robert tag:old=1
				group dev
				group ops
				policy p
				policy q
				member robert dev
				attach robert p
				inline robert i`,
			desired: `user bob from=robert boundary=q tag:new=1
				group ops
				group team from=dev
				policy p
				policy q
				member bob ops
				attach bob q
				attach group:team p`,
			steps: `s1 UpdateGroup group/team
				s2 UpdateUser user/bob
				s3 DetachUserPolicy attachment/user:bob:arn:aws:iam::111122223333:policy/p after s2
				s4 DeleteUserPolicy inline/user:bob:i after s2
				s5 RemoveUserFromGroup membership/bob:team after s1 s2
				s6 PutUserPermissionsBoundary user/bob after s2 s3 s4 s5
				s7 TagUser user/bob after s2 s6
				s8 UntagUser user/bob after s2 s6 s7
				s9 AttachGroupPolicy attachment/group:team:arn:aws:iam::111122223333:policy/p after s1 b1
				s10 AttachUserPolicy attachment/user:bob:arn:aws:iam::111122223333:policy/q after s2 b1
				s11 AddUserToGroup membership/bob:ops after s2 b1
				b1 after s7 s8`,
		},
		{
			name: "max_deletes does not count it", live: "user robert\nuser zoe", desired: "user bob from=robert\nuser zoe",
			change: func(in *plan.Input) { in.Guards.MaxDeletes = spec.Limit{} }, steps: "s1 UpdateUser user/bob",
		},
		{
			name: "who lies outside of the scope is not renamed into it", live: "user robert path=/other/", desired: "user bob from=robert path=/eng/",
			change: eng, steps: "s1 UpdateUser user/bob", refused: "scope-escape",
		},
		{
			name: "nor who is owned by the new name alone", live: "user robert", desired: "user app-1 from=robert",
			change: func(in *plan.Input) { in.Scope = spec.Scope{Prune: true, Include: []spec.Pattern{"user/app-*"}} },
			steps:  "s1 UpdateUser user/app-1", refused: "scope-escape",
		},
		{
			name: "nor what AWS keeps for itself", live: "user robert path=/aws-reserved/x/", desired: "user bob from=robert",
			change: keep, steps: "s1 UpdateUser user/bob", refused: "scope-escape",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, state(t, test.live), state(t, test.desired), test.change)
			if diff := cmp.Diff(unindent(test.steps), calls(p)); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			got := []string{codes(p.Refused), codes(p.Findings), unmanaged(p)}
			if diff := cmp.Diff([]string{test.refused, "", test.unmanaged}, got); diff != "" {
				t.Errorf("refused, findings, unmanaged (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRenameIsOneUpdate(t *testing.T) {
	live := state(t, "user robert path=/a/ tag:team=a")
	live.Facts[spec.UserID("robert")] = spec.Facts{UniqueID: "AIDAROBERT"}
	p := build(t, live, state(t, "user bob from=robert path=/b/ tag:team=b"), nil)
	if len(p.Changes) != 1 {
		t.Fatalf("the changes are %v", p.Changes)
	}
	c := p.Changes[0]
	want := []plan.Field{
		{Path: []string{"name"}, Before: "robert", After: "bob"},
		{Path: []string{"path"}, Before: "/a/", After: "/b/"},
		{Path: []string{"tags", "team"}, Before: "a", After: "b"},
	}
	if diff := cmp.Diff(want, c.Fields); diff != "" || c.Verb != plan.Update || c.ID != spec.UserID("bob") || c.UniqueID != "AIDAROBERT" {
		t.Errorf("%s %s %s (-want +got):\n%s", c.Verb, c.ID, c.UniqueID, diff)
	}
	if c.Before.ID() != spec.UserID("robert") || c.After.ID() != spec.UserID("bob") {
		t.Errorf("before %s, after %s", c.Before.ID(), c.After.ID())
	}
	params := plan.Params{"UserName": "robert", "NewUserName": "bob", "NewPath": "/b/"}
	if diff := cmp.Diff(params, p.Steps[0].Params); diff != "" || p.Steps[1].Params["UserName"] != "bob" {
		t.Errorf("%v (-want +got):\n%s", p.Steps, diff)
	}
	var text strings.Builder
	if err := plan.Text(&text, p, plan.TextOptions{}); err != nil || !strings.Contains(text.String(), "~ user bob\n  ~ name       robert -> bob\n") {
		t.Errorf("%v\n%s", err, &text)
	}
}

// A plan says the same of an account in which it was renamed already: the digest
// must not.
func TestDigestKnowsTheOldName(t *testing.T) {
	desired := state(t, "user bob from=robert tag:a=b")
	digests := map[string]bool{}
	for _, live := range []string{"user robert", "user bob"} {
		digests[build(t, state(t, live), desired, nil).Digest] = true
	}
	if len(digests) != 2 {
		t.Errorf("the digests are %v", maps.Keys(digests))
	}
}

// Between its rename and the end of a policy that asks for names, a user may do under
// the new name what neither state allows; where the old state allowed more than that,
// nothing is won.
func TestRenameAndPoliciesThatAskForNames(t *testing.T) {
	own := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*"],"Resource":"arn:aws:s3:::b/${aws:username}/*"}]}`)
	for live, want := range map[string]string{"user robert": "transient-access", "user bob": "", "user robert\ninline robert all": ""} {
		before := state(t, live)
		name := strings.Fields(live)[1]
		before.Add(spec.Inline{Principal: spec.UserID(name), Name: "self", Document: own})
		if got := codes(build(t, before, state(t, "user bob from=robert"), nil).Findings); got != want {
			t.Errorf("from %q: %q, want %q", live, got, want)
		}
	}
}

package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/plan"
	"iamsync/spec"
)

const arnOfRead = "arn:aws:iam::111122223333:policy/"

func TestReplacements(t *testing.T) {
	for _, test := range []struct {
		name          string
		live, desired string
		want          string // steps
		findings      string // codes
	}{
		{
			name:    "a policy goes from those who hold it and comes back",
			live:    "user alice\ngroup dev\npolicy read path=/old/\nattach alice old/read\nattach group:dev old/read",
			desired: "user alice\ngroup dev\npolicy read path=/new/ replace=true\nattach alice new/read\nattach group:dev new/read",
			want: `s1 DetachGroupPolicy attachment/group:dev:` + arnOfRead + `old/read
				s2 DetachUserPolicy attachment/user:alice:` + arnOfRead + `old/read
				s3 DeletePolicy policy/read after s1 s2
				s4 CreatePolicy policy/read after s3
				s5 AttachGroupPolicy attachment/group:dev:` + arnOfRead + `new/read after s1 s4
				s6 AttachUserPolicy attachment/user:alice:` + arnOfRead + `new/read after s2 s4`,
			findings: "replaced",
		},
		{
			name:    "a role with all that it holds, and the profile that holds it",
			live:    "role deploy path=/old/\nprofile web role=deploy\nattach role:deploy AWSx\ninline role:deploy no actions=!iam:*\ninline role:deploy yes",
			desired: "role deploy path=/new/ replace=true\nprofile web role=deploy\nattach role:deploy AWSx\ninline role:deploy no actions=!iam:*\ninline role:deploy yes",
			want: `s1 DetachRolePolicy attachment/role:deploy:arn:aws:iam::aws:policy/AWSx
				s2 DeleteRolePolicy inline/role:deploy:yes
				s3 DeleteRolePolicy inline/role:deploy:no after s1 s2
				s4 RemoveRoleFromInstanceProfile instance-profile/web after s3
				s5 DeleteRole role/deploy after s1 s2 s3 s4
				s6 CreateRole role/deploy after s5
				s7 AddRoleToInstanceProfile instance-profile/web after s4 s6
				s8 PutRolePolicy inline/role:deploy:no after s6 s7
				s9 AttachRolePolicy attachment/role:deploy:arn:aws:iam::aws:policy/AWSx after s6 s8
				s10 PutRolePolicy inline/role:deploy:yes after s6 s8`,
			findings: "replaced",
		},
		{
			name:    "who trusts it, itself among them, has its trust written again",
			live:    "role deploy path=/old/ trust=role/old/deploy\nrole other trust=role/old/deploy",
			desired: "role deploy path=/new/ trust=role/new/deploy replace=true\nrole other trust=role/new/deploy",
			want: `s1 DeleteRole role/deploy
				s2 CreateRole role/deploy after s1
				s3 UpdateAssumeRolePolicy role/deploy after s2
				s4 UpdateAssumeRolePolicy role/other after s2`,
			findings: "replaced",
		},
		{
			name:    "who trusts a session of it, by an ARN that stays the same",
			live:    "role deploy path=/old/\nrole other trust=session/deploy/ci",
			desired: "role deploy path=/new/ replace=true\nrole other trust=session/deploy/ci",
			want: `s1 DeleteRole role/deploy
				s2 CreateRole role/deploy after s1
				s3 UpdateAssumeRolePolicy role/other after s2`,
			findings: "replaced",
		},
		{
			name:    "two roles that trust each other",
			live:    "role a path=/old/ trust=role/old/b\nrole b path=/old/ trust=role/old/a",
			desired: "role a path=/new/ trust=role/new/b replace=true\nrole b path=/new/ trust=role/new/a replace=true",
			want: `s1 DeleteRole role/a
				s2 CreateRole role/a after s1
				s3 DeleteRole role/b
				s4 CreateRole role/b after s3
				s5 UpdateAssumeRolePolicy role/a after s2 s4
				s6 UpdateAssumeRolePolicy role/b after s2 s4`,
			findings: "replaced replaced",
		},
		{
			name:    "a profile and the role in it",
			live:    "role r path=/old/\nprofile p path=/old/ role=r",
			desired: "role r path=/new/ replace=true\nprofile p path=/new/ role=r replace=true",
			want: `s1 RemoveRoleFromInstanceProfile instance-profile/p
				s2 DeleteInstanceProfile instance-profile/p after s1
				s3 CreateInstanceProfile instance-profile/p after s2
				s4 DeleteRole role/r after s1
				s5 CreateRole role/r after s4
				s6 AddRoleToInstanceProfile instance-profile/p after s3 s5`,
			findings: "replaced replaced",
		},
		{
			name:    "somebody new whose boundary it is comes after it",
			live:    "policy limit path=/old/\nuser bob\nattach bob old/limit",
			desired: "policy limit path=/new/ replace=true\nuser bob\nuser eve boundary=new/limit\ninline eve no actions=!iam:*\ninline eve yes",
			want: `s1 DetachUserPolicy attachment/user:bob:` + arnOfRead + `old/limit
				s2 DeletePolicy policy/limit after s1
				s3 CreatePolicy policy/limit after s2
				s4 CreateUser user/eve after s3
				s5 PutUserPolicy inline/user:eve:no after s4
				s6 PutUserPolicy inline/user:eve:yes after s4 s5`,
			findings: "replaced",
		},
		{
			name:    "what is allowed is not what happens",
			live:    "policy read\nrole r\nprofile p",
			desired: "policy read replace=true\nrole r replace=true\nprofile p replace=true",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, state(t, test.live), state(t, test.desired), nil)
			if len(p.Refused) > 0 {
				t.Errorf("refused %v", p.Refused)
			}
			if diff := cmp.Diff(unindent(test.want), calls(p)); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			if got := codes(p.Findings); got != test.findings {
				t.Errorf("found %q, want %q", got, test.findings)
			}
		})
	}
}

func TestReplacementsThatAreRefused(t *testing.T) {
	for _, test := range []struct {
		name          string
		live, desired string
		undeclared    bool   // what is only live stays
		want          string // code and message
	}{
		{
			name: "nobody said that it may be", live: "role r path=/old/", desired: "role r path=/new/",
			want: "role-path role/r lies under /old/, and IAM cannot change the path of a role to /new/",
		},
		{
			name: "a policy that is a boundary", live: "policy p path=/old/\nuser u boundary=old/p", desired: "policy p path=/new/ replace=true\nuser u boundary=new/p",
			want: "replace-gap policy/p is to be replaced, and is the permissions boundary of user/u, which would have none in between",
		},
		{
			name: "a policy that denies", live: "policy p path=/old/ actions=s3:*!iam:*\nuser u\nattach u old/p", desired: "policy p path=/new/ replace=true\nuser u\nattach u new/p",
			want: "replace-gap policy/p is to be replaced, and denies something to user/u, which would be allowed in between",
		},
		{
			name: "a policy that somebody holds who is not declared", live: "policy p path=/old/\nuser u\nattach u old/p", desired: "policy p path=/new/ replace=true",
			undeclared: true,
			want:       "in-use policy/p is to be replaced, and user/u, which no file declares, holds it",
		},
		{
			name: "a policy that stays where policies are ignored", live: "policy p path=/old/\nuser u\nattach u old/p", desired: "policy p path=/new/ replace=true\nuser u ignore=policies",
			want: "in-use policy/p is to be replaced, and user/u holds it by the ARN that goes",
		},
		{
			name: "what only the account knows of it", live: "role r path=/old/ tag:a=b boundary=p\npolicy p\nattach role:r AWSx\ninline role:r AWSRevokeOlderSessions",
			desired: "role r path=/new/ replace=true ignore=tags,boundary,policies\npolicy p",
			want: "replace-unsaid role/r is to be replaced, and its boundary is known to the account alone; " +
				"replace-unsaid role/r is to be replaced, and its inline AWSRevokeOlderSessions is known to the account alone; " +
				"replace-unsaid role/r is to be replaced, and its policy AWSx (AWS managed) is known to the account alone; " +
				"replace-unsaid role/r is to be replaced, and its tags is known to the account alone",
		},
		{
			name: "a role that is in a profile which is not declared", live: "role r path=/old/\nprofile p role=r", desired: "role r path=/new/ replace=true",
			undeclared: true,
			want:       "in-use role/r is to be replaced, and instance-profile/p, which no file declares, holds it",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, state(t, test.live), state(t, test.desired), func(in *plan.Input) {
				if test.undeclared {
					in.Scope = spec.Scope{}
				}
			})
			var got []string
			for _, f := range p.Refused {
				got = append(got, f.Code+" "+f.Message)
			}
			if strings.Join(got, "; ") != test.want {
				t.Errorf("refused %q\nwant    %q", got, test.want)
			}
		})
	}
}

// A role that nobody declares and that trusts the one that goes will trust nobody: that
// is found.
func TestWhoTrustsWhatIsReplaced(t *testing.T) {
	p := build(t, state(t, "role r path=/old/\nrole other trust=role/old/r\nrole third trust=session/r/s"), state(t, "role r path=/new/ replace=true"), func(in *plan.Input) { in.Scope = spec.Scope{} })
	if got := codes(p.Findings); got != "replaced trusted trusted" || len(p.Refused) > 0 {
		t.Errorf("found %q, refused %v", got, p.Refused)
	}
	if got, want := calls(p), "s1 DeleteRole role/r\ns2 CreateRole role/r after s1\n"; got != want {
		t.Errorf("steps\n%s, want\n%s", got, want)
	}
}

func TestReplacementsAsText(t *testing.T) {
	live := state(t, "policy p path=/old/\nrole r path=/old/\nprofile web role=r\ninline role:r self actions=s3:*\nattach role:r old/p\nattach role:r AWSx")
	desired := state(t, "policy p path=/new/ replace=true\nrole r path=/new/ replace=true tag:k=v\nprofile web role=r\ninline role:r self actions=s3:Get*\nattach role:r new/p\nattach role:r AWSy")
	p := build(t, live, desired, nil)
	p.Findings = nil
	var b strings.Builder
	if err := plan.Text(&b, p, plan.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	want := `Account 111122223333 as arn:aws:iam::111122223333:user/ci

-/+ policy p, deleted and created again
  ~ path  /old/ -> /new/

-/+ role r, deleted and created again
    ~ path    /old/ -> /new/
    + tags.k  v
  -/+ policy  p
    - policy  AWSx (AWS managed)
    + policy  AWSy (AWS managed)
  -/+ inline  self: narrows access
      + Allow #1: same access
      +   Action    s3:Get*
      +   Resource  *
      - Allow #1: narrows
      -   Action    s3:*
      -   Resource  *

~ instance-profile web
  -/+ role  r

Plan: 3 to create, 1 to update, 2 to attach, 2 to detach, 3 to delete; 12 calls.
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

// Who applies must not lose in between what applying needs, though it comes back after.
func TestWhoAppliesIsNotReplacedAway(t *testing.T) {
	for name, live := range map[string]string{
		"attached":    "policy admin path=/old/ actions=iam:*\nuser ci\nattach ci old/admin",
		"in a group":  "policy admin path=/old/ actions=iam:*\nuser ci\ngroup g\nmember ci g\nattach group:g old/admin",
		"of its role": "policy admin path=/old/ actions=iam:*\nrole ci\nattach role:ci old/admin",
	} {
		t.Run(name, func(t *testing.T) {
			desired := strings.ReplaceAll(strings.Replace(live, "path=/old/", "path=/new/ replace=true", 1), "old/admin", "new/admin")
			p := build(t, state(t, live), state(t, desired), func(in *plan.Input) {
				if name == "of its role" {
					in.Caller = "arn:aws:sts::111122223333:assumed-role/ci/run"
				}
			})
			if got := codes(p.Refused); got != "self-lockout" {
				t.Errorf("refused %q\n%s", got, calls(p))
			}
		})
	}
}

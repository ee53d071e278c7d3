package plan_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
)

// TestLiftable holds the codes that the root file takes against those of the command
// line: what speaks of one occasion is lifted there alone.
func TestLiftable(t *testing.T) {
	want := slices.DeleteFunc(plan.Codes(), func(code string) bool {
		return code == "changed-since" || code == "empty-spec" || code == "left-behind" || code == "release-containment" || code == "scope-escape"
	})
	if diff := cmp.Diff(want, slices.Sorted(slices.Values(spec.Liftable))); diff != "" {
		t.Errorf("(-plan +spec):\n%s", diff)
	}
}

// guardsTest is a plan and what is refused of it: codes, and a part of the first message.
type guardsTest struct {
	name, live, desired string
	want, says          string
}

// root is a caller whose own access nobody can take.
const root = "arn:aws:iam::111122223333:root"

func testGuards(t *testing.T, tests []guardsTest, guards spec.Guards, change func(*plan.Input)) {
	t.Helper()
	guards.MaxDeletes = spec.Limit{N: 100}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, state(t, test.live), state(t, test.desired), func(in *plan.Input) {
				in.Guards, in.Caller = guards, root
				if change != nil {
					change(in)
				}
			})
			if got := codes(p.Refused); got != test.want {
				t.Fatalf("refused %v, want %q", p.Refused, test.want)
			}
			if test.want == "" {
				return
			}
			if !strings.Contains(p.Refused[0].Message, test.says) || !strings.HasSuffix(p.Refused[0].Hint, "--allow "+test.want) {
				t.Errorf("%+v", p.Refused[0])
			}
			for _, lift := range []struct {
				change func(*plan.Input)
				warns  bool
			}{
				{func(in *plan.Input) { in.Allow = append(in.Allow, test.want) }, false},
				{func(in *plan.Input) { in.Guards.Allow = []string{test.want} }, true},
			} {
				p := build(t, state(t, test.live), state(t, test.desired), func(in *plan.Input) {
					in.Guards, in.Caller = guards, root
					if change != nil {
						change(in)
					}
					lift.change(in)
				})
				if warns := strings.Contains(codes(p.Findings), test.want); len(p.Refused) > 0 || warns != lift.warns {
					t.Errorf("lifted, refused %v, found %v", p.Refused, p.Findings)
				}
			}
		})
	}
}

func TestMaxDetaches(t *testing.T) {
	testGuards(t, []guardsTest{
		{"as many as may go", "user a\ngroup g\nmember a g\ninline a i", "user a\ngroup g\nmember a g", "", ""},
		{"one more", "user a\ngroup g\nmember a g\ninline a i", "user a\ngroup g", "max_detaches", "takes away 2 memberships"},
		{"what a deleted user had", "user a\nuser b\ngroup g\nmember b g\ninline b i\nattach b AWSX", "user a\ngroup g", "", ""},
		{"the members of a deleted group", "user a\nuser b\ngroup g\nmember a g\nmember b g", "user a\nuser b", "", ""},
		{"what is attached of a deleted policy", "user a\nuser b\npolicy p\nattach a p\nattach b p", "user a\nuser b", "", ""},
		{"what goes and comes back", "user a\nuser b\npolicy p path=/x/\nattach a x/p\nattach b x/p",
			"user a\nuser b\npolicy p path=/y/ replace=true\nattach a y/p\nattach b y/p", "", ""},
	}, spec.Guards{MaxDetaches: &spec.Limit{N: 1}}, nil)
	half := spec.Guards{MaxDetaches: &spec.Limit{N: 50, Percent: true}}
	testGuards(t, []guardsTest{
		{"half of them", "user a\ngroup g\nmember a g\ninline a i", "user a\ngroup g\nmember a g", "", ""},
		{"more than half", "user a\ngroup g\nmember a g\ninline a i\ninline a j", "user a\ngroup g\nmember a g", "max_detaches", "takes away 2 of 3 memberships"},
	}, half, nil)
}

func TestProtect(t *testing.T) {
	testGuards(t, []guardsTest{
		{"it is deleted", "user ci\nuser b", "user b", "protect", "guards.protect names user/ci, and the plan deletes it"},
		{"it is renamed", "user ci\nuser b", "user b\nuser cj from=ci", "protect", "guards.protect names user/cj, and the plan renames it; it was user/ci"},
		{"it gets the name of one that is", "user b", "user ci from=b", "protect", "the plan renames it"},
		{"it is replaced", "policy ci path=/a/", "policy ci path=/b/ replace=true", "protect", "the plan replaces it"},
		{"another is deleted", "user ci\nuser b", "user ci", "", ""},
		{"it leaves a group", "user ci\ngroup g\nmember ci g\ninline group:g i", "user ci\ngroup g\ninline group:g i", "protect", "it loses group g of user/ci"},
		{"it leaves a group that gives nothing", "user ci\ngroup g\nmember ci g", "user ci\ngroup g", "", ""},
		{"it loses a policy", "user ci\npolicy p\nattach ci p", "user ci\npolicy p", "protect", "it loses policy p of user/ci"},
		{"it loses a policy of AWS", "user ci\nattach ci AWSX", "user ci", "protect", "it loses policy AWSX (AWS managed) of user/ci"},
		{"it loses an inline policy", "user ci\ninline ci i", "user ci", "protect", "it loses inline i of user/ci"},
		{"it loses a Deny", "user ci\ninline ci i actions=!s3:*", "user ci", "", ""},
		{"it gets a Deny", "user ci", "user ci\ninline ci i actions=!s3:*", "protect", "it gets inline i of user/ci, which denies"},
		{"it gets more", "user ci", "user ci\ninline ci i", "", ""},
		{"an inline policy of it narrows", "user ci\ninline ci i actions=s3:*", "user ci\ninline ci i actions=s3:Get*", "protect", "inline i of user/ci allows less, or may"},
		{"an inline policy of it widens", "user ci\ninline ci i actions=s3:Get*", "user ci\ninline ci i actions=s3:*", "", ""},
		{"a policy of it narrows", "user ci\npolicy p\nattach ci p", "user ci\npolicy p actions=s3:Get*\nattach ci p", "protect", "policy/p allows less, or may"},
		{"a policy that another holds narrows", "user ci\nuser b\npolicy p\nattach b p", "user ci\nuser b\npolicy p actions=s3:Get*\nattach b p", "", ""},
		{"its group loses a policy", "user ci\ngroup g\nmember ci g\ninline group:g i", "user ci\ngroup g\nmember ci g", "protect", "it loses inline i of group/g"},
		{"a policy of its group narrows", "user ci\ngroup g\nmember ci g\npolicy p\nattach group:g p",
			"user ci\ngroup g\nmember ci g\npolicy p actions=s3:Get*\nattach group:g p", "protect", "policy/p allows less, or may"},
		{"a group is protected, and loses a policy", "group ci\npolicy p\nattach group:ci p", "group ci\npolicy p", "protect", "it loses policy p of group/ci"},
		{"a group is protected, and loses a member", "group ci\nuser a\nmember a ci\ninline group:ci i", "group ci\nuser a\ninline group:ci i", "", ""},
		{"it gets a boundary", "user ci\npolicy p", "user ci boundary=p\npolicy p", "protect", "its boundary allows less, or may"},
		{"it loses its boundary", "user ci boundary=p\npolicy p", "user ci\npolicy p", "", ""},
		{"its boundary narrows", "user ci boundary=p\npolicy p\ninline ci i", "user ci boundary=p\npolicy p actions=s3:Get*\ninline ci i", "protect", "policy/p allows less"},
		{"another policy gives the same", "user ci\npolicy p\npolicy q\nattach ci p", "user ci\npolicy p\npolicy q\nattach ci q", "", ""},
		{"a group gives the same", "user ci\ngroup g\ninline group:g i\ninline ci own", "user ci\ngroup g\ninline group:g i\nmember ci g", "", ""},
		{"its trust policy narrows", "role ci trust=user/a,user/b\nuser a\nuser b", "role ci trust=user/a\nuser a\nuser b", "protect", "its trust policy lets in fewer, or may"},
		{"its trust policy widens", "role ci trust=user/a\nuser a\nuser b", "role ci trust=user/a,user/b\nuser a\nuser b", "", ""},
		{"a policy is protected, and narrows", "policy ci actions=s3:*", "policy ci actions=s3:Get*", "protect", "its document allows less, or may"},
		{"a policy is protected, and widens", "policy ci actions=s3:Get*", "policy ci actions=s3:*", "", ""},
		{"a profile is protected, and loses its role", "profile ci role=r\nrole r", "profile ci\nrole r", "protect", "it loses something of its role"},
		{"it is new", "user a", "user a\nuser ci\ninline ci i actions=!s3:*", "", ""},
	}, spec.Guards{Protect: []spec.Pattern{"user/ci", "group/c?", "role/ci", "policy/ci", "instance-profile/ci"}}, nil)
}

func TestMinAdmins(t *testing.T) {
	const two = "user a\nattach a AWSX\nattach a arn:aws:iam::aws:policy/AdministratorAccess\nrole r\ninline role:r i actions=*\nuser b\n"
	testGuards(t, []guardsTest{
		{"one goes", two, "user b\nuser a\nattach a AWSX\nattach a arn:aws:iam::aws:policy/AdministratorAccess", "min_admins", "the plan leaves 1 of 2"},
		{"one is denied something", two, two + "inline a no actions=!s3:*", "min_admins", "the plan leaves 1 of 2"},
		{"one gets a boundary", two + "policy p", strings.Replace(two, "user a", "user a boundary=p", 1) + "policy p", "min_admins", "the plan leaves 1 of 2"},
		{"one gets a boundary that is none", two + "policy p actions=*", strings.Replace(two, "user a", "user a boundary=p", 1) + "policy p actions=*", "", ""},
		{"one gets it through a group", two + "group g\ninline group:g i actions=*", "user a\nuser b\nrole r\ninline role:r i actions=*\ngroup g\ninline group:g i actions=*\nmember b g", "", ""},
		{"the policy of both narrows", "user a\nuser b\npolicy p actions=*\nattach a p\nattach b p", "user a\nuser b\npolicy p actions=s3:*\nattach a p\nattach b p", "min_admins", "the plan leaves 0 of 2"},
		{"there were too few before", "user a\ninline a i actions=*\nuser b", "user a\ninline a i actions=*", "", ""},
		{"something else goes", two, strings.Replace(two, "user b\n", "", 1), "", ""},
		{"something less is no administration", "user a\ninline a i actions=s3:*\nuser b", "user b", "", ""},
	}, spec.Guards{MinAdmins: 2}, nil)
}

// Guards are the stricter of what the files say and what they said before.
func TestAnEditDoesNotLiftItsOwnGuard(t *testing.T) {
	strict, loose := spec.Guards{MaxDeletes: spec.Limit{N: 1}}, spec.Guards{MaxDeletes: spec.Limit{N: 5}}
	for _, test := range []struct {
		name                string
		base, head          spec.Guards
		allow               []string
		refused, lifted, at string
	}{
		{"a guard is loosened", strict, loose, nil, "max_deletes", "", "max_deletes is 1"},
		{"a guard is tightened", loose, strict, nil, "max_deletes", "", "max_deletes is 1"},
		{"a guard is the same", strict, strict, nil, "max_deletes", "", "max_deletes is 1"},
		{"a guard is lifted for good", strict, spec.Guards{MaxDeletes: spec.Limit{N: 1}, Allow: []string{"max_deletes"}}, nil, "max_deletes", "", "max_deletes is 1"},
		{"it was lifted before", spec.Guards{Allow: []string{"max_deletes"}}, spec.Guards{Allow: []string{"max_deletes"}}, nil, "", "max_deletes", ""},
		{"protection is dropped", spec.Guards{MaxDeletes: spec.Limit{N: 5}, Protect: []spec.Pattern{"user/a"}}, loose, nil, "protect", "", "the plan deletes it"},
		{"an applier is dropped", spec.Guards{MaxDeletes: spec.Limit{N: 5}, Appliers: []spec.ID{spec.UserID("a")}}, loose, nil, "self-lockout", "", "the plan deletes user/a"},
		{"it is lifted once", strict, loose, []string{"max_deletes"}, "", "", ""},
		{"nothing is guarded", loose, loose, nil, "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			live, desired := state(t, "user a\nuser b\nuser c"), state(t, "user c\nabsent user:a\nabsent user:b")
			p := build(t, live, desired, func(in *plan.Input) {
				in.Caller, in.Guards, in.Allow = root, test.head, test.allow
				in.Base = &plan.Base{State: live, Scope: everything, Guards: test.base}
			})
			if codes(p.Refused) != test.refused || codes(p.Findings) != test.lifted {
				t.Fatalf("refused %v, found %v", p.Refused, p.Findings)
			}
			if test.refused != "" && !strings.Contains(p.Refused[0].Message, test.at) {
				t.Errorf("%+v", p.Refused[0])
			}
		})
	}
}

func TestSelfLockoutOfTheCaller(t *testing.T) {
	caller := func(arn string) func(*plan.Input) { return func(in *plan.Input) { in.Caller = arn } }
	const session = "arn:aws:sts::111122223333:assumed-role/ci/run"
	const live = "role ci path=/eng/\ninline role:ci i actions=iam:*\nuser ci\ninline user:ci i actions=iam:*\nuser b\n"
	testGuards(t, []guardsTest{
		{"the role of the session goes", live, "user ci\ninline user:ci i actions=iam:*\nuser b", "self-lockout", "the plan deletes role/ci, whose credentials these are (" + session + ")"},
		{"it loses a policy", live, strings.Replace(live, "inline role:ci i actions=iam:*\n", "", 1), "self-lockout", "role/ci, whose credentials these are"},
		{"a user of the same name does", live, strings.Replace(live, "inline user:ci i actions=iam:*\n", "", 1), "", ""},
		{"it never had more than reading", "role ci\ninline role:ci i actions=iam:Get*,iam:List*\nuser b", "role ci\ninline role:ci i actions=iam:Get*,iam:List*,iam:Get*\nuser b", "", ""},
		{"what a later step takes of one object alone", live + "inline role:ci a\ninline role:ci b actions=s3:* on=user/b\nrole zoo",
			live + "inline role:ci b actions=!iam:DeleteRole on=role/zoo\nrole zoo", "self-lockout", "iam:DeleteRole on arn:aws:iam::111122223333:role/zoo"},
		{"what a step takes of what is not declared", live + "inline role:ci a actions=s3:*", live + "inline role:ci a actions=s3:Get*\ninline role:ci b actions=!iam:DeleteRole on=role/app", "", ""},
		{"a role that it trusts is replaced, and trusts it as before", live + "role app trust=role/eng/ci", live + "role app path=/x/ replace=true trust=role/eng/ci", "", ""},
	}, spec.Guards{}, caller(session))
	testGuards(t, []guardsTest{
		{"what holds for its new name only", "user ci\ninline user:ci i actions=iam:*\nuser b", "user cj from=ci\ninline user:cj i actions=iam:Get*\nuser b", "self-lockout", "user/cj, whose credentials these are"},
	}, spec.Guards{}, caller("arn:aws:iam::111122223333:user/ci"))
}

func TestUsedRecently(t *testing.T) {
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name    string
		used    map[spec.ID]time.Time
		desired string
		want    int
	}{
		{"a role", map[spec.ID]time.Time{spec.RoleID("r"): now.AddDate(0, 0, -29)}, "user b", 1},
		{"a role, long ago", map[spec.ID]time.Time{spec.RoleID("r"): now.AddDate(0, 0, -30)}, "user b", 0},
		{"a role that stays", map[spec.ID]time.Time{spec.RoleID("r"): now}, "user b\nrole r", 0},
		{"a role that is replaced", map[spec.ID]time.Time{spec.RoleID("r"): now}, "user b\nrole r path=/x/ replace=true", 0},
		{"a key", map[spec.ID]time.Time{{Kind: spec.KindAccessKey, Name: "a:AKIA1"}: now}, "user b", 1},
		{"a key and a password are one user", map[spec.ID]time.Time{{Kind: spec.KindAccessKey, Name: "a:AKIA1"}: now, {Kind: spec.KindLogin, Name: "a"}: now}, "user b", 1},
		{"nothing is known", nil, "user b", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			live := state(t, "user a\nuser b\nrole r")
			live.Add(spec.Credential{Type: spec.KindAccessKey, User: "a", Key: "AKIA1"}, spec.Credential{Type: spec.KindLogin, User: "a"})
			for id, at := range test.used {
				live.Facts[id] = spec.Facts{LastUsed: at}
			}
			p := build(t, live, state(t, test.desired), func(in *plan.Input) { in.Guards.UnusedDays, in.Now = 30, now })
			if len(p.Refused) != test.want || test.want > 0 && codes(p.Refused) != "used-recently" {
				t.Errorf("refused %v", p.Refused)
			}
		})
	}
}

// TestNeedsKnowEveryAction demands that each action that a step can have is one that
// somebody who applies is asked for.
func TestNeedsKnowEveryAction(t *testing.T) {
	known := map[plan.Action]int{}
	for _, actions := range plan.ActsOn {
		for _, a := range actions {
			known[a]++
		}
	}
	for a := range plan.Actions {
		if known[a] != 1 {
			t.Errorf("%s acts on %d kinds", a, known[a])
		}
	}
	if len(known) != len(plan.Actions) {
		t.Errorf("%d actions are known, and there are %d", len(known), len(plan.Actions))
	}
}

// BenchmarkGuards plans 20,000 steps, of which one in a hundred touches who applies.
func BenchmarkGuards(b *testing.B) {
	live, desired := spec.NewState(statetest.Account), spec.NewState(statetest.Account)
	ci := spec.RoleID("ci")
	for _, s := range []spec.State{live, desired} {
		s.Add(spec.Role{Name: "ci", Path: "/", MaxSession: 3600, Trust: trusts("")}, spec.Inline{Principal: ci, Name: "all", Document: allow("iam:*")})
	}
	for i := range 10_000 {
		id := spec.UserID("u" + strings.Repeat("x", i%7) + time.Duration(i).String())
		for _, s := range []spec.State{live, desired} {
			s.Add(spec.User{Name: id.Name, Path: "/"})
		}
		live.Add(spec.Inline{Principal: id, Name: "i", Document: allow("s3:*")})
		desired.Add(spec.Attachment{Principal: id, PolicyARN: arn("AWSX")})
	}
	for i := range 100 {
		desired.Add(spec.Inline{Principal: ci, Name: "i" + time.Duration(i).String(), Document: allow("s3:Get" + time.Duration(i).String())})
	}
	for name, guards := range map[string]spec.Guards{
		"none": {MaxDeletes: spec.Limit{N: 10}},
		"all": {MaxDeletes: spec.Limit{N: 10}, MaxDetaches: &spec.Limit{N: 90, Percent: true}, Protect: []spec.Pattern{"user/u*", "role/ci"},
			Appliers: []spec.ID{ci}, MinAdmins: 1, UnusedDays: 30},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				plan.Build(plan.Input{Live: live, Desired: desired, Guards: guards})
			}
		})
	}
}

package plan_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iamsync/plan"
	"iamsync/spec"
)

const (
	detachP = "DetachUserPolicy attachment/user:bob:arn:aws:iam::111122223333:policy/p"
	leave   = "RemoveUserFromGroup membership/bob:dev"
)

// lifeCase is a plan with what files say of objects as a whole.
type lifeCase struct {
	name          string
	live, desired string
	unsaid        map[spec.ID][]spec.Field
	change        func(*plan.Input)
	steps         string
	refused       string
	findings      string
	unmanaged     string
}

func (test lifeCase) run(t *testing.T, change func(*plan.Input)) {
	desired := state(t, test.desired)
	if test.unsaid != nil {
		desired.Unsaid = test.unsaid
	}
	p := build(t, state(t, test.live), desired, func(in *plan.Input) {
		in.Scope = spec.Scope{}
		change(in)
		if test.change != nil {
			test.change(in)
		}
	})
	if diff := cmp.Diff(unindent(test.steps), calls(p)); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	got := []string{codes(p.Refused), codes(p.Findings), unmanaged(p)}
	if diff := cmp.Diff([]string{test.refused, test.findings, test.unmanaged}, got); diff != "" {
		t.Errorf("refused, findings, unmanaged (-want +got):\n%s", diff)
	}
}

func TestAbsent(t *testing.T) {
	for _, test := range []lifeCase{
		{
			name: "it goes without prune, with what it has", live: "user bob\npolicy p\nattach bob p\ninline bob i", desired: "absent user:bob\npolicy p",
			steps: "s1 " + detachP + "\ns2 DeleteUserPolicy inline/user:bob:i\ns3 DeleteUser user/bob after s1 s2",
		},
		{
			name: "it is not there", desired: "absent user:bob",
		},
		{
			name: "the members of a group are nobody's to keep", live: "user bob\ngroup dev\nmember bob dev", desired: "absent group:dev",
			steps: "s1 " + leave + "\ns2 DeleteGroup group/dev after s1", unmanaged: "user/bob",
		},
		{
			name: "but for who is ignored", live: "user bob\ngroup dev\nmember bob dev", desired: "absent group:dev",
			change: func(in *plan.Input) { in.Scope.Ignore = []spec.Pattern{"user/bob"} },
			steps:  "s1 DeleteGroup group/dev", refused: "in-use", unmanaged: "user/bob",
		},
		{
			name: "a policy that somebody else holds stays", live: "user bob\npolicy p\nattach bob p", desired: "absent policy:p",
			steps: "s1 DeletePolicy policy/p", refused: "in-use", unmanaged: "user/bob",
		},
		{
			name: "one that a declared user holds is detached", live: "user bob\npolicy p\nattach bob p", desired: "absent policy:p\nuser bob",
			steps: "s1 " + detachP + "\ns2 DeletePolicy policy/p after s1",
		},
		{
			name: "guards count it", live: "user bob", desired: "absent user:bob\nuser al",
			change: func(in *plan.Input) { in.Guards.MaxDeletes = spec.Limit{} },
			steps:  "s1 CreateUser user/al\ns2 DeleteUser user/bob", refused: "max_deletes",
		},
		{
			name: "also as a share of what is owned", live: "user bob\nuser al", desired: "absent user:bob\nuser al",
			change: func(in *plan.Input) { in.Guards.MaxDeletes = spec.Limit{N: 50, Percent: true} },
			steps:  "s1 DeleteUser user/bob",
		},
		{
			name: "with prune on, it lies in the scope", live: "user bob path=/other/", desired: "absent user:bob\nuser al path=/eng/",
			change: func(in *plan.Input) { in.Scope = spec.Scope{Prune: true, Paths: []string{"/eng/"}} },
			steps:  "s1 CreateUser user/al\ns2 DeleteUser user/bob", refused: "scope-escape",
		},
		{
			name: "what AWS keeps for itself is never deleted", live: "user bob path=/aws-reserved/x/", desired: "absent user:bob",
			steps: "s1 DeleteUser user/bob", refused: "scope-escape",
		},
		{
			name: "nor changed", live: "user bob path=/aws-reserved/x/", desired: "user bob",
			steps: "s1 UpdateUser user/bob", refused: "scope-escape",
		},
		{
			name: "containment holds it", live: "user bob\nattach bob AWSCompromisedKeyQuarantineV3", desired: "absent user:bob",
			steps: "s1 DeleteUser user/bob", refused: "release-containment",
		},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, func(*plan.Input) {}) })
	}
}

func TestIgnoredFields(t *testing.T) {
	for _, test := range []lifeCase{
		{
			name: "fields of a user", live: "user bob path=/x/ boundary=p tag:a=b\npolicy p",
			desired: "user bob ignore=path,tags,boundary\npolicy p",
			unsaid:  map[spec.ID][]spec.Field{spec.UserID("bob"): {spec.FieldBoundary}},
		},
		{
			name: "the others are as they are written", live: "user bob path=/x/ tag:a=b", desired: "user bob ignore=path",
			steps: "s1 UntagUser user/bob",
		},
		{
			name: "edges of a user", live: "user bob\ngroup dev\npolicy p\nattach bob p\ninline bob i\nmember bob dev",
			desired: "user bob ignore=policies,inline,groups", unmanaged: "group/dev policy/p",
		},
		{
			name: "one kind of edges", live: "user bob\ngroup dev\npolicy p\nattach bob p\ninline bob i\nmember bob dev",
			desired: "user bob ignore=inline", steps: "s1 " + detachP + "\ns2 " + leave, unmanaged: "group/dev policy/p",
		},
		{
			name: "a group", live: "user bob\ngroup dev path=/x/\npolicy p\nattach group:dev p\ninline group:dev i\nmember bob dev",
			desired: "group dev ignore=path,policies,inline,members", unmanaged: "policy/p user/bob",
		},
		{
			name: "a policy", live: "policy p path=/x/ description=old tag:a=b", desired: "policy p ignore=path,tags,description\nuser bob\nattach bob p",
			steps: "s1 CreateUser user/bob\ns2 AttachUserPolicy attachment/user:bob:arn:aws:iam::111122223333:policy/x/p after s1",
		},
		{
			name: "what is created has none of them", desired: "user bob ignore=tags", steps: "s1 CreateUser user/bob",
		},
		{
			name: "a member stays where the user ignores groups and the group does not know him", live: "user bob\ngroup dev\nmember bob dev",
			desired: "user bob ignore=groups\ngroup dev", findings: "foreign-member",
		},
		{
			name: "and nobody minds where the group leaves members unsaid", live: "user bob\ngroup dev\nmember bob dev",
			desired: "user bob ignore=groups\ngroup dev", unsaid: map[spec.ID][]spec.Field{spec.GroupID("dev"): {spec.FieldMembers}},
		},
		{
			name: "a member stays where the group ignores members and the user does not know it", live: "user bob\ngroup dev\nmember bob dev",
			desired: "user bob\ngroup dev ignore=members", findings: "foreign-member",
		},
		{
			name: "what the other end lists is attached all the same", live: "user bob\ngroup dev", desired: "user bob\ngroup dev ignore=members\nmember bob dev",
			steps: "s1 AddUserToGroup membership/bob:dev",
		},
		{
			name: "a group that goes takes its members with it", live: "user bob\ngroup dev\nmember bob dev", desired: "user bob ignore=groups\nabsent group:dev",
			steps: "s1 " + leave + "\ns2 DeleteGroup group/dev after s1",
		},
		{
			name: "an ignored path lies in the scope all the same", live: "user bob path=/other/", desired: "user bob ignore=path",
			change:  func(in *plan.Input) { in.Scope = spec.Scope{Prune: true, Paths: []string{"/eng/"}} },
			refused: "scope-escape",
		},
		{
			name: "also where the object is only to be", desired: "user bob ignore=path",
			change: func(in *plan.Input) { in.Scope = spec.Scope{Prune: true, Paths: []string{"/eng/"}} },
			steps:  "s1 CreateUser user/bob", refused: "scope-escape",
		},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, func(*plan.Input) {}) })
	}
}

func TestExpiry(t *testing.T) {
	for _, test := range []lifeCase{
		{name: "far away", live: "user bob", desired: "user bob until=2027-01-15"},
		{name: "two weeks ahead", live: "user bob", desired: "user bob until=2027-01-14", findings: "expires-soon"},
		{name: "on its last day", live: "user bob", desired: "user bob until=2026-12-31", findings: "expires-soon"},
		{name: "after it", live: "user bob", desired: "user bob until=2026-12-30", findings: "expired", steps: "s1 DeleteUser user/bob"},
		{name: "when all is done", desired: "user bob until=2026-12-30", findings: "expired"},
		{
			name: "entries of lists", live: "user bob\ngroup dev\npolicy p\nmember bob dev\nattach bob p",
			desired:  "user bob\ngroup dev\npolicy p\nmember bob dev until=2026-12-30\nattach bob p until=2026-12-30",
			findings: "expired expired", steps: "s1 " + detachP + "\ns2 " + leave,
		},
		{
			name: "also where the other end ignores them", live: "user bob\ngroup dev\nmember bob dev",
			desired:  "user bob ignore=groups\ngroup dev\nmember bob dev until=2026-12-30",
			findings: "expired", steps: "s1 " + leave,
		},
		{
			name: "what names an object goes with it", live: "user bob\ngroup dev\npolicy p\nmember bob dev\nattach bob p",
			desired:  "user bob until=2026-12-30\ngroup dev\npolicy p until=2026-12-30\nmember bob dev\nattach bob p",
			findings: "expired expired",
			steps:    "s1 " + detachP + "\ns2 " + leave + "\ns3 DeleteUser user/bob after s1 s2\ns4 DeletePolicy policy/p after s1",
		},
		{
			name: "but no boundary is dropped for it", live: "user bob boundary=p\npolicy p", desired: "user bob boundary=p\npolicy p until=2026-12-30",
			findings: "expired", refused: "in-use", steps: "s1 DeletePolicy policy/p",
		},
		{
			name: "who ended before the rename goes under the old name", live: "user robert", desired: "user bob from=robert until=2026-12-30",
			findings: "expired", steps: "s1 DeleteUser user/robert",
		},
		{
			name: "unless both are there", live: "user robert\nuser bob", desired: "user bob from=robert until=2026-12-30",
			findings: "expired", steps: "s1 DeleteUser user/bob", unmanaged: "user/robert",
		},
		{
			name: "it counts as written for empty-spec", live: "user bob", desired: "user bob until=2026-12-30",
			change:   func(in *plan.Input) { in.Scope, in.Allow = everything, nil },
			findings: "expired", steps: "s1 DeleteUser user/bob",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.run(t, func(in *plan.Input) { in.Now = time.Date(2026, 12, 31, 23, 59, 0, 0, time.UTC) })
		})
	}
}

// What keeps a policy from going is said with the way out that there is.
func TestHintsOnWhatIsHeld(t *testing.T) {
	for desired, want := range map[string]string{
		"user al boundary=p\npolicy p until=2026-12-30": "write another day for policy/p, or take it from user/al first",
		"absent policy:p": "take ensure: absent out of policy/p, or take it from user/al first",
	} {
		p := build(t, state(t, "user al boundary=p\npolicy p"), state(t, desired), func(in *plan.Input) {
			in.Scope, in.Now = spec.Scope{}, time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
		})
		if len(p.Refused) != 1 || p.Refused[0].Hint != want {
			t.Errorf("%q: refused %v", desired, p.Refused)
		}
	}
}

// A change that a day brought about says so; others do not.
func TestCauseOfExpiry(t *testing.T) {
	p := build(t, state(t, "user bob\nuser al\nuser zoe\ngroup dev\nmember bob dev\nmember al dev"),
		state(t, "user bob until=2026-12-30\nuser al\ngroup dev\nmember bob dev\nmember al dev until=2026-12-29"),
		func(in *plan.Input) { in.Now = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC) })
	var got []string
	for _, c := range p.Changes {
		got = append(got, strings.Join([]string{c.ID.String(), c.Cause, c.Reason}, " | "))
	}
	want := []string{
		"user/bob | expiry | user/bob was wanted until the end of 2026-12-30",
		"user/zoe |  | ",
		"membership/al:dev | expiry | group dev of user/al was wanted until the end of 2026-12-29",
		"membership/bob:dev | expiry | user/bob was wanted until the end of 2026-12-30",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatIsKeptIsNamed(t *testing.T) {
	live := "user cdk-a path=/eng/\nuser cdk-b path=/eng/\nuser x path=/eng/\nuser glass path=/eng/\nuser cdk-c\nuser y path=/aws-reserved/\nuser z path=/service-role/"
	change := func(in *plan.Input) {
		in.Scope = spec.Scope{Prune: true, Paths: []string{"/eng/", "/aws-reserved/", "/service-role/"}, Ignore: []spec.Pattern{"user/glass"}}
	}
	p := build(t, state(t, live), state(t, "user x path=/eng/"), change)
	var got []string
	for _, f := range p.Findings {
		got = append(got, f.Code+" "+string(f.Severity)+": "+f.Message)
	}
	want := []string{
		"kept info: not pruned, since AWS keeps what lies there for itself: user/y",
		"kept info: not pruned, since a console of AWS made what lies below /service-role/: user/z",
		"kept info: not pruned, since another tool owns what is named cdk-*: user/cdk-a, user/cdk-b",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	var text strings.Builder
	if err := plan.Text(&text, p, plan.TextOptions{Unmanaged: true}); err != nil {
		t.Fatal(err)
	}
	list := `Unmanaged:
  user  cdk-a  kept: another tool owns what is named cdk-*
  user  cdk-b  kept: another tool owns what is named cdk-*
  user  cdk-c
  user  glass  kept: scope.ignore names it
  user  y      kept: AWS keeps what lies there for itself
  user  z      kept: a console of AWS made what lies below /service-role/

Note: [kept] not pruned`
	if !strings.Contains(text.String(), list) {
		t.Errorf("the text is\n%s", &text)
	}
}

// A finding names some, and counts the others.
func TestManyThatAreKept(t *testing.T) {
	live := ""
	for _, n := range strings.Split("abcdefghijkl", "") {
		live += "user cdk-" + n + "\n"
	}
	p := build(t, state(t, live), state(t, "user al"), nil)
	if len(p.Findings) != 1 || !strings.HasSuffix(p.Findings[0].Message, "user/cdk-i, user/cdk-j and 2 more, see plan --unmanaged") {
		t.Errorf("found %v", p.Findings)
	}
}

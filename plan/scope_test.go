package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/plan"
	"iamsync/spec"
)

func TestScope(t *testing.T) {
	eng := func(in *plan.Input) { in.Scope = spec.Scope{Prune: true, Paths: []string{"/eng/"}} }
	keep := func(in *plan.Input) { in.Scope = spec.Scope{} }
	for _, test := range []struct {
		name          string
		live, desired string
		unsaid        map[spec.ID][]spec.Field
		change        func(*plan.Input)
		steps         string
		refused       string
		findings      string
		unmanaged     string
	}{
		{
			name: "without prune, what is not declared stays, edges and all",
			live: "user bob\ngroup ops\nmember bob ops\npolicy p\nattach bob p", desired: "user alice",
			change: keep, steps: "s1 CreateUser user/alice", unmanaged: "group/ops policy/p user/bob",
		},
		{
			name: "with prune, only what lies below the paths goes",
			live: "user bob path=/eng/x/\nuser rob path=/other/\nuser zoe", desired: "user al path=/eng/",
			change: eng, steps: "s1 CreateUser user/al\ns2 DeleteUser user/bob", unmanaged: "user/rob user/zoe",
		},
		{
			name: "what is included by name goes wherever it lies",
			live: "user app-1\nuser app-2 path=/x/", desired: "user app-3",
			change: func(in *plan.Input) {
				in.Scope = spec.Scope{Prune: true, Include: []spec.Pattern{"user/app-*"}, Ignore: []spec.Pattern{"user/app-2"}}
			},
			steps: "s1 CreateUser user/app-3\ns2 DeleteUser user/app-1", unmanaged: "user/app-2",
		},
		{
			name:    "a declared principal has what is written and no more",
			live:    "user bob\ngroup ops\nmember bob ops\npolicy p\nattach bob p\ninline bob i",
			desired: "user bob", change: keep,
			steps:     "s1 DetachUserPolicy attachment/user:bob:arn:aws:iam::111122223333:policy/p\ns2 DeleteUserPolicy inline/user:bob:i\ns3 RemoveUserFromGroup membership/bob:ops",
			unmanaged: "group/ops policy/p",
		},
		{
			name: "a group that writes members has no others",
			live: "user bob\ngroup ops\nmember bob ops", desired: "group ops",
			change: keep, steps: "s1 RemoveUserFromGroup membership/bob:ops", unmanaged: "user/bob",
		},
		{
			name: "a group that does not leaves strangers alone, and says so",
			live: "user bob\ngroup ops\nmember bob ops", desired: "group ops",
			unsaid: map[spec.ID][]spec.Field{spec.GroupID("ops"): {spec.FieldMembers}},
			change: keep, findings: "foreign-member", unmanaged: "user/bob",
		},
		{
			name: "an ignored user stays in a group that writes members",
			live: "user bob\ngroup ops\nmember bob ops", desired: "group ops",
			change: func(in *plan.Input) { in.Scope = spec.Scope{Ignore: []spec.Pattern{"user/bob"}} }, unmanaged: "user/bob",
		},
		{
			name: "a user is not deleted who is in an ignored group",
			live: "user bob\ngroup ops\nmember bob ops", desired: "",
			change: func(in *plan.Input) {
				in.Scope = everything
				in.Scope.Ignore = []spec.Pattern{"group/ops"}
			},
			steps: "s1 DeleteUser user/bob", refused: "in-use", unmanaged: "group/ops",
		},
		{
			name: "a declared object that lies outside of a scope that prunes is refused",
			live: "user bob path=/other/", desired: "user bob path=/eng/",
			change: eng, steps: "s1 UpdateUser user/bob", refused: "scope-escape",
		},
		{
			name: "what another tool evidently made is not pruned",
			live: "user cdk-deploy path=/eng/\nuser x path=/service-role/eng/", desired: "user al path=/eng/",
			change: eng, steps: "s1 CreateUser user/al", findings: "kept", unmanaged: "user/cdk-deploy user/x",
		},
		{
			name: "containment that an incident left is kept",
			live: "user bob\nattach bob AWSCompromisedKeyQuarantineV3\ninline bob AWSRevokeOlderSessions", desired: "user bob",
			findings: "containment containment",
		},
		{
			name: "until somebody lifts it",
			live: "user bob\nattach bob AWSCompromisedKeyQuarantineV3", desired: "user bob",
			change: func(in *plan.Input) { in.Allow = append(in.Allow, "release-containment") },
			steps:  "s1 DetachUserPolicy attachment/user:bob:arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3",
		},
		{
			name: "a boundary that nobody mentioned is refused, and kept in the plan",
			live: "user bob boundary=limit\npolicy limit", desired: "user bob\npolicy limit",
			unsaid:  map[spec.ID][]spec.Field{spec.UserID("bob"): {spec.FieldBoundary}},
			refused: "boundary-unsaid",
		},
		{
			name: "a boundary that shall not be goes",
			live: "user bob boundary=limit\npolicy limit", desired: "user bob\npolicy limit",
			steps: "s1 DeleteUserPermissionsBoundary user/bob",
		},
		{
			name: "a name that differs by its case only is refused",
			live: "user Bob", desired: "user bob", change: keep,
			steps: "s1 CreateUser user/bob", refused: "name-case", unmanaged: "user/Bob",
		},
		{
			name: "a policy that something unmanaged holds is not deleted",
			live: "user bob\npolicy p path=/eng/\nattach bob arn:aws:iam::111122223333:policy/eng/p", desired: "user al path=/eng/",
			change: eng, steps: "s1 CreateUser user/al\ns2 DeletePolicy policy/p", refused: "in-use", unmanaged: "user/bob",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			desired := state(t, test.desired)
			if test.unsaid != nil {
				desired.Unsaid = test.unsaid
			}
			p := build(t, state(t, test.live), desired, test.change)
			if diff := cmp.Diff(unindent(test.steps), calls(p)); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			got := []string{codes(p.Refused), codes(p.Findings), unmanaged(p)}
			if diff := cmp.Diff([]string{test.refused, test.findings, test.unmanaged}, got); diff != "" {
				t.Errorf("refused, findings, unmanaged (-want +got):\n%s", diff)
			}
		})
	}
}

func unmanaged(p plan.Plan) string {
	var ids []string
	for _, id := range p.Unmanaged {
		ids = append(ids, id.String())
	}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

func TestGuards(t *testing.T) {
	for _, test := range []struct {
		name, live, desired string
		limit               spec.Limit
		allow               []string
		want                string
	}{
		{"deletes within the limit", "user a\nuser b\nuser c", "user c", spec.Limit{N: 2}, nil, ""},
		{"one more", "user a\nuser b\nuser c", "user c", spec.Limit{N: 1}, nil, "max_deletes"},
		{"edges do not count", "user a\ngroup g\nmember a g\ninline a i", "user a\ngroup g", spec.Limit{N: 0}, nil, ""},
		{"a share of what is owned", "user a\nuser b\nuser c\nuser d", "user c\nuser d", spec.Limit{N: 50, Percent: true}, nil, ""},
		{"more than the share", "user a\nuser b\nuser c\nuser d", "user d", spec.Limit{N: 50, Percent: true}, nil, "max_deletes"},
		{"lifted once", "user a\nuser b", "user b", spec.Limit{}, []string{"max_deletes"}, ""},
		{"more groups than a user can have", "user a\ngroup g\ngroup h\nmember a g", "user a\ngroup g\ngroup h\nmember a g\nmember a h", spec.Limit{N: 5}, nil, "quotas"},
		{"more than it can have, but no more than it has", "user a\ngroup g\ngroup h\nmember a g\nmember a h", "user a\ngroup g\ngroup h\nmember a g\nmember a h\ninline a i", spec.Limit{N: 5}, nil, ""},
		{"too many groups, and tried all the same", "user a\ngroup g\ngroup h", "user a\ngroup g\ngroup h\nmember a g\nmember a h", spec.Limit{N: 5}, []string{"quotas"}, ""},
		{"more users than the account can have", "", "user a\nuser b", spec.Limit{N: 5}, nil, "quotas"},
		{"nothing declared", "user a", "", spec.Limit{N: 5}, nil, "empty-spec"},
		{"nothing declared and nothing there", "", "", spec.Limit{N: 5}, nil, "empty-spec"},
		{"nothing declared, and that is meant", "user a", "", spec.Limit{N: 5}, []string{"empty-spec"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, state(t, test.live), state(t, test.desired), func(in *plan.Input) {
				in.Guards.MaxDeletes, in.Allow = test.limit, test.allow
				in.Quotas = map[string]int{"GroupsPerUserQuota": 1, "Users": 4, "UsersQuota": 5}
			})
			if got := codes(p.Refused); got != test.want {
				t.Errorf("refused %q, want %q", got, test.want)
			}
		})
	}
}

// An apply that takes the lock makes a policy more than the plan shows, and before all others.
func TestTheLockNeedsRoom(t *testing.T) {
	for _, test := range []struct {
		name          string
		live, desired string
		have          int
		lock, locked  bool
		want          string
	}{
		{"room for both", "", "policy p", 3, true, false, ""},
		{"room for the policy alone", "", "policy p", 4, true, false, "quotas"},
		{"and that is all there is", "", "policy p", 4, false, false, ""},
		{"the lock is counted already", "", "policy p", 4, true, true, ""},
		{"no room for the lock", "", "user a", 5, true, false, "quotas"},
		{"there is after the plan", "policy p", "absent policy:p", 5, true, false, "quotas"},
		{"nothing to do", "", "", 5, true, false, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, state(t, test.live), state(t, test.desired), func(in *plan.Input) {
				in.Guards.Lock, in.Locked = test.lock, test.locked
				in.Quotas = map[string]int{"Policies": test.have, "PoliciesQuota": 5}
			})
			if got := codes(p.Refused); got != test.want {
				t.Errorf("refused %q, want %q: %v", got, test.want, p.Refused)
			}
		})
	}
}

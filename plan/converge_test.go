package plan_test

import (
	"context"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"iamsync/apply"
	"iamsync/internal/awsclient"
	"iamsync/internal/fakeiam"
	"iamsync/internal/live"
	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
)

// TestRenamesConverge does the same where some of those who come are those who go,
// under new names: they keep their unique IDs.
func TestRenamesConverge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, desired := statetest.Pair(t)
		renames := statetest.Rename(t, before, desired)
		statetest.AddRoles(t, before, desired)
		a := openAccount(t, before, desired)
		a.converge(t, before)
		was := a.read(t).State.Facts
		a.converge(t, desired)
		is := a.read(t).State.Facts
		for old, id := range renames {
			if was[old].UniqueID == "" || was[old].UniqueID != is[id].UniqueID {
				t.Errorf("%s was %q and is %q as %s", old, was[old].UniqueID, is[id].UniqueID, id)
			}
		}
	})
}

// TestReplacementsConverge does the same where some of what IAM cannot move has another
// path: that alone gets another unique ID.
func TestReplacementsConverge(t *testing.T) {
	replaced := 0
	rapid.Check(t, func(t *rapid.T) {
		before, desired := statetest.Pair(t)
		statetest.AddRoles(t, before, desired)
		moved := statetest.Replace(t, before, desired)
		a := openAccount(t, before, desired)
		a.converge(t, before)
		was := a.read(t).State.Facts
		a.converge(t, desired)
		for id, is := range a.read(t).State.Facts {
			if was[id].UniqueID != "" && moved[id] == (was[id].UniqueID == is.UniqueID) {
				t.Errorf("%s was %q and is %q", id, was[id].UniqueID, is.UniqueID)
			}
		}
		replaced += len(moved)
	})
	t.Logf("%d replaced", replaced)
}

// TestApplyingConverges takes a random account to another random state, through
// the SDK and over HTTP: the account is then exactly what was desired, every
// step was one changing call, IAM refused none of them, and a second plan finds
// nothing to do. Quotas are as tight as the two states allow.
func TestApplyingConverges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, desired := statetest.Pair(t)
		statetest.AddRoles(t, before, desired)
		a := openAccount(t, before, desired)
		a.converge(t, before)
		a.converge(t, desired)
	})
}

// account is an emulated account and the clients that talk to it.
type account struct {
	server  *fakeiam.Server
	clients *awsclient.Clients
}

func openAccount(t *rapid.T, states ...spec.State) account {
	opts := []fakeiam.Option{fakeiam.WithAccount(statetest.Account.ID), fakeiam.WithRecording()}
	for name, n := range tightQuotas(states) {
		opts = append(opts, fakeiam.WithQuota(name, n))
	}
	server := fakeiam.New(opts...)
	listener, err := server.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	clients, err := awsclient.New(context.Background(), awsclient.Options{EndpointURL: listener.URL, Sandbox: true, Parallelism: 4})
	if err != nil {
		t.Fatal(err)
	}
	return account{server, clients}
}

// tightQuotas leaves no room beyond what one of the states needs.
func tightQuotas(states []spec.State) map[string]int {
	quotas := map[string]int{}
	for _, s := range states {
		count := map[[2]string]int{}
		for id, r := range s.Resources {
			switch id.Kind {
			case spec.KindMembership:
				count[[2]string{r.Owner().Name, "GroupsPerUserQuota"}]++
			case spec.KindAttachment:
				quota := map[spec.Kind]string{spec.KindUser: "AttachedPoliciesPerUserQuota", spec.KindGroup: "AttachedPoliciesPerGroupQuota", spec.KindRole: "AttachedPoliciesPerRoleQuota"}[r.Owner().Kind]
				count[[2]string{r.Owner().Name, quota}]++
			}
		}
		for key, n := range count {
			quotas[key[1]] = max(quotas[key[1]], n)
		}
	}
	return quotas
}

func (a account) read(t *rapid.T) live.Account {
	got, err := live.Read(context.Background(), a.clients.IAM, func() spec.Account { return statetest.Account }, live.Want{Tagged: statetest.Described})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func (a account) plan(t *rapid.T, desired spec.State) plan.Plan {
	now := a.read(t)
	p := plan.Build(plan.Input{
		Desired: desired, Live: now.State, Quotas: now.Quotas, Scope: everything,
		Guards: spec.Guards{MaxDeletes: spec.Limit{N: 1000}}, Allow: []string{"empty-spec"},
	})
	if len(p.Refused) > 0 {
		t.Fatalf("refused: %v", p.Refused)
	}
	return p
}

func (a account) converge(t *rapid.T, desired spec.State) {
	p := a.plan(t, desired)
	a.server.ResetCalls()
	result := apply.Run(context.Background(), p, a.clients.IAM, apply.Options{Parallelism: 4})
	if err := result.Err(); err != nil {
		t.Fatalf("applying: %v\n%s", err, describe(p))
	}
	changing := 0
	for _, call := range a.server.Calls() {
		if call.Code != "" {
			t.Errorf("IAM refused %s %v: %s", call.Action, call.Params, call.Code)
		}
		if call.Mutating {
			changing++
		}
	}
	if changing != len(p.Steps) {
		t.Errorf("%d changing calls for %d steps", changing, len(p.Steps))
	}
	if diff := cmp.Diff(comparable(desired), comparable(a.read(t).State)); diff != "" {
		t.Errorf("the account is not what was desired (-want +got):\n%s", diff)
	}
	if again := a.plan(t, desired); !again.Empty() {
		t.Errorf("the second plan is not empty:\n%s", describe(again))
	}
}

// comparable drops what tells no tags from an empty set of them.
func comparable(s spec.State) map[spec.ID]spec.Resource {
	out := maps.Clone(s.Resources)
	for id, r := range out {
		switch r := r.(type) {
		case spec.User:
			if len(r.Tags) == 0 {
				r.Tags = nil
			}
			out[id] = r
		case spec.Role:
			if len(r.Tags) == 0 {
				r.Tags = nil
			}
			out[id] = r
		case spec.Policy:
			if len(r.Tags) == 0 {
				r.Tags = nil
			}
			out[id] = r
		}
	}
	return out
}

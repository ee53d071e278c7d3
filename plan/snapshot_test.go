package plan_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
)

// TestASnapshotIsTheAccount writes random accounts into files and reads them again: they
// are the same, and so is the plan that is made from them.
func TestASnapshotIsTheAccount(t *testing.T) {
	now := time.Date(2026, 11, 25, 22, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		live, desired := statetest.PairWithDenies(t)
		statetest.Rename(t, live, desired)
		statetest.AddRoles(t, live, desired)
		statetest.Replace(t, live, desired)
		live = accountOnly(live)
		for i, id := range live.IDs() {
			if p, is := live.Resources[id].(spec.Policy); is {
				live.Facts[id] = spec.Facts{UniqueID: "ANPA" + id.Name, LastUsed: now.Add(time.Duration(i) * time.Minute),
					Versions: []spec.Version{{ID: "v1", Created: now, Document: someDocument}, {ID: "v2", Default: true, Created: now, Document: p.Document}}}
			}
		}
		key := spec.Credential{Type: spec.KindAccessKey, User: "al+ci", Key: "AKIAEXAMPLE"}
		shot := plan.Snapshot{
			Caller: "arn:aws:iam::111122223333:user/root", Time: now, State: live, Quotas: map[string]int{"UsersQuota": 7}, Locked: true,
			AWSPolicies: statetest.AWSPolicies, Credentials: map[spec.ID]spec.Resource{key.ID(): key},
			Uses: map[spec.ID]spec.Facts{key.ID(): {LastUsed: now}}, Unread: []spec.Kind{spec.KindMFA},
			Known: plan.Known{InFull: live.IDs(), Users: []spec.ID{spec.UserID("al+ci")}, Uses: true},
		}
		var file bytes.Buffer
		if err := plan.WriteSnapshot(&file, shot); err != nil {
			t.Fatal(err)
		}
		again, err := plan.ReadSnapshot(file.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(shot, again, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("before and after (-before +after):\n%s", diff)
		}
		in := plan.Input{Desired: desired, Live: live, Scope: spec.Scope{Prune: true, Paths: []string{"/"}}, Caller: shot.Caller, Quotas: shot.Quotas, Now: now}
		want := written(t, plan.Build(in))
		in.Live, in.Known = again.State, &again.Known
		again.Known.Users = live.IDs()
		if diff := cmp.Diff(want, written(t, plan.Build(in))); diff != "" {
			t.Fatalf("the plans of the account and of its snapshot:\n%s", diff)
		}
	})
}

// accountOnly leaves of a State what accounts have: nothing that only files say.
func accountOnly(s spec.State) spec.State {
	live := spec.NewState(s.Account)
	live.Resources, live.Facts = s.Resources, s.Facts
	return live
}

// written is a plan as JSON.
func written(t *rapid.T, p plan.Plan) string {
	var text strings.Builder
	if err := plan.JSON(&text, p); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func TestWhatIsNoSnapshot(t *testing.T) {
	for name, test := range map[string]struct{ file, want string }{
		"cut off":             {`{"kind": "iamsync snapshot", "format_version": "1"`, "not the whole of one"},
		"a saved plan":        {`{"kind": "iamsync saved plan", "format_version": "1"}`, "it is no snapshot"},
		"a later version":     {`{"kind": "iamsync snapshot", "format_version": "2"}`, `has version "2"`},
		"an unknown field":    {`{"kind": "iamsync snapshot", "format_version": "1", "more": 1}`, `unknown field "more"`},
		"no objects":          {`{"kind": "iamsync snapshot", "format_version": "1", "credentials": []}`, "no list of objects"},
		"objects are null":    {`{"kind": "iamsync snapshot", "format_version": "1", "objects": null, "credentials": []}`, "no list of objects"},
		"no credentials":      {`{"kind": "iamsync snapshot", "format_version": "1", "objects": []}`, "none of credentials"},
		"an unknown kind":     {`{"kind": "iamsync snapshot", "format_version": "1", "objects": [{"id": "ship/x", "is": {}}], "credentials": []}`, "ship"},
		"another object":      {`{"kind": "iamsync snapshot", "format_version": "1", "objects": [{"id": "membership/a:b", "is": {"user": "a", "group": "c"}}], "credentials": []}`, "it is membership/a:c"},
		"an unknown property": {`{"kind": "iamsync snapshot", "format_version": "1", "objects": [{"id": "user/a", "is": {"path": "/", "password": "x"}}], "credentials": []}`, `unknown field "password"`},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := plan.ReadSnapshot([]byte(test.file)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

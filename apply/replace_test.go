package apply_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"iamsync/apply"
	"iamsync/internal/live"
	"iamsync/plan"
	"iamsync/spec"
)

// again is a plan that deletes u and creates another of that name.
func again() plan.Plan {
	old, other := spec.User{Name: "u", Path: "/"}, spec.User{Name: "u", Path: "/x/"}
	change := func(verb plan.Verb, before, after spec.Resource, step string) plan.Change {
		return plan.Change{Verb: verb, ID: old.ID(), Owner: old.ID(), Before: before, After: after, Replaces: old.ID(), Steps: []string{step}}
	}
	return plan.Plan{
		Changes: []plan.Change{change(plan.Delete, old, nil, "s1"), change(plan.Create, nil, other, "s2")},
		Steps: []plan.Step{
			do("s1", plan.DeleteUser, old.ID(), plan.Params{"UserName": "u"}),
			do("s2", plan.CreateUser, old.ID(), plan.Params{"UserName": "u", "Path": "/x/"}, "s1"),
		},
	}
}

func TestANameThatWasFreedIsTakenAgain(t *testing.T) {
	taken := refuse(http.StatusConflict, "EntityAlreadyExists")
	for name, tt := range map[string]struct {
		deletion, creation []fault
	}{
		"at once":                       {},
		"the name lingers":              {creation: []fault{taken, taken, taken}},
		"the deletion's answer is lost": {deletion: []fault{lose}},
		"the creation's answer is lost": {creation: []fault{lose}},
		"it lingers, then it is lost":   {creation: []fault{taken, lose}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, api := prepared(t)
				w.faults[plan.DeleteUser], w.faults[plan.CreateUser] = tt.deletion, tt.creation
				look := func(ctx context.Context, r spec.Resource) (spec.Resource, error) { return live.Look(ctx, api, r) }
				if r := apply.Run(t.Context(), again(), api, apply.Options{Look: look}); !r.Complete() {
					t.Fatal(r.Err())
				}
				if got := strings.Join(changed(w.server), " "); got != "DeleteUser CreateUser" {
					t.Errorf("the account was changed by %q", got)
				}
			})
		})
	}
}

// A name that somebody else has is not waited for.
func TestATakenNameIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, api := prepared(t)
		w.faults[plan.CreateUser] = []fault{refuse(http.StatusConflict, "EntityAlreadyExists")}
		step := createUser()
		p := plan.Plan{Steps: []plan.Step{step}, Changes: []plan.Change{{Verb: plan.Create, ID: step.Change, Owner: step.Change, After: spec.User{Name: "new", Path: "/"}, Steps: []string{"s1"}}}}
		if r := apply.Run(t.Context(), p, api, apply.Options{}); r.Complete() || len(w.sent) != 1 {
			t.Errorf("complete: %v, after %v", r.Complete(), w.sent)
		}
	})
}

package apply_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"iamsync/apply"
	"iamsync/plan"
)

func TestMalformedPlansAreRefusedBeforeAnyCall(t *testing.T) {
	unknown, typo, list := step("s1"), step("s1"), step("s1")
	unknown.Action = "CreateEverything"
	typo.Params = plan.Params{"UserNmae": "s1"}
	list.Params = plan.Params{"UserName": []string{"s1"}}
	tests := map[string]struct {
		plan plan.Plan
		want string
	}{
		"an unknown action":    {plan.Plan{Steps: []plan.Step{step("s0"), unknown}}, "preparing step s1, CreateEverything: there is no such action"},
		"an unknown parameter": {plan.Plan{Steps: []plan.Step{typo}}, `preparing step s1, TagUser: reading its parameters: json: unknown field "UserNmae"`},
		"a wrong type":         {plan.Plan{Steps: []plan.Step{list}}, "preparing step s1, TagUser: reading its parameters: json: cannot unmarshal array"},
		"an unknown need":      {plan.Plan{Steps: []plan.Step{step("s1", "s9")}}, "ordering the steps: s1 needs s9, which is not in the plan"},
		"a need of a barrier":  {plan.Plan{Barriers: []plan.Barrier{barrier("b1", "s9")}}, "ordering the steps: b1 needs s9, which is not in the plan"},
		"two of a name":        {plan.Plan{Steps: []plan.Step{step("s1"), step("s1")}}, "ordering the steps: there are two called s1"},
		"a barrier's name":     {plan.Plan{Steps: []plan.Step{step("s1")}, Barriers: []plan.Barrier{barrier("s1")}}, "ordering the steps: there are two called s1"},
		"a need of itself":     {plan.Plan{Steps: []plan.Step{step("s0"), step("s1", "s1")}}, "ordering the steps: s1 needs s1"},
		"a circle":             {plan.Plan{Steps: []plan.Step{step("s0", "s1"), step("s1", "b1"), step("s2", "s1"), step("s3")}, Barriers: []plan.Barrier{barrier("b1", "s3", "s2")}}, "ordering the steps: s1 needs b1 needs s2 needs s1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			api := &fake{}
			r := apply.Run(t.Context(), tt.plan, api, apply.Options{})
			if r.Refused == nil || !strings.HasPrefix(r.Refused.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", r.Refused, tt.want)
			}
			if len(api.calls) != 0 || r.Sent != 0 || r.Complete() || r.Err() == nil || len(r.NotStarted) != len(tt.plan.Steps) {
				t.Errorf("calls %v, result %+v", api.calls, r)
			}
		})
	}
}

func TestAnEmptyPlanIsDone(t *testing.T) {
	r := apply.Run(t.Context(), plan.Plan{Barriers: []plan.Barrier{barrier("b1"), barrier("b2", "b1")}}, &fake{}, apply.Options{})
	if !r.Complete() || r.Err() != nil || r.Sent != 0 {
		t.Errorf("result %+v", r)
	}
}

// Calls of a second each: how long a plan takes says what ran side by side.
func TestStepsRunAsSoonAsTheyCan(t *testing.T) {
	var wide, crowd []plan.Step
	for i := range 20 {
		wide = append(wide, step(fmt.Sprintf("s%d", i)))
		crowd = append(crowd, stepOf("one", fmt.Sprintf("s%d", i)))
	}
	tests := map[string]struct {
		plan plan.Plan
		at   int
		want time.Duration
	}{
		"side by side":       {plan.Plan{Steps: wide}, 20, time.Second},
		"five at a time":     {plan.Plan{Steps: wide}, 5, 4 * time.Second},
		"ten if not said":    {plan.Plan{Steps: wide}, 0, 2 * time.Second},
		"one by one":         {plan.Plan{Steps: wide}, 1, 20 * time.Second},
		"one at an entity":   {plan.Plan{Steps: crowd}, 20, 20 * time.Second},
		"the rest goes on":   {plan.Plan{Steps: append(crowd[:3:3], wide[3:]...)}, 20, 3 * time.Second},
		"a chain":            {plan.Plan{Steps: []plan.Step{step("a"), step("b", "a"), step("c", "b")}}, 10, 3 * time.Second},
		"a chain and others": {plan.Plan{Steps: []plan.Step{step("a"), step("b", "a"), step("c", "b"), step("d"), step("e")}}, 2, 3 * time.Second},
		"a barrier": {plan.Plan{
			Steps:    []plan.Step{step("a"), step("b"), step("c", "b2"), step("d", "b2")},
			Barriers: []plan.Barrier{barrier("b1", "a", "b", "a"), barrier("b2", "b1", "b0"), barrier("b0")},
		}, 10, 2 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				api := &fake{do: func(context.Context, string) error { time.Sleep(time.Second); return nil }}
				begun := time.Now()
				r := apply.Run(t.Context(), tt.plan, api, apply.Options{Parallelism: tt.at})
				if took := time.Since(begun); took != tt.want || !r.Complete() || r.Sent != len(tt.plan.Steps) {
					t.Errorf("took %v, want %v; result %+v", took, tt.want, r)
				}
			})
		})
	}
}

func TestWhatIsReadyStartsInTheOrderOfThePlan(t *testing.T) {
	p := plan.Plan{Steps: []plan.Step{
		stepOf("u", "s1"), stepOf("v", "s2", "s6"), stepOf("u", "s3"), stepOf("w", "s4"), stepOf("u", "s5"), stepOf("x", "s6"), stepOf("x", "s7"),
	}}
	api := &fake{}
	r := apply.Run(t.Context(), p, api, apply.Options{Parallelism: 1})
	if diff := cmp.Diff([]string{"s1", "s3", "s4", "s5", "s6", "s2", "s7"}, api.calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"s1", "s2", "s3", "s4", "s5", "s6", "s7"}, ids(r.Done)); diff != "" {
		t.Errorf("the result is not in the order of the plan:\n%s", diff)
	}
}

func TestAFailureSkipsOnlyWhatDependsOnIt(t *testing.T) {
	broken := errors.New("broken")
	p := plan.Plan{
		Steps: []plan.Step{
			step("s1"), step("s2"), step("s3", "s2"), step("s4", "s1"), step("s5", "b1"), step("s6", "s4"), step("s7", "s5"), step("s8"),
		},
		Barriers: []plan.Barrier{barrier("b1", "s3", "s1")},
	}
	api := &fake{do: func(_ context.Context, id string) error {
		if id == "s2" || id == "s8" {
			return broken
		}
		return nil
	}}
	var skips []string
	r := apply.Run(t.Context(), p, api, apply.Options{Parallelism: 1}, apply.Observer{
		Skipped: func(s plan.Step, cause string) { skips = append(skips, s.ID+" for "+cause) },
	})
	if diff := cmp.Diff([]string{"s1", "s4", "s6"}, ids(r.Done)); diff != "" {
		t.Errorf("done (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"s3 for s2", "s5 for s2", "s7 for s2"}, skips); diff != "" {
		t.Errorf("skipped, as observed (-want +got):\n%s", diff)
	}
	if len(r.Failed) != 2 || r.Failed[0].Step.ID != "s2" || !errors.Is(r.Failed[0].Err, broken) || len(r.Skipped) != 3 {
		t.Errorf("failed %v, skipped %v", r.Failed, r.Skipped)
	}
	if got, want := r.Failed[0].Err.Error(), "running step s2, TagUser for user/s2: broken"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if err := r.Err(); !errors.Is(err, broken) || !strings.HasPrefix(err.Error(), "applying the plan: 3 steps done, 2 failed, 3 skipped, 0 not started") {
		t.Errorf("error %v", err)
	}
}

// Two failures can come in any order; what a skip is blamed on does not depend
// on it.
func TestTheCauseOfASkipIsTheFirstInThePlan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := plan.Plan{Steps: []plan.Step{step("s1"), step("s2"), step("s3", "s2", "s1"), step("s4", "s3")}}
		api := &fake{do: func(_ context.Context, id string) error {
			if id == "s1" {
				time.Sleep(time.Minute)
			}
			return errors.New("broken")
		}}
		r := apply.Run(t.Context(), p, api, apply.Options{})
		for _, s := range r.Skipped {
			if s.Cause != "s1" {
				t.Errorf("%s was skipped for %s", s.Step.ID, s.Cause)
			}
		}
	})
}

func TestAnInterruptFinishesWhatIsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, interrupt := context.WithCancel(t.Context())
		var steps []plan.Step
		for i := range 10 {
			steps = append(steps, step(fmt.Sprintf("s%d", i)))
		}
		api := &fake{do: func(ctx context.Context, id string) error {
			if id == "s3" {
				interrupt()
			}
			time.Sleep(time.Minute)
			return ctx.Err()
		}}
		r := apply.Run(ctx, plan.Plan{Steps: steps}, api, apply.Options{Parallelism: 4})
		if len(r.Done) != 4 || len(r.NotStarted) != 6 || len(r.Failed) != 0 || r.Sent != 4 || r.Complete() {
			t.Errorf("done %v, not started %v, failed %v", ids(r.Done), ids(r.NotStarted), r.Failed)
		}
		if r := apply.Run(ctx, plan.Plan{Steps: steps}, api, apply.Options{}); len(r.NotStarted) != 10 || r.Sent != 0 {
			t.Errorf("after the interrupt: %+v", r)
		}
	})
}

func TestObserversAreToldOneThingAtATime(t *testing.T) {
	var log []string // without a lock: the race detector watches
	note := func(what string) func(plan.Step) {
		return func(s plan.Step) { log = append(log, what+" "+s.ID) }
	}
	o := apply.Observer{Started: note("started"), Done: func(s plan.Step, _ time.Duration) { note("done")(s) }}
	p := plan.Plan{Steps: []plan.Step{step("s1"), step("s2", "s1"), step("s3"), step("s4"), step("s5")}}
	apply.Run(t.Context(), p, &fake{}, apply.Options{}, o, apply.Observer{}, o)
	if len(log) != 2*2*len(p.Steps) {
		t.Errorf("told %v", log)
	}
}

package apply_test

import (
	"context"
	"strings"
	"testing"

	"iamsync/apply"
	"iamsync/plan"
)

func TestPanicOfACallIsAFailedStep(t *testing.T) {
	api := &fake{do: func(context.Context, string) error { panic("oops") }}
	r := apply.Run(t.Context(), plan.Plan{Steps: []plan.Step{step("s1"), step("s2", "s1")}}, api, apply.Options{})
	if len(r.Failed) != 1 || len(r.Skipped) != 1 || !strings.Contains(r.Failed[0].Err.Error(), "bug in iamsync: oops") {
		t.Errorf("result %+v", r)
	}
}

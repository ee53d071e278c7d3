package apply_test

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/apply"
	"iamsync/plan"
	"iamsync/spec"
)

// fake is an API of one method, which is enough for the order of things: every
// step of these tests is TagUser, and its UserName is the ID of the step.
type fake struct {
	apply.API
	do func(ctx context.Context, id string) error

	mu    sync.Mutex
	calls []string
}

func (f *fake) TagUser(ctx context.Context, in *iam.TagUserInput, _ ...func(*iam.Options)) (*iam.TagUserOutput, error) {
	id := aws.ToString(in.UserName)
	f.mu.Lock()
	f.calls = append(f.calls, id)
	f.mu.Unlock()
	if f.do == nil {
		return nil, nil
	}
	return nil, f.do(ctx, id)
}

// step is a step of an entity of its own.
func step(id string, needs ...string) plan.Step { return stepOf(id, id, needs...) }

func stepOf(entity, id string, needs ...string) plan.Step {
	return plan.Step{
		ID: id, Action: plan.TagUser, Params: plan.Params{"UserName": id},
		Needs: needs, Entity: spec.UserID(entity), Change: spec.UserID(entity),
	}
}

func barrier(id string, needs ...string) plan.Barrier { return plan.Barrier{ID: id, Needs: needs} }

func ids(steps []plan.Step) []string {
	out := []string{}
	for _, s := range steps {
		out = append(out, s.ID)
	}
	return out
}

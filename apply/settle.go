package apply

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/internal/awsclient"
	"iamsync/plan"
	"iamsync/spec"
)

// Look returns the entity that stands in the place of another: what has its name
// or ARN. It returns nil where there is none.
type Look func(ctx context.Context, place spec.Resource) (spec.Resource, error)

// settling is how long reads may take to show what a lost call did. IAM promises
// nothing; authorization has been seen to follow a write by 2 to 4 seconds.
const settling = 10 * time.Second

// settler makes the call of one step and settles what became of it where its
// answer was lost: by looking, never by guessing.
type settler struct {
	look   Look
	wanted spec.Resource // the state after the change; nil where it is a removal
	try    *try
	call   func(context.Context, func(*iam.Options)) error
}

// run makes the call until it is known what became of it.
func (s *settler) run(ctx context.Context) error {
	for {
		err := s.call(ctx, s.try.tune)
		if s.look == nil || s.wanted == nil {
			return s.try.judge(err)
		}
		switch {
		case s.try.repeat == plan.AlreadyExists && s.try.lost && awsclient.Code(err) == "EntityAlreadyExists":
			return s.isThere(ctx, err)
		case s.try.repeat == plan.Accumulates && s.try.unclear:
			done, lookErr := s.took(ctx)
			if done || lookErr != nil {
				return lookErr
			}
			if !s.try.startOver(err) {
				return s.try.judge(err)
			}
		default:
			return s.try.judge(err)
		}
	}
}

// isThere settles a creation: the first answer was lost, and a second attempt
// was told that the entity exists. Where it is the one that was wanted, it was
// the first attempt that made it.
func (s *settler) isThere(ctx context.Context, exists error) error {
	found, err := s.wait(ctx, func(found spec.Resource) bool { return found != nil })
	switch {
	case err != nil:
		return err
	case found == nil || !plan.Same(found, s.wanted):
		return fmt.Errorf("creating it again after an answer was lost; what is there is not what was wanted: %w", exists)
	default:
		return nil
	}
}

// took settles a call that accumulates: it reports whether its effect is there.
func (s *settler) took(ctx context.Context) (bool, error) {
	found, err := s.wait(ctx, s.hasEffect)
	return err == nil && found != nil && s.hasEffect(found), err
}

func (s *settler) hasEffect(found spec.Resource) bool {
	want, isPolicy := s.wanted.(spec.Policy)
	have, _ := found.(spec.Policy)
	return isPolicy && have.Document.Equal(want.Document)
}

// wait looks until it sees what it looks for, or reads have had the time to show
// it; it returns what it saw last.
func (s *settler) wait(ctx context.Context, seen func(spec.Resource) bool) (spec.Resource, error) {
	deadline := time.Now().Add(settling)
	for pause := 100 * time.Millisecond; ; pause *= 2 {
		found, err := s.look(ctx, s.wanted)
		if err != nil || found != nil && seen(found) || time.Now().Add(pause).After(deadline) {
			return found, err
		}
		select {
		case <-time.After(pause):
		case <-s.try.interrupted:
			return found, nil
		}
	}
}

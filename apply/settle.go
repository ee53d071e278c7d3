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

// Identify returns IAM's own ID of the entity with a name; it survives renames. It
// returns "" where there is none.
type Identify func(ctx context.Context, id spec.ID) (string, error)

// settling is how long reads may take to show what a lost call did. IAM promises
// nothing; authorization has been seen to follow a write by 2 to 4 seconds.
const settling = 10 * time.Second

// settler makes the call of one step and settles what became of it where its
// answer was lost: by looking, never by guessing.
type settler struct {
	look     Look
	identify Identify
	wanted   spec.Resource // the state after the change; nil where it is a removal
	unique   string        // IAM's own ID of what is there before
	try      *try
	call     func(context.Context, func(*iam.Options)) error
}

// run makes the call until it is known what became of it.
func (s *settler) run(ctx context.Context) error {
	for {
		err := s.call(ctx, s.try.tune)
		switch {
		case s.wanted == nil:
			return s.try.judge(err)
		case s.try.repeat == plan.Moves && s.try.lost && s.identify != nil && awsclient.Code(err) == "NoSuchEntity":
			return s.isMoved(ctx, err)
		case s.look == nil:
			return s.try.judge(err)
		case s.try.repeat == plan.AlreadyExists && s.try.lost && awsclient.Code(err) == "EntityAlreadyExists":
			return s.isThere(ctx, err)
		case s.try.repeat == plan.Occupied && s.try.lost && awsclient.Code(err) == "LimitExceeded":
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
// was told that the entity exists, or its place is taken. Where it is what was
// wanted, it was the first attempt that made it.
func (s *settler) isThere(ctx context.Context, exists error) error {
	made := plan.Same
	if s.try.repeat == plan.Occupied {
		made = plan.Occupies
	}
	found, err := s.wait(ctx, func(found spec.Resource) bool { return made(found, s.wanted) })
	switch {
	case err != nil:
		return err
	case found == nil || !made(found, s.wanted):
		return fmt.Errorf("creating it again after an answer was lost; what is there is not what was wanted: %w", exists)
	default:
		return nil
	}
}

// isMoved settles a rename: the first answer was lost, and a second attempt was
// told that nobody has the old name. Where who has the new one is the same, it was
// the first attempt that renamed.
func (s *settler) isMoved(ctx context.Context, gone error) error {
	unique, err := poll(s.try.interrupted, func() (string, error) { return s.identify(ctx, s.wanted.ID()) }, func(found string) bool { return found != "" })
	switch {
	case err != nil:
		return err
	case unique == "" || unique != s.unique:
		return fmt.Errorf("renaming it again after an answer was lost; who has the new name is not who had the old one: %w", gone)
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

// wait looks until it sees what it looks for; it returns what it saw last.
func (s *settler) wait(ctx context.Context, seen func(spec.Resource) bool) (spec.Resource, error) {
	return poll(s.try.interrupted, func() (spec.Resource, error) { return s.look(ctx, s.wanted) },
		func(found spec.Resource) bool { return found != nil && seen(found) })
}

// poll looks until it sees what it looks for, or reads have had the time to show
// it; it returns what it saw last.
func poll[T any](interrupted <-chan struct{}, look func() (T, error), seen func(T) bool) (T, error) {
	deadline := time.Now().Add(settling)
	for pause := 100 * time.Millisecond; ; pause *= 2 {
		found, err := look()
		if err != nil || seen(found) || time.Now().Add(pause).After(deadline) {
			return found, err
		}
		select {
		case <-time.After(pause):
		case <-interrupted:
			return found, nil
		}
	}
}

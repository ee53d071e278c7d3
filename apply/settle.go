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
// answer was lost, or where somebody else made the same change: by looking, never by
// guessing.
type settler struct {
	look     Look
	identify Identify
	wanted   spec.Resource // the state after the step; nil where it is a removal
	final    spec.Resource // the state after the change
	unique   string        // IAM's own ID of what is there before
	victims  []identity
	try      *try
	call     func(context.Context, func(*iam.Options)) error
	needless bool // no call was made
}

// run makes the call until it is known what became of it.
func (s *settler) run(ctx context.Context) error {
	if s.needless = s.isReplaced(ctx); s.needless {
		return nil
	}
	for {
		err := s.call(ctx, s.try.tune)
		code := awsclient.Code(err)
		switch {
		case code == "DeleteConflict" && s.isReplaced(ctx): // since it was looked at
			return nil
		case s.wanted == nil:
			return s.try.judge(err)
		case s.try.repeat == plan.Moves && code == "NoSuchEntity" && s.identify != nil && s.unique != "":
			return s.isMoved(ctx, err)
		case s.try.repeat == plan.AlreadyExists && code == "EntityAlreadyExists":
			settled := s.isThere(ctx, err)
			if settled == nil || !s.try.vacated || s.try.lost || !s.try.startOver(err) {
				return settled
			}
		case s.look == nil:
			return s.try.judge(err)
		case s.try.repeat == plan.Occupied && code == "LimitExceeded":
			return s.isThere(ctx, err)
		case s.try.repeat == plan.Accumulates && (s.try.unclear || code == "LimitExceeded"):
			done, lookErr := s.took(ctx)
			if done || lookErr != nil && s.try.unclear {
				return lookErr
			}
			if !s.try.unclear || !s.try.startOver(err) {
				return s.try.judge(err)
			}
		default:
			return s.try.judge(err)
		}
	}
}

// isReplaced reports whether what the step takes part in replacing is gone already, and
// another has its name: that of somebody who applies the same plan. Nothing is taken from
// the new one. Where it cannot be told, the step is made as ever.
func (s *settler) isReplaced(ctx context.Context) bool {
	for _, v := range s.victims {
		if s.identify == nil {
			return false
		}
		if now, err := s.identify(ctx, v.id); err == nil && now != "" && now != v.unique {
			return true
		}
	}
	return false
}

// isThere settles a creation that was told that the entity exists, or its place is
// taken. Where it is what was wanted, an attempt before has made it whose answer was lost,
// or somebody else has who applies the same files: all that is left to do is the same.
// What is there and is not that does not become it, unless it may be seen late. Who may not
// look is told what IAM said to the creation, unless it is not known what became of that.
func (s *settler) isThere(ctx context.Context, exists error) error {
	if s.look == nil {
		return s.try.judge(exists)
	}
	made := plan.Same
	if s.try.repeat == plan.Occupied {
		made = plan.Occupies
	}
	isMade := func(found spec.Resource) bool { return made(found, s.wanted) || made(found, s.final) }
	lingers := s.try.vacated && !s.try.lost // the old one may: it is asked again all the same
	var found spec.Resource
	var err error
	if lingers {
		found, err = s.look(ctx, s.wanted)
	} else {
		found, err = s.wait(ctx, func(found spec.Resource) bool { return isMade(found) || !s.try.lost })
	}
	switch {
	case err != nil && s.try.lost:
		return err
	case err == nil && found != nil && isMade(found):
		return nil
	case s.try.lost:
		return fmt.Errorf("creating it again after an answer was lost; what is there is not what was wanted: %w", exists)
	default:
		return exists
	}
}

// isMoved settles a rename that was told that nobody has the old name. Where who has the
// new one is the same, an attempt before has renamed it whose answer was lost, or somebody
// else has.
func (s *settler) isMoved(ctx context.Context, gone error) error {
	unique, err := poll(s.try.interrupted, func() (string, error) { return s.identify(ctx, s.wanted.ID()) }, func(found string) bool { return found != "" })
	switch {
	case err != nil && s.try.lost:
		return err
	case err == nil && unique == s.unique:
		return nil
	case s.try.lost:
		return fmt.Errorf("renaming it again after an answer was lost; who has the new name is not who had the old one: %w", gone)
	default:
		return gone
	}
}

// took settles a call that accumulates: it reports whether its effect is there.
func (s *settler) took(ctx context.Context) (bool, error) {
	found, err := s.wait(ctx, func(found spec.Resource) bool { return s.hasEffect(found) || !s.try.unclear })
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

// Package apply runs the steps of a plan through the AWS SDK, and nothing else:
// it reads nothing, plans nothing and adds no call to those that the plan shows, but
// the two that take a lock and release it, where it is asked for one: see Mutex.
//
// A step starts as soon as what it needs is done, so many at a time as asked
// for, one at a time per entity, and among what is ready in the order of the
// plan. A step that fails skips what depends on it; everything else goes on.
// An interrupt starts nothing new and waits for the calls in flight.
//
//	plan.Plan --compile--> program --schedule--> workers --runner--> IAM
//	                                   |            |
//	                                Observers     Result
package apply

import (
	"context"
	"time"

	"iamsync/plan"
)

// Options say how to apply.
type Options struct {
	// Parallelism is how many calls may be in flight; 0 is DefaultParallelism.
	Parallelism int
	// Look settles what became of calls whose answers were lost. Without it,
	// such a step fails where it cannot be repeated; the next run goes on.
	Look Look
	// Identify does the same for renames.
	Identify Identify
}

// DefaultParallelism is how many calls are in flight where nothing else is said.
const DefaultParallelism = 10

// Observer is told what happens, when it happens, one hook at a time. Hooks that
// are nil are left out. A hook that takes long holds up what starts next.
type Observer struct {
	Started func(plan.Step)
	// Called says what became of a step of which a call was made, before Done or Failed.
	Called func(plan.Step, Outcome)
	// Done says how long the step took, repetitions and pauses included.
	Done   func(plan.Step, time.Duration)
	Failed func(plan.Step, error)
	// Skipped names the step whose failure is the cause.
	Skipped func(s plan.Step, cause string)
	// Retried says that a call is about to be repeated after a pause.
	Retried func(plan.Step, Retry)
}

// Retry is a call that was not answered as it should be and is repeated.
type Retry struct {
	Attempt int // the attempt that failed, from 1
	Err     error
	Pause   time.Duration
}

// Outcome is what became of the call of a step, with all its repetitions.
type Outcome struct {
	Attempts  int
	RequestID string // AWS's own, of the last attempt that was answered; "" where none was
	Err       error  // nil where the step is done
}

// Run runs the plan's steps. A plan that cannot be run, for an action that is
// not known or a step that needs itself, is refused before the first call.
//
// When ctx ends, calls in flight are finished and nothing new is started.
func Run(ctx context.Context, p plan.Plan, api API, o Options, observers ...Observer) Result {
	prog, err := compile(p, o)
	if err != nil {
		return Result{Refused: err, NotStarted: p.Steps}
	}
	if o.Parallelism <= 0 {
		o.Parallelism = DefaultParallelism
	}
	s := newSchedule(prog, observers)
	s.run(ctx, api, min(o.Parallelism, max(1, len(p.Steps))))
	return s.result()
}

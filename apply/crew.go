package apply

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/internal/awsclient"
	"iamsync/plan"
)

// crew are the workers: as many goroutines as calls may be in flight.
type crew struct {
	jobs   chan job
	events chan event
}

// job is a step to be done.
type job struct {
	step  int
	fresh bool // it needs what this run has made
}

// event is what a worker tells the schedule: that a step ended, or, where retry
// is set, that its call is repeated.
type event struct {
	step  int
	err   error
	sent  bool
	took  time.Duration
	made  Outcome
	retry *Retry
}

// hire starts n workers. Their calls outlive ctx, so that an interrupt does not
// tear a call in half; ctx only ends their waiting between two attempts.
func hire(ctx context.Context, api API, p *program, n int) *crew {
	c := &crew{jobs: make(chan job), events: make(chan event)}
	for range n {
		go func() {
			for j := range c.jobs {
				c.events <- c.work(ctx, api, p, j)
			}
		}()
	}
	return c
}

// dismiss ends the workers; all of them must be idle.
func (c *crew) dismiss() { close(c.jobs) }

// work makes the call of one step.
func (c *crew) work(ctx context.Context, api API, p *program, j job) event {
	step, s := j.step, p.steps[j.step]
	t := try{
		repeat:      plan.Actions[s.Action].Repeat,
		fresh:       j.fresh,
		vacated:     p.vacated[step],
		interrupted: ctx.Done(),
		retrying:    func(r Retry) { c.events <- event{step: step, retry: &r} },
	}
	begun := time.Now()
	settle := settler{look: p.look, identify: p.identify, wanted: p.wanted[step], final: p.final[step], unique: p.unique[step], victims: p.victims[step], try: &t, call: func(ctx context.Context, tune func(*iam.Options)) error {
		return p.calls[step](ctx, api, tune)
	}}
	err := guarded(func() error { return settle.run(context.WithoutCancel(ctx)) })
	e := event{step: step, took: time.Since(begun), sent: t.sent || err == nil && !settle.needless || awsclient.Code(err) != ""}
	e.made = Outcome{Attempts: t.requests, RequestID: t.requestID, Err: err}
	if err != nil {
		e.err = fmt.Errorf("running step %s, %s for %s: %w", s.ID, s.Action, s.Change, err)
	}
	return e
}

// guarded turns a panic into an error: in a worker, it would end the process
// with the exit code that says "there are changes".
func guarded(f func() error) (err error) {
	defer func() {
		if bug := recover(); bug != nil {
			err = fmt.Errorf("this is a bug in iamsync: %v", bug)
		}
	}()
	return f()
}

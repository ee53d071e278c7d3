package apply

import (
	"context"
	"fmt"
	"time"

	"iamsync/internal/awsclient"
	"iamsync/plan"
)

// crew are the workers: as many goroutines as calls may be in flight.
type crew struct {
	jobs   chan int
	events chan event
}

// event is what a worker tells the schedule: that a step ended, or, where retry
// is set, that its call is repeated.
type event struct {
	step  int
	err   error
	sent  bool
	took  time.Duration
	retry *Retry
}

// hire starts n workers. Their calls outlive ctx, so that an interrupt does not
// tear a call in half; ctx only ends their waiting between two attempts.
func hire(ctx context.Context, api API, p *program, n int) *crew {
	c := &crew{jobs: make(chan int), events: make(chan event)}
	for range n {
		go func() {
			for step := range c.jobs {
				c.events <- c.work(ctx, api, p, step)
			}
		}()
	}
	return c
}

// dismiss ends the workers; all of them must be idle.
func (c *crew) dismiss() { close(c.jobs) }

// work makes the call of one step.
func (c *crew) work(ctx context.Context, api API, p *program, step int) event {
	s := p.steps[step]
	t := try{
		repeat:      plan.Actions[s.Action].Repeat,
		interrupted: ctx.Done(),
		retrying:    func(r Retry) { c.events <- event{step: step, retry: &r} },
	}
	begun := time.Now()
	err := p.calls[step](context.WithoutCancel(ctx), api, t.tune)
	e := event{step: step, took: time.Since(begun), sent: t.sent || err == nil || awsclient.Code(err) != ""}
	if err = t.judge(err); err != nil {
		e.err = fmt.Errorf("running step %s, %s for %s: %w", s.ID, s.Action, s.Change, err)
	}
	return e
}

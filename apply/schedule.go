package apply

import (
	"container/heap"
	"context"
	"slices"
	"time"

	"iamsync/plan"
	"iamsync/spec"
)

// state is what has become of a node.
type state int

const (
	waiting state = iota
	running
	done
	failed
	skipped
)

// schedule decides what runs next. Its cost grows with steps and needs, and all
// of it happens in one goroutine: the workers only call.
type schedule struct {
	*program
	watch observers

	state  []state          // by node
	unmet  []int            // by node: needs that are not done
	ready  numbers          // steps whose needs are all done
	busy   []bool           // by entity: a call is in flight
	parked []numbers        // by entity: ready, but the entity was busy
	made   map[spec.ID]bool // what this run has created or renamed
	errs   map[int]error
	sent   int
}

func newSchedule(p *program, watch observers) *schedule {
	s := &schedule{
		program: p,
		watch:   watch,
		state:   make([]state, len(p.needs)),
		unmet:   make([]int, len(p.needs)),
		busy:    make([]bool, p.entities),
		parked:  make([]numbers, p.entities),
		made:    map[spec.ID]bool{},
		errs:    map[int]error{},
	}
	for node, needs := range p.needs {
		s.unmet[node] = len(needs)
	}
	for node, needs := range p.needs {
		if len(needs) == 0 {
			s.free(node)
		}
	}
	return s
}

// run starts what can be started and waits for what was, until nothing is left
// of either.
func (s *schedule) run(ctx context.Context, api API, workers int) {
	crew := hire(ctx, api, s.program, workers)
	defer crew.dismiss()
	for flying := 0; ; {
		for flying < workers && ctx.Err() == nil {
			step, ok := s.next()
			if !ok {
				break
			}
			s.state[step] = running
			s.watch.started(s.steps[step])
			crew.jobs <- job{step, s.isFresh(step)}
			flying++
		}
		if flying == 0 {
			return
		}
		e := <-crew.events
		if e.retry != nil {
			s.watch.retried(s.steps[e.step], *e.retry)
			continue
		}
		flying--
		s.finish(e)
	}
}

// next takes the first ready step, in the order of the plan, whose entity is not
// busy.
func (s *schedule) next() (int, bool) {
	for len(s.ready) > 0 {
		step := heap.Pop(&s.ready).(int)
		e := s.entity[step]
		if !s.busy[e] {
			s.busy[e] = true
			return step, true
		}
		heap.Push(&s.parked[e], step)
	}
	return 0, false
}

// finish takes note of how a step ended. Of the steps that its entity held back,
// one may now compete again.
func (s *schedule) finish(e event) {
	entity := s.entity[e.step]
	s.busy[entity] = false
	if len(s.parked[entity]) > 0 {
		heap.Push(&s.ready, heap.Pop(&s.parked[entity]))
	}
	if e.sent {
		s.sent++
	}
	if e.sent || e.made.Attempts > 0 {
		s.watch.called(s.steps[e.step], e.made)
	}
	if e.err != nil {
		s.fail(e.step, e.err)
		return
	}
	s.succeed(e.step, e.took)
}

// isFresh reports whether the step is about something that this run has made or
// renamed.
func (s *schedule) isFresh(step int) bool {
	about := s.about[step]
	return about != nil && (s.made[about.ID()] || slices.ContainsFunc(about.Refs(), func(r spec.Ref) bool { return s.made[r.ID] }))
}

func (s *schedule) succeed(step int, took time.Duration) {
	s.state[step] = done
	switch plan.Actions[s.steps[step].Action].Repeat {
	case plan.AlreadyExists, plan.Moves: // the name is new
		s.made[s.steps[step].Change] = true
	}
	s.watch.done(s.steps[step], took)
	s.release(step)
}

// release lets go what waited for the node. A barrier is done as soon as all that
// it needs is.
func (s *schedule) release(node int) {
	for _, d := range s.dependents[node] {
		if s.unmet[d]--; s.unmet[d] == 0 {
			s.free(d)
		}
	}
}

// free is called once for a node: when nothing is left that it waits for.
func (s *schedule) free(node int) {
	if s.isStep(node) {
		heap.Push(&s.ready, node)
		return
	}
	s.state[node] = done
	s.release(node)
}

// fail skips all that depends on the step, through barriers too. None of it can
// have been started.
func (s *schedule) fail(step int, err error) {
	s.state[step] = failed
	s.errs[step] = err
	s.watch.failed(s.steps[step], err)
	var lost []int
	s.below(step, func(node int) bool {
		if s.state[node] != waiting {
			return false
		}
		s.state[node] = skipped
		if s.isStep(node) {
			lost = append(lost, node)
		}
		return true
	})
	slices.Sort(lost)
	for _, n := range lost {
		s.watch.skipped(s.steps[n], s.steps[step].ID)
	}
}

// result sorts the steps by what became of them. It names the cause of a skip
// anew: which of two failures came first is chance, and a result is not.
func (s *schedule) result() Result {
	r := Result{Sent: s.sent}
	cause := make([]string, len(s.state))
	for i, step := range s.steps {
		switch s.state[i] {
		case done:
			r.Done = append(r.Done, step)
		case failed:
			r.Failed = append(r.Failed, Failure{step, s.errs[i]})
			s.blame(i, cause)
		case waiting:
			r.NotStarted = append(r.NotStarted, step)
		}
	}
	for i, step := range s.steps {
		if s.state[i] == skipped {
			r.Skipped = append(r.Skipped, Skip{step, cause[i]})
		}
	}
	return r
}

// blame notes the failed step as the cause of what no earlier one caused.
func (s *schedule) blame(step int, cause []string) {
	s.below(step, func(node int) bool {
		if s.state[node] != skipped || cause[node] != "" {
			return false
		}
		cause[node] = s.steps[step].ID
		return true
	})
}

// numbers is a heap: the smallest is taken first.
type numbers []int

func (n numbers) Len() int           { return len(n) }
func (n numbers) Less(i, j int) bool { return n[i] < n[j] }
func (n numbers) Swap(i, j int)      { n[i], n[j] = n[j], n[i] }
func (n *numbers) Push(x any)        { *n = append(*n, x.(int)) }
func (n *numbers) Pop() any {
	last := len(*n) - 1
	x := (*n)[last]
	*n = (*n)[:last]
	return x
}

package fakeiam

import (
	"slices"
	"sync"
	"time"
)

// trouble is faults at work.
type trouble struct {
	Faults
	replica *replica // nil where reads do not lag

	mu       sync.Mutex // guards what follows, and Inject
	reads    bucket
	writes   bucket
	dice     dice
	underWay map[entity]bool
}

func newTrouble(f Faults, a *account) (*trouble, error) {
	f.Only = slices.Clone(f.Only)
	t := &trouble{
		Faults:   f,
		reads:    newBucket(f.ThrottleReads, f.ThrottleBurst),
		writes:   newBucket(f.ThrottleWrites, f.ThrottleBurst),
		dice:     newDice(f),
		underWay: map[entity]bool{},
	}
	if f.ReadLag > 0 {
		r, err := newReplica(a, f.ReadLag)
		if err != nil {
			return nil, err
		}
		t.replica = r
	}
	return t, nil
}

// disturb is the innermost middleware: what is wrong with a call is decided when
// it is let in, and shows in its answer.
func (s *Server) disturb(next handler) handler {
	return func(c *call) answer {
		f := s.trouble.Load().decide(s.describe(c), c.busy)
		a := answer{err: f.Before}
		if f.Before == nil {
			a = next(c)
			if f.After != nil {
				a.out, a.err = nil, f.After
			}
		}
		a.drop = !c.wait(f.Delay) || f.Drop
		a.truncate = f.Truncate
		return a
	}
}

// decide asks Inject, then what the server knows of itself, then chance.
func (t *trouble) decide(c Call, busy bool) Fault {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.Inject != nil {
		if f := t.Inject(c); f != (Fault{}) {
			return f
		}
	}
	limit := &t.reads
	if c.Mutating {
		limit = &t.writes
	}
	switch {
	case !t.hit(c.Action):
		return Fault{}
	case !limit.take(time.Now()):
		return Throttled
	case busy:
		return Conflicted
	}
	return t.dice.roll(c)
}

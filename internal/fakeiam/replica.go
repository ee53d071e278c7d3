package fakeiam

import (
	"sync"
	"time"
)

// replica is the account as it was some time ago. It is an account of its own
// that makes every change again once the change is old enough, which costs a
// change twice and a read nothing. Nothing runs in the background: it catches up
// when it is looked at, and when something is added.
type replica struct {
	lag time.Duration

	mu      sync.RWMutex
	acct    *account
	journal []change // those that are not old enough, the oldest first
}

// change is a mutating call that succeeded.
type change struct {
	at     time.Time // when it took effect; time.Now's, as the lag is about real time
	moment time.Time // what the server's clock said then
	run    func(*account) answer
}

func newReplica(of *account, lag time.Duration) (*replica, error) {
	acct, err := of.snapshot().restore(of.config)
	if err == nil {
		acct.loginSettles = of.loginSettles
	}
	return &replica{lag: lag, acct: acct}, err
}

// follow adds a change that was just made.
func (r *replica) follow(moment time.Time, run func(*account) answer) {
	if r.lag == Forever {
		return // and nobody will ever want to know
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	r.journal = append(r.journal, change{now, moment, run})
	r.catchUp(now)
}

func (r *replica) catchUp(now time.Time) {
	for len(r.journal) > 0 && now.Sub(r.journal[0].at) >= r.lag {
		c := r.journal[0]
		r.journal[0] = change{} // the array outlives it
		r.journal = r.journal[1:]
		r.acct.moment = c.moment
		c.run(r.acct)
	}
}

// read runs a read on the account of some time ago.
func (r *replica) read(run func(*account) answer) answer {
	r.mu.Lock()
	r.catchUp(time.Now())
	r.mu.Unlock()
	r.mu.RLock()
	defer r.mu.RUnlock()
	return run(r.acct)
}

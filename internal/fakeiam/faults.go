package fakeiam

import (
	"fmt"
	"math"
	"path"
	"slices"
	"time"
)

// Forever is a ReadLag that never ends: reads show the account as it was when
// the faults were set.
const Forever = time.Duration(math.MaxInt64)

// Faults are what a server does wrong on purpose, as IAM does on a bad day. The
// zero value is nothing. At most one thing goes wrong with a call, besides its
// latency (WithLatency), short pages (WithPageLimit) and lag.
//
// A share is a number from 0, never, to 1, always; all shares together are at
// most 1.
type Faults struct {
	// Only names the actions that suffer what follows, such as CreateUser or
	// Attach*. Empty means all. Inject alone is asked about every call.
	Only []string

	// ThrottleReads and ThrottleWrites are how many calls a second are let
	// through; those above are refused with Throttling. 0 is no limit.
	ThrottleReads, ThrottleWrites float64
	// ThrottleBurst is how many calls may come at once after a pause. 0 is as
	// many as are let through in a second, and at least one.
	ThrottleBurst int

	// Seed decides which calls the shares hit. The same calls suffer the same,
	// in whatever order they arrive beside others.
	Seed uint64
	// ErrorBefore is the share of calls that are answered with ServiceFailure or
	// ServiceUnavailable, and have no effect.
	ErrorBefore float64
	// ErrorAfter is the share that is answered so after it took effect.
	ErrorAfter float64
	// Drop is the share that takes effect, and whose connection is then closed
	// instead of an answer.
	Drop float64
	// Truncate is the share that takes effect, and whose answer ends in the
	// middle of the body.
	Truncate float64
	// Concurrent is the share of mutating calls that are refused with
	// ConcurrentModification.
	Concurrent float64

	// Exclusive refuses a mutating call with ConcurrentModification while another
	// one on the same user, role, group, policy and so on is under way. A membership
	// and a credential belong to their user, an attachment to whom it is attached to.
	Exclusive bool

	// ReadLag makes reads show the account as it was that long ago, but never as
	// it was before the faults were set. Mutating calls act on the account as it
	// is, and STS does not lag.
	ReadLag time.Duration

	// LoginSettles is how long a new login profile can be neither changed nor
	// deleted: EntityTemporarilyUnmodifiable, by the server's clock. IAM takes some
	// fifteen seconds.
	LoginSettles time.Duration

	// Inject is asked what goes wrong with each call before anything else is;
	// the zero Fault leaves that to the fields above. It is asked about one call
	// at a time, in the order in which they are let in, and must not call the server.
	Inject func(Call) Fault
}

// WithFaults starts the server with faults; SetFaults changes them later.
func WithFaults(f Faults) Option {
	return func(c *config) {
		if err := f.Validate(); err != nil {
			c.fail("reading option WithFaults: %w", err)
		}
		c.faults = f
	}
}

// SetFaults puts other faults in place of those that the server has. What they
// count begins anew: a lag shows the account as it is now until it has passed.
func (s *Server) SetFaults(f Faults) error {
	if err := f.Validate(); err != nil {
		return fmt.Errorf("setting faults: %w", err)
	}
	s.mu.Lock() // no change may fall between the account's copy and its journal
	defer s.mu.Unlock()
	s.acct.loginSettles = f.LoginSettles
	t, err := newTrouble(f, s.acct)
	if err != nil {
		return fmt.Errorf("setting faults: %w", err)
	}
	s.trouble.Store(t)
	return nil
}

// Validate says which field has a value that makes no sense.
func (f Faults) Validate() error {
	total := 0.0
	for _, s := range f.shares() {
		if !(s.of >= 0 && s.of <= 1) { // NaN is neither
			return fmt.Errorf("%s is %v, not a share from 0 to 1", s.field, s.of)
		}
		total += s.of
	}
	switch {
	case total > 1+1e-9:
		return fmt.Errorf("the shares of calls that go wrong are %v together, more than 1", total)
	case !(f.ThrottleReads >= 0):
		return fmt.Errorf("ThrottleReads is %v, not a number of calls a second", f.ThrottleReads)
	case !(f.ThrottleWrites >= 0):
		return fmt.Errorf("ThrottleWrites is %v, not a number of calls a second", f.ThrottleWrites)
	case f.ThrottleBurst < 0:
		return fmt.Errorf("ThrottleBurst is %d, not a number of calls", f.ThrottleBurst)
	case f.ReadLag < 0:
		return fmt.Errorf("ReadLag is %v, before now", f.ReadLag)
	case f.LoginSettles < 0:
		return fmt.Errorf("LoginSettles is %v, before now", f.LoginSettles)
	}
	return f.checkOnly()
}

// checkOnly wants names of actions: a slip there would switch a fault off.
func (f Faults) checkOnly() error {
	for _, pattern := range f.Only {
		known := false
		for _, of := range actions {
			for name := range of {
				matches, err := path.Match(pattern, name)
				if err != nil {
					return fmt.Errorf("%q in Only is no pattern", pattern)
				}
				known = known || matches
			}
		}
		if !known {
			return fmt.Errorf("%q in Only is no action", pattern)
		}
	}
	return nil
}

// hit says whether an action is one of Only.
func (f *Faults) hit(action string) bool {
	return len(f.Only) == 0 || slices.ContainsFunc(f.Only, func(pattern string) bool {
		matches, _ := path.Match(pattern, action) // Validate has seen the pattern
		return matches
	})
}

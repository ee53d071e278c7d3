package fakeiam

import (
	"net/url"
	"slices"
	"sync"
	"time"
)

// Call is one request that the server answered.
type Call struct {
	Action    string
	Params    url.Values // the form without Action, Version and the signature
	Needs     []Need     // what must be allowed to whoever makes it; none for a call that was refused before that was asked
	Mutating  bool       // the action changes the account, whether or not it was refused
	Committed bool       // it is mutating and took effect, whatever was answered
	Code      string     // the error code that was answered, Dropped or Truncated; "" for success
	Status    int        // the HTTP status; 0 where the answer was dropped
	RequestID string
	Time      time.Time // when it was answered, by the server's clock
}

// The codes of calls whose answers did not arrive, or not whole.
const (
	Dropped   = "dropped"
	Truncated = "truncated"
)

type recorder struct {
	mu    sync.Mutex
	calls []Call
}

// Calls are the requests since the start or ResetCalls that named an action, in
// the order in which they were answered. It is empty without WithRecording.
func (s *Server) Calls() []Call {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	return slices.Clone(s.calls.calls)
}

// ResetCalls forgets the recorded calls.
func (s *Server) ResetCalls() {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	s.calls.calls = nil
}

// record is the outermost middleware, so that it sees what the client sees.
func (s *Server) record(next handler) handler {
	if !s.cfg.recording && s.cfg.observe == nil {
		return next
	}
	return func(c *call) answer {
		a := next(c)
		entry := s.describe(c)
		for _, n := range c.needs {
			entry.Needs = append(entry.Needs, n.Need)
		}
		entry.answered(a)
		if s.cfg.recording {
			s.calls.mu.Lock()
			s.calls.calls = append(s.calls.calls, entry)
			s.calls.mu.Unlock()
		}
		if s.cfg.observe != nil {
			s.cfg.observe(entry)
		}
		return a
	}
}

// describe is a call of which only the request is known.
func (s *Server) describe(c *call) Call {
	return Call{Action: c.action, Params: c.params, Mutating: c.mutating(), RequestID: c.id, Time: s.cfg.now()}
}

// answered adds what became of a call.
func (e *Call) answered(a answer) {
	e.Committed = a.committed
	switch {
	case a.drop:
		e.Code = Dropped
		return
	case a.truncate:
		e.Code = Truncated
	case a.err != nil:
		e.Code = a.err.Code
	}
	e.Status = a.status()
}

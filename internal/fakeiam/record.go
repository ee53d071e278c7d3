package fakeiam

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Call is one request that the server answered.
type Call struct {
	Action    string
	Params    url.Values // the form without Action, Version and the signature
	Mutating  bool       // the action changes the account, whether or not it was refused
	Code      string     // the error code; "" for success
	Status    int        // the HTTP status; 0 where the answer was dropped
	RequestID string
	Time      time.Time // when it was answered, by the server's clock
}

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
		entry := s.describe(c, a)
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

func (s *Server) describe(c *call, a answer) Call {
	e := Call{
		Action:    c.action,
		Params:    maps.Clone(c.form),
		Mutating:  actions[c.version][c.action].mutating,
		RequestID: c.id,
		Time:      s.cfg.now(),
	}
	for k := range e.Params {
		if k == "Action" || k == "Version" || strings.HasPrefix(k, "X-Amz-") {
			delete(e.Params, k)
		}
	}
	if !a.drop {
		e.Status = a.status()
	}
	if a.err != nil {
		e.Code = a.err.Code
	}
	return e
}

package fakeiam

import (
	"bytes"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
)

// Server is one account's IAM, and what of STS a caller needs, on one endpoint.
// It is safe for concurrent use.
type Server struct {
	cfg    *config
	file   string // where the state is kept; "" for memory alone
	handle handler

	mu      sync.RWMutex // guards acct
	acct    *account
	changes uint64 // calls that may have changed acct

	trouble atomic.Pointer[trouble] // changed under mu

	saving sync.Mutex // held while the file is written
	saved  uint64     // the changes that the file has
	kept   checksum   // of the file, as it was read or written

	calls recorder
}

// handler answers one call.
type handler func(*call) answer

// middleware stands in front of a handler. What makes the server slower or less
// reliable than it is belongs here: it can refuse a call, change its answer
// after the fact, or lose it by setting answer.drop or answer.truncate.
type middleware func(handler) handler

// New makes a server for an empty account that is kept in memory. It panics on
// a wrong option, as regexp.MustCompile does on a wrong expression.
func New(opts ...Option) *Server {
	s, err := Open("", opts...)
	if err != nil {
		panic(err)
	}
	return s
}

// Account is the twelve digits of the account.
func (s *Server) Account() string { return s.acct.id }

func newServer(cfg *config, file string, acct *account) (*Server, error) {
	s := &Server{cfg: cfg, file: file, acct: acct}
	s.handle = chain(s.dispatch, s.record, s.claim, s.delay, s.authenticate, s.disturb, s.authorize)
	return s, s.SetFaults(cfg.faults)
}

// chain puts middleware in front of a handler, the outermost first.
func chain(h handler, ms ...middleware) handler {
	for i := len(ms) - 1; i >= 0; i-- {
		h = ms[i](h)
	}
	return h
}

// ServeHTTP answers one request of the AWS Query protocol.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c, err := parse(w, r)
	a := answer{err: err}
	if err == nil {
		a = s.handle(c)
	}
	if a.drop {
		panic(http.ErrAbortHandler) // closes the connection without an answer
	}
	var body bytes.Buffer
	status := a.write(&body, c)
	w.Header().Set("Content-Type", "text/xml")
	w.Header().Set("x-amzn-RequestId", c.id)
	if a.truncate { // net/http closes the connection that something is missing on
		w.Header().Set("Content-Length", strconv.Itoa(body.Len()))
		body.Truncate(body.Len() / 2)
	}
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // a client that went away is its own affair
}

// dispatch runs the action that a call names. Reads run side by side; the
// outputs hold copies, so they are encoded after the lock is gone.
func (s *Server) dispatch(c *call) answer {
	act, ok := actions[c.version][c.action]
	if !ok {
		return answer{err: refuse("InvalidAction", "Could not find operation %s for version %s", c.action, c.version)}
	}
	run, err := act.prepare(c.form)
	if err != nil {
		return answer{err: err}
	}
	if s.cfg.enforce {
		run = as(c.caller, act.mutating, run)
	}
	if act.mutating {
		return s.commit(run)
	}
	if t := s.trouble.Load(); t.replica != nil && c.version == iamVersion && t.hit(c.action) {
		return t.replica.read(run)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return run(s.acct)
}

// commit makes a change, at one moment of the clock, and tells the replica.
func (s *Server) commit(run func(*account) answer) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.acct.moment = s.cfg.now()
	a := run(s.acct)
	if a.err != nil {
		return a
	}
	a.committed = true
	s.changes++
	if r := s.trouble.Load().replica; r != nil {
		r.follow(s.acct.moment, run)
	}
	return a
}

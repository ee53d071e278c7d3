package main

import (
	"slices"

	"iamsync/internal/fakeiam"
)

// startSandbox serves the embedded IAM on loopback: it is called over HTTP like
// any other.
func (s *session) startSandbox() error {
	if err := s.sandboxBeside(); err != nil {
		return err
	}
	if s.options.writes {
		unlock, err := lockState(s.options.sandbox)
		if err != nil {
			return err
		}
		s.close = unlock
	}
	options := slices.Clone(s.options.emulator)
	if s.spec != nil {
		options = append(options, fakeiam.WithAccount(s.spec.Account))
	}
	server, err := fakeiam.Open(s.options.sandbox, options...)
	if err != nil {
		return &exitError{code: exitRefused, message: err.Error(), cause: err,
			hint: "move it away to begin with an empty account, or name another file with --sandbox"}
	}
	listener, err := server.Start("127.0.0.1:0")
	if err != nil {
		return err
	}
	s.sandbox = server
	unlock := s.close
	s.close = func() {
		_ = listener.Close() // nobody else knew of it
		unlock()
	}
	s.options.endpointURL = listener.URL
	return nil
}

// saveContinually keeps what the embedded IAM, if it is one, is told. What it
// returns saves a last time.
func (s *session) saveContinually() (stop func() error) {
	if s.sandbox == nil {
		return func() error { return nil }
	}
	return s.sandbox.SaveContinually(saveInterval, nil)
}

// saveNow keeps what the embedded IAM, if it is one, was told.
func (s *session) saveNow() error {
	if s.sandbox == nil {
		return nil
	}
	return s.sandbox.Save()
}

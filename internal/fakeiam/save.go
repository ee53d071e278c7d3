package fakeiam

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Save writes the state to the server's file, if anything changed since it was
// last written. A reader of the file sees the old state or the new one, never
// half of one. Without a file it does nothing. Where somebody else has written
// the file meanwhile, it leaves that alone and fails with ErrChanged.
func (s *Server) Save() error {
	if s.file == "" {
		return nil
	}
	s.saving.Lock()
	defer s.saving.Unlock()
	s.mu.RLock()
	changes := s.changes
	var st *state
	if changes != s.saved {
		st = s.acct.snapshot()
	}
	s.mu.RUnlock()
	if st == nil {
		return nil
	}
	b, err := st.marshal()
	if err != nil {
		return fmt.Errorf("saving the state: %w", err)
	}
	if err := s.untouched(); err != nil {
		return fmt.Errorf("saving the state: %w", err)
	}
	if err := replace(s.file, b); err != nil {
		return fmt.Errorf("saving the state: %w", err)
	}
	s.saved, s.kept = changes, sha256.Sum256(b)
	return nil
}

// untouched fails where the file is not as it was read or written last. One that
// is gone has nothing that could be lost.
func (s *Server) untouched() error {
	b, err := os.ReadFile(s.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case sha256.Sum256(b) != s.kept:
		return fmt.Errorf("%s was not written: %w", s.file, ErrChanged)
	}
	return nil
}

func (st *state) marshal() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(st)
	return b.Bytes(), err
}

// replace puts content in place of a file in one step.
func replace(file string, content []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	_, werr := tmp.Write(content)
	err = errors.Join(werr, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

// SaveContinually saves the state within an interval of every change, many
// changes at a time. It tries again where that fails, and tells trouble, which may
// be nil, when it begins to. stop ends that and saves a last time; an error is that
// of the last attempt. It may be called more than once.
func (s *Server) SaveContinually(interval time.Duration, trouble func(error)) (stop func() error) {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for well := true; ; {
			select {
			case <-tick.C:
				err := s.Save()
				if err != nil && well && trouble != nil {
					trouble(err)
				}
				well = err == nil
			case <-quit:
				return
			}
		}
	}()
	var once sync.Once
	return func() error {
		once.Do(func() { close(quit) })
		<-done
		return s.Save()
	}
}

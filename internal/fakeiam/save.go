package fakeiam

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Save writes the state to the server's file, if anything changed since it was
// last written. A reader of the file sees the old state or the new one, never
// half of one. Without a file it does nothing.
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
	if err := replace(s.file, b); err != nil {
		return fmt.Errorf("saving the state: %w", err)
	}
	s.saved = changes
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
// changes at a time. stop ends that and saves a last time; an error is that of
// the last attempt. It may be called more than once.
func (s *Server) SaveContinually(interval time.Duration) (stop func() error) {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				_ = s.Save() // tried again at the next tick, and by stop, which reports it
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

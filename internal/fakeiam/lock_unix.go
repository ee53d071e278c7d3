//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package fakeiam

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// locks says whether lock does anything.
const locks = true

// lock locks a file, which it makes, and which unlock removes. What a killed
// process leaves of it is not locked.
func lock(name string) (unlock func() error, err error) {
	for {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, fmt.Errorf("locking the state: %w", err)
		}
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EWOULDBLOCK):
			return nil, errors.Join(ErrInUse, f.Close())
		case err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.ENOLCK):
			return nil, errors.Join(fmt.Errorf("locking the state: %w", err), f.Close())
		case isStill(f, name):
			return func() error { return errors.Join(os.Remove(name), f.Close()) }, nil
		}
		if err := f.Close(); err != nil { // whoever had it removed it just now
			return nil, err
		}
	}
}

// isStill reports whether a name is still that of an open file.
func isStill(f *os.File, name string) bool {
	mine, err := f.Stat()
	there, thereErr := os.Stat(name)
	return err == nil && thereErr == nil && os.SameFile(mine, there)
}

package fakeiam

import (
	"errors"
	"path/filepath"
)

// ErrInUse says that another process holds the lock of a state file.
var ErrInUse = errors.New("it is in use by another process")

// ErrChanged says that a state file is not as this server left it.
var ErrChanged = errors.New("somebody else has changed it since")

// Lock makes a state file this process's own for writing, or fails with ErrInUse.
// Take it before Open. It ends with unlock or with the process, however that ends.
// It is a lock on a hidden file beside the state: that one is replaced at every
// save, and a lock would go with the old one. Where the system has no such locks,
// it does nothing; Save still notices what others have written.
func Lock(file string) (unlock func() error, err error) {
	return lock(filepath.Join(filepath.Dir(file), "."+filepath.Base(file)+".lock"))
}

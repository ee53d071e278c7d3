//go:build !linux

package docs_test

import (
	"errors"
	"os"
	"syscall"
)

// openTerminal is for Linux alone; elsewhere nobody could answer a question.
func openTerminal() (master, tty *os.File, err error) {
	return nil, nil, errors.ErrUnsupported
}

func atTerminal() *syscall.SysProcAttr { return nil }

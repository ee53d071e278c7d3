package main

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// output is stdout. It remembers the first failure to write, so that what prints
// without looking, as the library does its help, is not taken for printed.
type output struct {
	to   io.Writer
	lost error // a *lostError, or nil
}

// Write implements io.Writer.
func (o *output) Write(text []byte) (int, error) {
	if o.lost != nil {
		return 0, o.lost
	}
	n, err := o.to.Write(text)
	if err != nil {
		o.lost = &lostError{err}
	}
	return n, o.lost
}

// lostError is why a result could not be written.
type lostError struct{ cause error }

func (e *lostError) Error() string {
	cause := e.cause
	var file *os.PathError // write /dev/stdout: …
	if errors.As(cause, &file) {
		cause = file.Err
	}
	return "writing the output: " + cause.Error()
}

func (e *lostError) Unwrap() error { return e.cause }

// unread reports whether the output was lost because nobody reads on, as head
// does not: that is for them to decide, and nothing to complain of.
func unread(err error) bool {
	var lost *lostError
	return errors.As(err, &lost) && errors.Is(lost, syscall.EPIPE)
}

// surviveClosedOutput makes a write to a pipe that nobody reads any more fail,
// where it would end the process, in the middle of an apply. The signal is caught
// and not ignored, since programs that the SDK starts would inherit that.
func surviveClosedOutput() {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"iamsync/internal/awsclient"
	"iamsync/plan"
	"iamsync/spec"
)

// The exit codes. They are an interface: they grow, they do not change.
const (
	exitDone        = 0   // for plan, whether or not there are changes
	exitFailed      = 1   // before any changing call; trying again may help
	exitChanges     = 2   // plan --detailed-exitcode
	exitUnfinished  = 3   // apply changed something and did not finish; run it again
	exitRefused     = 4   // by iamsync itself; trying again will not help
	exitInterrupted = 130 // calls in flight were finished, nothing new was started
)

// exitError is an error that knows its exit code and what the user can do.
type exitError struct {
	code    int
	message string // "" prints nothing: the output has said it already
	hint    string
	cause   error
	at      spec.Position // what to look at in the files, where it is there that something is wrong
}

func (e *exitError) Error() string { return e.message }
func (e *exitError) Unwrap() error { return e.cause }

func usageError(message, hint string) error {
	return &exitError{code: exitRefused, message: message, hint: hint}
}

// exitSilently ends with a code of which the output has given the reason.
func exitSilently(code int) error { return &exitError{code: code} }

// report prints an error, if it is one, and returns its exit code.
func (t *terminal) report(err error) int {
	code := codeOf(err)
	var known *exitError
	var mistakes spec.Errors
	switch {
	case err == nil:
	case errors.As(err, &known):
		t.complain(known.message, known.hint)
	case errors.As(err, &mistakes):
		t.list(mistakes)
	case unread(err):
	case code == exitInterrupted:
		t.complain("interrupted; nothing was changed", "")
	default:
		t.complain(awsclient.Explain(err))
	}
	return code
}

// codeOf returns the exit code of an error.
func codeOf(err error) int {
	var known *exitError
	var mistakes spec.Errors
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &known):
		return known.code
	case errors.As(err, &mistakes):
		return exitRefused
	case !unread(err) && errors.Is(err, context.Canceled):
		return exitInterrupted
	default:
		return exitFailed
	}
}

// complain prints a message on stderr, and beneath it what can be done.
func (t *terminal) complain(message, hint string) {
	if message == "" {
		return
	}
	fmt.Fprintf(t.err, "%s %s\n", t.errStyle.red("Error:"), t.fold(len("Error: "), plan.Clean(message)))
	if hint != "" {
		t.advise(hint)
	}
}

// advise prints beneath a message what can be done.
func (t *terminal) advise(hint string) {
	fmt.Fprintf(t.err, "  %s\n", t.fold(len("  "), plan.Clean(hint)))
}

// warn prints on stderr what is no reason to stop.
func (t *terminal) warn(message string) {
	fmt.Fprintf(t.err, "%s %s\n", t.errStyle.yellow("Warning:"), t.fold(len("Warning: "), plan.Clean(message)))
}

// list prints the mistakes of a spec that was not read.
func (t *terminal) list(mistakes spec.Errors) {
	t.mistakes(mistakes)
	fmt.Fprintf(t.err, "%s %s; nothing was changed\n", t.errStyle.red("Error:"), plan.Count(len(mistakes), "mistake"))
}

// mostMistakes is how many are printed: nobody reads more, and there are thousands where
// PATH is a directory with the YAML of other tools.
const mostMistakes = 200

// mistakes prints mistakes, each with its place first, as editors and CI systems like
// it. What is too much is counted.
func (t *terminal) mistakes(mistakes spec.Errors) {
	if more := len(mistakes) - mostMistakes; more > 0 {
		defer fmt.Fprintf(t.err, "and %s; is PATH right?\n", plan.Count(more, "more mistake"))
		mistakes = mistakes[:mostMistakes]
	}
	for _, m := range mistakes {
		for i, line := range strings.Split(m.Error(), "\n") {
			if i > 0 {
				t.advise(strings.TrimSpace(line))
				continue
			}
			fmt.Fprintln(t.err, t.fold(0, plan.Clean(line)))
		}
	}
}

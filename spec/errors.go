package spec

import (
	"slices"
	"strings"
)

// Error is a mistake in the files of a spec.
type Error struct {
	At      Position
	Message string
	Hint    string // what to write instead, where there is something to say
}

// Error returns "file:line:col: message", with the hint on a line of its own.
func (e Error) Error() string {
	text := e.Message
	if at := e.At.String(); at != "" {
		text = at + ": " + text
	}
	if e.Hint != "" {
		text += "\n    " + e.Hint
	}
	return text
}

// Errors are all mistakes of a spec, in the order of their places.
type Errors []Error

// Error returns the mistakes one below the other.
func (es Errors) Error() string {
	lines := make([]string, 0, len(es))
	for _, e := range es {
		lines = append(lines, e.Error())
	}
	return strings.Join(lines, "\n")
}

// inOrder returns the mistakes in order and each once: a document that many refer to
// is read many times, and is wrong only once.
func (es Errors) inOrder() Errors {
	slices.SortStableFunc(es, func(a, b Error) int { return a.At.Compare(b.At) })
	return slices.Compact(es)
}

// orNil returns the mistakes in order, or nil where there is none.
func (es Errors) orNil() error {
	if len(es) == 0 {
		return nil
	}
	return es.inOrder()
}

package spec

import (
	"strings"

	"gopkg.in/yaml.v3"
)

var boundaryShape = shape{is: "a policy or none", node: yaml.ScalarNode, example: "none", empty: "none", value: policyValue()}

// noBoundary is written for: there shall be none.
const noBoundary = "none"

// meansNone are other words for it, which no policy of AWS has as its name.
var meansNone = map[string]bool{"none": true, "no": true, "false": true, "off": true, "null": true, "nil": true, "": true}

// checkBoundary checks what can be said offline about the boundary of a user or
// role; nil is one of which nothing is said.
func (l *loader) checkBoundary(w *word) {
	switch {
	case w == nil || w.text == noBoundary:
	case l.declared[PolicyID(w.text)] == nil && meansNone[strings.ToLower(w.text)]:
		l.failAt(w.at, "did you mean none?", "%q is no policy", w.text)
	default:
		l.checkPolicy(*w)
	}
}

// bounded returns a user or role with a boundary.
func bounded(r Resource, arn string) Resource {
	switch r := r.(type) {
	case User:
		r.Boundary = arn
		return r
	case Role:
		r.Boundary = arn
		return r
	}
	return r
}

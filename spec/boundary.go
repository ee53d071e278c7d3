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

// boundary returns the ARN of the boundary that is written, "" for none.
func (rs *resolver) boundary(id ID, w *word) string {
	switch {
	case w == nil:
		rs.unsaid(id, FieldBoundary)
		return ""
	case w.text == noBoundary:
		return ""
	}
	return rs.policy(*w)
}

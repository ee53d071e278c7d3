package plan

import "iamsync/spec/policy"

// sayDocument returns what a change of a document does to access, in words, and the
// lines to show beneath: a document that is new or gone whole, of one that changes
// the statements that differ. Each line begins with a sign and a space.
func sayDocument(f Field) (access string, lines []string) {
	before, after := f.documents()
	switch {
	case before.IsZero():
		return "", prefixed("+ ", after.Lines())
	case after.IsZero():
		return "", prefixed("- ", before.Lines())
	}
	d := policy.Compare(before, after)
	return documentAccess[d.Access], differenceLines(d)
}

// What a change does to access, in words: of a document, and of a statement, which
// has less room for it.
var (
	documentAccess = map[policy.Access]string{
		policy.Widens: "widens access", policy.Narrows: "narrows access", policy.Both: "may widen and narrow access", policy.Moves: "same access",
	}
	statementAccess = map[policy.Access]string{
		policy.Widens: "widens", policy.Narrows: "narrows", policy.Both: "may widen and narrow", policy.Moves: "same access",
	}
)

// documents returns the two sides of a field that is a document.
func (f Field) documents() (before, after policy.Document) {
	before, _ = f.Before.(policy.Document)
	after, _ = f.After.(policy.Document)
	return before, after
}

func prefixed(prefix string, lines []string) []string {
	var out []string
	for _, line := range lines {
		out = append(out, prefix+line)
	}
	return out
}

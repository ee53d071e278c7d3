package eval

// Decision is the answer to a request.
type Decision int

// The decisions. The first three are IAM's own (IAM User Guide, "The difference
// between explicit and implicit denies").
const (
	// ImplicitlyDenied is the answer where nothing allows the request.
	ImplicitlyDenied Decision = iota
	// Allowed is the answer where something allows it and nothing denies it.
	Allowed
	// ExplicitlyDenied is the answer where a Deny matches, whatever allows it.
	ExplicitlyDenied
	// Conditional is the answer that depends on what is not known of the request or
	// of the documents.
	Conditional
)

var decisionNames = map[Decision]string{
	ImplicitlyDenied: "implicitDeny", Allowed: "allowed", ExplicitlyDenied: "explicitDeny", Conditional: "conditional",
}

// String returns the decision in the words of IAM's simulation of policies, and
// "conditional" for what those have no word for.
func (d Decision) String() string { return decisionNames[d] }

// access ranks decisions by how much they let through: none, perhaps, surely.
func (d Decision) access() answer {
	switch d {
	case Allowed:
		return yes
	case Conditional:
		return maybe
	default:
		return no
	}
}

// answer is a truth value of three, ordered, so that "and" is the least of several
// and "or" the greatest.
type answer int8

const (
	no answer = iota
	maybe
	yes
)

func (a answer) not() answer { return yes - a }

func truth(b bool) answer {
	if b {
		return yes
	}
	return no
}

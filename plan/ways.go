package plan

import (
	"iamsync/spec"
	"iamsync/spec/policy"
)

// Between a principal and a permission there is a way of these parts, and which kind
// is which part is said by the rows of the table of kinds, not here:
//
//	caller ─┬─ boundary: a policy that limits all that follows
//	        ├─ edge with a document, or that attaches a policy
//	        └─ edge that joins a principal ─ edges of that one, as above

// caller is what a principal that makes requests brings along with them.
type caller struct {
	path, boundary string
	tags           map[string]string
}

// callerOf returns what a principal is as a caller, and whether it is one at all.
func callerOf(r spec.Resource) (caller, bool) {
	if r == nil || kinds[r.ID().Kind].caller == nil {
		return caller{}, false
	}
	return kinds[r.ID().Kind].caller(r), true
}

// isCaller tells principals that make requests from those that others join.
func isCaller(id spec.ID) bool { return kinds[id.Kind].caller != nil }

// isPrincipal tells what can hold policies.
func isPrincipal(id spec.ID) bool {
	_, is := principals[id.Kind]
	return is
}

// isPolicy tells the policies that principals share.
func isPolicy(id spec.ID) bool { return isEntity(id) && kinds[id.Kind].document != nil }

// documentOf returns the document that a resource carries; the zero one of none.
func documentOf(r spec.Resource) policy.Document {
	if r == nil || kinds[r.ID().Kind].document == nil {
		return policy.Document{}
	}
	return kinds[r.ID().Kind].document(r)
}

// documentsOf returns the documents that a resource carries, or its policy does.
func (c context) documentsOf(r spec.Resource) []policy.Document {
	if r == nil {
		return nil
	}
	switch k := kinds[r.ID().Kind]; {
	case k.document != nil:
		return []policy.Document{k.document(r)}
	case k.attaches != nil:
		return c.documents(k.attaches(r))
	}
	return nil
}

// boundaryShift says what swapping one boundary for another does to access. The
// new boundary's document may change in the same plan: the answer holds for
// what it was and for what it becomes.
func (c context) boundaryShift(before, after string) Shift {
	switch {
	case before == "":
		return Narrowing
	case after == "":
		return Widening
	}
	olds, news := c.documents(before), c.documents(after)
	if all(olds, news, policy.Document.Narrows) {
		return Narrowing
	}
	if all(news, olds, policy.Document.Narrows) {
		return Widening
	}
	return Shifting
}

// documents returns the documents that the policy has in this plan: the live
// one and the desired one. AWS's own documents are not known.
func (c context) documents(arn string) []policy.Document {
	var docs []policy.Document
	p, err := spec.ParsePolicyARN(arn)
	if err != nil || p.IsAWS() {
		return nil
	}
	for _, state := range []spec.State{c.live, c.desired} {
		if r, found := state.Resources[spec.PolicyID(p.Name)]; found {
			docs = append(docs, documentOf(r))
		}
	}
	return docs
}

// all reports whether test holds for every pair of two lists that are not empty.
func all(as, bs []policy.Document, test func(a, b policy.Document) bool) bool {
	for _, a := range as {
		for _, b := range bs {
			if !test(a, b) {
				return false
			}
		}
	}
	return len(as) > 0 && len(bs) > 0
}

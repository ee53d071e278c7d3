package eval

import (
	"maps"
	"strings"
)

// Request is what a principal asks for.
type Request struct {
	Action   string // iam:CreateUser, in any case
	Resource string // the ARN, or "*" or "" for an action on nothing in particular
	Context  Context
	// Policy is the policy of the resource, nil where it has none or it is not to be
	// looked at. That of a role is its trust policy, which decides who may do
	// sts:AssumeRole and its like.
	Policy *Policy
}

// Context is what is known of the circumstances of a request: the values of its
// condition keys. The zero Context is that of a request without any.
type Context struct {
	values map[string][]string // by key in lower case; an empty list: not in the request
	open   bool
}

// Closed returns the context of a request that has these keys and no others, as for
// a simulation. Keys are read in any case; one without values is not in the request.
func Closed(values map[string][]string) Context { return context(values, false) }

// Open returns a context of which only these keys are known, as for a plan: any other
// key may have any value or none. One without values is not in the request.
func Open(values map[string][]string) Context { return context(values, true) }

func context(values map[string][]string, open bool) Context {
	c := Context{open: open, values: make(map[string][]string, len(values))}
	for key, list := range values {
		c.values[lower(key)] = list
	}
	return c
}

// With returns the context with one key more, or with others values of it.
func (c Context) With(key string, values ...string) Context {
	all := make(map[string][]string, len(c.values)+1)
	for k, list := range c.values {
		all[k] = list
	}
	all[lower(key)] = values
	return Context{values: all, open: c.open}
}

// Without returns the context of a request that does not have the key.
func (c Context) Without(key string) Context {
	all := maps.Clone(c.values)
	delete(all, lower(key))
	if c.open {
		all[lower(key)] = nil
	}
	return Context{values: all, open: c.open}
}

// Values returns the keys, in lower case, and their values. They are not to be
// changed.
func (c Context) Values() map[string][]string { return c.values }

// Closed reports whether the request has no keys but those of the context.
func (c Context) Closed() bool { return !c.open }

// lower folds ASCII, of which all names in IAM's grammar are made.
func lower(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return strings.Map(func(r rune) rune {
				if 'A' <= r && r <= 'Z' {
					return r + 'a' - 'A'
				}
				return r
			}, s)
		}
	}
	return s
}

// facts are all that is known when a statement is asked: the request, and what its
// principal tells of itself.
type facts struct {
	action   string // in lower case
	resource string
	context  Context
	who      Principal
	bounded  bool // whether the principal has a boundary
}

// lookup returns the values of a condition key: of a single one, no values mean that
// the request does not have it. Not known is another thing.
func (f *facts) lookup(key string) (values []string, known bool) {
	if values, known = f.context.values[key]; known {
		return values, true
	}
	if values, known = f.who.lookup(key, f.context.open); known {
		return values, true
	}
	return nil, !f.context.open
}

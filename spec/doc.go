// Package spec holds the nouns of iamsync: the resources of an AWS account's
// IAM, their IDs, and the State that is a set of them. It loads the YAML that
// says what an account shall hold and checks it against IAM's grammar.
//
// Load reads a tree of files into a Spec and reports every mistake that shows
// offline, all at once and with its place. Resolve makes a State of it, once the
// names of policies that only the account knows are there. What can be written
// is said in tables of fields, one file a kind: user.go, group.go, policies.go.
//
// Export goes the other way: it writes what an account holds as a tree that resolves to
// just that. Adopt adds single objects to a tree and leaves alone what stands there.
//
// It never talks to AWS, and it decides nothing about what to change: that is
// package plan's.
package spec

// Package spec holds the nouns of iamsync: the resources of an AWS account's
// IAM, their IDs, and the State that is a set of them. It loads the YAML that
// says what an account shall hold and checks it against IAM's grammar.
//
// It never talks to AWS, and it decides nothing about what to change: that is
// package plan's.
package spec

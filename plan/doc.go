// Package plan compares what the YAML wants with what the account holds and
// says which IAM calls make the two the same, and in which order.
//
// It is pure: the same input gives the same Plan, byte for byte. It never calls
// AWS (it cannot, since it does not import the SDK), never reads a clock and
// never prints while it plans.
package plan

// Package eval tells what IAM would answer: whether a principal that holds these
// documents may do that, in an account that is left to itself.
//
// It follows the IAM User Guide, "Policy evaluation logic" and the pages below it,
// which comments name by their titles. Organization policies, session policies and
// endpoint policies are not looked at, and neither are the policies of resources,
// except for one that a Request brings: a role's trust policy most of all.
//
// What is not known, such as a condition key of a request that nobody has made yet
// or a document that was not read, makes an answer Conditional. Any other answer is
// certain, whatever the unknown turns out to be. Conditional may be too careful: of
// two conditions that exclude each other each is asked alone.
//
//	identity documents ──┐
//	  own, attached,     ├─ any Deny that matches ──────────────► ExplicitlyDenied
//	  of the groups      │
//	boundary ────────────┤  identity Allow, and the boundary's ─► Allowed
//	policy of the ───────┘  resource's Allow, see grants.go ────► Allowed
//	resource                nothing of these ───────────────────► ImplicitlyDenied
//
// Everything is a value and nothing talks to AWS.
package eval

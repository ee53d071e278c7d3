// Package fakeiam is one AWS account's IAM as a server: the AWS Query protocol
// over HTTP, an account in memory, and one JSON file that keeps it.
//
// It is as strict as the real one. Names clash whatever their case, quotas are
// counted as IAM counts them, objects in use cannot be deleted, and refusals
// carry IAM's own codes and messages: a program that works against this server
// because the server forgave something would fail in production.
//
// It looks at who signed a request, and evaluates their policies, with
// WithEnforcement alone. It imports nothing of the project that it is tested with,
// so that the two cannot share a mistake, but for the evaluator of policies.
//
// One request goes this way:
//
//	ServeHTTP --parse--> call --middleware chain--> dispatch --> handler of the action
//	          <--XML---- answer <-------------------------------- output struct or *Error
//
// An action is a row in the table of actions and a function from a typed input
// to a typed output; decoding, validation and encoding follow from the types.
//
// Messages and their order are those that IAM was seen to give, or documents.
// Some are not known and are guesses: which of several conflicts a deletion
// reports, the refusal of tags that begin with aws:, and that removing a boundary
// that is not there succeeds. Nobody should depend on them.
//
// Of roles and providers, these are guesses: what IAM says of mistakes in the
// grammar of a trust document, and in which order it looks; whether it takes
// sts:* there; how it orders what it renders anew; whether it knows a service or
// a provider that is trusted; how it refuses a path under /aws-reserved/, a
// session of a service-linked role, the deletion of one that is none, a SAML
// provider's name that is taken and its document; the words for a provider that
// is not there, where they are neither those of a Get nor of a Delete. Private keys
// of SAML providers are not kept, and refused. What no call can make, such as a
// reserved role or the date of a last use, comes by WithRoles.
//
// Of credentials, these are guesses: the words about keys and certificates that
// are there twice, no keys, or no pair, about a device that cannot be deleted and
// an alias that is not there, about quotas that GetAccountSummary does not have, and
// about a status that is set to Expired; for how long old codes of a device are
// taken; that GetMFADevice knows virtual devices; how long a report takes. Known
// to be more lenient than IAM: a hardware token has any serial number and any two
// codes that differ, a password may have been used before, and a certificate need
// not be valid now. There are no security keys, no credentials of the root user, and
// nothing notices that a password or a key was used, but who calls PasswordUsed or
// KeyUsed.
//
// Of enforcement, these are guesses: by which name a refusal calls what is not a user,
// a group, a role or a policy; that calls which name nothing are refused on "*"; that
// a boundary in CreateUser or CreateRole asks for no action of its own. Session
// policies are refused, and AssumeRole is all that STS does beside GetCallerIdentity.
//
// A secret is shown once and not kept; what it was made of is, in the state file,
// so that it can be checked later. See account.secret. Passwords are not kept at all.
//
// With Faults it is as unreliable as the real one can be: calls are throttled,
// fail before or after they took effect, lose their answers, meet each other, and
// reads lag behind. A call that fails says nothing about whether the account
// changed, but the record of calls does.
package fakeiam

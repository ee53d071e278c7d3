package fakeiam

import "time"

// Fault is what goes wrong with one call. The zero value is nothing.
type Fault struct {
	// Before is answered in place of doing anything.
	Before *Error
	// After is answered in place of the answer, whatever that was, once the call
	// took effect. It means nothing beside Before.
	After *Error
	// Delay holds the answer back, once the call took effect.
	Delay time.Duration
	// Drop closes the connection instead of answering. Beside Before, the
	// request is lost; otherwise, its answer.
	Drop bool
	// Truncate ends the answer in the middle of its body.
	Truncate bool
}

// What goes wrong most often.
var (
	// Throttled has no effect.
	Throttled = Fault{Before: refuse("Throttling", "Rate exceeded")}
	// Conflicted has no effect. IAM's sentence is known to begin so (issues of
	// Terraform's AWS provider); how it ends is not.
	Conflicted = Fault{Before: refuse("ConcurrentModification", "Another request updating the entity is in progress")}
	// Failed has no effect.
	Failed = Fault{Before: serviceFailure}
	// Unavailable has no effect.
	Unavailable = Fault{Before: serviceUnavailable}
	// FailedAfter takes effect, and says that it failed.
	FailedAfter = Fault{After: serviceFailure}
	// Lost takes effect; its answer never arrives.
	Lost = Fault{Drop: true}
	// Cut takes effect; half of its answer arrives.
	Cut = Fault{Truncate: true}
)

var (
	serviceFailure = refuse("ServiceFailure",
		"The request processing has failed because of an unknown error, exception or failure.")
	serviceUnavailable = refuse("ServiceUnavailable",
		"The request has failed due to a temporary failure of the server.")
)

// Script is an Inject that knows what goes wrong with the first calls of each
// action, in turn; after that, nothing does.
//
//	Script(map[string][]Fault{"CreateUser": {Lost, {}, Throttled}})
//
// loses the answer to the first CreateUser and throttles the third.
func Script(script map[string][]Fault) func(Call) Fault {
	calls := map[string]int{}
	return func(c Call) Fault {
		faults, at := script[c.Action], calls[c.Action]
		if at >= len(faults) {
			return Fault{}
		}
		calls[c.Action]++
		return faults[at]
	}
}

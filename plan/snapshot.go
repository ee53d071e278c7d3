package plan

import (
	"maps"
	"slices"
	"time"

	"iamsync/spec"
)

// Snapshot is an account as it was read at some time. Plans are made from it where nobody
// may ask the account. There is no secret in it.
type Snapshot struct {
	Caller string    // ARN of who read the account; "" where that is not known
	Time   time.Time // zero where it is not known
	State  spec.State
	Quotas map[string]int // nil where they are not known
	Locked bool           // a policy has the name of the lock
	// AWSPolicies are the ARNs of the policies that AWS has; nil where nobody asked.
	AWSPolicies []string
	// Credentials are those of Known.Users, with what is known of them.
	Credentials map[spec.ID]spec.Resource
	Uses        map[spec.ID]spec.Facts
	Unread      []spec.Kind // of credentials that the account's server knows nothing of
	Known       Known
}

// Known says how much of an account a snapshot holds.
type Known struct {
	Source string // what the snapshot is called, for people
	// Incomplete are kinds of which the account may have more than the snapshot.
	Incomplete []spec.Kind
	// Partly are kinds of whose objects some fields are not there.
	Partly []spec.Kind
	// InFull are the objects that were asked for in full, tags and all.
	InFull []spec.ID
	// Users are those whose credentials were asked for; Uses says that it was asked
	// for, too, when these were used.
	Users []spec.ID
	Uses  bool
	// Wanted are the objects that must be known in full to be compared: see Spec.Tagged.
	Wanted []spec.ID
}

// Sign adds the credentials of users, as far as the snapshot has them, to what a plan
// depends on.
func (s Snapshot) Sign(in Input, users []spec.ID) Input {
	in.Live = in.Live.Clone()
	in.Live.Facts = maps.Clone(in.Live.Facts)
	in.Unread = s.Unread
	for id, r := range s.Credentials {
		if slices.Contains(users, r.Owner()) {
			in.Live.Add(r)
			if uses, found := s.Uses[id]; found && in.Guards.UnusedDays > 0 {
				in.Live.Facts[id] = uses
			}
		}
	}
	return in
}

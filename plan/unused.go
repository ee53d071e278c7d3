package plan

import (
	"fmt"
	"strings"
	"time"

	"iamsync/spec"
)

// usedRecently refuses to delete users and roles that somebody has used within
// guards.unused_days: by a session of the role, by the user's password, or by one of its
// access keys. What is replaced comes back, and is not asked about.
func usedRecently(x *subject) []Finding {
	days := x.in.Guards.UnusedDays
	if days == 0 {
		return nil
	}
	last := map[spec.ID]use{}
	for _, c := range x.plan.Changes {
		if isCaller(c.Owner) && x.isGone(c.Owner) && x.goes(c) {
			if at := x.in.Live.Facts[c.ID].LastUsed; at.After(last[c.Owner].at) {
				last[c.Owner] = use{at, c.Before}
			}
		}
	}
	var all []Finding
	for id, u := range last {
		if u.at.Add(time.Duration(days) * 24 * time.Hour).After(x.in.Now) {
			all = append(all, Finding{
				Message: fmt.Sprintf("%s is to be deleted, and %s was used on %s; guards.unused_days is %d", id, u.said(), u.at.UTC().Format(time.DateOnly), days),
				Hint:    "see who uses it; " + lift("used-recently"), At: x.settled.declared.At[id],
			})
		}
	}
	return all
}

// use is when something was used last.
type use struct {
	at   time.Time
	what spec.Resource // the user or role itself, or a credential of it
}

// said names what was used.
func (u use) said() string {
	says := kinds[u.what.ID().Kind].says
	if says == nil {
		return "it"
	}
	label, value := says(u.what)
	return strings.TrimSpace("its " + label + " " + value)
}

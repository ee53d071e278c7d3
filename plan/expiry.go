package plan

import (
	"cmp"
	"fmt"

	"iamsync/spec"
)

// findExpiry points out what ends soon, and what has ended and is written still.
func (s *settled) findExpiry() {
	for id, day := range s.in.Desired.Expires {
		switch {
		case s.isOver(id):
			s.hint(id, "expired", fmt.Sprintf("%s was wanted until the end of %s, UTC", s.called(id), day), "take it out of the files: it is as if it were not written")
		case day.Soon(s.in.Now):
			s.hint(id, "expires-soon", fmt.Sprintf("%s is wanted until the end of %s, UTC", s.called(id), day), "it goes with the first apply after that; write another day if it shall stay")
		}
	}
}

// isOver reports whether something is written and not wanted any more.
func (s *settled) isOver(id spec.ID) bool { return s.in.Desired.Expires[id].Over(s.in.Now) }

// called names an edge as a field of its owner.
func (s *settled) called(id spec.ID) string {
	r := s.in.Desired.Resources[id]
	if says := kinds[id.Kind].says; says != nil {
		label, value := says(r)
		return fmt.Sprintf("%s %s of %s", label, value, r.Owner())
	}
	return id.String()
}

// explain gives the changes that a day has brought about their cause.
func (s *settled) explain(changes []Change) {
	for i := range changes {
		c := &changes[i]
		if c.After != nil {
			continue
		}
		for _, id := range c.names() {
			if id = s.retired.Of(id); s.isOver(id) {
				c.At = cmp.Or(c.At, s.declared.At[id])
				c.Cause, c.Reason = causeExpiry, fmt.Sprintf("%s was wanted until the end of %s", s.called(id), s.in.Desired.Expires[id])
				break
			}
		}
	}
}

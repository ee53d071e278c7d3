package statetest

import (
	"pgregory.net/rapid"

	"iamsync/spec"
)

// Replace lets some of what IAM cannot move have another path in the desired state, so
// that it must be replaced. It returns what that is. Policies that limit somebody are
// left where they are: they cannot be replaced.
func Replace(t *rapid.T, live, desired spec.State) map[spec.ID]bool {
	limits := limiting(live)
	for _, id := range desired.IDs() {
		switch id.Kind {
		case spec.KindPolicy, spec.KindRole, spec.KindProfile:
		default:
			continue
		}
		if live.Resources[id] == nil || limits[id] || rapid.IntRange(0, 2).Draw(t, "replaced") > 0 {
			continue
		}
		relocate(desired, id, "/mo/ved/")
		desired.Replaceable[id] = true
	}
	return desired.Replaceable
}

// limiting returns the policies that are boundaries, or deny something to somebody.
func limiting(s spec.State) map[spec.ID]bool {
	limits := map[spec.ID]bool{}
	for _, r := range s.Resources {
		for _, ref := range r.Refs() {
			p, is := s.Resources[ref.ID].(spec.Policy)
			limits[ref.ID] = limits[ref.ID] || is && (r.ID() == r.Owner() || p.Document.Denies())
		}
	}
	return limits
}

// relocate gives an entity another path, and whoever names it its new ARN.
func relocate(s spec.State, id spec.ID, path string) {
	old, arn := s.ARN(id), ""
	switch r := s.Resources[id].(type) {
	case spec.Policy:
		old, arn = r.ARN, s.Account.PolicyARN(path, r.Name)
		r.Path, r.ARN = path, arn
		s.Add(r)
	case spec.Role:
		r.Path = path
		s.Add(r)
		arn = s.ARN(id)
	case spec.Profile:
		r.Path = path
		s.Add(r)
		return
	}
	become := func(text string) string {
		if text == old {
			return arn
		}
		return text
	}
	for key, r := range s.Resources {
		switch r := r.(type) {
		case spec.Attachment:
			if r.PolicyARN == old {
				delete(s.Resources, key)
				r.PolicyARN = arn
				s.Add(r)
			}
		case spec.User:
			r.Boundary = become(r.Boundary)
			s.Resources[key] = r
		case spec.Role:
			r.Boundary, r.Trust = become(r.Boundary), r.Trust.MapPrincipals(become)
			s.Resources[key] = r
		}
	}
}

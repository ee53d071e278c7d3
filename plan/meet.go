package plan

import (
	"maps"
	"slices"

	"iamsync/spec"
)

// meet holds every declared resource against the live one, once. Of a large account most
// is as it is declared: nothing has to be kept, compared or ordered there, and all that
// follows looks at the others alone, which are open.
func (s *settled) meet() {
	for id, want := range s.declared.Resources {
		live := s.in.Live.Resources[id]
		if live == nil {
			s.open = append(s.open, id)
			continue
		}
		s.met++
		if isEntity(id) {
			s.owned++
			s.refuseEscape(live)
		}
		if !s.isAsDeclared(id, want, live) {
			s.open = append(s.open, id)
		}
	}
}

// isAsDeclared reports whether a live resource needs no further thought. What trusts
// others does: its trust policy changes with their ARNs.
func (s *settled) isAsDeclared(id spec.ID, want, live spec.Resource) bool {
	kind := kinds[id.Kind]
	_, renamed := s.renamed[id]
	return !kind.trusts && !renamed && len(kind.compare(live, want)) == 0
}

// compared returns the desired resources that can differ from the live ones: those that
// are open, or where something is replaced, all that are declared, since what holds it
// is renewed. What nobody declares stays as it is.
func (s *settled) compared() []spec.ID {
	if len(s.replaced) == 0 {
		return s.open
	}
	all := set{}
	for _, id := range s.open {
		all[id] = true
	}
	for id := range s.declared.Resources {
		all[id] = s.desired.Resources[id] != nil
	}
	maps.DeleteFunc(all, func(_ spec.ID, is bool) bool { return !is })
	return slices.Collect(maps.Keys(all))
}

package eval

import (
	"slices"
	"strings"
	"unicode/utf8"

	"iamsync/spec/policy/internal/glob"
)

// WithinAny reports whether the holder can do nothing that none of the others can, as
// far as statements tell: each Allow of it is covered by an Allow of one of the others,
// which no boundary and no Deny that the holder does not have limits further. True is
// certain where all are of one principal; false may only mean that it could not tell.
//
// It is what Within is for a single other, and sees more: a state in between may have
// one part from the state before and another from the state after.
func (h Holder) WithinAny(others ...Holder) bool {
	if slices.ContainsFunc(others, h.Within) {
		return true
	}
	if slices.ContainsFunc(append(slices.Clip(h.Identity), h.Boundary), (*Policy).isUnknown) {
		return false
	}
	sides := make([]side, len(others))
	for i, o := range others {
		sides[i] = h.against(o)
	}
	for s := range allowsOf(h.Identity...) {
		if !slices.ContainsFunc(sides, func(x side) bool { return x.gives(s) }) {
			return false
		}
	}
	return true
}

// side is another holder, as one sees it.
type side struct {
	allows   map[*statement]bool
	boundary map[*statement]bool // what an Allow must be within; nil: anything
	denies   []*statement        // those that one does not have
}

func (h Holder) against(o Holder) side {
	x := side{allows: allowsOf(o.Identity...)}
	if !h.boundedBy(o.Boundary) {
		x.boundary = allowsOf(o.Boundary)
	}
	mine := deniesOf(append(slices.Clip(h.Identity), h.Boundary)...)
	for d := range deniesOf(append(slices.Clip(o.Identity), o.Boundary)...) {
		if !covers(mine, d) {
			x.denies = append(x.denies, d)
		}
	}
	if slices.ContainsFunc(append(slices.Clip(o.Identity), o.Boundary), (*Policy).isUnknown) {
		x.allows = nil // it may deny whatever is asked
	}
	return x
}

// gives reports whether whatever the statement allows is allowed on this side, too.
func (x side) gives(s *statement) bool {
	return covers(x.allows, s) &&
		(x.boundary == nil || covers(x.boundary, s)) &&
		!slices.ContainsFunc(x.denies, func(d *statement) bool { return !d.isApart(s) })
}

// isApart reports whether no request matches both statements. True is certain.
func (s *statement) isApart(other *statement) bool {
	if s.action.words().isApart(other.action.words()) {
		return true
	}
	return !s.resource.missing && !other.resource.missing && s.resource.words().isApart(other.resource.words())
}

// words are the patterns of an element that may be a Not- list.
type words struct {
	not  bool
	list []string
}

// isApart reports whether no text is of both elements: no two of their patterns meet,
// or the one leaves out all that the other has.
func (w words) isApart(other words) bool {
	switch {
	case w.not && other.not:
		return false
	case w.not:
		return other.isApart(w)
	case other.not:
		return !slices.ContainsFunc(w.list, func(p string) bool {
			return !slices.ContainsFunc(other.list, func(q string) bool { return glob.Covers(q, p) })
		})
	}
	return !slices.ContainsFunc(w.list, func(p string) bool {
		return slices.ContainsFunc(other.list, func(q string) bool { return mayMeet(p, q) })
	})
}

// mayMeet reports whether a text may be one of both patterns. What overlap knows of "?"
// holds for characters of one byte.
func mayMeet(p, q string) bool {
	if _, meet := overlap(p, q); meet {
		return true
	}
	return strings.ContainsFunc(p+q, func(r rune) bool { return r >= utf8.RuneSelf })
}

func (a *actions) words() words {
	w := words{a.not, slices.Clone(a.patterns)}
	for name := range a.names {
		w.list = append(w.list, name)
	}
	return w
}

// words has a star for whatever a variable may be; a Not- list leaves such patterns
// out, since a variable without a value excludes nothing.
func (r *resources) words() words {
	w := words{not: r.not}
	for _, t := range r.patterns {
		switch {
		case len(t.parts) == 0:
			w.list = append(w.list, t.plain)
		case !r.not:
			w.list = append(w.list, t.widest)
		}
	}
	return w
}

package spec

import (
	"cmp"
	"fmt"
	"slices"

	"iamsync/spec/policy/lint"
)

// Finding is something about a policy document that a reviewer should know. It is no
// mistake: IAM takes the document.
type Finding struct {
	Code     string
	Severity lint.Severity
	Message  string
	Hint     string
	At       Position
	// Of are the resources that hold the document, in order: a policy, inline
	// policies, or the object itself where the finding is about it as a whole.
	Of []ID
	// Reason is why the finding is silenced; "" where it is not.
	Reason string
}

// Report is all that can be said offline of a tree.
type Report struct {
	Spec     *Spec     // nil where there are mistakes
	Mistakes Errors    // in the order of their places
	Findings []Finding // in the order of their places
	Silenced []Finding // those that the files silence
}

// Review reads a tree as Load does, and also its policy documents as a reviewer. What
// is written well is reviewed even where there are mistakes elsewhere.
func Review(dir string) Report {
	s, mistakes := loadTree(dir)
	r := Report{Mistakes: mistakes}
	if len(mistakes) == 0 {
		r.Spec = s
	}
	r.Findings, r.Silenced = s.review(nil)
	return r
}

// Findings returns what there is to say of the documents of some resources, without
// what is silenced.
func (s *Spec) Findings(of []ID) []Finding {
	wanted := make(map[ID]bool, len(of))
	for _, id := range of {
		wanted[id] = true
	}
	found, _ := s.review(wanted)
	return found
}

// held is a document that an object holds.
type held struct {
	by    ID // the resource
	doc   *documentDecl
	limit int // of its size; 0 is none
	trust bool
}

// review lints the documents of the spec; only those of some resources, unless wanted
// is nil.
func (s *Spec) review(wanted map[ID]bool) (found, silenced []Finding) {
	l := lint.New()
	for _, o := range s.objects {
		quiet := newSilencer(o.base())
		for _, h := range o.documents() {
			if h.doc == nil || wanted != nil && !wanted[h.by] {
				quiet.partial = true
				continue
			}
			d := lint.Document{Model: h.doc.doc.Model(), Size: h.doc.doc.Size(), Limit: h.limit, Trust: h.trust}
			for _, f := range l.Check(d) {
				quiet.add(h.by, h.doc.at.File, f)
			}
		}
		if wanted == nil {
			o.reviewWhole(quiet)
			quiet.complain()
		}
		found, silenced = append(found, quiet.found...), append(silenced, quiet.silenced...)
	}
	return merged(found), merged(silenced)
}

// silencer sorts the findings of one object into those that it silences and others.
type silencer struct {
	of              *head
	used            map[string]bool
	partial         bool // not all documents were read
	found, silenced []Finding
}

func newSilencer(h *head) *silencer { return &silencer{of: h, used: map[string]bool{}} }

func (q *silencer) add(by ID, file string, f lint.Finding) {
	full := Finding{f.Code, f.Severity, f.Message, f.Hint, Position{file, f.Line, f.Col}, []ID{by}, ""}
	i := slices.IndexFunc(q.of.silenced, func(s silence) bool { return s.code == f.Code })
	if i < 0 {
		q.found = append(q.found, full)
		return
	}
	full.Reason = q.of.silenced[i].reason
	q.used[f.Code] = true
	q.silenced = append(q.silenced, full)
}

// complain reports silences of what was not found: the reason speaks of something
// that is gone, and would hide it when it comes back.
func (q *silencer) complain() {
	for _, s := range q.of.silenced {
		if !q.used[s.code] && !q.partial {
			q.found = append(q.found, Finding{lint.UnusedSilence, lint.Info,
				fmt.Sprintf("%s silences %s, which is not found", q.of.id, s.code), "take it out", s.at, []ID{q.of.id}, ""})
		}
	}
}

// merged returns findings in order, those of a document that several hold once.
func merged(all []Finding) []Finding {
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message), cmp.Compare(a.Reason, b.Reason))
	})
	var out []Finding
	for _, f := range all {
		if n := len(out); n > 0 && same(out[n-1], f) {
			out[n-1].Of = append(out[n-1].Of, f.Of...)
			continue
		}
		out = append(out, f)
	}
	for i := range out {
		slices.SortFunc(out[i].Of, Compare)
	}
	return out
}

func same(a, b Finding) bool {
	return a.At == b.At && a.Code == b.Code && a.Message == b.Message && a.Reason == b.Reason
}

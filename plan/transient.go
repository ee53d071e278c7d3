package plan

import (
	"fmt"
	"slices"

	"iamsync/spec"
)

// transient finds the users for whom no order of single calls is safe: in some
// state on the way, they are allowed what neither the old nor the new state
// allows. That is so where a user's boundary and a document that the user keeps
// both change, and neither change only narrows or only widens.
func (s *staging) transient(o *order) []Finding {
	shifting := o.shifting()
	if len(shifting.boundaries)+len(shifting.documents) == 0 {
		return nil
	}
	carried := s.carriers(shifting.documents)
	var findings []Finding
	for _, id := range s.ctx.live.IDs() {
		user, isUser := s.ctx.live.Resources[id].(spec.User)
		after, stays := s.ctx.desired.Resources[id]
		if !isUser || !stays || !s.shiftsUnderBoundary(user, after, shifting, carried) {
			continue
		}
		findings = append(findings, Finding{
			Code: "transient-access", Severity: Warning, At: s.ctx.desired.At[id],
			Message: fmt.Sprintf("while this is applied, %s may for a moment be allowed what neither the old nor the new state allows, since its boundary and a policy of it both change", id),
			Hint:    "change the boundary and the policies in two plans",
		})
	}
	return findings
}

// shifts are the updates that may both give and take access.
type shiftSet struct {
	boundaries map[spec.ID]bool // of these users
	documents  map[spec.ID]bool // of these policies, or inline of these principals
}

func (o *order) shifting() shiftSet {
	set := shiftSet{map[spec.ID]bool{}, map[spec.ID]bool{}}
	for _, n := range o.nodes {
		if n.change < 0 || n.stage != shifts {
			continue
		}
		switch n.call.Action {
		case PutUserPermissionsBoundary:
			set.boundaries[o.changes[n.change].Owner] = true
		case CreatePolicyVersion, SetDefaultPolicyVersion, PutUserPolicy, PutGroupPolicy:
			set.documents[o.changes[n.change].Owner] = true
		}
	}
	return set
}

// carriers returns the principals that hold one of the documents, directly or
// through a group, before and after.
func (s *staging) carriers(documents map[spec.ID]bool) map[spec.ID]bool {
	carried := map[spec.ID]bool{}
	through := func(kind spec.Kind, from map[spec.ID]bool) {
		for id, r := range s.ctx.live.Resources {
			if _, stays := s.ctx.desired.Resources[id]; id.Kind == kind && stays && refersTo(r, from) {
				carried[r.Owner()] = true
			}
		}
	}
	through(spec.KindInline, documents)
	through(spec.KindAttachment, documents)
	through(spec.KindMembership, carried)
	return carried
}

func refersTo(r spec.Resource, any map[spec.ID]bool) bool {
	return slices.ContainsFunc(r.Refs(), func(ref spec.Ref) bool { return any[ref.ID] })
}

func (s *staging) shiftsUnderBoundary(user spec.User, after spec.Resource, shifting shiftSet, carried map[spec.ID]bool) bool {
	bounds := append(user.Refs(), after.Refs()...)
	document := slices.ContainsFunc(bounds, func(r spec.Ref) bool { return shifting.documents[r.ID] })
	updated := slices.ContainsFunc(bounds, func(r spec.Ref) bool { return s.touch.policy[r.ID] })
	swapped := shifting.boundaries[user.ID()]
	return swapped && updated || (swapped || document) && carried[user.ID()]
}

package plan

import (
	"fmt"
	"slices"

	"iamsync/spec"
)

// changedSince refuses to undo what somebody has done since: an object that is neither
// as it was before the apply, nor as after it, nor in between. Only what the plan
// changes counts, and what that gives back.
func changedSince(s *subject) []Finding {
	x := s.in.undo
	if x == nil {
		return nil
	}
	var all []string
	m, said := x.matcher(), set{}
	changed := func(id spec.ID, o SavedObject) {
		if text := m.changed(id, o); text != "" {
			all, said[id] = append(all, text), true
		}
	}
	for _, c := range s.plan.Changes {
		if f, known := x.files[c.ID]; known {
			changed(c.ID, x.backwards(f))
		}
		if c.Before != nil || c.After.Owner() == c.ID {
			continue
		}
		for _, ref := range c.After.Refs() {
			o := x.undo.Plan.object(ref.ID)
			if _, known := x.files[ref.ID]; !known && o.Before != nil {
				changed(ref.ID, o)
			}
		}
	}
	for id, owner := range x.strangers {
		if _, known := x.files[id]; !known {
			all = append(all, fmt.Sprintf("%s came after that apply, and would go with %s", id, owner))
		}
	}
	all = append(all, x.unlikeFormer()...)
	all = append(all, x.otherAccess(s.plan, said)...)
	slices.Sort(all)
	return since(slices.Compact(all))
}

// changed says that an object was changed after the apply, and how; "" where it was not.
func (m matcher) changed(id spec.ID, o SavedObject) string {
	if what := m.astray(o); what != "" {
		return fmt.Sprintf("%s was changed after that apply: it %s", id, what)
	}
	return ""
}

// since makes findings of messages.
func since(messages []string) []Finding {
	var all []Finding
	for _, text := range messages {
		all = append(all, Finding{Message: text, Hint: "see who did that, and why; if it shall be undone, too, lift the guard once: --allow changed-since"})
	}
	return all
}

// matcher holds the account as it is against the plan of the apply, with the names and
// ARNs that the apply gives.
func (x *undoing) matcher() matcher {
	forth, paths, ids := spec.Renames{}, map[spec.ID]string{}, set{}
	for now, old := range x.names {
		if x.live.Resources[now] == nil && x.live.Resources[old] != nil {
			forth[old] = now
		}
	}
	for _, o := range x.undo.Plan.Objects {
		if ids[o.ID] = true; o.ID.Kind == spec.KindUser && o.After != nil {
			paths[o.ID] = o.After["path"].Text
		}
	}
	state := x.live.Rename(forth).Relocate(paths)
	m := newMatcher(x.undo.Plan, Plan{Objects: objectsOf(state, state, nil, ids)})
	m.words, m.undoes = ofUndo, true
	return m
}

// backwards returns what is recorded of an object, with what it is while it is put back:
// an undo can have been begun, and be gone on with.
func (x *undoing) backwards(f Former) SavedObject {
	o := x.undo.Plan.object(f.ID)
	if f.Was == nil {
		return o
	}
	o.Between = append(slices.Clone(o.Between), o.Before, fieldsOf(Made(f.Was, Step{})))
	if o.After == nil {
		o.After, o.Replaced = o.Before, true
	}
	return o
}

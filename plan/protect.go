package plan

import (
	"fmt"
	"slices"

	"iamsync/spec"
)

// protect refuses to delete, replace, rename or narrow what guards.protect names. Those
// are narrowed who may be allowed less when the plan is done, whatever it is that goes.
func protect(x *subject) []Finding {
	if len(x.in.Guards.Protect) == 0 {
		return nil
	}
	w := watch{subject: x, names: map[spec.ID]bool{}, losses: map[spec.ID]string{}, whole: map[spec.ID]bool{}}
	for _, c := range x.plan.Changes {
		w.see(c)
	}
	var all []Finding
	for id, loss := range w.losses {
		all = append(all, Finding{
			Message: fmt.Sprintf("guards.protect names %s, and %s", id, loss), At: x.settled.desired.At[id],
		})
	}
	return all
}

// watch notes what happens to protected objects.
type watch struct {
	*subject
	names  map[spec.ID]bool   // whether an object is protected
	losses map[spec.ID]string // the first of each object
	whole  map[spec.ID]bool   // whether a principal keeps what it may do
}

func (w *watch) protects(id spec.ID) bool {
	is, known := w.names[id]
	if !known {
		old := w.settled.renamed.Of(id)
		is = slices.ContainsFunc(w.in.Guards.Protect, func(p spec.Pattern) bool { return p.Matches(id) || p.Matches(old) })
		w.names[id] = is
	}
	return is
}

func (w *watch) lose(id spec.ID, why string) {
	if _, noted := w.losses[id]; !noted && w.protects(id) {
		w.losses[id] = why
	}
}

// see notes what a change does to a protected object itself, and to protected principals
// on whose way to what they may do it lies.
func (w *watch) see(c Change) {
	if c.ID == c.Owner {
		w.seeEntity(c)
	}
	why := w.narrows(c)
	if why == "" {
		return
	}
	web := w.order.stages.touch.web
	for _, id := range append(append(slices.Clip(web.reach(c.Owner)), web.holders[c.Owner]...), c.Owner) {
		if isPrincipal(id) && w.protects(id) && w.in.Live.Resources[id] != nil && !w.keeps(id) {
			w.lose(id, why)
		}
	}
}

func (w *watch) seeEntity(c Change) {
	switch {
	case w.settled.replaced[c.ID]:
		w.lose(c.ID, "the plan replaces it")
	case c.After == nil:
		w.lose(c.ID, "the plan deletes it")
	case c.Before == nil:
	case c.Before.ID() != c.ID:
		w.lose(c.ID, fmt.Sprintf("the plan renames it; it was %s", c.Before.ID()))
	case isPolicy(c.ID):
		if !documentOf(c.After).Narrows(documentOf(c.Before)) {
			w.lose(c.ID, "its document allows less, or may")
		}
	default:
		w.seeFields(c)
	}
}

// seeFields notes what goes of an entity that stays: whom it lets in, what it holds.
func (w *watch) seeFields(c Change) {
	for _, f := range c.Fields {
		if f.Before != nil && (decidesTokens[f.Path[0]] || c.ID.Kind == spec.KindProfile && f.Path[0] == "role" && !f.Renewed) {
			w.lose(c.ID, "it loses something of its "+f.Path[0])
		}
	}
	if before, after, stays := w.doors(c.ID); stays && !after.Trust.Narrows(before.Trust) {
		w.lose(c.ID, "its trust policy lets in fewer, or may")
	}
}

// narrows says how a change may take access from those whose way it lies on, or "".
func (w *watch) narrows(c Change) string {
	effects := w.order.stages.touch.effects
	switch {
	case isCaller(c.ID):
		return w.bounds(c)
	case isPolicy(c.ID) && c.Before != nil && c.After != nil:
		if !documentOf(c.After).Narrows(documentOf(c.Before)) {
			return fmt.Sprintf("%s allows less, or may", c.ID)
		}
	case !isGrant(c.ID):
	case w.goes(c) && effects.of(c.Before).allows:
		return "it loses " + called(c.Before)
	case c.Before == nil && effects.of(c.After).denies:
		return "it gets " + called(c.After) + ", which denies"
	case c.Before != nil && c.After != nil && !documentOf(c.After).Narrows(documentOf(c.Before)):
		return called(c.After) + " allows less, or may"
	}
	return ""
}

// called names an edge, and whose it is.
func called(edge spec.Resource) string {
	label, value := kinds[edge.ID().Kind].says(edge)
	return fmt.Sprintf("%s %s of %s", label, policyName(value), edge.Owner())
}

// bounds says how a boundary takes access from its principal.
func (w *watch) bounds(c Change) string {
	before, was := callerOf(c.Before)
	after, is := callerOf(c.After)
	if !was || !is || before.boundary == after.boundary || w.order.ctx.boundaryShift(before.boundary, after.boundary) == Widening {
		return ""
	}
	return "its boundary allows less, or may"
}

// keeps reports whether a principal surely may do after the plan what it may do before,
// whatever goes: another part may give the same.
func (w *watch) keeps(id spec.ID) bool {
	whole, known := w.whole[id]
	if !known {
		before, after := w.ends(id)
		whole = isSame(before, after) && before.Within(after)
		w.whole[id] = whole
	}
	return whole
}

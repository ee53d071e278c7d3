package plan

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"iamsync/spec"
)

// An apply is undone by a plan like any other. What is desired is the account as it is
// now, with each object that the apply changed put back to what it was:
//
//	before the apply   now       becomes
//	there              there     as it was before
//	there              gone      created again, without what nobody can restore
//	not there          there     deleted
//	anything           ignored   left alone, with a finding
//
// Nothing is ever run from an undo file. Who has changed one of its objects since is not
// overruled silently: that is what the guard changed-since is for.

// Undo is what takes an apply back: its plan, and what was there before.
type Undo struct {
	Run  string // the ID of the apply
	Time time.Time
	Plan Saved
	Was  []Former
	Held []spec.Resource // what counted for the access of those whom the apply concerns
}

// Former is what an object was before an apply that changes it.
type Former struct {
	ID  spec.ID       // as the plan calls it
	Was spec.Resource // under the name that it had; nil where it was not there
	// Unasked says that its tags were not asked for, nor what else no bulk read
	// returns: the apply did not change them.
	Unasked bool
}

// RecordUndo returns what takes a plan back. Told are those of the account's resources
// that were asked for in full since; partly reports of which objects the plan itself does
// not know all.
func RecordUndo(p Plan, told []spec.Resource, partly func(spec.ID) bool) Undo {
	u, full := Undo{Plan: Record(p), Held: p.Held}, map[spec.ID]spec.Resource{}
	for _, r := range told {
		full[r.ID()] = r
	}
	changed := set{}
	for _, c := range p.Changes {
		changed[c.ID] = true
	}
	for i, o := range p.Objects {
		f := Former{ID: o.ID, Was: o.Was, Unasked: o.Was != nil && partly(o.ID)}
		if all := full[o.ID]; all != nil && f.Unasked {
			f.Was, f.Unasked, u.Plan.Objects[i].Before = all, false, fieldsOf(all)
		}
		if changed[o.ID] {
			u.Was = append(u.Was, f)
		}
	}
	return u
}

// Vanishing returns what a plan deletes, for good or to create it again, as it is.
func (p Plan) Vanishing() []spec.Resource {
	gone := set{}
	for _, c := range p.Changes {
		gone[c.ID] = gone[c.ID] || c.After == nil
	}
	var all []spec.Resource
	for _, o := range p.Objects {
		if gone[o.ID] && o.Was != nil {
			all = append(all, o.Was)
		}
	}
	return all
}

// Asked returns the objects of which all must be read that can be, under each of their
// names.
func (u Undo) Asked() []spec.ID {
	var ids []spec.ID
	for _, f := range u.Was {
		if f.Unasked {
			continue
		}
		ids = append(ids, f.ID)
		if f.Was != nil {
			ids = append(ids, f.Was.ID())
		}
	}
	return ids
}

// Build plans the way back from the live state. The desired state is not looked at; the
// scope says what is left alone, and guards are in force as ever.
func (u Undo) Build(in Input) Plan {
	x := newUndoing(u, in.Live, in.Scope)
	in.Desired, in.undo = x.desired(), x
	in.Scope.Prune = false // what no file declares is no matter of an undo
	p := Build(in)
	p.Unmanaged, p.Kept = nil, nil
	p.Findings = append(p.Findings, x.findings(p)...)
	slices.SortFunc(p.Findings, compareFindings)
	return p
}

// undoing is an apply that is being undone. IDs are those from before the apply, if
// nothing else is said.
type undoing struct {
	undo  Undo
	scope spec.Scope
	live  spec.State   // as it was read
	names spec.Renames // the names from before, by those after
	forth spec.Renames // and the other way round
	back  spec.Renames // those of the former that are to be given back
	now   spec.State   // the account as it is, with the names from before
	base  spec.State   // and as it shall be

	known     map[spec.ID]spec.ID // IDs of what there is, by those that the plan gives
	files     map[spec.ID]Former  // what is put back
	lost      set                 // what cannot be made again
	strangers map[spec.ID]spec.ID // what came since and goes with its owner
}

func newUndoing(u Undo, live spec.State, scope spec.Scope) *undoing {
	x := &undoing{
		undo: u, scope: scope, live: live, names: spec.Renames{}, forth: spec.Renames{}, back: spec.Renames{},
		known: map[spec.ID]spec.ID{}, files: map[spec.ID]Former{}, lost: set{}, strangers: map[spec.ID]spec.ID{},
	}
	for _, f := range u.Was {
		if f.Was != nil && f.Was.ID() == f.Was.Owner() && f.Was.ID() != f.ID {
			x.names[f.ID], x.forth[f.Was.ID()] = f.Was.ID(), f.ID
		}
	}
	for _, f := range u.Was {
		old, renames := x.names[f.ID]
		if renames && live.Resources[f.ID] != nil && live.Resources[old] == nil && x.left(f) == "" {
			x.back[f.ID] = old
		}
	}
	x.now = live.Rename(x.back)
	x.base = x.now.Clone()
	if len(x.forth) > 0 {
		for id, r := range x.now.Resources {
			x.known[r.Renamed(x.forth).ID()] = id
		}
	}
	x.retrust()
	x.relocate()
	for _, f := range u.Was {
		x.restore(f)
	}
	x.takeAlong()
	return x
}

// restore puts back what an object was.
func (x *undoing) restore(f Former) {
	id := x.idOf(f)
	switch {
	case x.left(f) != "":
		return
	case kinds[id.Kind].create == nil && f.Was != nil && x.now.Resources[id] == nil: // it takes a secret that nobody has
		x.lost[id] = true
		return
	}
	x.files[id] = f
	if delete(x.base.Resources, id); f.Was != nil {
		x.base.Add(f.Was)
	}
}

// idOf returns the ID that an object has before.
func (x *undoing) idOf(f Former) spec.ID {
	if f.Was != nil {
		return f.Was.ID()
	}
	return cmp.Or(x.known[f.ID], f.ID)
}

// takeAlong deletes what belongs to an entity that goes, or is listed by one.
func (x *undoing) takeAlong() {
	for id, r := range maps.Clone(x.base.Resources) {
		if id == r.Owner() {
			continue
		}
		for _, entity := range append([]spec.ID{r.Owner()}, each(kinds[id.Kind].listed(r), func(l listing) spec.ID { return l.ID })...) {
			if f, known := x.files[entity]; known && f.Was == nil {
				delete(x.base.Resources, id)
				x.strangers[id] = entity
			}
		}
	}
}

// relocate gives trust policies the ARNs that users have with the paths from before.
func (x *undoing) relocate() {
	paths := map[spec.ID]string{}
	for _, f := range x.undo.Was {
		if was, is := f.Was.(spec.User); is && x.left(f) == "" {
			if now, there := x.now.Resources[was.ID()].(spec.User); there && now.Path != was.Path {
				paths[was.ID()] = was.Path
			}
		}
	}
	x.base = x.base.Relocate(paths)
}

// retrust lets trust policies name those again who come back: where somebody went, IAM
// shows the unique ID that they had.
func (x *undoing) retrust() {
	arns := x.returning()
	for id, r := range maps.Clone(x.base.Resources) {
		role, is := r.(spec.Role)
		named := func(p string) bool { return arns[p] != "" }
		if !is || x.leaves(id, role.Path) != "" || !slices.ContainsFunc(role.Trust.Principals(), named) {
			continue
		}
		role.Trust = role.Trust.MapPrincipals(func(p string) string { return cmp.Or(arns[p], p) })
		role.Trusted = x.live.Account.Principals(role.Trust)
		x.restore(Former{ID: id, Was: role})
	}
}

// returning returns the ARNs of those who come back, by their unique IDs before.
func (x *undoing) returning() map[string]string {
	arns := map[string]string{}
	for _, f := range x.undo.Was {
		o := x.undo.Plan.object(f.ID)
		if f.Was == nil || kinds[f.ID.Kind].caller == nil || x.left(f) != "" || o.After != nil && !o.Replaced {
			continue
		}
		arn := spec.EntityARN{Partition: x.live.Account.Partition, Account: x.live.Account.ID, Path: entityPath(f.Was), ID: f.Was.ID()}
		arns[o.UniqueID] = arn.String()
	}
	delete(arns, "")
	return arns
}

// object returns what is recorded of an object.
func (s Saved) object(id spec.ID) SavedObject {
	i, found := slices.BinarySearchFunc(s.Objects, id, func(o SavedObject, id spec.ID) int { return compareIDs(o.ID, id) })
	if !found {
		return SavedObject{ID: id}
	}
	return s.Objects[i]
}

// desired returns what the plan is made for: what is put back, all that belongs to the
// same owners, and what must go and come with it. The rest stays undeclared.
func (x *undoing) desired() spec.State {
	want := spec.NewState(x.live.Account)
	ours := x.concerned()
	for id, r := range x.base.Resources {
		listed := func(l listing) bool { return ours[l.ID] }
		if ours[id] || id != r.Owner() && slices.ContainsFunc(kinds[id.Kind].listed(r), listed) {
			want.Add(r)
			want.Replaceable[id] = true
		}
	}
	for id, f := range x.files {
		if f.Was == nil && isEntity(id) {
			want.Absent[id] = true
		}
		if f.Unasked {
			want.Unsaid[id] = []spec.Field{spec.FieldTags}
		}
	}
	for now, old := range x.names {
		if want.Resources[old] != nil && x.live.Resources[now] != nil {
			want.Renamed[old] = now
		}
	}
	return want
}

// concerned returns the entities that are to be as they were: those of which something
// is put back, and those that hold or trust one that comes anew.
func (x *undoing) concerned() set {
	ours := set{}
	for id := range x.files {
		for _, s := range []spec.State{x.now, x.base} {
			if r := s.Resources[id]; r != nil && x.base.Resources[r.Owner()] != nil {
				ours[r.Owner()] = true
			}
		}
	}
	anew := func(ref spec.Ref) bool { return x.comesAnew(ref.ID) }
	for _, r := range x.base.Resources {
		owner := x.base.Resources[r.Owner()]
		if owner != nil && !ours[owner.ID()] && slices.ContainsFunc(r.Refs(), anew) && x.leaves(owner.ID(), entityPath(owner)) == "" {
			ours[owner.ID()] = true
		}
	}
	return ours
}

// comesAnew reports whether an entity is created, or may have to be replaced.
func (x *undoing) comesAnew(id spec.ID) bool {
	f, known := x.files[id]
	now := x.now.Resources[id]
	return known && f.Was != nil && (now == nil || entityPath(now) != entityPath(f.Was))
}

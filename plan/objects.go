package plan

import (
	"cmp"
	"maps"
	"slices"

	"iamsync/spec"
)

// Object is an object of the account as it was when a plan was made, under the name that
// it has once it is renamed.
type Object struct {
	ID       spec.ID
	Before   spec.Resource   // nil where there is none
	Was      spec.Resource   `json:"-"`          // the same under the name and by the ARNs that it has until then
	UniqueID string          `json:",omitempty"` // IAM's own ID, which survives a rename
	Versions []ObjectVersion `json:",omitempty"` // of a policy, oldest first
}

// ObjectVersion is a version of a policy. What it says never changes, and its ID is never
// given again (IAM User Guide, "Versioning IAM policies").
type ObjectVersion struct {
	ID      string
	Default bool
}

// objectsOf returns objects as they are, in order: live has the new names, asked the
// old ones.
func objectsOf(live, asked spec.State, renamed spec.Renames, ids set) []Object {
	var objects []Object
	for _, id := range slices.SortedFunc(maps.Keys(ids), compareIDs) {
		o := Object{ID: id, Before: live.Resources[id], UniqueID: live.Facts[id].UniqueID}
		if o.Before != nil {
			o.Was = asked.Resources[o.Before.Renamed(renamed).ID()]
		}
		for _, v := range live.Facts[id].Versions {
			o.Versions = append(o.Versions, ObjectVersion{v.ID, v.Default})
		}
		objects = append(objects, o)
	}
	return objects
}

// objectsTouched returns what changes change, and what that refers to: a policy that
// is attached gives what it says.
func objectsTouched(changes []Change) set {
	ids := set{}
	for _, c := range changes {
		ids[c.ID] = true
		for _, ref := range cmp.Or(c.After, c.Before).Refs() {
			ids[ref.ID] = true
		}
	}
	return ids
}

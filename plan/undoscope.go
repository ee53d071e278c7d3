package plan

import (
	"cmp"
	"fmt"
	"strings"

	"iamsync/spec"
)

// What of an apply is not undone: the scope may have been edited since, or be that of
// another tree.

// left says why an object is left alone; "" where it is not.
func (x *undoing) left(f Former) string {
	r := cmp.Or(f.Was, x.now.Resources[x.idOf(f)])
	if r == nil {
		return ""
	}
	owner := r.Owner()
	if why := x.leaves(owner, x.pathOf(owner)); why != "" {
		return why
	}
	if r.ID() != owner {
		for _, l := range kinds[f.ID.Kind].listed(r) {
			if x.ignores(l.ID) {
				return spec.ScopeIgnores
			}
		}
	}
	return ""
}

// ignores reports whether the scope ignores an entity, by its name before or after.
func (x *undoing) ignores(id spec.ID) bool {
	return x.scope.Ignores(id) || x.scope.Ignores(x.forth.Of(id))
}

// pathOf returns the path of an entity: the one that it has, or else had.
func (x *undoing) pathOf(id spec.ID) string {
	for _, name := range []spec.ID{id, x.forth.Of(id)} {
		if r := x.live.Resources[name]; r != nil {
			return entityPath(r)
		}
	}
	for _, f := range x.undo.Was {
		if f.Was != nil && f.Was.ID() == id {
			return entityPath(f.Was)
		}
	}
	return ""
}

// leaves says why an entity is left alone; "" where it is not.
func (x *undoing) leaves(id spec.ID, path string) string {
	switch {
	case x.ignores(id):
		return spec.ScopeIgnores
	case spec.NeverTouched(path):
		return "AWS keeps what lies there for itself"
	case x.scope.Prune && !spec.Single(id.Kind) && !x.scope.Owns(id, path) && !x.scope.Owns(x.forth.Of(id), path):
		return cmp.Or(x.scope.Keeps(id, path), "it lies outside of the scope")
	default:
		return ""
	}
}

// findings say what the plan does not put back.
func (x *undoing) findings(p Plan) []Finding {
	all := x.stillTrusting()
	for _, f := range x.undo.Was {
		if why := x.left(f); why != "" && !x.isAsBefore(f) {
			all = append(all, Finding{Code: "undo-left", Severity: Warning, Message: fmt.Sprintf("%s is not put back, and stays as it is: %s", f.ID, why)})
		}
	}
	for id := range x.lost {
		if isEntity(id) {
			all = append(all, Finding{Code: "undo-lost", Severity: Warning, Message: fmt.Sprintf("%s does not come back: it takes its private key to upload it", id)})
		}
	}
	for _, c := range p.Changes {
		anew, f := kinds[c.ID.Kind].anew, x.files[c.ID]
		if c.Before == nil && f.Was != nil && anew != "" && c.Replaces.IsZero() {
			all = append(all, Finding{Code: "undo-lost", Severity: Warning, Message: fmt.Sprintf("%s comes back as another of its name: %s%s", c.ID, anew, x.keysOf(c.ID))})
		}
	}
	return all
}

// stillTrusting says which roles are left alone and trust the unique ID of somebody who
// comes back with another.
func (x *undoing) stillTrusting() []Finding {
	var all []Finding
	arns := x.returning()
	for id, r := range x.now.Resources {
		role, is := r.(spec.Role)
		if !is {
			continue
		}
		why := x.leaves(id, role.Path)
		for _, p := range role.Trust.Principals() {
			if arn := arns[p]; why != "" && arn != "" {
				all = append(all, Finding{Code: "undo-left", Severity: Warning,
					Message: fmt.Sprintf("%s is not put back, and trusts %s, which is gone, in the place of %s: %s", x.forth.Of(id), p, arn, why)})
			}
		}
	}
	return all
}

// keysOf lists the credentials that somebody had, who comes back without them.
func (x *undoing) keysOf(id spec.ID) string {
	var keys []string
	for lost := range x.lost {
		if r := x.former(lost); r != nil && r.Owner() == id && lost != id {
			label, value := kinds[lost.Kind].says(r)
			keys = append(keys, strings.TrimSpace(label+" "+value))
		}
	}
	if len(keys) == 0 {
		return ""
	}
	return "; gone are " + enumerated(keys)
}

// former returns what was there under an ID.
func (x *undoing) former(id spec.ID) spec.Resource {
	for _, f := range x.undo.Was {
		if f.Was != nil && f.Was.ID() == id {
			return f.Was
		}
	}
	return nil
}

// isAsBefore reports whether there is nothing to put back of an object.
func (x *undoing) isAsBefore(f Former) bool {
	now := x.now.Resources[x.idOf(f)]
	if now == nil || f.Was == nil {
		return now == nil && f.Was == nil
	}
	return Same(now, f.Was)
}

package spec

import (
	"fmt"
	"slices"

	"gopkg.in/yaml.v3"
)

const renameKey = "renamed_from"

var renameShape = shape{is: "the name that it had before", node: yaml.ScalarNode, example: "robert", empty: "NAME", value: nameValue(KindGroup)}

// renamedFrom reads the name that an object had before, which no other may claim.
func (r *reader) renamedFrom(n *yaml.Node, h *head) {
	w := r.word(n)
	if w == nil {
		return
	}
	old := ID{h.id.Kind, w.text}
	if problem := badName(old.Kind, old.Name); problem != "" {
		r.bad(w.at, "", fmt.Sprintf("%s %q: %s", old.Kind, old.Name, problem))
		return
	}
	if old == h.id {
		r.fail(n, "leave it out", "%s %q has this name already", h.id.Kind, h.id.Name)
		return
	}
	if first := r.claims[old.Fold()]; first != nil {
		r.fail(n, "keep one of them", "%s %q is renamed from %q, and so is %q at %s", h.id.Kind, h.id.Name, old.Name, first.id.Name, first.former.at)
		return
	}
	h.former = w
	r.claims[old.Fold()] = h
}

// checkRename demands that the old name of an object is nobody's now. A chain or
// a swap would need an order, and names in between, that nobody has reviewed.
func (l *loader) checkRename(h *head) {
	if h.former == nil {
		return
	}
	what := fmt.Sprintf("%s %q is renamed from %q", h.id.Kind, h.id.Name, h.former.text)
	old := ID{h.id.Kind, h.former.text}
	if p := l.ignoring(old); p != nil {
		l.failAt(h.former.at, "take one of the two out", "%s, which scope.ignore at %s names", what, p.at)
		return
	}
	o := l.folded[old.Fold()]
	if o == nil || o.base() == h {
		return
	}
	switch other := o.base(); {
	case other.former == nil:
		l.failAt(h.former.at, "take one of the two out", "%s, which is declared itself at %s", what, other.at)
	case ID{h.id.Kind, other.former.text}.Fold() == h.id.Fold():
		l.failAt(h.former.at, "apply in three steps, by way of a third name", "%s, and %q from %q at %s: names are not swapped", what, other.id.Name, other.former.text, other.former.at)
	default:
		l.failAt(h.former.at, "rename one, apply, and then the other", "%s, which is renamed itself at %s", what, other.former.at)
	}
}

// Renames are new IDs of entities by their old ones.
type Renames map[ID]ID

// Of returns the new ID of an entity, or the one that it has.
func (r Renames) Of(id ID) ID {
	if renamed, found := r[id]; found {
		return renamed
	}
	return id
}

// Renamed implements Resource.
func (u User) Renamed(r Renames) Resource {
	u.Name = r.Of(u.ID()).Name
	return u
}

// Renamed implements Resource.
func (g Group) Renamed(r Renames) Resource {
	g.Name = r.Of(g.ID()).Name
	return g
}

// Renamed implements Resource: IAM cannot rename a policy.
func (p Policy) Renamed(Renames) Resource { return p }

// Renamed implements Resource: IAM cannot rename a role. Whom it trusts, it knows by
// their ARNs; these are for State.Rename, which knows the account.
func (r Role) Renamed(renames Renames) Resource {
	r.Trusted = slices.Clone(r.Trusted)
	for i, id := range r.Trusted {
		r.Trusted[i] = renames.Of(id)
	}
	slices.SortFunc(r.Trusted, Compare)
	return r
}

// Renamed implements Resource: IAM cannot rename an instance profile, nor its role.
func (p Profile) Renamed(Renames) Resource { return p }

// Renamed implements Resource.
func (c Credential) Renamed(r Renames) Resource {
	c.User = r.Of(UserID(c.User)).Name
	return c
}

// Renamed implements Resource.
func (m Membership) Renamed(r Renames) Resource {
	return Membership{User: r.Of(UserID(m.User)).Name, Group: r.Of(GroupID(m.Group)).Name}
}

// Renamed implements Resource.
func (a Attachment) Renamed(r Renames) Resource {
	a.Principal = r.Of(a.Principal)
	return a
}

// Renamed implements Resource.
func (i Inline) Renamed(r Renames) Resource {
	i.Principal = r.Of(i.Principal)
	return i
}

// Rename returns the state as it is after the renames and nothing else: entities
// keep what belongs to them, and what is known of them.
func (s State) Rename(r Renames) State {
	if len(r) == 0 {
		return s
	}
	out := s
	out.Resources = make(map[ID]Resource, len(s.Resources))
	out.Facts = make(map[ID]Facts, len(s.Facts))
	for _, resource := range s.Resources {
		out.Add(s.Account.retrust(resource.Renamed(r), func(arn EntityARN) EntityARN {
			arn.ID = r.Of(arn.ID)
			return arn
		}))
	}
	for id, facts := range s.Facts {
		out.Facts[r.Of(id)] = facts
	}
	return out
}

// Relocate returns the state as it is when users have other paths: IAM keeps
// principals by their unique IDs, so that trust policies show the ARNs that they have.
func (s State) Relocate(paths map[ID]string) State {
	if len(paths) == 0 {
		return s
	}
	out := s.Clone()
	for id := range s.Facts {
		if role, is := s.Resources[id].(Role); is {
			out.Add(s.Account.retrust(role, func(arn EntityARN) EntityARN {
				if path, moves := paths[arn.ID]; moves {
					arn.Path = path
				}
				return arn
			}))
		}
	}
	return out
}

// retrust changes the ARNs by which a role, if it is one, names principals of the
// account.
func (a Account) retrust(r Resource, change func(EntityARN) EntityARN) Resource {
	role, is := r.(Role)
	if !is {
		return r
	}
	role.Trust = role.Trust.MapPrincipals(func(text string) string {
		if arn, is := ParseEntityARN(text); is && arn.Account == a.ID {
			return change(arn).String()
		}
		return text
	})
	return role
}
